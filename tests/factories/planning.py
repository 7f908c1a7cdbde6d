"""What is asked of items, month by month, and the forecasts made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import frappe
from frappe.utils import getdate

from relationship_suite.relationship_core.facts.days import add_months
from tests.factories import buying, selling
from tests.factories.buying import COMPANY, COMPANY_2, UOM, ensure, is_bench, named
from tests.factories.selling import sales_invoice
from tests.factories.stock import receive, stores

__all__ = ["COMPANY", "COMPANY_2", "stores"]

#: The day that forecasts are made on, unless a test says otherwise.
AS_OF = date(2026, 7, 15)
CYCLE = date(2026, 7, 1)


def goods(name: str, **values) -> str:
	"""This file's item of that name, kept in stock."""
	return ensure(
		"Item",
		named(name),
		item_code=named(name),
		item_name=named(name),
		item_group="_RS Goods",
		**{"is_stock_item": 1, "stock_uom": UOM, **values},
	)


def sold(item_code: str, quantities: Sequence[float], *, until: date = CYCLE, company: str = COMPANY) -> list:
	"""An invoice on the tenth of each of the months before ``until``, the last quantity in the last of them; 0 is none."""
	first = add_months(until, -len(quantities))
	return [
		sales_invoice(
			"_RS Planned",
			on=add_months(first, place).replace(day=10),
			qty=qty,
			amount=10 * qty,
			company=company,
			item_code=item_code,
		)
		for place, qty in enumerate(quantities)
		if qty
	]


def consumed(item_code: str, qty: float, *, on: date, purpose: str = "Manufacture"):
	"""A submitted Stock Entry that makes one piece out of so many of an item; on a bench these lie in stock."""
	row = {"uom": UOM, "stock_uom": UOM, "conversion_factor": 1}
	receive(item_code, unit_cost=1)
	used = {**row, "item_code": item_code, "qty": qty, "transfer_qty": qty, "s_warehouse": stores()}
	made = {
		**row,
		"item_code": goods("_RS Made"),
		"qty": 1,
		"transfer_qty": 1,
		"t_warehouse": stores(),
		"is_finished_item": 1,
	}
	doc = frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": purpose,
			"purpose": purpose,
			"company": COMPANY,
			"set_posting_time": 1,
			"posting_date": on,
			"fg_completed_qty": 1,
			"items": [used, made] if purpose == "Manufacture" else [used],
		}
	)
	doc.flags.ignore_links = not is_bench()
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	doc.submit()
	return doc


def forecast(as_of: date = AS_OF, item: str | None = None, *, failing: Sequence[str] = ()):
	"""Facts, then forecasts; gives the outcome, in which no item fails but those that are meant to."""
	from relationship_suite.relationship_core.facts.transactions import leased
	from relationship_suite.srm_extensions.planning import tasks
	from tests.factories.runs import refresh_facts

	frappe.db.commit()
	refresh_facts()
	with leased("test") as lease:
		outcome = tasks.refresh_results(lease, as_of, party=item)
	for doctype, name, error in outcome.failures:
		assert (doctype, name) in {("Item", each) for each in failing}, error
	return outcome


def forecasts(item_code: str, cycle: date = CYCLE, company: str = COMPANY) -> list:
	"""The forecasts of an item in a cycle, as documents."""
	mine = {"item": item_code, "cycle": cycle, "company": company}
	names = frappe.get_all("Demand Forecast", mine, order_by="uom", pluck="name")
	return [frappe.get_doc("Demand Forecast", name) for name in names]


def one_forecast() -> str:
	"""The name of a forecast of this file's, made when it is missing."""
	item_code = goods("_RS Asked")
	if not forecasts(item_code):
		sold(item_code, [5, 6])
		forecast()
	return forecasts(item_code)[0].name


def months(item_code: str) -> dict[date, tuple[float, float]]:
	"""Month -> what was sold and what was used of an item."""
	table = frappe.qb.Table("relationship_item_month")
	rows = (
		frappe.qb.from_(table)
		.select(table.month, table.sold_qty, table.used_qty)
		.where(table.item_code == item_code)
		.run()
	)
	return {getdate(month): (float(sold), float(used)) for month, sold, used in rows}


def start() -> None:
	"""A site with the masters, committed; files have items of their own, and forecasts know no others."""
	frappe.db.rollback()
	selling.masters()
	frappe.db.commit()


