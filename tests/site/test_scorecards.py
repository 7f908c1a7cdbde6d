"""Scorecards: scores that follow the facts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying, people
from tests.factories import scorecards as make
from tests.factories.statements import watched


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	frappe.db.commit()


def kpi(**values) -> dict:
	return {**make.OTIF_ONLY[0], **values}


# Scores ---------------------------------------------------------------------------------------------------


def test_a_month_gives_a_score_a_standing_and_what_made_it():
	make.only_scorecard("_RS Card")
	for day in (3, 4, 5):
		make.line("_RS Half", date(2026, 3, day))
	make.line("_RS Half", date(2026, 3, 6), late=True)
	make.refresh()

	(result,) = make.results(supplier="_RS Half")

	assert (result["period"], result["score"], result["standing"]) == ("2026-03", 75, "Fair")
	assert (result["is_scored"], result["coverage"], result["has_previous"]) == (1, 100, 0)
	assert [(k["kpi"], k["value"], k["n"], k["points_lost"]) for k in result["kpis"]] == [("OTIF", 75, 4, 25)]


def test_otif_is_given_by_lines_by_quantity_and_by_value():
	make.only_scorecard(
		"_RS Card",
		kpis=[
			kpi(weight=40),
			kpi(kpi="OTIF by Quantity", weight=30),
			kpi(kpi="OTIF by Value", weight=30),
		],
	)
	make.line("_RS Weighed", date(2026, 3, 3), qty=30, rate=1)
	make.line("_RS Weighed", date(2026, 3, 4), qty=10, rate=7, late=True)
	make.refresh()

	(result,) = make.results(supplier="_RS Weighed")

	assert {k["kpi"]: (k["value"], k["n"]) for k in result["kpis"]} == {
		"OTIF": (50, 2),
		"OTIF by Quantity": (75, 2),
		"OTIF by Value": (30, 2),
	}


def test_otif_by_quantity_weighs_units_by_their_lines_and_never_adds_them():
	make.only_scorecard("_RS Card", kpis=[kpi(kpi="OTIF by Quantity")])
	make.line("_RS Mixed Units", date(2026, 3, 3), qty=100_000)
	make.line("_RS Mixed Units", date(2026, 3, 3), qty=1)
	boxed = buying.item("_RS Boxed", stock_uom=buying.BOX)
	missed = make.line("_RS Mixed Units", date(2026, 3, 4), qty=2, late=True, item_code=boxed, submit=False)
	missed.items[0].update({"uom": buying.BOX, "stock_uom": buying.BOX})
	missed.save(ignore_permissions=True)
	missed.submit()
	make.refresh()

	(result,) = make.results(supplier="_RS Mixed Units")

	# Pieces arrived whole on two lines, boxes not at all on one.
	assert (round(result["kpis"][0]["value"], 6), result["kpis"][0]["n"]) == (66.666667, 3)


def test_a_perfect_supplier_has_the_best_standing():
	make.only_scorecard("_RS Card")
	make.line("_RS Perfect", date(2026, 3, 3))
	make.refresh()

	(result,) = make.results(supplier="_RS Perfect")

	assert (result["score"], result["standing"]) == (100, "Best")


def test_an_idle_month_has_no_score_and_the_window_slides():
	make.only_scorecard("_RS Card")
	make.line("_RS Idle", date(2026, 1, 5), late=True)
	make.line("_RS Idle", date(2026, 3, 5))
	make.line("_RS Idle", date(2026, 4, 5))
	make.refresh()

	found = [
		(r["period"], r["score"], r["has_previous"], r["change"]) for r in make.results(supplier="_RS Idle")
	]

	assert found == [("2026-01", 0, 0, 0), ("2026-03", 50, 0, 0), ("2026-04", 100, 1, 50)]


def test_a_supplier_without_figures_never_appears():
	make.only_scorecard("_RS Card")
	buying.supplier("_RS Silent")
	make.refresh()

	assert make.results(supplier="_RS Silent") == []


def test_not_enough_evidence_is_no_score():
	make.only_scorecard("_RS Card", kpis=[kpi(minimum_evidence=5)])
	make.line("_RS Few", date(2026, 3, 3))
	make.refresh()

	(result,) = make.results(supplier="_RS Few")

	assert (result["is_scored"], result["standing"], result["coverage"]) == (0, "", 0)
	assert [(k["n"], k["is_judged"]) for k in result["kpis"]] == [(1, 0)]


def test_a_late_receipt_restates_every_month_that_looks_back_to_it():
	make.only_scorecard("_RS Card")
	order = make.line("_RS Restated", date(2026, 2, 5), late=True)
	make.line("_RS Restated", date(2026, 4, 5))
	make.refresh()
	assert [r["score"] for r in make.results(supplier="_RS Restated")] == [0, 50]

	buying.purchase_receipt(order, on=date(2026, 5, 20), qty=10, delivered_on=date(2026, 2, 5))
	make.refresh()

	found = [(r["period"], r["score"]) for r in make.results(supplier="_RS Restated")]
	assert found == [("2026-02", 100), ("2026-04", 100)]


def test_cancelling_what_a_score_stood_on_removes_it():
	make.only_scorecard("_RS Card")
	order = make.line("_RS Gone", date(2026, 3, 3), late=True)
	make.refresh()
	assert len(make.results(supplier="_RS Gone")) == 1

	order.reload()
	order.cancel()
	make.refresh()

	assert make.results(supplier="_RS Gone") == []


def test_companies_are_scored_apart_and_a_card_may_be_for_one():
	make.only_scorecard("_RS Card")
	make.scorecard("_RS Card Two", only_company=buying.COMPANY_2).insert()
	make.line("_RS Both", date(2026, 3, 3))
	make.line("_RS Both", date(2026, 3, 3), late=True, company=buying.COMPANY_2)
	make.refresh()

	found = [(r["scorecard"], r["company"], r["score"]) for r in make.results(supplier="_RS Both")]

	assert found == [
		("_RS Card", buying.COMPANY, 100),
		("_RS Card", buying.COMPANY_2, 0),
		("_RS Card Two", buying.COMPANY_2, 0),
	]


def test_a_card_for_an_item_group_leaves_other_items_out():
	buying.ensure("Item Group", "_RS Steel", item_group_name="_RS Steel", is_group=0)
	make.only_scorecard("_RS Card", item_group="_RS Steel")
	make.line("_RS Goods Only", date(2026, 3, 3))
	make.refresh()

	assert make.results(supplier="_RS Goods Only") == []


def test_quarters_and_years_are_periods_as_well():
	make.only_scorecard("_RS Card", frequency="Quarterly")
	make.line("_RS Quarter", date(2026, 2, 3))
	make.line("_RS Quarter", date(2026, 5, 3), late=True)
	make.refresh()

	found = [(r["period"], r["score"], r["change"]) for r in make.results(supplier="_RS Quarter")]

	assert found == [("2026-Q1", 100, 0), ("2026-Q2", 0, -100)]


def test_a_changed_scorecard_is_scored_anew_and_leaves_no_old_periods():
	card = make.only_scorecard("_RS Card")
	make.line("_RS Changed", date(2026, 2, 3))
	make.line("_RS Changed", date(2026, 3, 3), late=True)
	make.refresh()
	assert [r["score"] for r in make.results(supplier="_RS Changed")] == [100, 50]

	card.reload()
	card.frequency = "Quarterly"
	card.kpis[0].target = 50
	card.save()
	make.refresh()

	assert [(r["period"], r["score"]) for r in make.results(supplier="_RS Changed")] == [("2026-Q1", 80)]


def test_a_disabled_scorecard_stands_still_and_catches_up_when_enabled():
	card = make.only_scorecard("_RS Card")
	make.refresh()
	card.reload()
	card.enabled = 0
	card.save()
	make.line("_RS Paused", date(2026, 3, 3))
	make.refresh()
	assert make.results(supplier="_RS Paused") == []

	card.enabled = 1
	card.save()
	make.refresh()

	assert len(make.results(supplier="_RS Paused")) == 1


def test_a_renamed_supplier_keeps_one_history():
	import frappe

	make.only_scorecard("_RS Card")
	make.line("_RS Old Name", date(2026, 3, 3))
	make.refresh()

	frappe.rename_doc("Supplier", buying.named("_RS Old Name"), buying.named("_RS New Name"), force=True)
	make.refresh()

	assert make.results(supplier="_RS Old Name") == []
	assert len(make.results(supplier="_RS New Name")) == 1


def test_incremental_equals_recompute_in_every_cell():
	from relationship_suite import tasks

	card = make.only_scorecard(
		"_RS Card",
		window_months=4,
		half_life_months=2,
		kpis=[
			kpi(weight=60),
			{
				"kpi": "PPM",
				"weight": 40,
				"threshold": 500000,
				"target": 1000,
				"stretch": 0,
				"minimum_evidence": 1,
			},
		],
	)
	receipts = []
	for step in range(12):
		supplier = f"_RS Cell {step % 3}"
		day = date(2026, 1 + step % 6, 3 + step)
		order = buying.purchase_order(supplier, ordered=date(2025, 12, 1), due=day)
		if step % 4:
			receipts.append(buying.purchase_receipt(order, on=day, qty=8, rejected=step % 3))
		make.refresh()
	receipts[1].reload()
	receipts[1].cancel()
	buying.purchase_return(receipts[0], on=date(2026, 6, 1), qty=2)
	make.refresh()
	incremental = make.results(scorecard=card.name)

	card.db_set("scored_as", "")
	tasks.run("Rebuild", as_of=date(2026, 6, 30))

	assert incremental
	assert make.results(scorecard=card.name) == incremental


def test_a_run_killed_between_cells_and_results_is_taken_up(monkeypatch):
	from relationship_suite.srm_extensions.scorecards import results

	make.only_scorecard("_RS Card")
	make.refresh()
	make.line("_RS Killed", date(2026, 2, 3))
	make.line("_RS Killed", date(2026, 3, 3))
	written = []

	def die_at_the_second(card, period, *more):
		if written:
			raise KeyboardInterrupt
		written.append(period)
		return real(card, period, *more)

	real = results.write_period
	monkeypatch.setattr(results, "write_period", die_at_the_second)
	with pytest.raises(KeyboardInterrupt):
		make.refresh()
	monkeypatch.undo()
	make.refresh()

	assert [r["score"] for r in make.results(supplier="_RS Killed")] == [100, 100]


def test_statements_do_not_grow_with_suppliers():
	make.only_scorecard("_RS Card")
	make.line("_RS Count", date(2026, 3, 3))
	make.refresh()
	make.refresh()  # fills the caches
	make.line("_RS Count 0", date(2026, 3, 3))
	with watched() as few:
		make.refresh()
	for number in range(1, 8):
		make.line(f"_RS Count {number}", date(2026, 3, 3))
	with watched() as many:
		make.refresh()

	assert len(many) == len(few)


def test_a_rebuild_takes_as_many_statements_for_many_suppliers_as_for_few():
	from relationship_suite import tasks

	make.only_scorecard("_RS Card")
	counts = []
	for suppliers in (range(1), range(1, 20)):
		for number in suppliers:
			make.line(f"_RS Rebuilt {number}", date(2026, 3, 3))
		for _again in range(
			2
		):  # the first notes by which definition all is scored, the second fills the caches
			tasks.run("Rebuild", as_of=date(2026, 6, 30))
		with watched() as statements:
			tasks.run("Rebuild", as_of=date(2026, 6, 30))
		counts.append(len(statements))

	assert counts[0] == counts[1]
	assert len({row["supplier"] for row in make.results(scorecard="_RS Card")}) >= 20


def test_a_run_without_a_change_scores_nothing():
	make.only_scorecard("_RS Card")
	make.refresh()

	with watched() as statements:
		make.refresh()

	assert not [s for s in statements if "Performance Scorecard Result" in s]


def test_supplier_carries_its_lowest_latest_score():
	import frappe

	make.only_scorecard("_RS Card")
	make.line("_RS Tab", date(2026, 2, 3))
	make.line("_RS Tab", date(2026, 2, 4), late=True, company=buying.COMPANY_2)
	make.line("_RS Tab", date(2026, 3, 4), company=buying.COMPANY_2)
	before = frappe.db.get_value("Supplier", buying.named("_RS Tab"), "modified")
	make.refresh()

	found = frappe.db.get_value(
		"Supplier", buying.named("_RS Tab"), ["relationship_score", "relationship_standing", "modified"]
	)

	assert found == (50, "Fair", before)


# Rights ---------------------------------------------------------------------------------------------------

RIGHTS = {
	# role: (may read results, may read scores, may write scorecards)
	"System Manager": (True, True, True),
	"Relationship Manager": (True, True, True),
	"Sourcing Manager": (True, True, True),
	"Sourcing User": (True, True, False),
	"Risk Owner": (True, True, False),
	"Relationship User": (False, False, False),
	"Supplier": (False, False, False),
}


@pytest.mark.parametrize("role", RIGHTS)
def test_rights_of_each_role(role):
	import frappe

	read, scores, write = RIGHTS[role]
	user = people.user(role)
	levels = frappe.get_meta("Performance Scorecard Result").get_permlevel_access("read", user=user)

	assert frappe.has_permission("Performance Scorecard Result", "read", user=user) is read
	assert (1 in levels) is scores
	assert frappe.has_permission("Performance Scorecard", "write", user=user) is write
	for right in ("write", "create", "delete"):
		assert not frappe.has_permission("Performance Scorecard Result", right, user=user)
