"""Reports of monthly figures say which months they show, where that is more than was asked for."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.site.test_supplier_reports import SPAN, _figures, run  # noqa: F401

MIDDLE = {"from_date": "2026-03-15", "to_date": "2026-04-20"}


@pytest.mark.parametrize("report", ["Late and Open Deliveries", "Purchase Price Variance"])
def test_days_within_a_month_are_said_to_be_whole_months(report):
	from frappe.utils import formatdate

	message = run(report, company=buying.COMPANY, **MIDDLE)[2]

	assert f"{formatdate(date(2026, 3, 1))} to {formatdate(date(2026, 4, 30))}" in message


@pytest.mark.parametrize("report", ["Late and Open Deliveries", "Purchase Price Variance"])
def test_whole_months_are_not_remarked_on(report):
	assert "Whole months" not in (run(report, company=buying.COMPANY, **SPAN)[2] or "")
