"""Past forecasts against what came: the report Forecast Accuracy, by hand, and who may see which forecasts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.factories import planning as make
from tests.factories.planning import COMPANY, COMPANY_2
from tests.factories.selling import sales_invoice
from tests.factories.statements import counted

FORECAST, BUCKET = "Demand Forecast", "Demand Forecast Bucket"
YEAR = {"company": COMPANY, "from_date": "2026-05-01", "to_date": "2026-08-31"}


@pytest.fixture(scope="module", autouse=True)
def items(site) -> dict[str, str]:
	"""Items at two companies. Of the first 10 were forecast for every month; 10, 20 and 0 came in May, June and July."""
	make.start()
	first, second, elsewhere = (make.goods(f"_RS {name}") for name in ("Right", "Wrong", "Elsewhere"))
	make.sold(first, [10, 10, 10, 10, 20, 0], until=date(2026, 8, 1))
	make.sold(second, [4, 4, 4, 4, 4, 4], until=date(2026, 8, 1))
	make.sold(elsewhere, [7, 7, 7], until=date(2026, 8, 1), company=COMPANY_2)
	make.forecast(date(2026, 8, 3))
	return {"first": first, "second": second, "elsewhere": elsewhere}


@pytest.fixture(autouse=True)
def _in_august(monkeypatch):
	from relationship_suite.srm_extensions.report.forecast_accuracy import forecast_accuracy

	monkeypatch.setattr(forecast_accuracy, "nowdate", lambda: "2026-08-03")


def run(**filters) -> tuple:
	from relationship_suite.srm_extensions.report.forecast_accuracy.forecast_accuracy import execute

	return execute({**YEAR, **filters})


def rows(**filters) -> dict:
	found = run(**filters)[1]
	key = next(iter(found[0])) if found else None
	return {row[key]: row for row in found}


class TestByHand:
	def test_one_month_ahead(self, clean, items):
		row = rows(item=items["first"])[items["first"]]

		# May 10 for 10; June 10 for 20; July: from 10, 10, 10, 10, 20 the last month, 20, for 0.
		assert (row["compared"], row["actual"], row["forecast"]) == (3, 30, 40)
		assert row["wmape"] == pytest.approx(100 * (0 + 10 + 20) / 30, abs=0.01)
		assert row["bias"] == pytest.approx(100 * 10 / 30, abs=0.01)

	def test_the_further_ahead_the_fewer_months(self, clean, items):
		compared = [rows(item=items["first"], lead=lead)[items["first"]]["compared"] for lead in (1, 2, 3)]
		assert compared == [3, 3, 3]  # of forecasts that were made before May as well
		assert run(lead=7)[1] == []

	def test_a_month_without_demand_counts_and_has_no_rate_of_its_own(self, clean, items):
		july = rows(item=items["first"], group_by="Month")[date(2026, 7, 1)]
		assert (july["actual"], july["forecast"], july["wmape"]) == (0, 20, None)

	def test_the_chart_shows_how_accuracy_fades_and_the_summary_the_lead_that_is_asked_for(
		self, clean, items
	):
		_columns, _rows, _message, chart, summary = run(item=items["first"])
		assert chart["data"]["labels"][0] == "1 ahead"
		assert chart["data"]["datasets"][0]["values"][0] == pytest.approx(100, abs=0.01)
		assert [each["value"] for each in summary] == ["100.0 %", "33.3 %", "100.0 %", 3]

	def test_overrides_are_told_apart_from_what_was_calculated(self, clean, items):
		import frappe

		[june] = make.forecasts(items["first"], date(2026, 6, 1))
		row = frappe.qb.DocType(BUCKET)
		mine = (row.parent == june.name) & (row.lead == 1)
		frappe.qb.update(row).set(row.planned_qty, 20).where(mine).run()
		found = rows(item=items["first"])[items["first"]]

		assert (found["planned"], found["planned_wmape"]) == (50, pytest.approx(100 * 20 / 30, abs=0.01))
		assert found["wmape"] == pytest.approx(100, abs=0.01)
		assert len(run(item=items["first"])[3]["data"]["datasets"]) == 2

	def test_groups_are_the_sums_of_their_items(self, clean, items):
		both = rows(group_by="Item Group", item_group="_RS Goods")["_RS Goods"]
		each = rows(item_group="_RS Goods")
		assert both["compared"] == sum(row["compared"] for row in each.values())
		assert both["wmape"] == pytest.approx(
			100
			* sum(row["forecast_error"] for row in each.values())
			/ sum(row["actual"] for row in each.values()),
			abs=0.01,
		)

	def test_the_month_that_is_running_is_left_out(self, clean, items, monkeypatch):
		from relationship_suite.srm_extensions.report.forecast_accuracy import forecast_accuracy

		monkeypatch.setattr(forecast_accuracy, "nowdate", lambda: "2026-07-20")
		assert rows(item=items["first"])[items["first"]]["compared"] == 2

	def test_statements_do_not_grow_with_the_items(self, clean, items):
		with counted() as seen:
			run()
		assert len([one for one in seen if BUCKET in one]) == 2

	@pytest.mark.parametrize("lead", ["0", "25", "x", "nan", "inf"])
	def test_months_ahead_are_from_1_to_24(self, clean, lead):
		import frappe

		with pytest.raises(frappe.ValidationError, match="Months Ahead"):
			run(lead=lead)

	def test_an_empty_time_says_where_it_looked(self, clean):
		assert "No forecast of this time yet." in run(from_date="2020-01-01", to_date="2020-12-31")[2]


class TestWhoSeesWhat:
	def test_permissions_on_an_item_hold_in_lists_months_and_the_report(self, become, items):
		import frappe

		become("Sourcing User", ("Item", items["second"]))
		mine = {"item": ("in", list(items.values()))}
		assert set(frappe.get_list(FORECAST, mine, pluck="item", limit=0)) == {items["second"]}
		assert set(rows()) == {items["second"]}
		assert rows(item=items["first"]) == {}
		buckets = frappe.get_list(BUCKET, fields=["parent"], parent_doctype=FORECAST, limit=0)
		seen = {frappe.db.get_value(FORECAST, row.parent, "item") for row in buckets}
		assert seen == {items["second"]}

	def test_permissions_on_a_company_hold(self, become, items):
		import frappe

		become("Sourcing User", ("Company", COMPANY_2))
		mine = {"item": ("in", list(items.values()))}
		assert set(frappe.get_list(FORECAST, mine, pluck="company", limit=0)) == {COMPANY_2}
		with pytest.raises(frappe.PermissionError):
			run()
		assert set(rows(company=COMPANY_2)) & set(items.values()) == {items["elsewhere"]}

	def test_the_overview_of_what_one_may_not_see_is_refused(self, become, items):
		import frappe

		from relationship_suite.srm_extensions.planning.api import get_overview

		[hidden] = make.forecasts(items["first"], date(2026, 8, 1))
		become("Sourcing User", ("Item", items["second"]))
		with pytest.raises(frappe.PermissionError):
			get_overview(hidden.name)

	@pytest.mark.parametrize(("role", "may"), [("Sourcing User", True), ("Risk Owner", False)])
	def test_who_may_override(self, become, items, role, may, monkeypatch):
		import frappe
		from frappe.client import set_value

		from relationship_suite.srm_extensions.doctype.demand_forecast import demand_forecast

		monkeypatch.setattr(demand_forecast, "nowdate", lambda: "2026-08-03")
		[doc] = make.forecasts(items["first"], date(2026, 8, 1))
		become(role)
		values = {"is_overridden": 1, "override_qty": 3, "reason": "A customer told us"}
		if may:
			set_value(BUCKET, doc.buckets[0].name, values)
			assert frappe.db.get_value(BUCKET, doc.buckets[0].name, "planned_qty") == 3
		else:
			with pytest.raises(frappe.PermissionError):
				set_value(BUCKET, doc.buckets[0].name, values)


def test_quantities_of_two_units_are_not_added(clean, items):
	buying.ensure("UOM", "_RS Reel", uom_name="_RS Reel")
	import frappe

	other = make.goods("_RS Reeled", stock_uom="_RS Reel")
	sale = sales_invoice("_RS Planned", on=date(2026, 6, 4), qty=5, amount=50, item_code=other, submit=False)
	sale.items[0].update({"uom": "_RS Reel", "stock_uom": "_RS Reel"})
	sale.save()
	sale.submit()
	make.forecast(date(2026, 8, 3))
	found = [row["uom"] for row in run(group_by="Item Group", item_group="_RS Goods")[1]]

	assert sorted(found) == sorted({*found})
	assert "_RS Reel" in found
	sale.reload()
	sale.cancel()
	make.forecast(date(2026, 8, 3))
	frappe.db.commit()
