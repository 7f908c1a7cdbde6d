"""Late and Open Deliveries, line by line: what is chosen, cut and opened from the number card."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.factories import scorecards as make
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


def test_the_card_of_overdue_lines_opens_the_lines_it_counts():
	from frappe.utils import getdate, nowdate

	from relationship_suite.srm_extensions.scorecards import api

	make.line("_RS Overdue", date(2024, 1, 3), late=True)  # older than the report's usual months
	make.refresh(getdate(nowdate()))  # the report judges as of today
	card = api.late_open_lines()

	opened = run(card["route"][1], **card["route_options"])[1]

	assert card["value"] == len(opened) >= 4


@pytest.mark.parametrize(
	("asked", "said"),
	[
		({"supplier": "_RS Nobody At All"}, "No line was due in this time."),
		({"item_group": "_RS No Such Group"}, "No line was due in this time."),
		({"from_date": "2020-01-01", "to_date": "2020-01-31"}, "No line was due in this time."),
		(
			{"status": "Early", "supplier": buying.named("_RS Unreliable")},
			"Lines were due in this time, but none has the status Early.",
		),
	],
)
def test_deliveries_by_line_praise_nobody_without_lines_that_were_due(asked, said):
	result = run("Late and Open Deliveries", **{"mode": "By Line", **SPAN, **asked})

	assert (result[1], result[2]) == ([], said)
