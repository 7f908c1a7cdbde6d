"""Reads of commitments and exceptions, and of what is on order already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Count, Sum
from frappe.utils import flt, getdate

from relationship_suite.reports.scope import visible
from relationship_suite.srm_extensions.planning import release
from relationship_suite.srm_extensions.planning.commitment import (
	Difference,
	Key,
	Known,
	Promise,
	Request,
	Wanted,
)
from relationship_suite.srm_extensions.planning.release_queries import AGREEMENT, RELEASE
from relationship_suite.srm_extensions.planning.release_queries import LINE as RELEASE_LINE

COMMITMENT, LINE, EXCEPTION = "Supply Commitment", "Supply Commitment Line", "Planning Exception"


def wanted(doc: Any) -> list[Wanted]:
	"""The buckets of a Forecast Release, as a document."""
	tolerance = frappe.db.get_value(AGREEMENT, doc.agreement, "tolerance") or 0
	return [
		Wanted(
			row.item,
			row.uom,
			getdate(row.first_day),
			getdate(row.last_day),
			row.release_qty,
			row.change_qty,
			release.is_beyond(row, tolerance),
			row.fence,
		)
		for row in doc.lines
	]


def promises(doc: Any) -> dict[Key, list[Promise]]:
	"""What a Supply Commitment says, by bucket."""
	found: dict[Key, list[Promise]] = defaultdict(list)
	for row in doc.lines:
		found[row.item, getdate(row.first_day)].append(
			Promise(getdate(row.commit_date), flt(row.commit_qty), row.note or "")
		)
	return dict(found)


def latest(doctype: str, agreement: str) -> Any:
	"""The latest Forecast Release or Supply Commitment of an agreement as a document; None where there is none."""
	mine = {"agreement": agreement, "is_latest": 1}
	name = frappe.db.get_value(doctype, mine, "name", order_by="creation desc")
	return frappe.get_doc(doctype, name) if name else None


def held(name: str) -> frappe._dict:
	"""``status``, ``is_latest`` and ``order_runs`` of a commitment as they are now; nobody changes them until the transaction ends.

	By a locking read: that sees what others have committed since the transaction began.
	"""
	columns = ["status", "is_latest", "order_runs"]
	return frappe.db.get_value(COMMITMENT, name, columns, as_dict=True, for_update=True)


def known(agreement: str) -> list[Known]:
	"""The exceptions of an agreement that are open or resolved."""
	doc = frappe.qb.DocType(EXCEPTION)
	columns = ("kind", "item", "uom", "first_day", "last_day", "release_qty", "commit_qty", "qty")
	rows = (
		frappe.qb.from_(doc)
		.select(doc.name, doc.status, *(doc[column] for column in columns))
		.where((doc.agreement == agreement) & (doc.status != "Closed"))
		.orderby(doc.creation)
		.orderby(doc.name)
		.run()
	)
	return [
		Known(name, status, Difference(kind, item, uom, getdate(first), getdate(last), *map(float, figures)))
		for name, status, kind, item, uom, first, last, *figures in rows
	]


def open_exceptions(agreement: str) -> int:
	"""How many exceptions of an agreement are open that the session's user may see."""
	doc = frappe.qb.DocType(EXCEPTION)
	mine = (doc.agreement == agreement) & (doc.status == "Open")
	query = frappe.qb.from_(doc).select(Count(doc.name)).where(mine)
	return visible(query, EXCEPTION).run()[0][0]


def on_order(
	company: str, supplier: str, items: Collection[str], first: date, until: date
) -> dict[str, float]:
	"""Item -> what orders at the supplier bring from one day to another, drafts among them, and what is overdue and open.

	A closed order brings what was received; one that is overdue and was received beyond what it asked for brings nothing more.
	"""
	order, line = frappe.qb.DocType("Purchase Order"), frappe.qb.DocType("Purchase Order Item")
	day, received = Coalesce(line.expected_delivery_date, line.schedule_date), Coalesce(line.received_qty, 0)
	brought = Case().when(order.status == "Closed", received).else_(line.qty)
	still_open = Case().when(received >= brought, 0).else_(brought - received)
	taken = Case().when(day < first, still_open).else_(brought)
	rows = (
		frappe.qb.from_(line)
		.inner_join(order)
		.on((order.name == line.parent) & (line.parenttype == "Purchase Order"))
		.select(line.item_code, Sum(taken * Coalesce(line.conversion_factor, 1)))
		.where((order.docstatus < 2) & (order.company == company) & (order.supplier == supplier))
		.where(line.item_code.isin(list(items)) & (day <= until))
		.groupby(line.item_code)
		.run()
	)
	return {item: float(qty) for item, qty in rows}


