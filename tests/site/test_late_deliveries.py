"""Late and Open Deliveries, line by line: what is chosen, cut and opened from the number card."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.factories import scorecards as make
from tests.factories.statements import watched
from tests.site.test_supplier_reports import SPAN, _figures, run  # noqa: F401


def test_a_status_is_chosen_before_the_rows_are_cut(monkeypatch):
	from relationship_suite.srm_extensions.report.late_and_open_deliveries import late_and_open_deliveries

	name = "_RS Early"  # early lines due before the overdue ones fill the limit
	for day in (1, 2, 3):
		order = buying.purchase_order(name, ordered=date(2025, 1, 1), due=date(2026, 1, day), qty=1)
		buying.purchase_receipt(order, on=date(2025, 6, 1), qty=1)
	make.refresh()
	monkeypatch.setattr(late_and_open_deliveries, "LIMIT", 2)
	asked = {"mode": "By Line", "company": buying.COMPANY, **SPAN}

	overdue = run(
		"Late and Open Deliveries", status="Overdue", supplier=buying.named("_RS Unreliable"), **asked
	)
	early = run("Late and Open Deliveries", status="Early", supplier=buying.named(name), **asked)
	of_a_day = {**asked, "from_date": "2026-04-04", "to_date": "2026-04-04"}
	one = run(
		"Late and Open Deliveries",
		status="Overdue",
		supplier=buying.named("_RS Unreliable"),
		**of_a_day,
	)

	assert [row["status"] for row in overdue[1]] == ["Overdue", "Overdue"]
	assert overdue[2] is None
	assert (len(early[1]), bool(early[2])) == (2, True)
	assert [row["committed_on"] for row in one[1]] == [date(2026, 4, 4)]


def test_a_status_that_there_is_not_is_refused():
	import frappe

	with pytest.raises(frappe.ValidationError, match="Overdue, Closed short"):
		run("Late and Open Deliveries", mode="By Line", status="Lost", **SPAN)


def test_the_card_of_overdue_lines_opens_the_lines_it_counts(monkeypatch):
	from frappe.utils import getdate, nowdate

	from relationship_suite.srm_extensions.report.late_and_open_deliveries import late_and_open_deliveries
	from relationship_suite.srm_extensions.scorecards import api

	# The lines of other tests are counted as well.
	monkeypatch.setattr(late_and_open_deliveries, "LIMIT", 1_000_000)
	make.line("_RS Overdue", date(2024, 1, 3), late=True)  # older than the report's usual months
	make.refresh(getdate(nowdate()))  # the report judges as of today
	card = api.late_open_lines()

	opened = run(card["route"][1], **card["route_options"])[1]

	assert card["value"] == len(opened) >= 4


@pytest.mark.parametrize(
	("asked", "said"),
	[
		({"supplier": "_RS Nobody At All"}, "No order line was due in this time."),
		({"item_group": "_RS No Such Group"}, "No order line was due in this time."),
		({"from_date": "2020-01-01", "to_date": "2020-01-31"}, "No order line was due in this time."),
		(
			{"status": "Early", "supplier": "_RS Unreliable"},
			"Lines were due in this time, but none has the status Early.",
		),
	],
)
def test_deliveries_by_line_praise_nobody_without_lines_that_were_due(asked, said):
	if "supplier" in asked:
		asked = {**asked, "supplier": buying.named(asked["supplier"])}
	result = run("Late and Open Deliveries", **{"mode": "By Line", **SPAN, **asked})

	assert result[1] == []
	assert result[2].startswith(f"{said} Looked at: ")


def late_line(supplier: str) -> dict:
	"""The one line of this supplier in the report."""
	(row,) = run("Late and Open Deliveries", mode="By Line", supplier=buying.named(supplier), **SPAN)[1]
	return row


def ordered(supplier: str, qty: float = 10):
	return buying.purchase_order(supplier, ordered=date(2025, 12, 1), due=date(2026, 3, 3), qty=qty)


def test_a_line_is_late_up_to_the_day_on_which_enough_had_arrived():
	order = ordered("_RS Replaced")
	buying.purchase_receipt(order, on=date(2026, 3, 1), qty=4)
	buying.purchase_receipt(order, on=date(2026, 3, 8), qty=4, rejected=2)
	buying.purchase_receipt(order, on=date(2026, 4, 20), qty=2)  # for the rejected ones
	make.refresh()

	row = late_line("_RS Replaced")

	assert (row["status"], row["days_late"]) == ("Delivered late", 5)
	assert row["last_receipt_on"] == date(2026, 4, 20)


def test_what_was_given_back_had_arrived():
	order = ordered("_RS Given Back")
	receipt = buying.purchase_receipt(order, on=date(2026, 3, 6), qty=10)
	buying.purchase_return(receipt, on=date(2026, 3, 10), qty=3)
	buying.purchase_receipt(order, on=date(2026, 5, 1), qty=3)
	make.refresh()

	assert late_line("_RS Given Back")["days_late"] == 3


def test_an_open_line_is_late_up_to_today(monkeypatch):
	from relationship_suite.srm_extensions.report.late_and_open_deliveries import late_and_open_deliveries

	order = ordered("_RS Half Way")
	buying.purchase_receipt(order, on=date(2026, 3, 8), qty=4)
	buying.purchase_receipt(order, on=date(2026, 3, 9), qty=4)
	make.refresh()
	monkeypatch.setattr(late_and_open_deliveries, "nowdate", lambda: "2026-06-30")

	row = late_line("_RS Half Way")

	assert (row["status"], row["days_late"]) == ("Overdue", (date(2026, 6, 30) - date(2026, 3, 3)).days)


def test_a_line_within_the_tolerance_is_complete():
	from relationship_suite.relationship_core.facts.engines import SiteEngine
	from relationship_suite.srm_extensions.scorecards import metrics

	order = ordered("_RS Nearly", qty=100)
	buying.purchase_receipt(order, on=date(2026, 3, 8), qty=50)
	buying.purchase_receipt(order, on=date(2026, 3, 9), qty=46)
	buying.purchase_receipt(order, on=date(2026, 3, 20), qty=4)
	make.refresh()
	line = order.items[0].name

	def completed(tolerance: float, as_of: date) -> list[dict]:
		rules = metrics.DeliveryRules(quantity_tolerance=tolerance)
		return SiteEngine().rows(metrics.completed_days(as_of, rules, [line]))

	day = {on: (date(2026, 3, on) - date(1970, 1, 1)).days for on in (9, 20)}
	assert completed(0.05, date(2026, 6, 30)) == [{"line": line, "completed_day": day[9]}]
	assert completed(0, date(2026, 6, 30)) == [{"line": line, "completed_day": day[20]}]
	assert completed(0, date(2026, 3, 19)) == []


def test_days_late_cost_one_statement_more_and_only_where_a_line_came_in_parts():
	def statements(supplier: str) -> int:
		late_line(supplier)  # fills the caches
		with watched() as found:
			late_line(supplier)
		return len(found)

	whole, parts = ordered("_RS Whole"), ordered("_RS Parts")
	buying.purchase_receipt(whole, on=date(2026, 3, 8), qty=10)
	for day in (8, 9):
		buying.purchase_receipt(parts, on=date(2026, 3, day), qty=5)
	make.refresh()

	assert statements("_RS Parts") == statements("_RS Whole") + 1


def test_what_is_cut_is_said_with_how_many_lines_there_are(monkeypatch):
	from relationship_suite.srm_extensions.report.late_and_open_deliveries import late_and_open_deliveries

	name = "_RS Cut Short"
	for month, day in ((1, 7), (1, 8), (2, 3), (3, 3)):
		make.line(name, date(2026, month, day), late=True)
	make.refresh()
	monkeypatch.setattr(late_and_open_deliveries, "LIMIT", 2)
	asked = {"mode": "By Line", "supplier": buying.named(name)}

	whole = run("Late and Open Deliveries", **asked, **SPAN)
	some = run("Late and Open Deliveries", **asked, from_date="2026-01-08", to_date="2026-06-30")

	assert [row["committed_on"] for row in whole[1]] == [date(2026, 1, 7), date(2026, 1, 8)]
	assert whole[2].startswith("The first 2 of 4 are shown.")
	assert [row["committed_on"] for row in some[1]] == [date(2026, 1, 8), date(2026, 2, 3)]
	assert some[2].startswith("The first 2 of 3 are shown.")


def test_lines_of_every_status_add_up_to_the_misses_by_supplier(monkeypatch):
	from relationship_suite.srm_extensions.report.late_and_open_deliveries import late_and_open_deliveries
	from relationship_suite.srm_extensions.scorecards.report_queries import STATUSES

	name = "_RS Of All Kinds"
	early = buying.purchase_order(name, ordered=date(2025, 1, 1), due=date(2026, 2, 2), qty=10)
	buying.purchase_receipt(early, on=date(2025, 6, 1), qty=4)  # early, and the rest is overdue
	buying.purchase_receipt(
		buying.purchase_order(name, ordered=date(2025, 1, 1), due=date(2026, 2, 3), qty=10),
		on=date(2025, 6, 1),
		qty=10,
	)
	buying.purchase_receipt(
		buying.purchase_order(name, ordered=date(2025, 1, 1), due=date(2026, 3, 3), qty=10),
		on=date(2026, 4, 1),
		qty=10,
	)
	closed = make.line(name, date(2026, 4, 3), late=True)
	closed.db_set("relationship_closed_reason", "Theirs")
	closed.db_set("status", "Closed")
	make.refresh()
	monkeypatch.setattr(late_and_open_deliveries, "LIMIT", 1)  # one month after the other where it is full
	asked = {"supplier": buying.named(name), **SPAN}

	(whole,) = run("Late and Open Deliveries", mode="By Supplier", **asked)[1]
	by_status = {
		status: len(run("Late and Open Deliveries", mode="By Line", status=status, **asked)[1])
		for status in STATUSES
	}

	assert by_status == {"Overdue": 1, "Closed short": 1, "Early": 1, "Delivered late": 1}
	assert whole["lines_due"] == sum(by_status.values())
