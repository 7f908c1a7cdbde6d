"""Reads of the planning feature: demand of items, forecasts, and what is still to be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

import frappe
from frappe.query_builder.functions import Max
from frappe.utils import getdate

from relationship_suite.relationship_core.facts import notes, schema
from relationship_suite.relationship_core.facts.days import add_months
from relationship_suite.srm_extensions.planning.cycles import EARLIER, HISTORY, Override, Series
from relationship_suite.srm_extensions.planning.model import Rules

FORECAST, BUCKET = "Demand Forecast", "Demand Forecast Bucket"
#: The name as a consumer: in ``hooks.py``, and in its notes.
CONSUMER = "item_demand"

#: Company -> item -> its stale months.
Stale = dict[str, dict[str, set[date]]]


def rules_from_settings() -> Rules:
	"""The engine's rules that are set."""
	settings = frappe.get_cached_doc("Relationship Suite Settings")
	return Rules(horizon=settings.forecast_months or Rules.horizon, is_damped=not settings.forecast_undamped)


def stale_items(item: str | None = None) -> tuple[Stale, int]:
	"""Items with noted months by company, and the highest note among them; ``item``: of this one alone."""
	stale = frappe.qb.Table(schema.STALE.name)
	rows = (
		frappe.qb.from_(stale)
		.select(stale.company, stale.party, stale.month, Max(stale.id))
		.where(notes.of(stale, CONSUMER, item))
		.groupby(stale.company, stale.party, stale.month)
		.orderby(stale.company, stale.party)
		.run()
	)
	found: Stale = defaultdict(lambda: defaultdict(set))
	for company, name, month, _note in rows:
		found[company][name].add(getdate(month))
	return found, max((row[3] for row in rows), default=0)


def demand_rows(company: str, items: Collection[str], cycle: date) -> list[tuple[str, str, date, float]]:
	"""Item, UOM, month and demand of the months that forecasts as of a cycle look back on.

	Of items that are kept in stock and not disabled: nobody plans the supply of others.
	"""
	demand, item = frappe.qb.Table(schema.ITEM_MONTH.name), frappe.qb.DocType("Item")
	rows = (
		frappe.qb.from_(demand)
		.inner_join(item)
		.on(item.name == demand.item_code)
		.select(demand.item_code, demand.uom, demand.month, demand.sold_qty, demand.used_qty)
		.where((demand.company == company) & demand.item_code.isin(list(items)))
		.where((demand.month >= add_months(cycle, -HISTORY - EARLIER)) & (demand.month < cycle))
		.where((item.is_stock_item == 1) & (item.disabled == 0))
		.run()
	)
	return [(row[0], row[1], getdate(row[2]), float(row[3]) + float(row[4])) for row in rows]


def demand_of(company: str, item: str, uom: str, first: date, last: date) -> dict[date, float]:
	"""Month -> demand of one series, months without any left out."""
	demand = frappe.qb.Table(schema.ITEM_MONTH.name)
	rows = (
		frappe.qb.from_(demand)
		.select(demand.month, demand.sold_qty + demand.used_qty)
		.where((demand.company == company) & (demand.item_code == item) & (demand.uom == uom))
		.where((demand.month >= first) & (demand.month <= last))
		.run()
	)
	return {getdate(month): max(float(qty), 0.0) for month, qty in rows}


def stored(company: str, items: Collection[str]) -> list[dict]:
	"""``name``, ``item``, ``uom``, ``cycle`` and ``creation`` of all forecasts of these items."""
	doc = frappe.qb.DocType(FORECAST)
	rows = (
		frappe.qb.from_(doc)
		.select(doc.name, doc.item, doc.uom, doc.cycle, doc.creation)
		.where((doc.company == company) & doc.item.isin(list(items)))
		.orderby(doc.cycle, doc.name)
		.run(as_dict=True)
	)
	return [{**row, "cycle": getdate(row["cycle"])} for row in rows]


def overrides_of(forecasts: Sequence[Mapping]) -> dict[Series, dict[date, Override]]:
	"""Series -> month -> what a person put there, of the given forecasts; a later one of the list counts."""
	row = frappe.qb.DocType(BUCKET)
	series = {one["name"]: (one["item"], one["uom"]) for one in forecasts}
	if not series:
		return {}
	found = (
		frappe.qb.from_(row)
		.select(row.parent, row.month, row.override_qty, row.reason, row.overridden_by)
		.where((row.parenttype == FORECAST) & row.parent.isin(list(series)) & (row.is_overridden == 1))
		.run(as_dict=True)
	)
	place = {name: index for index, name in enumerate(series)}
	by_series: dict[Series, dict[date, Override]] = defaultdict(dict)
	for one in sorted(found, key=lambda one: place[one["parent"]]):
		override = Override(float(one["override_qty"]), one["reason"] or "", one["overridden_by"] or "")
		by_series[series[one["parent"]]][getdate(one["month"])] = override
	return by_series
