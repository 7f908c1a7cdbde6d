"""The one writer of the supplier roll-up: recompute stale months and replace their rows."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import frappe
from frappe.query_builder.functions import Count, Max
from frappe.utils import getdate
from ibis.expr.types import Table as Expression
from pypika.terms import Criterion

from relationship_suite.compat import union
from relationship_suite.relationship_core.facts import notes, schema, store, watermarks
from relationship_suite.relationship_core.facts.batches import among
from relationship_suite.relationship_core.facts.days import date_of, day_of
from relationship_suite.relationship_core.facts.engines import Engine, Prepared, SiteEngine, table_names
from relationship_suite.relationship_core.facts.expressions import Chosen, fact, of_chosen, with_names
from relationship_suite.relationship_core.facts.expressions import cells as noted_cells
from relationship_suite.relationship_core.facts.pages import Page
from relationship_suite.relationship_core.facts.result_rows import FEW
from relationship_suite.srm_extensions.cost.metrics import Baseline, variance_by_month, variances
from relationship_suite.srm_extensions.cost.queries import baseline_from_settings
from relationship_suite.srm_extensions.scorecards.buckets import commitments_by_month, ended_buckets
from relationship_suite.srm_extensions.scorecards.metrics import (
	DeliveryRules,
	Parties,
	delivery_by_month,
	due_lines,
	judged_lines,
	lead_time_by_month,
	quality_by_month,
)
from relationship_suite.srm_extensions.scorecards.orders import orders_by_month

#: The roll-up's name as a consumer: in ``hooks.py``, and in its notes.
CONSUMER = "supplier_months"

WATERMARK = "supplier_months_as_of"
RULES_MARK = "supplier_months_rules"

#: So many months of all suppliers, or as much of fewer suppliers, are computed by one set of statements and committed
#: together: it bounds what one transaction writes.
MONTHS_A_BATCH = 6
#: So many cells that are looked up one by one are committed together.
LOOKED_UP = 2000
#: Fewer cells are always looked up: a scan of their months is compiled anew, which takes longer than they do.
SCANNED_FROM = 1000
#: What stands for the day (in the year 9909), and for the notes between which the cells are, where they are filled in later.
DAY_PLACE, AFTER_PLACE, NOTE_PLACE = 2_900_001, 4_000_000_000_001, 4_000_000_000_002

Cell = tuple[str, str, date]  # company, supplier, month

_ROLLUPS = {table.name for table in schema.ROLLUPS["Supplier"]}


def rules_from_settings() -> DeliveryRules:
	"""The delivery rules that are set."""
	settings = frappe.get_cached_doc("Relationship Suite Settings")
	return DeliveryRules(
		early_days=settings.early_days or 0,
		late_days=settings.late_days or 0,
		quantity_tolerance=(settings.quantity_tolerance or 0) / 100,
		count_drop_ship=bool(settings.count_drop_ship),
		count_non_stock=bool(settings.count_non_stock),
	)


def batches(cells: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
	"""Stale cells cut by suppliers, in parts that are computed by a scan and committed together.

	There are as many parts as there are :data:`MONTHS_A_BATCH`, however many suppliers: what belongs to some suppliers lies
	together, what belongs to some months lies all over the tables.
	"""
	suppliers = suppliers_of(cells)
	months = {month for _company, _supplier, month in cells}
	parts = min(math.ceil(len(months) / MONTHS_A_BATCH), len(suppliers))
	for part in range(parts):
		mine = set(suppliers[part * len(suppliers) // parts : (part + 1) * len(suppliers) // parts])
		if some := [cell for cell in cells if cell[1] in mine]:
			yield some


@dataclass(frozen=True)
class Noted:
	"""Cells whose notes are those after one and up to another, with no other cell's among them."""

	cells: Sequence[Cell]
	after: int
	last: int


def noted(cells: Sequence[Cell], last_note: int) -> Iterator[Noted]:
	"""Stale cells in parts that are looked up one by one and committed together, :data:`LOOKED_UP` each.

	More than one part needs one note a cell: see :func:`keep_one_note_each`. ``cells`` are read after that.
	"""
	if len(cells) <= LOOKED_UP:
		if cells:
			yield Noted(cells, 0, last_note)
		return
	stale, after = frappe.qb.Table(schema.STALE.name), 0
	query = frappe.qb.from_(stale).select(stale.id, stale.company, stale.party, stale.month).orderby(stale.id)
	rows = query.where(notes.of(stale, CONSUMER) & (stale.id <= last_note)).run()
	frappe.db.rollback()  # end the read's snapshot
	for start in range(0, len(rows), LOOKED_UP):
		some = rows[start : start + LOOKED_UP]
		mine = {(row[1], row[2], getdate(row[3])) for row in some}
		yield Noted([cell for cell in cells if cell in mine], after, some[-1][0])
		after = some[-1][0]


