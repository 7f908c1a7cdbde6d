"""The one writer of the items' months and of demand forecasts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import frappe
from pypika.terms import ValueWrapper

from relationship_suite.relationship_core.facts import notes, result_rows, schema, store
from relationship_suite.relationship_core.facts.days import add_months
from relationship_suite.relationship_core.facts.engines import SiteEngine
from relationship_suite.srm_extensions.planning import cycles, metrics, queries
from relationship_suite.srm_extensions.planning.cycles import Made
from relationship_suite.srm_extensions.planning.model import Rules
from relationship_suite.srm_extensions.planning.queries import BUCKET, CONSUMER, FORECAST

_FIELDS = (
	"item",
	"company",
	"uom",
	"cycle",
	"is_current",
	"method",
	"parameters",
	"history_months",
	"is_intermittent",
	"tested",
	"mase",
	"wmape",
	"bias",
	"overrides",
	"planned_qty",
)
_BUCKET_FIELDS = (
	"parent",
	"parenttype",
	"parentfield",
	"idx",
	"month",
	"lead",
	"forecast_qty",
	"has_interval",
	"low_qty",
	"high_qty",
	"is_overridden",
	"override_qty",
	"reason",
	"overridden_by",
	"planned_qty",
)


def note_all(cycle: date) -> None:
	"""Note every item that has demand in the months that a cycle looks back on; inside the running transaction."""
	month = frappe.qb.Table(schema.ITEM_MONTH.name)
	last = ValueWrapper(str(add_months(cycle, -1))).as_("month")
	items = frappe.qb.from_(month).select(month.company, month.item_code.as_("party"), last).distinct()
	notes.note_for(CONSUMER, items.where(month.month >= add_months(cycle, -cycles.HISTORY)))


def note_everything(items: Collection[str] | None = None) -> None:
	"""Note all months that facts feed, and those of the roll-up, whose facts may be gone; of these items alone."""
	store.note_every_cell(CONSUMER, "Item", items)
	month = frappe.qb.Table(schema.ITEM_MONTH.name)
	cells = frappe.qb.from_(month).select(month.company, month.item_code.as_("party"), month.month).distinct()
	notes.note_for(CONSUMER, cells if items is None else cells.where(month.item_code.isin(sorted(items))))


def begin_cycle(cycle: date) -> None:
	"""Another cycle is the current one: forecasts of others are history, and go once they are old."""
	doc = frappe.qb.DocType(FORECAST)
	frappe.qb.update(doc).set(doc.is_current, 0).where((doc.is_current == 1) & (doc.cycle != cycle)).run()
	old = frappe.qb.from_(doc).select(doc.name).where(doc.cycle < add_months(cycle, -cycles.KEPT)).run()
	result_rows.delete(FORECAST, [row[0] for row in old], [BUCKET])


def write(company: str, stale: Mapping[str, set[date]], cycle: date, rules: Rules) -> int:
	"""Bring the months of some items up to the facts, and forecast those again whose past has changed.

	Args:
		company: of the items.
		stale: item -> its months that are to be made anew.
		cycle: first day of the first month to forecast.
		rules: of the engine.

	Returns:
		The number of forecasts written.
	"""
	_write_months(company, list(stale), sorted(set().union(*stale.values())))
	changed = [item for item, months in stale.items() if min(months) < cycle]
	return _write_forecasts(company, changed, cycle, rules) if changed else 0


def settle(company: str, items: Collection[str], last_note: int) -> None:
	"""Remove the notes that these items' figures stand for."""
	stale = frappe.qb.Table(schema.STALE.name)
	done = notes.of(stale, CONSUMER) & (stale.id <= last_note) & (stale.company == company)
	frappe.qb.from_(stale).delete().where(done & stale.party.isin(list(items))).run()


def _write_months(company: str, items: Sequence[str], months: Sequence[date]) -> None:
	table = frappe.qb.Table(schema.ITEM_MONTH.name)
	mine = (table.company == company) & table.item_code.isin(items) & table.month.isin(months)
	frappe.qb.from_(table).delete().where(mine).run()
	engine = SiteEngine()
	for sums in (metrics.sold(company, items, months), metrics.used(company, items, months)):
		engine.add_to(schema.ITEM_MONTH, sums)


def _write_forecasts(company: str, items: Sequence[str], cycle: date, rules: Rules) -> int:
	"""Replace the items' forecasts of the cycle; what people put into it, or into the one before, is put in again."""
	series, history = cycles.histories(queries.demand_rows(company, items, cycle), cycle)
	stored = queries.stored(company, items)
	before = add_months(cycle, -1)
	overrides = queries.overrides_of([one for one in stored if one["cycle"] in (before, cycle)])
	mine = [one for one in stored if one["cycle"] == cycle]
	if mine:  # what was taken back in this cycle does not come again from the one before
		here = queries.overrides_of(mine)
		overrides.update({(one["item"], one["uom"]): here.get((one["item"], one["uom"]), {}) for one in mine})
	known = {(one["item"], one["uom"]) for one in stored}
	is_new = [one not in known for one in series]
	found = list(cycles.made(series, history, cycle, rules, overrides=overrides, is_new=is_new))
	# By name as well: an item that was renamed took its forecasts along, whose names are those of an item of its old name.
	names = {_name_of(company, made) for made in found}
	result_rows.delete(FORECAST, sorted(names.union(one["name"] for one in mine)), [BUCKET])
	_insert(company, found, cycle, {one["name"]: one["creation"] for one in mine})
	return len(found)


def _name_of(company: str, made: Made) -> str:
	return result_rows.name_of("DF", company, made.item, made.uom, str(made.cycle))


def _insert(company: str, found: Sequence[Made], cycle: date, created: Mapping[str, datetime]) -> None:
	rows, bucket_rows = [], []
	for made in found:
		name = _name_of(company, made)
		rows.append(
			(
				name,
				made.item,
				company,
				made.uom,
				made.cycle,
				int(made.cycle == cycle),
				made.method,
				made.parameters,
				made.history_months,
				int(made.is_intermittent),
				made.tested,
				made.mase or 0,
				made.wmape or 0,
				made.bias or 0,
				sum(bucket.override is not None for bucket in made.buckets),
				round(sum(bucket.planned_qty for bucket in made.buckets), cycles.DIGITS),
			)
		)
		for idx, bucket in enumerate(made.buckets, start=1):
			override = bucket.override
			bucket_rows.append(
				(
					f"{name}-{idx}",
					name,
					FORECAST,
					"buckets",
					idx,
					bucket.month,
					bucket.lead,
					bucket.forecast_qty,
					int(bucket.high_qty is not None),
					bucket.low_qty or 0,
					bucket.high_qty or 0,
					int(override is not None),
					override.qty if override else 0,
					override.reason if override else None,
					override.user if override else None,
					bucket.planned_qty,
				)
			)
	result_rows.insert(FORECAST, _FIELDS, rows, created)
	result_rows.insert(BUCKET, _BUCKET_FIELDS, bucket_rows)
