"""Who sees what of ours: one rule, for lists, forms, link fields, number cards, REST and reports.

A record that says something of a party is seen by whoever sees the party: User Permissions on the customer or
supplier itself, and on what it links to (group, territory, ...), hold for its results as well. Rights by role are in
the DocTypes' own rules (docs/admin/rights.md); what is here only takes away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe.permissions import get_role_permissions, get_user_permissions, has_user_permission
from frappe.query_builder.functions import IfNull
from pypika.terms import Criterion, Term

from relationship_suite.compat import condition_text, is_one_of
from relationship_suite.relationship_core.facts.keys import PARTIES
from relationship_suite.setup.roles import ROLES


@dataclass(frozen=True)
class Party:
	"""How a DocType of ours names the party that its records tell of.

	``Party("customer", "Customer")`` is a Link to one kind of party, ``Party("party", by="party_type")`` a Dynamic Link,
	whose kind is in the field ``by``: one of :data:`keys.PARTIES`. ``is_by_role``: people typed it, and each role sees what
	was typed of the kinds of party that it is for (:data:`KINDS_OF`). ``is_optional``: a record may tell of no party, and is
	then let through like an empty link.
	"""

	field: str
	doctype: str = ""
	by: str = ""
	is_by_role: bool = False
	is_optional: bool = False


#: DocType of ours that says something of a party -> its party.
PARTY_OF: dict[str, Party] = {
	"Customer Insight": Party("customer", "Customer"),
	"Customer Segment Membership": Party("customer", "Customer"),
	"Performance Scorecard Result": Party("supplier", "Supplier"),
	"Supplier Action Plan": Party("supplier", "Supplier"),
	"Planning Agreement": Party("supplier", "Supplier"),
	"Forecast Release": Party("supplier", "Supplier"),
	"Supply Commitment": Party("supplier", "Supplier"),
	"Planning Exception": Party("supplier", "Supplier"),
	"Order Confirmation": Party("supplier", "Supplier"),
	"Supplier Gate Override": Party("supplier", "Supplier"),
	"Supplier Standing Change": Party("supplier", "Supplier"),
	"Interaction": Party("party", by="party_type", is_by_role=True),
	"Risk": Party("party", by="party_type", is_optional=True),
	"Risk Acceptance": Party("party", by="party_type", is_optional=True),
	"Risk Assessment": Party("party", by="party_type", is_optional=True),
	"Risk Proposal": Party("party", by="party_type", is_optional=True),
}
#: DocType of ours that keeps the history of a record -> the field that links to it, and its DocType. Whoever does not see
#: the record does not see its history.
HISTORY_OF = {"Risk Acceptance": ("risk", "Risk"), "Risk Assessment": ("risk", "Risk")}
#: Role -> kinds of party that it is for.
KINDS_OF: dict[str, tuple[str, ...]] = {
	"System Manager": PARTIES,
	"Relationship Manager": PARTIES,
	"Relationship User": ("Customer", "Lead", "Prospect"),
	"Sourcing Manager": ("Supplier",),
	"Sourcing User": ("Supplier",),
	"Risk Owner": ("Supplier",),
}
#: DocType of ours that lists parties in a child table -> that table, and the party of its rows. Whoever does not see all of
#: them does not see the list.
LIST_IN: dict[str, tuple[str, Party]] = {
	"Customer Segment": ("Customer Segment Customer", Party("customer", "Customer")),
}
#: Child table -> its parent. Frappe 15 lists the rows of a child table without the rules of the parent.
PARENT_OF: dict[str, str] = {
	"Customer Segment Customer": "Customer Segment",
	"Customer Segment Rule": "Customer Segment",
	"Performance Scorecard KPI Result": "Performance Scorecard Result",
	"Interaction Need": "Interaction",
	"Risk Control": "Risk",
	"Risk Treatment": "Risk",
	"Demand Forecast Bucket": "Demand Forecast",
	"Planning Agreement Item": "Planning Agreement",
	"Forecast Release Line": "Forecast Release",
	"Supplier Action Plan Item": "Supplier Action Plan",
	"Standing Change Recipient": "Supplier Standing Change",
	"Report Schedule Filter": "Report Schedule",
	"Report Schedule Recipient": "Report Schedule",
	"Supply Commitment Line": "Supply Commitment",
	"Order Confirmation Line": "Order Confirmation",
}

#: DocTypes of which everybody but the System Manager sees what is theirs: others' schedules name reports, filters and
#: people that are no business of theirs. A delivery is its schedule's owner's as long as it tells nothing of what its
#: recipient, who may see more, was sent: not whether there was anything, nor how much.
OWNED = frozenset({"Report Schedule", "Report Delivery"})
#: Statuses of deliveries that tell whether the recipient's report had rows.
TOLD_TO_RECIPIENT = ("Queued", "Sent", "No Data")

#: Rights that change a record.
CHANGES = frozenset({"write", "submit", "cancel", "delete", "share"})


def may_open_app() -> bool:
	"""Whether the session's user gets the app's tile: whoever has one of its roles, and the System Manager."""
	return not {*ROLES, "System Manager"}.isdisjoint(frappe.get_roles())


def get_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition of a list of ours (hook ``permission_query_conditions``); empty where nothing restricts."""
	condition = record_condition(doctype, user) if doctype else None
	return condition_text(condition) if condition else ""