def keep_one_note_each(last_note: int) -> None:
	"""Of all notes of a cell up to ``last_note`` only the last one stays; inside the running transaction."""
	stale = frappe.qb.Table(schema.STALE.name)
	mine = notes.of(stale, CONSUMER) & (stale.id <= last_note)
	last = frappe.qb.from_(stale).select(Max(stale.id).as_("id")).where(mine)
	last = last.groupby(stale.company, stale.party, stale.month).as_("last_notes")
	kept = frappe.qb.from_(last).select(last.id)
	frappe.qb.from_(stale).delete().where(mine & stale.id.notin(kept)).run()


def suppliers_of(cells: Collection[Cell]) -> list[str]:
	"""The suppliers of cells, in the database's order of names, which is that of :func:`stale_cells`."""
	return list(dict.fromkeys(supplier for _company, supplier, _month in cells))


def are_scanned(cells: Sequence[Cell]) -> bool:
	"""Are these so many, of all that there are, that a scan of their months costs less than a look at each?"""
	if len(cells) < SCANNED_FROM:
		return False
	# This one has a row, more or less, for each cell that is there.
	order = frappe.qb.Table(schema.SUPPLIER_ORDERS.name)
	others = frappe.qb.from_(order).select(order.month).limit(1).offset(2 * len(cells))
	return not others.run()


def write_months(engine: Engine, as_of: date, cells: Collection[Cell], rules: DeliveryRules) -> int:
	"""Replace the rows of these cells in the roll-ups by what the facts give now; gives the number of months written.

	Every cell of their companies and months, and of all suppliers from the first to the last of them, is made anew with
	them, which changes none that was right. The number of statements depends neither on the suppliers nor on the months.
	"""
	companies, months = (sorted({cell[place] for cell in cells}) for place in (0, 2))
	suppliers = Page(suppliers_of(cells))
	# Other engines put names in another order.
	parties: dict[str, Collection[str]] = {
		"supplier": suppliers if isinstance(engine, SiteEngine) else list(suppliers)
	}
	if len(companies) <= FEW:
		parties["company"] = companies
	written = 0
	for table, expressions in _rollups(as_of, rules, baseline_from_settings(), months, parties):
		rollup = frappe.qb.Table(table.name)
		mine = rollup.month.isin(months)
		for column, names in parties.items():
			mine &= among(rollup[column], names)
		frappe.qb.from_(rollup).delete().where(mine).run()
		for sums in expressions:
			# What stands on a roll-up is summed up where the roll-up is.
			(SiteEngine() if table_names(sums) & _ROLLUPS else engine).add_to(table, sums)
		written += _count(table, mine)
	return written


def write_noted(as_of: date, part: Noted, rules: DeliveryRules) -> int:
	"""As :func:`write_months`, for the cells of a part, and no others."""
	suppliers_of: dict[tuple[date, str], list[str]] = defaultdict(list)
	for company, supplier, month in sorted(part.cells):
		suppliers_of[month, company].append(supplier)
	engine, day, written = SiteEngine(), day_of(as_of), 0
	for table, prepared in of_notes(rules, baseline_from_settings()):
		rollup = frappe.qb.Table(table.name)
		mine = Criterion.any(
			(rollup.month == month) & (rollup.company == company) & rollup.supplier.isin(suppliers)
			for (month, company), suppliers in suppliers_of.items()
		)
		frappe.qb.from_(rollup).delete().where(mine).run()
		for sums in prepared:
			engine.add_prepared(table, sums, day, part.after, part.last)
		written += _count(table, mine)
	return written


def _count(table: schema.Table, mine: Criterion) -> int:
	"""How many rows were written, for the run log: of the months alone, which a reader can count."""
	if table is not schema.SUPPLIER_MONTH:
		return 0
	return frappe.qb.from_(frappe.qb.Table(table.name)).select(Count("*")).where(mine).run()[0][0]


@lru_cache(maxsize=8)
def of_notes(rules: DeliveryRules, baseline: Baseline) -> list[tuple[schema.Table, list[Prepared]]]:
	"""What makes the rows of the cells that are noted, with places for the day and for the notes between which they are."""
	chosen, as_of = noted_cells(CONSUMER, AFTER_PLACE, NOTE_PLACE), date_of(DAY_PLACE)
	return [
		(table, [Prepared(each, (DAY_PLACE, AFTER_PLACE, NOTE_PLACE)) for each in expressions])
		for table, expressions in _rollups(as_of, rules, baseline, chosen, {})
	]


def _rollups(
	as_of: date, rules: DeliveryRules, baseline: Baseline, chosen: Chosen, parties: Parties
) -> list[tuple[schema.Table, list[Expression]]]:
	"""The roll-ups with the expressions whose sums make up their rows; what stands on another comes after it."""

	def of_month(rows: Expression, month: str) -> Expression:
		return of_chosen(with_names(rows, parties), "supplier", month, chosen)

	judged = fact(schema.JUDGED_LINE)
	ordered = of_month(due_lines(as_of, rules), "order_month")
	of_orders = of_chosen(with_names(judged, parties), "supplier", "order_month", chosen, by_party=True)
	orders = orders_by_month(of_orders, ordered, as_of, rules)
	return [
		(schema.JUDGED_LINE, [judged_lines(as_of, rules, chosen, parties)]),
		(
			schema.SUPPLIER_MONTH,
			[
				delivery_by_month(of_month(judged, "month")),
				*quality_by_month(as_of, chosen, parties),
				with_names(variance_by_month(baseline, as_of, chosen), parties),
				commitments_by_month(ended_buckets(as_of, chosen, parties)),
			],
		),
		(schema.LEAD_TIME, [with_names(lead_time_by_month(as_of, chosen), parties)]),
		(schema.PRICE_VARIANCE, [with_names(variances(baseline, as_of, chosen), parties)]),
		(schema.SUPPLIER_ORDERS, [orders]),
	]