def agreement(supplier_name: str, *items: str, submit: bool = True, **values):
	"""A Planning Agreement of months with this run's supplier of that name; ``submit``: saved."""
	doc = frappe.get_doc(
		{
			"doctype": "Planning Agreement",
			"supplier": buying.supplier(supplier_name),
			"company": COMPANY,
			"bucket": "Month",
			"horizon": 3,
			"frozen": 1,
			"flexible": 1,
			"tolerance": 10,
			"enabled": 1,
			"items": [{"item": each, "share": 100} for each in items],
			**values,
		}
	)
	return doc.insert() if submit else doc


def material_request(item_code: str, qty: float, *, due: date):
	"""A submitted Material Request to buy so many of an item."""
	row = {
		"item_code": item_code,
		"qty": qty,
		"stock_qty": qty,
		"uom": UOM,
		"stock_uom": UOM,
		"conversion_factor": 1,
		"schedule_date": due,
		"warehouse": stores(),
	}
	doc = frappe.get_doc(
		{
			"doctype": "Material Request",
			"material_request_type": "Purchase",
			"company": COMPANY,
			"transaction_date": AS_OF,
			"schedule_date": due,
			"items": [row],
		}
	)
	doc.flags.ignore_links = not is_bench()
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	doc.submit()
	return doc


def release(doc, day: date = AS_OF):
	"""The next version of an agreement, as of a day."""
	from relationship_suite.srm_extensions.planning.release_records import issue

	return issue(doc, day)


def released(doc) -> dict[tuple[str, str], float]:
	"""(item, first day) -> what a release asks for."""
	return {(row.item, str(row.first_day)): row.release_qty for row in doc.lines}


def one_agreement() -> str:
	"""The name of an agreement of this file's, made when it is missing."""
	mine = {"supplier": buying.supplier("_RS Agreed")}
	name = frappe.db.get_value("Planning Agreement", mine)
	return name or agreement("_RS Agreed", goods("_RS Asked")).name


def one_release() -> str:
	"""The name of a release of that agreement."""
	mine = {"agreement": one_agreement(), "is_latest": 1}
	name = frappe.db.get_value("Forecast Release", mine)
	return name or release(frappe.get_doc("Planning Agreement", mine["agreement"])).name


def commitment(doc, *, previous: str | None = None, **said):
	"""A Supply Commitment to a release, of all that it asks for but for what is said otherwise.

	Args:
		doc: the release.
		previous: the version that the user has seen.
		said: first day of a bucket, with an underscore before it, -> [(day, quantity), ...]; [] is no answer.
	"""
	lines = []
	for row in doc.lines:
		promises = said.get(f"_{row.first_day}".replace("-", "_"), [(row.last_day, row.release_qty)])
		lines += [
			{"item": row.item, "first_day": row.first_day, "commit_date": day, "commit_qty": qty}
			for day, qty in promises
		]
	values = {"release": doc.name, "previous_commitment": previous, "lines": lines}
	return frappe.get_doc({"doctype": "Supply Commitment", **values}).insert()


def answer(agreement_doc, day: date, qty: float, is_partial: bool = False):
	"""A commitment of a day to the last release of an agreement, of so many in its first bucket.

	``is_partial``: of nothing else.
	"""
	from relationship_suite.srm_extensions.planning import commitment_queries, release_queries

	doc = commitment_queries.latest("Forecast Release", agreement_doc.name)
	seen = release_queries.last_version("Supply Commitment", release=doc.name)
	firsts = [f"_{row.first_day}".replace("-", "_") for row in doc.lines]
	said = {first: [] for first in firsts} if is_partial else {}
	said[firsts[0]] = [(doc.lines[0].last_day, qty)]
	made = commitment(doc, previous=seen["name"] if seen else None, **said)
	made.db_set("committed_on", day)
	return made


def exceptions(agreement_name: str, **filters) -> list:
	"""(kind, first day, quantity, status) of the exceptions of an agreement, in the order of their buckets."""
	rows = frappe.get_all(
		"Planning Exception",
		{"agreement": agreement_name, **filters},
		["kind", "first_day", "qty", "status"],
		order_by="first_day, kind, creation",
	)
	return [(row.kind, str(row.first_day), row.qty, row.status) for row in rows]


def warehouse() -> str:
	"""The company's stores, which the stand-in has none of by itself."""
	return ensure("Warehouse", stores(), warehouse_name="Stores", company=COMPANY)


def one_commitment() -> str:
	"""The name of an accepted commitment to the release of that agreement."""
	from relationship_suite.srm_extensions.planning.commitment_records import accept

	name = frappe.db.get_value("Supply Commitment", {"release": one_release(), "is_latest": 1})
	doc = frappe.get_doc("Supply Commitment", name) if name else None
	doc = doc or commitment(frappe.get_doc("Forecast Release", one_release()))
	accept(doc, AS_OF)
	return doc.name