def get_own_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition of a list of :data:`OWNED`, or of a child table of one (hook ``permission_query_conditions``)."""
	user = user or frappe.session.user
	if not doctype or _sees_others_work(user):
		return ""
	table, parent = frappe.qb.DocType(doctype), frappe.qb.DocType(PARENT_OF.get(doctype, doctype))
	if doctype == "Report Delivery":
		is_safe = (table.owner == user) & table.status.notin(TOLD_TO_RECIPIENT)
		return condition_text((table.recipient == user) | is_safe)
	if doctype not in PARENT_OF:
		return condition_text(table.owner == user)
	return condition_text(
		table.parent.isin(frappe.qb.from_(parent).select(parent.name).where(parent.owner == user))
	)


def is_own(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	"""Whether a record of :data:`OWNED` is the user's (hook ``has_permission``)."""
	user = user or frappe.session.user
	if _sees_others_work(user) or doc.is_new():
		return True
	fields = ["owner", "recipient", "status"] if doc.doctype == "Report Delivery" else ["owner"]
	stored = _stored(doc, fields)
	return stored.get("recipient") == user or (
		stored.owner == user and stored.get("status") not in TOLD_TO_RECIPIENT
	)


def _stored(doc: Any, fields: list[str]) -> Any:
	"""As it is stored: what is in the record may have come with the request."""
	return frappe.db.get_value(doc.doctype, doc.name, fields, as_dict=True) or doc


def _sees_others_work(user: str) -> bool:
	return "System Manager" in frappe.get_roles(user)


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	"""Whether the party of a record of ours is seen (hook ``has_permission``): True or False, never None.

	None would deny on Frappe 16 and be passed over on 15. What the record itself links to Frappe looks at.

	Who changes a record has to see its party as it is stored as well: Frappe asks when the new one is in the record
	already, and naming one's own would open those of others.
	"""
	if doc.doctype in LIST_IN:
		return _sees_list_of(doc, user)
	if not (_sees_party_of(doc, doc.doctype, user) and _sees_record_of(doc, user)):
		return False
	if ptype not in CHANGES or doc.is_new():
		return True
	party = PARTY_OF[doc.doctype]
	fields = [field for field in (party.field, party.by) if field]
	stored = frappe.db.get_value(doc.doctype, doc.name, fields, as_dict=True)
	return stored is None or (
		_sees_party_of(stored, doc.doctype, user) and is_left_as_stored(doc, ptype, user)
	)