def newly_due_cells(since: date, as_of: date, rules: DeliveryRules) -> None:
	"""Note the months of which time alone changes a figure between two days: see :func:`_cells_of_days`."""
	notes.note_for(CONSUMER, _cells_of_days(since, as_of, rules))


def any_newly_due(since: date, as_of: date, rules: DeliveryRules) -> bool:
	"""Does time alone change a figure between two days?"""
	cells = _cells_of_days(since, as_of, rules)
	return bool(frappe.qb.from_(cells.as_("cells")).select("*").limit(1).run())


def _cells_of_days(since: date, as_of: date, rules: DeliveryRules):
	"""Months of lines that are judged, and buckets that are over, on one of two days only, and of receipts and invoices between.

	What is dated ahead counts from its day on; a day before the last one takes back what came after it.
	"""
	line = frappe.qb.Table(schema.PURCHASE_LINE.name)
	receipt = frappe.qb.Table(schema.RECEIPT_LINE.name)
	price = frappe.qb.Table(schema.PURCHASE_PRICE.name)
	bucket = frappe.qb.Table(schema.PLANNED_BUCKET.name)
	first, last = sorted(day_of(day) for day in (since, as_of))
	due = (line.committed_day >= first - rules.late_days) & (line.committed_day < last - rules.late_days)
	arrived = (receipt.delivered_day > first) & (receipt.delivered_day <= last)
	invoiced = (price.invoiced_day > first) & (price.invoiced_day <= last)
	otherwise = invoiced & (price.differs_from_order == 1)
	ended = (bucket.last_day >= first) & (bucket.last_day < last)
	return union(
		_cells(frappe.qb.from_(line).where(due), line, line.commitment_month),
		_cells(frappe.qb.from_(price).where(invoiced), price, price.posting_month),
		_cells(frappe.qb.from_(receipt).where(arrived), receipt, receipt.quality_month),
		_cells(frappe.qb.from_(bucket).where(ended), bucket, bucket.bucket_month),
		store.order_cells(schema.RECEIPT_LINE, "commitment_month").where(arrived),
		store.order_cells(schema.RECEIPT_LINE, "order_month").where(arrived),
		store.order_cells(schema.PURCHASE_PRICE, "order_month").where(otherwise),
	)


def _cells(query, table, month):
	return query.select(table.company, table.supplier.as_("party"), month.as_("month")).distinct()


def stale_cells(supplier: str | None = None) -> tuple[list[Cell], int]:
	"""Stale supplier cells by supplier, distinct, and the highest note among them; ``supplier``: of this one alone."""
	stale = frappe.qb.Table(schema.STALE.name)
	rows = (
		frappe.qb.from_(stale)
		.select(stale.company, stale.party, stale.month, Max(stale.id))
		.where(notes.of(stale, CONSUMER, supplier))
		.groupby(stale.company, stale.party, stale.month)
		.orderby(stale.party)
		.run()
	)
	return [(r[0], r[1], getdate(r[2])) for r in rows], max((r[3] for r in rows), default=0)


def day_judged(mark: str | None) -> date | None:
	"""The day up to which lines have been taken as due, from the watermark."""
	return getdate(mark) if mark else None


def keep_day_judged(as_of: date) -> None:
	"""Move the watermark."""
	watermarks.keep(WATERMARK, str(as_of))


def rules_changed(mark: str | None, rules: DeliveryRules) -> bool:
	"""Do the months stand by other rules, or another baseline, than those that are set now?"""
	return mark is not None and mark != _fingerprint(rules)


def keep_rules(rules: DeliveryRules) -> None:
	"""The months stand by these rules, or are noted as stale."""
	watermarks.keep(RULES_MARK, _fingerprint(rules))


def _fingerprint(rules: DeliveryRules) -> str:
	known = repr((rules, baseline_from_settings())).encode()
	return hashlib.sha1(known, usedforsecurity=False).hexdigest()


def mark_all_stale(suppliers: Collection[str] | None = None) -> None:
	"""Note every cell that the facts may feed, and those of the roll-up, whose facts may be gone; of these suppliers alone."""
	store.note_every_cell(CONSUMER, "Supplier", suppliers)
	for table in schema.ROLLUPS["Supplier"]:
		month = frappe.qb.Table(table.name)
		cells = _cells(frappe.qb.from_(month), month, month.month)
		if suppliers is not None:
			cells = cells.where(month.supplier.isin(sorted(suppliers)))
		notes.note_for(CONSUMER, cells)
