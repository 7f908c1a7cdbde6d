"""Who a party is, at a glance: its people, what is open with it, what it buys or supplies. Each as the user may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date

import frappe
from frappe.permissions import (
	get_allowed_docs_for_doctype,
	get_role_permissions,
	get_user_permissions,
)
from frappe.query_builder import Case, Order
from frappe.query_builder.functions import Max, Sum
from frappe.utils import add_months, strip_html

from relationship_suite.compat import is_one_of
from relationship_suite.relationship_core.facts.keys import LINES_OF

#: People, open things of a kind, and items that are shown.
MOST = 10
#: Months that count as now; what was bought in the twelve before them, and not in these, has stopped.
MONTHS_NOW, MONTHS_BEFORE = 6, 12


@dataclass(frozen=True)
class Open:
	"""What may be open with a party: records that ``filters`` give for its kind and name; None where the kind has none."""

	doctype: str
	filters: Callable[[str, str], dict | None]
	text: str
	due: str


@dataclass(frozen=True)
class Figure:
	"""A figure of a party in words, and what is behind it: a record, or the list or report with these filters.

	Args:
		colour: of the value's indicator; "" for none.
		doctype: of the record, by its ``name``, or of the list.
	"""

	label: str
	value: str
	detail: str = ""
	colour: str = ""
	report: str = ""
	doctype: str = ""
	name: str = ""
	filters: dict = field(default_factory=dict)


def _of(party_type: str, fieldname: str, **more) -> Callable[[str, str], dict | None]:
	return lambda kind, name: {fieldname: name, **more} if kind == party_type else None


_NOT_DONE = ("not in", ("Completed", "Closed"))
OPEN = (
	Open(
		"Interaction",
		lambda kind, name: {"party_type": kind, "party": name, "follow_up_status": "Open"},
		"subject",
		"follow_up_on",
	),
	Open(
		"ToDo",
		lambda kind, name: {"reference_type": kind, "reference_name": name, "status": "Open"},
		"description",
		"date",
	),
	Open(
		"Issue",
		_of("Customer", "customer", status=("in", ("Open", "Replied", "On Hold"))),
		"subject",
		"opening_date",
	),
	Open("Sales Order", _of("Customer", "customer", docstatus=1, status=_NOT_DONE), "name", "delivery_date"),
	Open(
		"Purchase Order", _of("Supplier", "supplier", docstatus=1, status=_NOT_DONE), "name", "schedule_date"
	),
)
#: Kind of party -> the results that whoever sees its lines may read.
_RESULTS = {"Customer": "Customer Insight", "Supplier": "Performance Scorecard Result"}


def title(party_type: str, party: str) -> str:
	"""What people call the party."""
	field = frappe.get_meta(party_type).get_title_field()
	return frappe.db.get_value(party_type, party, field) or party


def figures(party_type: str, party: str) -> list[dict]:
	"""What a party is worth, or how it performs: the :class:`Figure` of the hook ``relationship_figures``."""
	paths = frappe.get_hooks("relationship_figures", default={}).get(party_type, [])
	return [asdict(figure) for path in paths for figure in frappe.get_attr(path)(party)]


def contacts(party_type: str, party: str) -> list[dict]:
	"""The people of a party, the primary one first."""
	if not _may_read("Contact"):
		return []
	return frappe.get_list(
		"Contact",
		filters=[
			["Dynamic Link", "link_doctype", "=", party_type],
			["Dynamic Link", "link_name", "=", party],
		],
		fields=["name", "full_name", "designation", "email_id", "phone", "mobile_no"],
		order_by="is_primary_contact desc, full_name asc",
		limit=MOST,
	)


def open_items(party_type: str, party: str) -> list[dict]:
	"""What is to be done with a party, what is due first first: ``doctype``, ``name``, ``text``, ``due``."""
	found = []
	for each in OPEN:
		filters = each.filters(party_type, party)
		if filters is None or not _may_read(each.doctype):
			continue
		rows = frappe.get_list(
			each.doctype,
			filters=filters,
			fields=["name", f"{each.text} as text", f"{each.due} as due"],
			order_by=f"{each.due} asc, name asc",
			limit=MOST,
		)
		found += [
			{"doctype": each.doctype, "name": row.name, "text": strip_html(row.text or ""), "due": row.due}
			for row in rows
		]
	return sorted(found, key=lambda row: (row["due"] is None, str(row["due"]), row["name"]))


def items(party_type: str, party: str, as_of: date) -> list[dict]:
	"""What a party buys or supplies, most first, and what it stopped: net amounts in company currency.

	``item_code``, ``company``, ``currency``, ``last_on``, ``now`` (the last six months up to ``as_of``), ``before`` (the
	twelve months before those) and ``has_stopped``. Formula: sums of the fact lines; of a supplier, what was ordered.
	"""
	results = _RESULTS.get(party_type)
	if not results or not _may_read(results):
		return []
	table, party_field, day_field = LINES_OF[party_type]
	currencies = _companies(results)
	line = frappe.qb.Table(table.name)
	day = line[day_field]
	first_now, first_before = add_months(as_of, -MONTHS_NOW), add_months(as_of, -MONTHS_NOW - MONTHS_BEFORE)
	now = Sum(Case().when(day > first_now, line.net_amount).else_(0))
	before = Sum(Case().when(day <= first_now, line.net_amount).else_(0))
	rows = (
		frappe.qb.from_(line)
		.select(line.item_code, line.company, Max(day).as_("last_on"), now.as_("now"), before.as_("before"))
		.where(is_one_of(line.company, list(currencies)))
		.where((line[party_field] == party) & (day > first_before) & (day <= as_of))
		.groupby(line.item_code, line.company)
		.orderby(Sum(line.net_amount), order=Order.desc)
		.orderby(line.item_code, line.company)
		.limit(MOST)
		.run(as_dict=True)
	)
	return [
		{**row, "currency": currencies[row.company], "has_stopped": row.before > 0 and not row.now}
		for row in rows
	]


def _companies(reference: str) -> dict[str, str]:
	"""The companies that User Permissions leave the user, with their currencies."""
	company = frappe.qb.DocType("Company")
	query = frappe.qb.from_(company).select(company.name, company.default_currency)
	if found := get_user_permissions(frappe.session.user).get("Company"):
		allowed = get_allowed_docs_for_doctype(found, reference)
		query = query.where(is_one_of(company.name, allowed)) if allowed else query
	return dict(query.run())


def _may_read(doctype: str) -> bool:
	return bool(get_role_permissions(frappe.get_meta(doctype)).get("read"))
