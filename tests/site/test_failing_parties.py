"""A supplier or a customer that cannot be scored: it is told, stops no other, keeps its old result, and is tried again."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from itertools import count

import pytest

from tests.factories import buying, insights, selling
from tests.factories import scorecards as make
from tests.factories.statements import watched

_number = count(1)


class Killed(BaseException):
	"""As a worker dies: nothing catches it."""


@pytest.fixture(autouse=True)
def _masters(clean):
	buying.masters()
	insights.start()
	make.only_scorecard("_RS Failing")
	make.refresh()


@pytest.fixture
def names() -> tuple[str, str]:
	"""One who cannot be scored and one who can, without figures of other tests."""
	number = next(_number)
	return f"_RS Bad {number}", f"_RS Good {number}"


def failures(log) -> set[tuple[str, str]]:
	assert all("cannot be scored" in row.error for row in log.failures)
	return {(row.voucher_type, row.voucher) for row in log.failures}


# Suppliers ------------------------------------------------------------------------------------------------


@contextmanager
def unscorable(supplier: str):
	"""The score of this supplier raises."""
	from relationship_suite.srm_extensions.scorecards import results

	name, real = buying.named(supplier), results._scored

	def chokes(card, period, company, supplier, *more, **values):
		if supplier == name:
			raise ValueError("this supplier cannot be scored")
		return real(card, period, company, supplier, *more, **values)

	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(results, "_scored", chokes)
		yield


def scores(supplier: str) -> list[tuple[str, float]]:
	return [(row["period"], row["score"]) for row in make.results(supplier=supplier)]


def waiting() -> int:
	import frappe

	noted, failed = ("select id from relationship_stale", "select record from relationship_failure")
	return len(frappe.db.sql(noted)) + len(frappe.db.sql(failed))


def test_a_supplier_that_cannot_be_scored_stops_no_other(names):
	bad, good = names
	make.line(bad, date(2026, 3, 3))
	make.line(good, date(2026, 3, 3))
	make.line(good, date(2026, 4, 3))
	with unscorable(bad):
		log = make.refresh()

	assert log.status == "Completed with errors"
	assert failures(log) == {("Supplier", buying.named(bad))}
	assert "1 results could not be calculated" in log.next_step
	assert scores(good) == [("2026-03", 100), ("2026-04", 100)]
	assert scores(bad) == []

	log = make.refresh()

	assert log.status == "Completed"
	assert scores(bad) == [("2026-03", 100)]
	assert waiting() == 0


def test_its_old_result_stays_and_is_shown_with_its_date(names):
	bad, good = names
	import frappe

	from relationship_suite.srm_extensions.scorecards import api

	for day in (3, 4):
		make.line(bad, date(2026, 3, day))
	make.refresh()
	(old,) = make.results(supplier=bad)
	then = datetime(2026, 6, 1, 12)
	frappe.db.set_value("Performance Scorecard Result", old["name"], "modified", then, update_modified=False)
	make.line(bad, date(2026, 3, 5), late=True)
	make.line(good, date(2026, 3, 3))
	with unscorable(bad):
		make.refresh()

	assert make.results(supplier=bad) == [old]
	summary = api.supplier_summary(buying.named(bad), buying.COMPANY)
	assert frappe.utils.get_datetime(summary["updated"]) == then
	good = api.supplier_summary(buying.named(good), buying.COMPANY)
	assert good["updated"] > then

	make.refresh()

	assert [row["score"] for row in make.results(supplier=bad)] != [old["score"]]
	assert api.supplier_summary(buying.named(bad), buying.COMPANY)["updated"] > then


def test_it_is_tried_again_by_a_changed_scorecard_as_well(names):
	bad, good = names
	import frappe

	make.line(bad, date(2026, 3, 3))
	make.line(good, date(2026, 3, 3))
	make.refresh()
	card = frappe.get_doc("Performance Scorecard", "_RS Failing")
	card.kpis[0].target = 50
	card.save()
	before = make.results(supplier=bad)
	with unscorable(bad):
		log = make.refresh()

	assert failures(log) == {("Supplier", buying.named(bad))}
	assert make.results(supplier=bad) == before
	with watched() as statements:
		make.refresh()
	assert scores(bad) == [("2026-03", 100)]
	assert waiting() == 0
	# ... and it alone: the others stand by the new definition already.
	deleted = [each for each in statements if each.startswith("DELETE") and "Scorecard Result" in each]
	assert deleted
	assert buying.named(good) not in " ".join(deleted)


def test_what_cannot_be_written_is_one_suppliers_fault_as_well(monkeypatch, names):
	bad, good = names
	from relationship_suite.srm_extensions.scorecards import results

	for supplier in (bad, good):
		make.line(supplier, date(2026, 3, 3))
	real = results.write_period

	def write_period(card, period, suppliers, scored, *more):
		if any(each.supplier == buying.named(bad) for each in scored):
			raise ValueError("this supplier cannot be scored")
		return real(card, period, suppliers, scored, *more)

	with monkeypatch.context() as patch:
		patch.setattr(results, "write_period", write_period)
		log = make.refresh()

	assert failures(log) == {("Supplier", buying.named(bad))}
	assert scores(bad) == []
	assert scores(good) == [("2026-03", 100)]
	make.refresh()
	assert scores(bad) == [("2026-03", 100)]


@pytest.mark.parametrize("large", [False, True], ids=["few cells", "many cells"])
def test_months_that_cannot_be_summed_up_are_one_suppliers_fault_as_well(monkeypatch, names, large):
	bad, good = names
	from relationship_suite.srm_extensions.scorecards import records

	for supplier in (bad, good, f"{good} Too", f"{bad[:-1]}A Third {bad[-1]}"):
		make.line(supplier, date(2026, 3, 3))
		make.line(supplier, date(2026, 4, 3))
	if large:
		monkeypatch.setattr(records, "are_scanned", lambda cells: True)

	def choking(real):
		def write(*args):
			(cells,) = (
				getattr(each, "cells", each) for each in args if isinstance(each, list | records.Noted)
			)
			if any(cell[1] == buying.named(bad) for cell in cells):
				raise ValueError("this supplier cannot be scored")
			return real(*args)

		return write

	with monkeypatch.context() as patch:
		patch.setattr(records, "write_noted", choking(records.write_noted))
		patch.setattr(records, "write_months", choking(records.write_months))
		log = make.refresh()

	assert failures(log) == {("Supplier", buying.named(bad))}
	assert scores(bad) == []
	for supplier in (good, f"{good} Too"):
		assert scores(supplier) == [("2026-03", 100), ("2026-04", 100)]
	assert waiting() > 0
	assert make.refresh().status == "Completed"
	assert scores(bad) == [("2026-03", 100), ("2026-04", 100)]
	assert waiting() == 0


def test_a_scorecard_that_fails_stops_no_other_scorecard(monkeypatch, names):
	_bad, good = names
	from relationship_suite.srm_extensions.scorecards import results

	make.scorecard("_RS Failing Too").insert()
	make.refresh()
	make.line(good, date(2026, 3, 3))
	real = results.scored_periods

	def scored_periods(card, *more):
		if card.name == "_RS Failing":
			raise ValueError("this card cannot be scored")
		return real(card, *more)

	with monkeypatch.context() as patch:
		patch.setattr(results, "scored_periods", scored_periods)
		log = make.refresh()

	assert failures(log) == {("Performance Scorecard", "_RS Failing")}
	assert [row["scorecard"] for row in make.results(supplier=good)] == ["_RS Failing Too"]
	make.refresh()
	assert {row["scorecard"] for row in make.results(supplier=good)} == {
		"_RS Failing",
		"_RS Failing Too",
	}


@pytest.mark.parametrize("dies_in", ["write_period", "write_suppliers", "settle"])
def test_a_kill_after_a_failure_loses_nothing(monkeypatch, names, dies_in):
	bad, good = names
	from relationship_suite.relationship_core.facts import notes
	from relationship_suite.srm_extensions.scorecards import results

	make.line(bad, date(2026, 3, 3))
	make.line(good, date(2026, 3, 3))
	make.line(good, date(2026, 4, 3))
	module = notes if dies_in == "settle" else results
	real, calls = getattr(module, dies_in), []

	def dies(*args, **kwargs):
		calls.append(dies_in)
		if dies_in != "write_period" or len(calls) == 2:
			raise Killed
		return real(*args, **kwargs)

	with unscorable(bad), monkeypatch.context() as patch:
		patch.setattr(module, dies_in, dies)
		with pytest.raises(Killed):
			make.refresh()
	make.refresh()

	assert scores(bad) == [("2026-03", 100)]
	assert scores(good) == [("2026-03", 100), ("2026-04", 100)]
	assert waiting() == 0


def test_an_order_to_stop_is_no_suppliers_fault(monkeypatch, names):
	bad, _good = names
	from rq.timeouts import JobTimeoutException

	from relationship_suite.srm_extensions.scorecards import results

	make.line(bad, date(2026, 3, 3))

	def stops(*args):
		raise JobTimeoutException

	with monkeypatch.context() as patch:
		patch.setattr(results, "score_of", stops)
		with pytest.raises(JobTimeoutException):
			make.refresh()
	make.refresh()

	assert scores(bad) == [("2026-03", 100)]


# Customers ------------------------------------------------------------------------------------------------


def insight(customer: str) -> dict | None:
	import frappe

	return frappe.db.get_value(
		"Customer Insight",
		{"customer": selling.named(customer)},
		["purchase_days", "revenue", "segment", "modified"],
		as_dict=True,
	)


@pytest.fixture(params=["insight_of", "checked", "_with_score"])
def chokes_on(request):
	"""``with chokes_on(customer):`` one step of the work on this customer raises."""
	from relationship_suite.crm_extensions.segmentation import insights as pure
	from relationship_suite.crm_extensions.segmentation import records

	module = records if request.param == "insight_of" else pure
	real = getattr(module, request.param)

	@contextmanager
	def patched(customer: str):
		name = selling.named(customer)

		def chokes(each, *more):
			if (each["customer"] if isinstance(each, dict) else each.customer) == name:
				raise ValueError("this customer cannot be scored")
			return real(each, *more)

		with pytest.MonkeyPatch.context() as patch:
			patch.setattr(module, request.param, chokes)
			yield

	return patched


def test_a_customer_who_cannot_be_scored_stops_no_other(chokes_on, names):
	bad, good = names
	selling.masters()
	selling.sales_invoice(bad, on=date(2026, 5, 2))
	selling.sales_invoice(good, on=date(2026, 5, 2))
	with chokes_on(bad):
		log = make.refresh()

	assert log.status == "Completed with errors"
	assert failures(log) == {("Customer", selling.named(bad))}
	assert insight(good)["segment"]
	assert insight(bad) is None

	log = make.refresh()

	assert log.status == "Completed"
	assert insight(bad)["segment"] == insight(good)["segment"]
	assert waiting() == 0


def test_the_customers_old_insight_stays_with_its_date(chokes_on, names):
	bad, good = names
	import frappe

	from relationship_suite.crm_extensions.segmentation import api

	selling.masters()
	selling.sales_invoice(bad, on=date(2026, 5, 2))
	make.refresh()
	then = datetime(2026, 6, 1, 12)
	frappe.db.set_value(
		"Customer Insight",
		{"customer": selling.named(bad)},
		"modified",
		then,
		update_modified=False,
	)
	selling.sales_invoice(bad, on=date(2026, 5, 9))
	selling.sales_invoice(good, on=date(2026, 5, 2))
	with chokes_on(bad):
		make.refresh()

	assert (insight(bad)["purchase_days"], insight(good)["purchase_days"]) == (1, 1)
	assert frappe.utils.get_datetime(api.get_overview(selling.named(bad))["updated"]) == then

	make.refresh()

	assert insight(bad)["purchase_days"] == 2
	assert api.get_overview(selling.named(bad))["updated"] > then


def test_a_kill_after_a_customers_failure_loses_nothing(chokes_on, monkeypatch, names):
	bad, good = names
	from relationship_suite.crm_extensions.segmentation import records

	def dies(*args, **kwargs):
		raise Killed

	selling.masters()
	selling.sales_invoice(bad, on=date(2026, 5, 2))
	selling.sales_invoice(good, on=date(2026, 5, 2))
	with chokes_on(bad), monkeypatch.context() as patch:
		patch.setattr(records, "settle", dies)
		with pytest.raises(Killed):
			make.refresh()
	make.refresh()

	assert insight(bad)["segment"]
	assert insight(good)["segment"]
	assert waiting() == 0
