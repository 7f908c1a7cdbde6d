"""A night looks up what its documents touch: the same cells as a scan of their months, in as few statements for many suppliers as for one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import buying, cells, selling
from tests.factories import scorecards as make
from tests.factories.histories import END, History
from tests.factories.statements import watched
from tests.site.test_engines import BASELINES

DUE = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	selling.masters()
	frappe.db.commit()


def documents_of(supplier: str) -> None:
	"""What a day brings of a supplier: an order, the receipt of another one, and its invoice."""
	order = buying.purchase_order(supplier, ordered=DUE - timedelta(days=20), due=DUE)
	buying.purchase_order(supplier, ordered=DUE, due=DUE + timedelta(days=10))
	buying.purchase_receipt(order, on=DUE, qty=10)


def test_what_is_read_for_a_score_is_what_it_stands_on(monkeypatch):
	"""A card of one KPI reads a few columns of the roll-up and gives the scores of one that reads all of them."""
	import frappe

	from relationship_suite import tasks
	from relationship_suite.srm_extensions.scorecards import history, queries

	make.only_scorecard("_RS Card")
	documents_of("_RS Read")
	frappe.db.commit()
	tasks.run("Refresh", as_of=END)
	narrow = make.results(supplier="_RS Read")
	every = tuple(dict.fromkeys([*history.COLUMNS, "qty_otif", "qty_due", "defective_qty", "received_qty"]))
	assert set(queries.columns_of(queries.cards()[0].template)) < set(every)
	monkeypatch.setattr(queries, "columns_of", lambda template: every)

	tasks.run("Rebuild", as_of=END)

	assert narrow
	assert make.results(supplier="_RS Read") == narrow


def test_a_new_document_costs_no_look_at_what_it_was():
	import frappe

	from relationship_suite.relationship_core.facts import store

	order, older = (buying.purchase_order("_RS New", ordered=DUE, due=DUE) for _ in range(2))
	frappe.db.commit()
	store.replace("Purchase Order", [older.name])  # fills the caches
	with watched() as new:
		store.replace("Purchase Order", [order.name])
	with watched() as known:
		store.replace("Purchase Order", [order.name])
	frappe.db.rollback()

	assert not [s for s in new if s.upper().startswith("DELETE")]
	assert len(new) < len(known)


def test_cells_looked_up_one_by_one_are_those_of_a_scan(monkeypatch):
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import schema
	from relationship_suite.relationship_core.facts.transactions import leased
	from relationship_suite.srm_extensions.scorecards import month_tasks, records

	for seed in range(50_000, 50_010):
		History(seed).run(steps=5)
	for supplier in ("_RS zeta", "_rs Alpha", "_RS Émile", "_RS Omega", "_rs beta"):  # in no two orders alike
		documents_of(supplier)
	frappe.db.commit()
	tasks.run("Refresh", as_of=END)
	looked_up = cells.every_cell()
	scans = []

	def scans_too(*args):
		scans.append(args)
		return real(*args)

	real = records.write_months
	monkeypatch.setattr(records, "write_months", scans_too)
	monkeypatch.setattr(records, "are_scanned", lambda cells: True)
	monkeypatch.setattr(records, "MONTHS_A_BATCH", 1)
	rollups = schema.ROLLUPS["Supplier"]
	for rollup in rollups:
		frappe.qb.from_(frappe.qb.Table(rollup.name)).delete().run()
	frappe.db.commit()
	with leased("test") as lease:
		month_tasks.note_everything(END)
		frappe.db.commit()
		month_tasks.refresh_results(lease, END)

	assert len(scans) > 3
	assert all(looked_up[rollup.name] for rollup in rollups)
	assert cells.every_cell() == looked_up


def test_cells_that_are_looked_up_in_parts_are_those_of_a_scan(monkeypatch):
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import schema
	from relationship_suite.relationship_core.facts.transactions import leased
	from relationship_suite.srm_extensions.scorecards import month_tasks, records

	for seed in range(51_000, 51_010):
		History(seed).run(steps=5)
	frappe.db.commit()
	tasks.run("Rebuild", as_of=END)
	scanned = cells.every_cell()
	parts, real = [], records.write_noted

	def write(as_of, part, rules):
		parts.append(part)
		return real(as_of, part, rules)

	monkeypatch.setattr(records, "write_noted", write)
	monkeypatch.setattr(records, "LOOKED_UP", 3)
	monkeypatch.setattr(records, "are_scanned", lambda cells: False)
	for rollup in schema.ROLLUPS["Supplier"]:
		frappe.qb.from_(frappe.qb.Table(rollup.name)).delete().run()
	frappe.db.commit()
	with leased("test") as lease:
		for _twice in range(2):
			month_tasks.note_everything(END)
		frappe.db.commit()
		month_tasks.refresh_results(lease, END)

	assert len(parts) > 3
	looked_up = [cell for part in parts for cell in part.cells]
	assert len(looked_up) == len(set(looked_up)), "each once, though each was noted several times"
	assert records.stale_cells() == ([], 0)
	assert cells.every_cell() == scanned


def test_a_part_that_is_scanned_after_a_failure_leaves_the_notes_of_earlier_parts():
	import frappe

	from relationship_suite.relationship_core.facts import notes
	from relationship_suite.relationship_core.facts.engines import SiteEngine
	from relationship_suite.relationship_core.facts.transactions import leased
	from relationship_suite.srm_extensions.scorecards import month_tasks, records

	make.refresh()
	march, april = date(2026, 3, 1), date(2026, 4, 1)
	failed, *part = [
		(buying.COMPANY, buying.named(name), month)
		for name, month in (("_RS Fails", march), ("_RS Fails", april), ("_RS Does Not", march))
	]
	notes.note_rows(records.CONSUMER, [failed])
	earlier = records.stale_cells()[1]
	notes.note_rows(records.CONSUMER, part)
	last = records.stale_cells()[1]
	frappe.db.commit()

	with leased("test") as lease:
		month_tasks.Scan(SiteEngine(), END, earlier, last, records.rules_from_settings()).write(lease, part)

	assert records.stale_cells() == ([failed], earlier)


def texts(rollups, dialect: str, numbers) -> list[str]:
	"""SQL of all rows of the roll-ups, with the numbers filled in."""
	return [each.text(table, dialect, numbers) for table, prepared in rollups for each in prepared]


@pytest.mark.parametrize("name", BASELINES)
def test_what_is_prepared_is_what_would_be_compiled(monkeypatch, name):
	from relationship_suite.relationship_core.facts.days import day_of
	from relationship_suite.srm_extensions.scorecards import records

	rules = records.DeliveryRules(early_days=3, late_days=2, quantity_tolerance=0.1)
	prepared = records.of_notes(rules, BASELINES[name])
	for as_of, after, note in ((END, 3, 7), (END + timedelta(days=1), 30, 70)):
		monkeypatch.setattr(records, "DAY_PLACE", day_of(as_of))
		monkeypatch.setattr(records, "AFTER_PLACE", after)
		monkeypatch.setattr(records, "NOTE_PLACE", note)
		fresh = records.of_notes.__wrapped__(rules, BASELINES[name])
		for dialect in ("mysql", "sqlite", "postgres"):
			numbers = (day_of(as_of), after, note)

			filled = texts(prepared, dialect, numbers)

			assert filled == texts(fresh, dialect, numbers)


def test_a_night_asks_as_often_for_many_suppliers_as_for_one(monkeypatch):
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import sweep

	# Documents of earlier tests are swept up again until they are half an hour old: while this one counts, some get so.
	monkeypatch.setattr(sweep, "OVERLAP", timedelta(0))
	make.only_scorecard("_RS Card")
	documents_of("_RS Night 0")
	frappe.db.commit()
	tasks.run("Nightly", as_of=END)
	asked = []
	for suppliers in (1, 1, 2, 9):  # the first ones fill the caches; the others have suppliers that are new
		for number in range(suppliers):
			documents_of(f"_RS Night {number}")
		frappe.db.commit()
		with watched() as statements:
			assert tasks.run("Nightly", as_of=END).status == "Completed"
		asked.append(len(statements))

	assert asked[2] == asked[3]
