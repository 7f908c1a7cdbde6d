"""Every report and both tabs say as of when their figures are, and why where that is too long ago."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories import buying, selling
from tests.factories import scorecards as make
from tests.factories.statements import watched

SUPPLIERS = "relationship_suite.srm_extensions.report"
CUSTOMERS = "relationship_suite.crm_extensions.report"
REPORTS = {
	"Supplier Performance": SUPPLIERS,
	"Late and Open Deliveries": SUPPLIERS,
	"Purchase Price Variance": SUPPLIERS,
	"Supplier Lead Times": SUPPLIERS,
	"Defective Receipts": SUPPLIERS,
	"Supply Concentration": SUPPLIERS,
	"Forecast Accuracy": SUPPLIERS,
	"Customer Segments": CUSTOMERS,
	"Segment Migration": CUSTOMERS,
	"Segment Sizes": CUSTOMERS,
	"Segment Overlap": CUSTOMERS,
	"Interaction Activity": CUSTOMERS,
	"No Contact": CUSTOMERS,
}
#: Reports of what people have written, which is never older than now.
OF_NOW = {
	"Risk Heat Map",
	"Top Risks",
	"Treatments Due",
	"Commitment versus Forecast",
	"Order Confirmation Status",
}
LOG = "See Relationship Refresh."


@pytest.fixture(autouse=True)
def _site_at_rest(clean):
	import frappe

	from relationship_suite import tasks

	selling.masters()
	frappe.db.commit()
	tasks.run("Refresh")
	yield
	frappe.db.rollback()


def age(report: str, **filters) -> str:
	"""What the line of the report's age says."""
	import frappe

	name = frappe.scrub(report)
	execute = frappe.get_attr(f"{REPORTS[report]}.{name}.{name}.execute")
	message = execute(frappe._dict(company=buying.COMPANY, **_dates(report), **filters))[2]
	[line] = re.findall(r'<div class="relationship-age[^>]*>(.*?)</div>', message)
	return re.sub(r"<[^>]+>", "", line)


def _dates(report: str) -> dict:
	return {"from_date": "2026-01-01", "to_date": "2026-06-30"} if report == "Segment Migration" else {}


def last_run(ago: timedelta) -> None:
	from frappe.utils import now_datetime

	from relationship_suite.relationship_core.facts import watermarks

	watermarks.keep(watermarks.REFRESHED_AT, str(now_datetime() - ago))


@pytest.fixture
def scheduled(monkeypatch):
	"""``scheduled(bool)``: whether the site's scheduler runs."""
	from relationship_suite.relationship_core.facts import freshness

	def runs(whether: bool) -> None:
		monkeypatch.setattr(freshness, "is_scheduler_inactive", lambda verbose: not whether)

	runs(True)
	return runs


def test_every_report_of_ours_is_looked_at():
	import frappe

	modules = ["CRM Extensions", "SRM Extensions", "Relationship Core"]
	ours = {"module": ("in", modules), "is_standard": "Yes"}
	assert set(frappe.get_all("Report", ours, pluck="name", order_by="name")) == {*REPORTS, *OF_NOW}


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_says_when_its_figures_were_made(report, scheduled):
	assert re.fullmatch(r"Updated \d\d:\d\d", age(report))


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_warns_of_figures_that_no_run_has_renewed(report, scheduled):
	last_run(timedelta(hours=3))

	said = age(report)

	assert said.startswith(f"The figures are not up to date: no run has ended well lately. {LOG} Updated ")


def test_a_run_may_take_its_time(scheduled):
	last_run(timedelta(minutes=110))

	assert age("Supplier Performance").startswith("Updated ")


def test_a_scheduler_that_is_off_is_named(scheduled):
	scheduled(False)
	last_run(timedelta(days=3))

	assert "the scheduler of this site is off. Updated " in age("Supplier Performance")


def test_a_pause_is_named_before_the_scheduler(scheduled):
	import frappe

	scheduled(False)
	frappe.db.set_single_value("Relationship Suite Settings", "refresh_paused", 1)
	frappe.clear_document_cache("Relationship Suite Settings", "Relationship Suite Settings")
	last_run(timedelta(hours=3))
	try:
		assert "the refresh is paused in Relationship Suite Settings" in age("Supplier Performance")
	finally:
		frappe.db.rollback()
		frappe.clear_document_cache("Relationship Suite Settings", "Relationship Suite Settings")


def test_a_long_run_is_waited_for(scheduled):
	from relationship_suite.relationship_core.facts.transactions import leased

	with leased("a long one"):
		last_run(timedelta(hours=3))

		assert "a run is still at work on them. Updated " in age("Supplier Performance")


def test_what_is_to_be_made_anew_is_called_incomplete_by_reports_and_tabs(scheduled):
	import frappe

	from relationship_suite.crm_extensions.segmentation.api import get_overview
	from relationship_suite.relationship_core.facts import watermarks
	from relationship_suite.srm_extensions.scorecards.api import supplier_summary

	supplier, customer = buying.supplier("_RS Made Anew"), selling.customer("_RS Made Anew")
	watermarks.want("Rebuild")
	try:
		said = "The figures are incomplete: they are being made anew, or will be by the next run."
		assert age("Supplier Performance").startswith(f"{said} Updated ")
		assert [supplier_summary(supplier)["warning"], get_overview(customer)["warning"]] == [said] * 2
	finally:
		frappe.db.rollback()


def test_before_the_first_run_nothing_is_called_updated(scheduled):
	from relationship_suite.relationship_core.facts import watermarks

	watermarks.forget(watermarks.REFRESHED_AT)

	assert age("Customer Segments").endswith("Not calculated yet.")


def test_what_a_run_left_out_is_missing_until_one_ends_well(scheduled, monkeypatch):
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import changes, store

	def cannot(*args):
		raise ValueError("this document cannot be read")

	order = make.line("_RS Missing", frappe.utils.getdate("2026-03-03"))
	frappe.db.commit()
	with monkeypatch.context() as patch:
		patch.setattr(store, "replace", cannot)
		for _attempt in range(changes.MAX_ATTEMPTS):
			assert tasks.run("Refresh").status == "Completed with errors"
	assert age("Supplier Performance").startswith(
		f"Something is missing from the figures: a run had failures. {LOG}"
	)
	tasks.run("Refresh")  # it is not tried any more
	assert age("Supplier Performance").startswith("Something is missing")

	changes.note(order)
	changes.retry_failed()
	frappe.db.commit()
	tasks.run("Refresh")

	assert age("Supplier Performance").startswith("Updated ")


def test_both_tabs_warn_by_the_same_rule(scheduled):
	from relationship_suite.crm_extensions.segmentation.api import get_overview
	from relationship_suite.srm_extensions.scorecards.api import supplier_summary

	supplier, customer = buying.supplier("_RS Old Figures"), selling.customer("_RS Old Figures")

	def warnings() -> list:
		return [supplier_summary(supplier)["warning"], get_overview(customer)["warning"]]

	assert warnings() == [None, None]
	last_run(timedelta(hours=3))
	assert warnings() == [f"The figures are not up to date: no run has ended well lately. {LOG}"] * 2


def test_the_age_costs_a_report_one_statement(scheduled):
	from relationship_suite.relationship_core.facts.freshness import of_everybody

	of_everybody()  # fills the caches
	with watched() as found:
		of_everybody()

	assert len(found) == 1
