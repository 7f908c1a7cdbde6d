"""What people put in the place of a forecast: it stays, it is signed, and nothing else can be changed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import planning as make
from tests.factories.planning import AS_OF

JUNE, AUGUST = date(2026, 6, 1), date(2026, 8, 1)
FORECAST = "Demand Forecast"


@pytest.fixture(autouse=True)
def _masters(clean):
	make.start()
	yield
	make.start()


def quantities(doc) -> list[float]:
	return [row.forecast_qty for row in doc.buckets]


def override(doc, row: int, qty: float, reason: str = "A customer told us"):
	doc.buckets[row].update({"is_overridden": 1, "override_qty": qty, "reason": reason})
	doc.save()
	return doc


def today_is(patch, day: date) -> None:
	"""For the form's controller, which knows by it what is history."""
	from relationship_suite.srm_extensions.doctype.demand_forecast import demand_forecast

	patch.setattr(demand_forecast, "nowdate", lambda: str(day))


@pytest.fixture
def in_july(monkeypatch):
	today_is(monkeypatch, AS_OF)


@pytest.mark.usefixtures("in_july")
class TestOverrides:
	@pytest.fixture
	def doc(self):
		item = make.goods("_RS Overridden")
		make.sold(item, [5, 6, 7, 5])
		make.forecast()
		return make.forecasts(item)[0]

	def test_an_override_is_planned_with_and_signed(self, doc):
		calculated = doc.planned_qty
		override(doc, 1, 40)

		row = doc.buckets[1]
		assert (row.planned_qty, row.overridden_by, doc.overrides) == (40, "Administrator", 1)
		assert doc.planned_qty == pytest.approx(calculated - row.forecast_qty + 40)

	@pytest.mark.parametrize(
		("qty", "reason", "said"),
		[
			(40, " ", "Row 2, Aug 2026: say in Reason"),
			(-1, "x", "Row 2, Aug 2026: Own Quantity"),
			(1e13, "x", "Row 2, Aug 2026: Own Quantity"),
		],
	)
	def test_what_is_wrong_is_said_by_row(self, doc, qty, reason, said):
		import frappe

		with pytest.raises(frappe.ValidationError, match=said):
			override(doc, 1, qty, reason)

	def test_it_stays_when_the_forecast_is_made_again_and_comes_again_for_the_month_in_the_next_cycle(
		self, doc
	):
		override(doc, 1, 40)
		make.sold(doc.item, [20])
		make.forecast()

		[again] = make.forecasts(doc.item)
		assert quantities(again) != quantities(doc)
		assert (again.buckets[1].planned_qty, again.buckets[1].reason) == (40, "A customer told us")
		make.forecast(date(2026, 8, 2))
		[following] = make.forecasts(doc.item, AUGUST)
		assert [row.is_overridden for row in following.buckets] == [1, 0, 0, 0, 0, 0]
		assert following.buckets[0].planned_qty == 40

	def test_one_that_is_taken_back_does_not_come_again(self, doc, monkeypatch):
		override(doc, 1, 40)
		make.forecast(date(2026, 8, 2))
		today_is(monkeypatch, date(2026, 8, 2))
		[following] = make.forecasts(doc.item, AUGUST)
		following.buckets[0].is_overridden = 0
		following.save()
		make.sold(doc.item, [20])
		make.forecast(date(2026, 8, 3))

		[again] = make.forecasts(doc.item, AUGUST)
		assert (again.overrides, again.buckets[0].reason) == (0, None)

	def test_who_saves_what_was_made_again_meanwhile_is_told(self, doc):
		import frappe

		make.sold(doc.item, [20])
		make.forecast()
		with pytest.raises(frappe.TimestampMismatchError):
			override(doc, 1, 40)

	def test_nothing_else_can_be_changed(self, doc):
		import frappe

		before, months = quantities(doc), len(doc.buckets)
		doc.update({"item": make.goods("_RS Other"), "method": "Naive", "planned_qty": 1})
		doc.buckets[0].update(
			{"forecast_qty": 1, "planned_qty": 1, "month": "2030-01-01", "overridden_by": "Guest"}
		)
		doc.append("buckets", {"month": "2030-01-01", "forecast_qty": 9})
		doc.remove(doc.buckets[1])
		doc.save()
		doc = frappe.get_doc(FORECAST, doc.name)

		assert (quantities(doc), len(doc.buckets)) == (before, months)
		assert (doc.item, str(doc.buckets[0].month), doc.buckets[0].overridden_by) != (
			None,
			"2030-01-01",
			"Guest",
		)
		assert doc.item != make.goods("_RS Other")

	def test_history_is_not_rewritten_and_none_is_entered(self, doc):
		import frappe

		[june] = make.forecasts(doc.item, JUNE)
		with pytest.raises(frappe.ValidationError, match="This forecast is history"):
			override(june, 1, 40)
		made_up = frappe.copy_doc(doc)
		with pytest.raises(frappe.ValidationError, match="calculated"):
			made_up.insert()
