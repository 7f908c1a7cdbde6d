"""Reader of USAID's SCMS delivery history (public domain): purchases without sales.

What becomes what
* a row -> a Purchase Order line and the Purchase Receipt line that fulfils it; ``PO / SO #`` is the order,
  ``ASN/DN #`` the receipt; vendor -> Supplier, item description -> Item, in packs.
* ``Line Item Value`` is exact and ``Pack Price`` rounded to cents, so the rate is value / quantity.
* scheduled date -> ``schedule_date`` and first promise; delivered date -> posting date of the receipt;
  recorded date -> when the receipt was typed in (``creation``), never the delivery date.
* "SCMS from RDC" is the organisation's own distribution centre: an internal supplier.

Order dates
* ``9/13/07`` is month/day/year; all such dates have a day above 12. ``2007-04-09`` is not an ISO date: a tool
  took ``7/4/09`` for year/month/day, so it is 4 July 2009 (month = first part - 2000, day, year - 2000). Read
  so, the time to the scheduled date runs from 4 to 581 days with a median of 85, like that of the intact
  dates (98); read as ISO it runs from -1,886 to 4,503, and with day and month swapped from -306 to 581.
* A missing date ("Date Not Captured", "N/A - From RDC") takes the earlier of the scheduled and the delivered
  date, because an order must have one. Such orders are in ``Dataset.assumed_order_dates``: their lead times
  mean nothing.
* A recorded order date after the delivery (two lines) is kept as it is and counted.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from embedded.demo.rows import (
	Company,
	Dataset,
	Document,
	Fields,
	Item,
	Line,
	Record,
	TreeNode,
	child_name,
	company_trees,
	data_file,
	item_record,
	tree,
	uom_records,
)

FILE = "scms_deliveries_2006_2013.csv"
COMPANY = Company("Supply Chain Management System", "SCMS", "USD", "United States")
INTERNAL_VENDOR = "SCMS from RDC"
MISSING = ("Date Not Captured", "N/A - From RDC", "Pre-PQ Process", "")
NOON = time(12)


@dataclass(frozen=True)
class Delivery:
	"""A row of the file, typed."""

	order: str
	receipt: str
	vendor: str
	item: str
	group: str
	subgroup: str
	ordered_on: date | None
	scheduled_on: date
	delivered_on: date
	recorded_on: date
	packs: float
	value: float


def order_date(text: str) -> date | None:
	"""The day an order was sent, None where missing; see the module's words on ``2007-04-09``."""
	if text.strip() in MISSING:
		return None
	if "/" in text:
		month, day, year = (int(part) for part in text.split("/"))
		return date(2000 + year, month, day)
	month, day, year = (int(part) for part in text.split("-"))
	return date(2000 + year, month - 2000, day)


def plain_date(text: str) -> date:
	"""``02-Jun-06``."""
	return datetime.strptime(text, "%d-%b-%y").date()


def deliveries(path: Path) -> list[Delivery]:
	with path.open(encoding="utf-8", newline="") as file:
		return [_delivery(row) for row in csv.DictReader(file)]


def _delivery(row: Mapping[str, str]) -> Delivery:
	group = row["Product Group"].strip()
	return Delivery(
		order=row["PO / SO #"].strip(),
		receipt=row["ASN/DN #"].strip(),
		vendor=" ".join(row["Vendor"].split())[:140],
		item=" ".join(row["Item Description"].split())[:140],
		group=group,
		subgroup=f"{group} - {row['Sub Classification'].strip()}",
		ordered_on=order_date(row["PO Sent to Vendor Date"]),
		scheduled_on=plain_date(row["Scheduled Delivery Date"]),
		delivered_on=plain_date(row["Delivered to Client Date"]),
		recorded_on=plain_date(row["Delivery Recorded Date"]),
		packs=float(row["Line Item Quantity"]),
		value=float(row["Line Item Value"]),
	)


def read(folder: Path | None = None, *, with_invoices: bool = False) -> Dataset:
	"""The delivery history as a data set.

	``with_invoices`` adds a Purchase Invoice per receipt, on the day of recording and at the order's rate:
	the source has no invoices, but spend is read from them. Raises ``RealDataMissing``.
	"""
	rows = deliveries(data_file(FILE, folder))
	orders = _grouped(rows, "order")
	receipts = _grouped(rows, "receipt")
	names = {
		id(row): (child_name("Purchase Order Item", order, idx), order)
		for order, lines in orders.items()
		for idx, row in enumerate(lines, 1)
	}
	purchase_orders = [_order(name, lines) for name, lines in orders.items()]
	assumed = frozenset(name for name, lines in orders.items() if lines[0].ordered_on is None)
	documents = [*purchase_orders, *(_receipt(name, lines, names) for name, lines in receipts.items())]
	if with_invoices:
		documents += [_invoice(name, lines, names) for name, lines in receipts.items()]
	items = _items(rows)
	opening = datetime.combine(min(document.day for document in purchase_orders), NOON)
	return Dataset(
		title="SCMS delivery history",
		as_of=max(max(row.recorded_on, row.delivered_on) for row in rows),
		companies=(COMPANY,),
		items=items,
		trees=_trees(rows),
		masters=(
			*uom_records(items.values(), opening),
			*(item_record(item, opening) for item in items.values()),
			*(_supplier(vendor, opening) for vendor in sorted({row.vendor for row in rows})),
		),
		documents=tuple(documents),
		profiles={row.vendor: "internal" if row.vendor == INTERNAL_VENDOR else "vendor" for row in rows},
		notes={
			"lines_read": len(rows),
			"lines_with_assumed_order_date": sum(row.ordered_on is None for row in rows),
			"orders_with_assumed_order_date": len(assumed),
			"lines_ordered_after_delivery": sum(
				row.ordered_on is not None and row.ordered_on > row.delivered_on for row in rows
			),
			"lines_recorded_before_delivery": sum(row.recorded_on < row.delivered_on for row in rows),
			"lines_without_value": sum(not row.value for row in rows),
		},
		assumed_order_dates=assumed,
	)


