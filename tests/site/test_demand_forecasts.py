"""Demand becomes forecasts: what counts, when they are made anew, and what their form says."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests.factories import planning as make
from tests.factories.buying import is_bench
from tests.factories.planning import AS_OF, COMPANY, COMPANY_2, CYCLE
from tests.factories.selling import sales_invoice
from tests.factories.statements import counted

MARCH, MAY, JUNE, AUGUST = (date(2026, month, 1) for month in (3, 5, 6, 8))
YEAR = [12, 9, 15, 11, 10, 14, 13, 9, 12, 10, 11, 16]
FORECAST = "Demand Forecast"


@pytest.fixture(autouse=True)
def _masters(clean):
	make.start()
	yield
	make.start()


def quantities(doc) -> list[float]:
	return [row.forecast_qty for row in doc.buckets]


class TestWhatCounts:
	def test_sales_and_consumption_add_up_and_what_comes_back_is_taken_off_where_it_came_back(self):
		item = make.goods("_RS Added")
		sale = sales_invoice("_RS Planned", on=date(2026, 5, 4), qty=8, amount=80, item_code=item)
		sales_invoice(
			sale.customer, on=date(2026, 6, 2), qty=-3, amount=-30, item_code=item, returned=sale.name
		)
		make.sold(item, [5])
		make.consumed(item, 4, on=date(2026, 6, 20))
		make.forecast()

		assert make.months(item) == {MAY: (8, 0), JUNE: (2, 4)}
		[found] = make.forecasts(item)
		assert (found.company, found.history_months, quantities(found)[0]) == (COMPANY, 2, 6)

	def test_what_is_only_moved_or_made_is_no_demand(self):
		item = make.goods("_RS Moved")
		entry = make.consumed(item, 4, on=date(2026, 6, 20))
		make.forecast()
		assert make.months(item) == {JUNE: (0, 4)}
		assert make.forecasts(entry.items[1].item_code) == []

	@pytest.mark.skipif(is_bench(), reason="the stand-in takes any purpose, ERPNext asks each for more")
	@pytest.mark.parametrize(
		("purpose", "counts"),
		[("Material Consumption for Manufacture", True), ("Material Issue", False), ("Repack", False)],
	)
	def test_purposes_of_stock_entries(self, purpose, counts):
		item = make.goods(f"_RS {purpose}")
		make.consumed(item, 4, on=date(2026, 6, 20), purpose=purpose)
		make.forecast()

		assert make.months(item) == ({JUNE: (0, 4)} if counts else {})

	def test_a_correction_of_the_price_is_no_demand(self):
		item = make.goods("_RS Corrected")
		make.sold(item, [5])
		sales_invoice("_RS Planned", on=date(2026, 6, 20), qty=0, amount=30, item_code=item)
		make.forecast()

		assert make.months(item) == {JUNE: (5, 0)}

	@pytest.mark.parametrize("values", [{"is_stock_item": 0}, {"disabled": 1}], ids=["service", "disabled"])
	def test_nobody_plans_the_supply_of_a_service_or_of_what_is_disabled(self, values):
		import frappe

		item = make.goods(f"_RS Without {next(iter(values))}", is_stock_item=values.get("is_stock_item", 1))
		make.sold(item, [5, 6])
		frappe.db.set_value("Item", item, values)
		make.forecast()

		assert make.forecasts(item) == []

	def test_companies_are_forecast_each_by_itself(self):
		item = make.goods("_RS Apart")
		make.sold(item, [5])
		make.sold(item, [70], company=COMPANY_2)
		make.forecast()

		assert [quantities(make.forecasts(item, company=each)[0])[0] for each in (COMPANY, COMPANY_2)] == [
			5,
			70,
		]


class TestWhatIsForecast:
	def test_a_record_says_what_the_engine_says_of_the_months_before_the_cycle(self):
		from relationship_suite.srm_extensions.planning.model import forecast

		item = make.goods("_RS As The Engine")
		make.sold(item, YEAR)
		make.forecast()

		[doc] = make.forecasts(item)
		expected = forecast(np.array([YEAR], dtype=float))
		assert (doc.method, doc.parameters) == (expected.chosen[0].method, expected.chosen[0].parameters)
		assert quantities(doc) == pytest.approx(expected.quantity[0], abs=0.001)
		assert [row.high_qty for row in doc.buckets] == pytest.approx(expected.high[0], abs=0.001)
		assert doc.wmape == pytest.approx(100 * expected.wmape[0], abs=0.05)
		assert [str(row.month) for row in doc.buckets[:2]] == ["2026-07-01", "2026-08-01"]
		assert doc.planned_qty == pytest.approx(sum(quantities(doc)))
		assert doc.is_current

	def test_so_many_months_as_are_set(self):
		import frappe

		item = make.goods("_RS Ahead")
		make.sold(item, [5, 6])
		frappe.db.set_single_value("Relationship Suite Settings", "forecast_months", 3)
		try:
			make.forecast()
			assert len(make.forecasts(item)[0].buckets) == 3
		finally:
			frappe.db.set_single_value("Relationship Suite Settings", "forecast_months", 6)
		make.forecast()  # another rule, another forecast of the same cycle
		assert [len(doc.buckets) for doc in make.forecasts(item)] == [6]

	def test_who_is_new_gets_the_forecasts_of_half_a_year_and_each_knows_only_what_came_before(self):
		item = make.goods("_RS New")
		make.sold(item, YEAR)
		make.forecast()

		[march] = make.forecasts(item, MARCH)
		assert (march.is_current, march.history_months) == (0, 8)
		assert make.forecasts(item, date(2025, 12, 1)) == []

		other = make.goods("_RS New As Of March")
		make.sold(other, YEAR[:8], until=MARCH)
		make.forecast(date(2026, 3, 9))
		assert quantities(march) == quantities(make.forecasts(other, MARCH)[0])

	def test_an_item_without_any_demand_left_has_no_forecast(self):
		item = make.goods("_RS Cancelled")
		[sale] = make.sold(item, [5])
		make.forecast()
		assert make.forecasts(item)
		sale.reload()
		sale.cancel()
		make.forecast()

		assert make.forecasts(item) == []
		assert make.months(item) == {}


class TestWhenItIsMadeAnew:
	def test_an_earlier_month_that_changes_restates_the_current_forecast_and_no_other(self):
		item = make.goods("_RS Restated")
		make.sold(item, [5, 5, 5])
		make.forecast()
		[june] = make.forecasts(item, JUNE)
		make.sold(item, [20])
		make.forecast()

		assert quantities(make.forecasts(item)[0])[0] > 5
		assert quantities(make.forecasts(item, JUNE)[0]) == quantities(june)

	def test_what_is_sold_in_the_month_that_is_running_waits_for_the_next_cycle(self):
		item = make.goods("_RS Running")
		make.sold(item, [5, 5, 5])
		make.forecast()
		before = make.forecasts(item)[0].modified
		make.sold(item, [20], until=AUGUST)
		make.forecast()

		assert make.forecasts(item)[0].modified == before
		assert make.months(item)[CYCLE] == (20, 0)

	def test_a_new_month_is_a_new_cycle_and_the_one_before_is_history(self):
		item = make.goods("_RS Next")
		make.sold(item, [5, 5, 5])
		make.forecast()
		make.forecast(date(2026, 8, 2))

		assert [make.forecasts(item, cycle)[0].is_current for cycle in (CYCLE, AUGUST)] == [0, 1]
		assert make.forecasts(item, AUGUST)[0].history_months == 4

	def test_forecasts_older_than_two_years_go(self):
		item = make.goods("_RS Old")
		make.sold(item, [5, 5, 5])
		make.forecast()
		make.forecast(date(2028, 7, 2))
		assert make.forecasts(item)
		make.forecast(date(2028, 8, 2))

		assert make.forecasts(item) == []
		make.forecast()

	def test_with_nothing_changed_nothing_is_written(self):
		make.sold(make.goods("_RS Same"), [5, 5, 5])
		make.forecast()
		with counted() as seen:
			assert make.forecast().rows_written == 0
		assert not [one for one in seen if FORECAST in one]

	def test_items_cost_statements_by_the_hundred_and_not_each(self):
		def statements(names) -> int:
			for name in names:
				make.sold(make.goods(name), [5, 6])
			with counted() as seen:
				make.forecast()
			return len([one for one in seen if FORECAST in one or "item_month" in one])

		assert statements(["_RS One"]) == statements(f"_RS Many {place}" for place in range(12))


class TestWhatGoesWrong:
	def test_a_killed_run_is_taken_up_where_it_stopped(self, monkeypatch):
		from relationship_suite.srm_extensions.planning import records, tasks

		class Killed(BaseException):
			pass

		items = [make.goods(f"_RS Killed {place}") for place in range(4)]
		for item in items:
			make.sold(item, [5, 6])
		monkeypatch.setattr(tasks, "BATCH", 2)
		with monkeypatch.context() as patch:
			seen = []

			def dies(company, some, *rest):
				if seen:
					raise Killed
				seen.append(some)
				return real(company, some, *rest)

			real = records.write
			patch.setattr(records, "write", dies)
			with pytest.raises(Killed):
				make.forecast()

		assert [bool(make.forecasts(item)) for item in items] == [True, True, False, False]
		with counted() as written:
			make.forecast()
		assert all(make.forecasts(item) for item in items)
		assert not [one for one in written if items[0] in one], "what was written is not written again"

	def test_one_that_fails_is_named_and_stops_no_other(self, monkeypatch):
		from relationship_suite.srm_extensions.planning import records

		bad, good = make.goods("_RS Bad"), make.goods("_RS Good")
		for item in (bad, good):
			make.sold(item, [5, 6])
		real = records.write

		def fails(company, some, *rest):
			if bad in some:
				raise ValueError("no figure")
			return real(company, some, *rest)

		with monkeypatch.context() as patch:
			patch.setattr(records, "write", fails)
			outcome = make.forecast(failing=[bad])
		assert [(doctype, name) for doctype, name, _error in outcome.failures] == [("Item", bad)]
		assert make.forecasts(good)
		assert not make.forecasts(bad)
		make.forecast()
		assert make.forecasts(bad)

	def test_a_renamed_item_takes_its_forecasts_along_and_its_old_name_can_be_used_again(self):
		import frappe

		item = make.goods("_RS Renamed")
		make.sold(item, [5, 6])
		make.forecast()
		other = frappe.rename_doc("Item", item, f"{item} now", force=True)
		make.sold(make.goods("_RS Renamed"), [70, 80])
		make.forecast()

		assert [len(make.forecasts(each)) for each in (item, other)] == [1, 1]
		assert quantities(make.forecasts(other)[0])[0] < 10 < quantities(make.forecasts(item)[0])[0]

	def test_a_whole_run_forecasts_and_a_rebuild_gives_the_same(self):
		from relationship_suite import tasks

		item = make.goods("_RS Whole")
		make.sold(item, YEAR)
		import frappe

		frappe.db.commit()
		assert tasks.run("Refresh", as_of=AS_OF).status == "Completed"
		before, months = make.forecasts(item)[0], make.months(item)
		assert tasks.run("Rebuild", as_of=AS_OF).status == "Completed"

		assert quantities(make.forecasts(item)[0]) == quantities(before)
		assert make.months(item) == months


class TestTheForm:
	def test_the_overview_says_how_much_and_why_and_draws_it(self):
		from relationship_suite.srm_extensions.planning.api import get_overview

		item = make.goods("_RS Shown")
		make.sold(item, [10] * 12)
		make.forecast()
		found = get_overview(make.forecasts(item)[0].name)

		assert found["sentence"].startswith("60 ")
		assert found["sentence"].endswith("That is as much as in the 6 months before.")
		assert found["reason"].startswith("Naive: The last month is repeated. It came closest")
		chart = found["chart"]
		assert (chart["labels"][0], chart["labels"][-1]) == ("Jul 2025", "Dec 2026")
		assert chart["forecast"] == chart["low"] == chart["high"] == [10] * 18
		assert chart["planned"] is None

	def test_too_short_a_history_is_said(self):
		from relationship_suite.srm_extensions.planning.api import get_overview

		item = make.goods("_RS Short")
		make.sold(item, [10, 12])
		make.forecast()

		assert "Its 2 months of history are too short" in get_overview(make.forecasts(item)[0].name)["reason"]

	def test_it_says_from_when_on_there_are_no_limits(self):
		from relationship_suite.relationship_core.dates import short_month
		from relationship_suite.srm_extensions.planning.api import get_overview

		item = make.goods("_RS Unlimited")
		make.sold(item, [20, 25, 30, 28, 33, 36, 40, 38])
		make.forecast()
		forecast = make.forecasts(item)[0]
		unknown = [row.month for row in forecast.buckets if not row.has_interval]

		assert 0 < len(unknown) < len(forecast.buckets)
		said = f"From {short_month(unknown[0])} on too little is known"
		assert said in get_overview(forecast.name)["reason"]