def is_left_as_stored(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	"""Whether User Permissions leave the user what a record links to as it is stored, for who changes it.

	Frappe asks with what has come with the request: naming one's own company would open the records of others. By itself it is
	the hook ``has_permission`` of DocTypes that tell of no party.
	"""
	user = user or frappe.session.user
	if ptype not in CHANGES or doc.is_new() or not get_user_permissions(user):
		return True
	if not frappe.db.exists(doc.doctype, doc.name):
		return True
	return bool(has_user_permission(frappe.get_doc(doc.doctype, doc.name), user))


def _sees_party_of(record: Any, doctype: str, user: str | None) -> bool:
	party = PARTY_OF[doctype]
	kind = record.get(party.by) if party.by else party.doctype
	if party.is_by_role:
		if kind not in PARTIES:  # what is not typed yet is let through to be refused by its name
			return bool(getattr(record, "is_new", None) and record.is_new())
		if kind not in kinds_of(user):
			return False
	if party.is_optional and not kind:
		return True
	if party.by and kind not in PARTIES:  # only for whoever is kept to no parties of any kind
		return not any(_on_links(each, doctype, user) for each in PARTIES)
	return sees_party(kind, record.get(party.field) or "", doctype, user)


def _sees_record_of(doc: Any, user: str | None) -> bool:
	"""Whether the user sees the record whose history this is; True where it is no history."""
	left = _records_left(doc.doctype, user)
	if left is None:
		return True
	field, doctype = HISTORY_OF[doc.doctype]
	return bool(left.where(frappe.qb.DocType(doctype).name == doc.get(field)).limit(1).run())


def _records_left(doctype: str, user: str | None):
	"""Subquery of the names of records whose history the user may see; None where all, or where it is no history."""
	_field, record_type = HISTORY_OF.get(doctype, ("", ""))
	condition = record_condition(record_type, user) if record_type else None
	if condition is None:
		return None
	table = frappe.qb.DocType(record_type)
	return frappe.qb.from_(table).select(table.name).where(condition)


def kinds_of(user: str | None = None) -> tuple[str, ...]:
	"""Kinds of party that the user's roles are for; who has none of ours: those that the user's roles may read."""
	roles = set(frappe.get_roles(user or frappe.session.user)) & KINDS_OF.keys()
	if roles:
		return tuple(kind for kind in PARTIES if any(kind in KINDS_OF[role] for role in roles))
	return tuple(
		kind for kind in PARTIES if get_role_permissions(frappe.get_meta(kind), user=user).get("read")
	)


def _sees_list_of(doc: Any, user: str | None) -> bool:
	"""Whether the user sees every party of a document's list, as it is here and as it is stored."""
	rows, party = LIST_IN[doc.doctype]
	left = permitted_parties(party.doctype, doc.doctype, user)
	if left is None:
		return True
	stored = frappe.get_all(rows, {"parenttype": doc.doctype, "parent": doc.name}, pluck=party.field)
	named = {*stored, *(row.get(party.field) for row in doc.get_all_children() if row.doctype == rows)}
	name = frappe.qb.DocType(party.doctype).name
	return not named or len(left.where(name.isin(sorted(filter(None, named)))).run()) == len(named)


def sees_party(party_type: str, name: str, reference: str, user: str | None = None) -> bool:
	"""Whether User Permissions leave the user this supplier or customer; one statement at most."""
	party = frappe.qb.DocType(party_type)
	conditions = _on_links(party_type, reference, user)
	if not conditions:
		return True
	query = frappe.qb.from_(party).select(party.name).where(party.name == name)
	return bool(query.where(Criterion.all(conditions)).limit(1).run())


def permitted_parties(party_type: str, reference: str, user: str | None = None):
	"""Subquery of the names of suppliers or customers that are left to the user; None where all are.

	Args:
		party_type: Supplier or Customer.
		reference: DocType of the results: permissions that apply to it alone count as well.
		user: the session's user by default.
	"""
	conditions = _on_links(party_type, reference, user)
	if not conditions:
		return None
	party = frappe.qb.DocType(party_type)
	return frappe.qb.from_(party).select(party.name).where(Criterion.all(conditions))


def record_condition(doctype: str, user: str | None = None) -> Criterion | None:
	"""Which records of a DocType of ours the user sees; None where all."""
	table = frappe.qb.DocType(doctype)
	if doctype in PARENT_OF:
		parent_type = PARENT_OF[doctype]
		condition = record_condition(parent_type, user)
		if condition is None:
			return None
		parent = frappe.qb.DocType(parent_type)
		return table.parent.isin(frappe.qb.from_(parent).select(parent.name).where(condition))
	on_parties = _on_list if doctype in LIST_IN else _on_party
	conditions = [*_on_links(doctype, doctype, user), *on_parties(doctype, user)]
	if (left := _records_left(doctype, user)) is not None:
		conditions.append(table[HISTORY_OF[doctype][0]].isin(left))
	return Criterion.all(conditions) if conditions else None


def _on_list(doctype: str, user: str | None) -> list[Term]:
	"""No party of its list is kept from the user; [] where none is of anybody."""
	table, (rows, party) = frappe.qb.DocType(doctype), LIST_IN[doctype]
	left = permitted_parties(party.doctype, doctype, user)
	if left is None:
		return []
	row = frappe.qb.DocType(rows)
	hidden = frappe.qb.from_(row).select(row.parent).where(row[party.field].notin(left))
	return [table.name.notin(hidden.where(row.parenttype == doctype))]


def _on_party(doctype: str, user: str | None) -> list[Term]:
	"""The party is one that is left to the user; [] where all are, or it tells of none."""
	if doctype not in PARTY_OF:
		return []
	table, party = frappe.qb.DocType(doctype), PARTY_OF[doctype]
	if not party.by:
		parties = permitted_parties(party.doctype, doctype, user)
		return [] if parties is None else [table[party.field].isin(parties)]
	kinds = kinds_of(user) if party.is_by_role else PARTIES
	left = {kind: permitted_parties(kind, doctype, user) for kind in kinds}
	if kinds == PARTIES and all(parties is None for parties in left.values()):
		return []
	if not kinds:
		return [is_one_of(table[party.by], ())]
	of_kind = {kind: table[party.by] == kind for kind in kinds}
	seen = [
		of_kind[kind] if parties is None else of_kind[kind] & table[party.field].isin(parties)
		for kind, parties in left.items()
	]
	if party.is_optional:
		seen.append(IfNull(table[party.by], "") == "")
	return [Criterion.any(seen)]


def _on_links(doctype: str, reference: str, user: str | None) -> list[Term]:
	"""Frappe's own rule of User Permissions: on a record by its name, and on each link that it has.

	Permissions that apply to another DocType than this one (or the one that refers to it, for the name) do not
	count; an empty link is let through unless the site is strict.
	"""
	permissions = get_user_permissions(user or frappe.session.user)
	if not permissions:
		return []
	table = frappe.qb.DocType(doctype)
	is_strict = frappe.get_system_settings("apply_strict_user_permissions")
	links = [
		(df.fieldname, df.options)
		for df in frappe.get_meta(doctype).get_link_fields()
		if not df.ignore_user_permissions
	]
	found: list[Term] = []
	for field, target in [("name", doctype), *links]:
		applies_to = {None, "", doctype, reference if field == "name" else doctype}
		names = {each.doc for each in permissions.get(target, ()) if each.applicable_for in applies_to}
		if not names:
			continue
		condition = table[field].isin(sorted(names))
		if field != "name" and not is_strict:
			condition = condition | (IfNull(table[field], "") == "")
		found.append(condition)
	return found