def _grouped(rows: Iterable[Delivery], by: str) -> dict[str, list[Delivery]]:
	found: dict[str, list[Delivery]] = {}
	for row in rows:
		found.setdefault(getattr(row, by), []).append(row)
	return found


def _items(rows: list[Delivery]) -> dict[str, Item]:
	last = {row.item: row for row in sorted(rows, key=lambda row: row.delivered_on)}
	return {
		name: Item(name, name, row.subgroup, "Pack", round(_rate(row), 4))
		for name, row in sorted(last.items())
	}


def _trees(rows: list[Delivery]) -> tuple[TreeNode, ...]:
	groups: dict[str, set[str]] = {}
	for row in rows:
		groups.setdefault(row.group, set()).add(row.subgroup)
	item_groups = {group: tuple(sorted(leaves)) for group, leaves in sorted(groups.items())}
	return (
		*tree("Item Group", "All Item Groups", item_groups),
		*tree("Supplier Group", "All Supplier Groups", {"Manufacturers": (), "Intercompany": ()}),
		*company_trees((COMPANY,)),
	)


def _supplier(vendor: str, at: datetime) -> Record:
	internal = vendor == INTERNAL_VENDOR
	fields = {
		"supplier_name": vendor,
		"supplier_group": "Intercompany" if internal else "Manufacturers",
		"supplier_type": "Company",
		"default_currency": COMPANY.currency,
		"is_internal_supplier": int(internal),
		"represents_company": COMPANY.name if internal else None,
	}
	return Record("Supplier", vendor, at, fields)


def _rate(row: Delivery) -> float:
	return round(row.value / row.packs, 6)


def _internal(row: Delivery) -> dict[str, object]:
	internal = row.vendor == INTERNAL_VENDOR
	return {"is_internal_supplier": int(internal), "represents_company": COMPANY.name if internal else None}


def _order(name: str, rows: list[Delivery]) -> Document:
	known = [row.ordered_on for row in rows if row.ordered_on]
	ordered_on = min(known or [min(row.scheduled_on, row.delivered_on) for row in rows])
	lines = tuple(
		Line(
			child_name("Purchase Order Item", name, idx), row.item, row.packs, _rate(row),
			fields={
				"schedule_date": row.scheduled_on,
				"expected_delivery_date": row.scheduled_on,
				"received_qty": row.packs,
				"billed_amt": row.value,
				"warehouse": COMPANY.warehouse,
			},
		)
		for idx, row in enumerate(rows, 1)
	)  # fmt: skip
	fields = {
		"transaction_date": ordered_on,
		"schedule_date": min(row.scheduled_on for row in rows),
		"status": "Completed",
		"per_received": 100.0,
		"per_billed": 100.0,
		**_internal(rows[0]),
	}
	return _document("Purchase Order", name, rows[0], day=ordered_on, lines=lines, fields=fields)


def _document(
	doctype: str, name: str, row: Delivery, *, day: date, lines: tuple[Line, ...], fields: Fields,
	recorded_on: date | None = None,
) -> Document:  # fmt: skip
	recorded_at = datetime.combine(recorded_on, NOON) if recorded_on else None
	at = datetime.combine(day, NOON)
	return Document(
		doctype,
		name,
		COMPANY.name,
		row.vendor,
		at,
		COMPANY.currency,
		1.0,
		lines,
		fields,
		recorded_at=recorded_at,
	)


def _receipt(name: str, rows: list[Delivery], names: Mapping[int, tuple[str, str]]) -> Document:
	lines = tuple(
		Line(
			child_name("Purchase Receipt Item", name, idx), row.item, row.packs, _rate(row),
			fields={
				"received_qty": row.packs,
				"rejected_qty": 0.0,
				"warehouse": COMPANY.warehouse,
				"purchase_order": names[id(row)][1],
				"purchase_order_item": names[id(row)][0],
				"schedule_date": row.scheduled_on,
			},
		)
		for idx, row in enumerate(rows, 1)
	)  # fmt: skip
	fields = {"status": "Completed", "per_billed": 100.0, "is_return": 0, **_internal(rows[0])}
	return _document(
		"Purchase Receipt", name, rows[0], day=rows[0].delivered_on, lines=lines, fields=fields,
		recorded_on=rows[0].recorded_on,
	)  # fmt: skip


def _invoice(receipt: str, rows: list[Delivery], names: Mapping[int, tuple[str, str]]) -> Document:
	name = f"PI-{receipt}"
	lines = tuple(
		Line(
			child_name("Purchase Invoice Item", name, idx), row.item, row.packs, _rate(row),
			fields={
				"purchase_order": names[id(row)][1],
				"po_detail": names[id(row)][0],
				"purchase_receipt": receipt,
				"pr_detail": child_name("Purchase Receipt Item", receipt, idx),
			},
		)
		for idx, row in enumerate(rows, 1)
	)  # fmt: skip
	day = max(rows[0].recorded_on, rows[0].delivered_on)
	fields = {"status": "Paid", "is_return": 0, "is_opening": "No", "update_stock": 0, **_internal(rows[0])}
	return _document("Purchase Invoice", name, rows[0], day=day, lines=lines, fields=fields)
