"""What the session's user may see: companies and parties by User Permissions. Never by an argument."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import frappe
from frappe import _
from frappe.permissions import get_allowed_docs_for_doctype, get_user_permissions
from pypika.terms import Criterion, Term

from relationship_suite import permissions
from relationship_suite.compat import is_one_of
from relationship_suite.relationship_core.messages import say


class Parties(Collection[str]):
	"""The suppliers or customers that User Permissions leave: a subquery that reads like a collection of names.

	:func:`within` puts the subquery into a statement; iterating runs it, and ``in`` asks for one name.
	"""

	def __init__(self, party_type: str, reference: str, subquery) -> None:
		self.party_type, self.reference, self.subquery = party_type, reference, subquery

	def __contains__(self, name: object) -> bool:
		return permissions.sees_party(self.party_type, str(name), self.reference)

	def __iter__(self) -> Iterator[str]:
		return iter([row[0] for row in self.subquery.run()])

	def __len__(self) -> int:
		return len(list(iter(self)))


def permitted(doctype: str, reference: str) -> list[str] | None:
	"""Names of a DocType that User Permissions leave the session's user; None where they leave all.

	Args:
		doctype: the DocType of the permission, such as Company.
		reference: the DocType that the figures belong to; permissions applicable to another one do not count.
	"""
	found = get_user_permissions(frappe.session.user).get(doctype)
	if not found:
		return None
	return get_allowed_docs_for_doctype(found, reference) or None


def permitted_parties(party_type: str, reference: str) -> Parties | None:
	"""Suppliers or customers that the session's user may see, also by group, territory or another link of theirs.

	None where nothing restricts the user. The rule is that of our lists: :mod:`relationship_suite.permissions`.
	"""
	subquery = permissions.permitted_parties(party_type, reference)
	return None if subquery is None else Parties(party_type, reference, subquery)


def kinds_of_party() -> tuple[str, ...]:
	"""Kinds of party that the session's user's roles are for: :func:`permissions.kinds_of`."""
	return permissions.kinds_of()


def of_seen_parties(kind: Term, name: Term, kinds: Collection[str], reference: str) -> Criterion:
	"""Whether columns name a party of one of these kinds that the session's user may see; ``kinds`` within the user's."""
	found = []
	for each in kinds:
		parties = permitted_parties(each, reference)
		found.append((kind == each) if parties is None else (kind == each) & within(name, parties))
	return Criterion.any(found) if found else is_one_of(kind, ())


def check_may_read(party_type: str, name: str, reference: str) -> bool:
	"""Raise PermissionError unless the session's user may read this supplier or customer; gives whether there is one.

	Of a name that nobody bears any more, only who may read parties of any name is told so: for all others it is as if
	it were hidden from them.

	Args:
		party_type: Supplier or Customer.
		name: of the party.
		reference: the DocType that the figures belong to, as in :func:`permitted_parties`.
	"""
	if frappe.db.exists(party_type, name):
		frappe.has_permission(party_type, "read", name, throw=True)
		return True
	nobody = frappe.get_doc({"doctype": party_type, "name": name})
	frappe.has_permission(party_type, "read", nobody, throw=True)
	if not permissions.sees_party(party_type, name, reference):
		frappe.throw(say(_("You may not see {0} {1}."), _(party_type), name), frappe.PermissionError)
	return False


def may_open(report: str) -> bool:
	"""Whether there is a report of this name, and the session's user may open it: by its roles and by what it reads."""
	if not frappe.db.exists("Report", {"name": report, "disabled": 0}):
		return False
	doc = frappe.get_cached_doc("Report", report)
	return doc.is_permitted() and bool(frappe.has_permission(doc.ref_doctype, "report"))


def narrowed(asked: str | None, allowed: Collection[str] | None, doctype: str) -> Collection[str] | None:
	"""The names to filter by: what was asked for, within what is allowed.

	Raises:
		frappe.PermissionError: what was asked for is not allowed.
	"""
	if not asked:
		return allowed
	if allowed is not None and asked not in allowed:
		frappe.throw(say(_("You may not see {0} {1}."), _(doctype), asked), frappe.PermissionError)
	return [asked]


def company_of(
	filters: frappe._dict, reference: str, missing: str | None = None, *, is_own_meant: bool = False
) -> str:
	"""The company that is asked for.

	Args:
		filters: of the report.
		reference: the DocType that the figures belong to.
		missing: what to say where there is none.
		is_own_meant: without one the user's own is.

	Raises:
		frappe.ValidationError: there is none.
		frappe.PermissionError: the user may not see it.
	"""
	company = filters.company
	if not company and is_own_meant:
		company = frappe.defaults.get_user_default("Company")
	if not company:
		frappe.throw(missing or _("{0} is missing.").format(_("Company")))
	narrowed(company, permitted("Company", reference), "Company")
	return company


def parties(filters: frappe._dict, reference: str) -> dict[str, Collection[str] | None]:
	"""``companies`` and ``suppliers`` of the filters; None for all. ``reference``: the DocType that the figures belong to.

	Raises:
		frappe.PermissionError: the user may not see what was asked for.
	"""
	return {
		"companies": narrowed(filters.company, permitted("Company", reference), "Company"),
		"suppliers": narrowed(filters.supplier, permitted_parties("Supplier", reference), "Supplier"),
	}


def among(asked: Collection[str], allowed: Collection[str] | None) -> list[str]:
	"""Those of the names asked for that are allowed; one statement at most."""
	if isinstance(allowed, Parties):
		name = frappe.qb.DocType(allowed.party_type).name
		return [row[0] for row in allowed.subquery.where(name.isin(list(asked))).run()] if asked else []
	return [name for name in asked if allowed is None or name in allowed]


def visible(query, doctype: str):
	"""A query of a DocType's table with the records that User Permissions leave the session's user."""
	condition = permissions.record_condition(doctype)
	return query if condition is None else query.where(condition)


def within(column: Term, names: Collection[str]) -> Criterion:
	"""Whether a column holds one of the names, which may be none: by subquery where they are one."""
	return is_one_of(column, names.subquery if isinstance(names, Parties) else names)


def scoped(query, table, *, first, last, companies, suppliers, item_groups, month="month"):
	"""A query of a roll-up within months (by the column ``month``), companies, suppliers and item groups."""
	if first:
		query = query.where(table[month] >= first.replace(day=1))
	if last:
		query = query.where(table[month] <= last)
	if companies is not None:
		query = query.where(within(table.company, companies))
	if suppliers is not None:
		query = query.where(within(table.supplier, suppliers))
	if item_groups:
		query = query.where(table.item_group.isin(list(item_groups)))
	return query
