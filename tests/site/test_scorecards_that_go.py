"""Scorecards that are deleted or disabled: one note in the request, hidden at once, removed by the next run."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.factories import scorecards as make
from tests.factories.statements import watched


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	frappe.db.commit()


def shown(supplier: str) -> list[str]:
	"""Scorecards whose results the app shows of a supplier."""
	from relationship_suite.srm_extensions.scorecards import queries

	found = queries.latest_results(date(2026, 6, 30), suppliers=[buying.named(supplier)])
	return [row["scorecard"] for row in found]


def disable(card) -> None:
	card.reload()
	card.enabled = 0
	card.save()


def delete(card) -> None:
	import frappe

	frappe.delete_doc("Performance Scorecard", card.name)


@pytest.mark.parametrize("goes", [disable, delete])
def test_results_of_a_scorecard_that_goes_are_hidden_at_once_and_removed_by_the_next_run(goes):
	import frappe

	card = make.only_scorecard("_RS Going")
	make.scorecard("_RS Staying").insert()
	make.line("_RS Going", date(2026, 3, 3), late=True)
	make.refresh()
	assert shown("_RS Going") == ["_RS Going", "_RS Staying"]
	frappe.db.commit()

	with watched() as statements:
		goes(card)

	heavy = ("Performance Scorecard Result", "Performance Scorecard KPI Result", "`tabSupplier`")
	writes = [each for each in statements if not each.lstrip().upper().startswith("SELECT")]
	assert [each for each in writes if any(name in each for name in heavy)] == []
	ours = [each for each in writes if "relationship_" in each]
	assert len(ours) == 1
	assert "relationship_watermark" in ours[0]
	assert shown("_RS Going") == ["_RS Staying"]

	make.refresh()

	assert [row["scorecard"] for row in make.results(supplier="_RS Going")] == ["_RS Staying"]
	assert frappe.db.count("Performance Scorecard Result", {"scorecard": card.name}) == 0
	kept = frappe.get_all("Performance Scorecard Result", pluck="name", order_by="name")
	assert {row.parent for row in frappe.get_all("Performance Scorecard KPI Result", fields=["parent"])} <= {
		*kept
	}


@pytest.mark.parametrize("goes", [disable, delete])
def test_the_supplier_loses_the_score_of_a_scorecard_that_went(goes):
	import frappe

	card = make.only_scorecard("_RS Going")
	make.line("_RS Scoreless", date(2026, 3, 3))
	make.refresh()
	fields = ["relationship_score", "relationship_standing", "modified"]
	before = frappe.db.get_value("Supplier", buying.named("_RS Scoreless"), fields)
	assert before[:2] == (100, "Best")

	goes(card)
	make.refresh()

	assert frappe.db.get_value("Supplier", buying.named("_RS Scoreless"), fields) == (0, "", before[2])


def test_saving_a_scorecard_that_was_disabled_already_notes_nothing():
	card = make.only_scorecard("_RS Off", enabled=0)
	card.window_months = 6

	with watched() as statements:
		card.save()

	assert [each for each in statements if "relationship_watermark" in each] == []


def test_a_scorecard_that_is_enabled_again_before_the_run_is_scored_whole():
	card = make.only_scorecard("_RS Again")
	make.line("_RS Again", date(2026, 2, 3))
	make.line("_RS Again", date(2026, 3, 3))
	make.refresh()
	before = make.results(supplier="_RS Again")

	disable(card)
	card.enabled = 1
	card.save()
	make.refresh()

	assert make.results(supplier="_RS Again") == before


def test_a_removal_that_is_killed_is_taken_up(monkeypatch):
	from relationship_suite.srm_extensions.scorecards import results

	card = make.only_scorecard("_RS Going")
	make.line("_RS Killed Going", date(2026, 3, 3))
	make.refresh()
	delete(card)

	def dies(*args):
		raise KeyboardInterrupt

	with monkeypatch.context() as patch:
		patch.setattr(results, "write_suppliers", dies)
		with pytest.raises(KeyboardInterrupt):
			make.refresh()
	make.refresh()

	import frappe

	assert make.results(supplier="_RS Killed Going") == []
	assert frappe.db.get_value("Supplier", buying.named("_RS Killed Going"), "relationship_standing") == ""