def own_warehouses(company: str, items: Collection[str]) -> dict[str, str]:
	"""Item -> the warehouse that it has by default at a company."""
	row = frappe.qb.DocType("Item Default")
	rows = (
		frappe.qb.from_(row)
		.select(row.parent, row.default_warehouse)
		.where((row.parenttype == "Item") & (row.company == company) & row.parent.isin(list(items)))
		.run()
	)
	return {item: warehouse for item, warehouse in rows if warehouse}


def open_requests(company: str, items: Collection[str], until: date) -> dict[str, list[Request]]:
	"""What Material Requests to buy still ask for until a day and no order, not even a draft, has taken up."""
	request, line = frappe.qb.DocType("Material Request"), frappe.qb.DocType("Material Request Item")
	order_line = frappe.qb.DocType("Purchase Order Item")
	drafted = (
		frappe.qb.from_(order_line)
		.select(order_line.material_request_item, Sum(order_line.stock_qty).as_("qty"))
		.where(order_line.docstatus == 0)
		.groupby(order_line.material_request_item)
	)
	open_qty = line.stock_qty - Coalesce(line.ordered_qty, 0) - Coalesce(drafted.qty, 0)
	rows = (
		frappe.qb.from_(line)
		.inner_join(request)
		.on((request.name == line.parent) & (line.parenttype == "Material Request"))
		.left_join(drafted)
		.on(drafted.material_request_item == line.name)
		.select(line.item_code, request.name, line.name, open_qty, line.warehouse, line.project)
		.where((request.docstatus == 1) & (request.material_request_type == "Purchase"))
		.where((request.status != "Stopped") & (request.company == company))
		.where(line.item_code.isin(list(items)) & (open_qty > 0) & (line.schedule_date <= until))
		.orderby(line.schedule_date)
		.orderby(line.name)
		.run()
	)
	found: dict[str, list[Request]] = defaultdict(list)
	for item, name, row, qty, warehouse, project in rows:
		found[item].append(Request(name, row, float(qty), warehouse, project))
	return found


def compared(filters: Mapping[str, str], first: date | None, last: date | None) -> list[dict]:
	"""Buckets of the latest releases with what is committed to them, that the session's user may see; one statement.

	Args:
		filters: ``company``, ``supplier``, ``agreement`` and ``item``, each may be missing.
		first: of the first days of the buckets; None from the beginning.
		last: likewise, to the end.

	Returns:
		Rows by supplier, item and bucket; ``committed`` and ``in_time`` are None where the supplier has said nothing.
	"""
	doc, row = frappe.qb.DocType(RELEASE), frappe.qb.DocType(RELEASE_LINE)
	said = _committed()
	query = (
		frappe.qb.from_(row)
		.inner_join(doc)
		.on((doc.name == row.parent) & (row.parenttype == RELEASE))
		.left_join(said)
		.on((said.agreement == doc.agreement) & (said.item == row.item) & (said.first_day == row.first_day))
		.select(doc.supplier, doc.company, doc.name.as_("release"), row.item, row.uom, row.first_day)
		.select(row.last_day, row.fence, row.release_qty, said.committed, said.in_time)
		.where(doc.is_latest == 1)
		.orderby(doc.supplier)
		.orderby(row.item)
		.orderby(row.first_day)
		.orderby(doc.name)
	)
	for name in ("company", "supplier", "agreement"):
		query = query.where(doc[name] == filters[name]) if filters.get(name) else query
	query = query.where(row.item == filters["item"]) if filters.get("item") else query
	query = query.where(row.last_day >= first) if first else query
	query = query.where(row.first_day <= last) if last else query
	return [_plain(each) for each in visible(query, RELEASE).run(as_dict=True)]


def _committed():
	"""What the latest commitments say, by agreement and bucket."""
	doc, row = frappe.qb.DocType(COMMITMENT), frappe.qb.DocType(LINE)
	return (
		frappe.qb.from_(row)
		.inner_join(doc)
		.on((doc.name == row.parent) & (row.parenttype == COMMITMENT))
		.select(doc.agreement, row.item, row.first_day, Sum(row.commit_qty).as_("committed"))
		.select(Sum(Case().when(row.commit_date <= row.last_day, row.commit_qty).else_(0)).as_("in_time"))
		.where(doc.is_latest == 1)
		.groupby(doc.agreement, row.item, row.first_day)
	)


def _plain(row: Mapping) -> dict:
	figures = {
		name: None if row[name] is None else float(row[name])
		for name in ("release_qty", "committed", "in_time")
	}
	days = {name: getdate(row[name]) for name in ("first_day", "last_day")}
	return {**row, **figures, **days}
