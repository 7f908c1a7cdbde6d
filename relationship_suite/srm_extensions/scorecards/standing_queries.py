"""Reads of the changes of standings: what is known, what waits to be told, and to whom."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import frappe
from frappe.utils.user import get_users_with_role

from relationship_suite.compat import is_one_of
from relationship_suite.srm_extensions.scorecards.gate_queries import STANDING
from relationship_suite.srm_extensions.scorecards.queries import SCORECARD

CHANGE, RECIPIENT = "Supplier Standing Change", "Standing Change Recipient"
#: Who is told where a scorecard names nobody.
OWNERS = "Sourcing Manager"

#: scorecard, supplier, company
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Known:
	"""The standing that a supplier had when it was looked at last, and the records that say so: of a merge there are two."""

	names: tuple[str, ...]
	standing: str
	score: float


@dataclass(frozen=True)
class Recipient:
	"""A contact of a supplier: where its mails go, how it is called, and what it reads."""

	address: str
	name: str
	language: str


def known_standings(suppliers: Collection[str] | None) -> dict[Key, Known]:
	"""The last standing of each supplier by scorecard and company; ``suppliers``: of these alone."""
	change = frappe.qb.DocType(CHANGE)
	query = (
		frappe.qb.from_(change)
		.select(
			change.scorecard,
			change.supplier,
			change.company,
			change.name,
			change.to_standing,
			change.to_score,
		)
		.where(change.is_current == 1)
		.orderby(change.changed_on)
		.orderby(change.name)
	)
	if suppliers is not None:
		query = query.where(is_one_of(change.supplier, sorted(suppliers)))
	found: dict[Key, Known] = {}
	for scorecard, supplier, company, name, standing, score in query.run():
		key = (scorecard, supplier, company)
		names = found[key].names if key in found else ()
		found[key] = Known((*names, name), standing, score)
	return found


def waiting() -> list[str]:
	"""Names of the changes that somebody is still to be told of, the oldest first."""
	return frappe.get_all(CHANGE, {"is_waiting": 1}, order_by="changed_on, name", pluck="name")


def was_told(change) -> bool:
	"""Whether the supplier's coming to this standing was told in this period already: figures may go to and fro."""
	same = {
		field: change.get(field) for field in ("scorecard", "supplier", "company", "period", "to_standing")
	}
	return bool(frappe.db.exists(CHANGE, {**same, "told_on": ("is", "set")}))


@dataclass(frozen=True)
class Follows:
	"""What follows from coming to a standing: we are told, the supplier is mailed, a plan due in so many days is opened (0: none)."""

	tell_us: bool = False
	mail: bool = False
	plan_days: int = 0


def what_follows(change) -> Follows:
	"""What the standing that a supplier came to asks for; nothing where the scorecard has it no more."""
	row = {"parent": change.scorecard, "parenttype": SCORECARD, "standing": change.to_standing}
	found = frappe.db.get_value(STANDING, row, ["tell_owner", "tell_supplier", "plan_days"])
	if not found:
		return Follows()
	tell_us, mail, days = found
	settings = frappe.get_cached_doc("Relationship Suite Settings")
	return Follows(bool(tell_us), bool(mail and settings.mail_suppliers), days or 0)


def owners(change) -> list[str]:
	"""The users to tell: the one that the scorecard names, else those with the role; of them who may see the change."""
	responsible = frappe.db.get_value(SCORECARD, change.scorecard, "responsible")
	users = [responsible] if responsible else sorted(get_users_with_role(OWNERS))
	return [user for user in users if frappe.has_permission(CHANGE, "read", change, user=user)]


def contacts(supplier: str) -> list[Recipient]:
	"""The contacts of a supplier that may be mailed, one for each address; none of a disabled supplier.

	Only those that somebody wrote down who may read the supplier: Frappe lets everybody make contacts of anybody.
	"""
	language, disabled = frappe.db.get_value("Supplier", supplier, ["language", "disabled"]) or ("", 1)
	if disabled:
		return []
	contact, link, user = (
		frappe.qb.DocType("Contact"),
		frappe.qb.DocType("Dynamic Link"),
		frappe.qb.DocType("User"),
	)
	rows = (
		frappe.qb.from_(contact)
		.inner_join(link)
		.on((link.parent == contact.name) & (link.parenttype == "Contact"))
		.left_join(user)
		.on(user.name == contact.user)
		.select(contact.email_id, contact.first_name, user.language, contact.owner)
		.where((link.link_doctype == "Supplier") & (link.link_name == supplier))
		.where((contact.unsubscribed == 0) & (contact.email_id != ""))
		.orderby(contact.creation)
		.orderby(contact.name)
		.run()
	)
	fallback = language or frappe.db.get_default("lang") or "en"
	found: dict[str, Recipient] = {}
	trusted = {
		owner: frappe.has_permission("Supplier", "read", supplier, user=owner) for *_rest, owner in rows
	}
	for address, name, own, owner in rows:
		if not trusted[owner]:
			continue
		found.setdefault(address.lower(), Recipient(address, name or supplier, own or fallback))
	return list(found.values())
