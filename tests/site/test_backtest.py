"""The back-test of a scorecard: what it would have said of the last twelve months, before it is saved."""

from __future__ import annotations

import time
from datetime import date

import pytest
from frappe.utils import add_months, getdate, nowdate

from tests.factories import buying
from tests.factories import scorecards as make
from tests.factories.statements import watched


def month(back: int) -> date:
	"""The third of a month so many months ago: the back-test goes by the clock of the site."""
	return getdate(add_months(getdate(nowdate()).replace(day=3), -back))


@pytest.fixture(autouse=True, scope="module")
def _months(site):
	"""Rises from 0 to 100 from five months ago to two months ago; Low stays at 0, and in the other company."""
	import frappe

	buying.masters()
	make.only_scorecard("_RS Live", window_months=1)
	for back, late in ((5, True), (2, False)):
		make.line("_RS Rises", month(back), late=late)
	make.line("_RS Low", month(2), late=True, company=buying.COMPANY_2)
	make.refresh(getdate(nowdate()))
	yield
	frappe.set_user("Administrator")
	make.only_scorecard("_RS After")
	frappe.db.commit()


@pytest.fixture(autouse=True)
def _no_state(clean):
	import frappe

	frappe.cache.delete_keys("relationship_backtest")


def form(**values):
	"""A scorecard as a form sends it, which is not saved."""
	return make.scorecard("_RS Tried", **{"window_months": 1, **values})


def backtest(doc=None) -> dict:
	from relationship_suite.srm_extensions.scorecards.backtest_api import backtest

	return backtest((doc or form()).as_json())


def standings(result: dict, period: str) -> dict[str, int]:
	"""Suppliers by standing in a period, of all that there are on the site."""
	place = result["labels"].index(period)
	return {each["name"]: each["values"][place] for each in result["series"] if each["values"][place]}


def of_ours(become, **more) -> dict:
	"""The back-test, as a user sees it who is kept to this file's suppliers."""
	become("Sourcing Manager", *(("Supplier", buying.named(f"_RS {name}")) for name in ("Rises", "Low")))
	return backtest(**more)["result"]


def test_it_counts_suppliers_by_standing_and_period(become):
	result = of_ours(become)

	assert len(result["labels"]) == 12
	assert result["labels"][-1] == f"{getdate(nowdate()):%Y-%m}"
	assert standings(result, f"{month(5):%Y-%m}") == {"Poor": 1}
	assert standings(result, f"{month(2):%Y-%m}") == {"Poor": 1, "Best": 1}
	assert standings(result, f"{month(4):%Y-%m}") == {}
	assert result["means"][result["labels"].index(f"{month(2):%Y-%m}")] == 50


def test_it_goes_by_the_scorecard_in_the_form_and_saves_nothing(become):
	import frappe

	kpis = [{**make.OTIF_ONLY[0], "minimum_evidence": 2}]
	result = of_ours(become, doc=form(kpis=kpis, frequency="Quarterly", window_months=3))

	assert {each["name"] for each in result["series"]} == {"Not enough data"}
	assert "-Q" in result["labels"][0]
	assert not frappe.db.exists("Performance Scorecard", "_RS Tried")


def test_it_says_what_the_standings_would_do_to_orders(become):
	rows = [
		{"standing": "Poor", "min_score": 0, "max_score": 50, "order_action": "Stop"},
		{"standing": "Fine", "min_score": 50, "max_score": 100, "order_action": "Warn"},
	]
	doc = form()
	doc.set("standings", rows)
	result = of_ours(become, doc=doc)

	assert result["sentences"] == [
		"2 of 2 suppliers would have a score, 50.0 of 100 in the mean.",
		"At their next order 1 would be stopped and 1 warned of, where the gate allows it.",
	]
	assert [(row["supplier"], row["score"]) for row in result["lowest"]] == [
		(buying.named("_RS Low"), 0),
		(buying.named("_RS Rises"), 100),
	]


def test_it_tells_of_no_supplier_that_is_hidden_from_the_user(become):
	become("Sourcing User", ("Supplier", buying.named("_RS Rises")))

	assert [row["supplier"] for row in backtest()["result"]["lowest"]] == [buying.named("_RS Rises")]


def test_it_tells_of_no_company_that_is_hidden_from_the_user(become):
	become("Sourcing User", ("Company", buying.COMPANY_2))

	assert {row["company"] for row in backtest()["result"]["lowest"]} == {buying.COMPANY_2}


def test_a_scorecard_of_a_hidden_company_is_not_tried(become):
	import frappe

	become("Sourcing User", ("Company", buying.COMPANY_2))
	with pytest.raises(frappe.PermissionError):
		backtest(form(only_company=buying.COMPANY))


def test_a_scorecard_that_cannot_be_used_is_refused_with_all_that_is_wrong():
	import frappe

	with pytest.raises(frappe.ValidationError, match="add up to 60"):
		backtest(form(kpis=[{**make.OTIF_ONLY[0], "weight": 60}]))


def test_a_scorecard_of_a_company_without_work_says_so():
	import frappe

	frappe.db.delete("Company", {"name": "_RS Idle"})
	buying.ensure(
		"Company", "_RS Idle", company_name="_RS Idle", abbr="_RSI", default_currency="EUR", country="Germany"
	)
	result = backtest(form(only_company="_RS Idle"))["result"]

	assert "so there is nothing to judge" in result["sentences"][0]
	assert (result["series"], result["lowest"]) == ([], [])


# Large ones -----------------------------------------------------------------------------------------------


@pytest.fixture
def large(monkeypatch):
	"""Every back-test is too large to be answered at once; gives the jobs, to be run."""
	import frappe

	from relationship_suite.srm_extensions.scorecards import backtest_tasks

	jobs: list[dict] = []

	def enqueue(method, **job):
		is_there = job.get("deduplicate") and job["job_id"] in {each["job_id"] for each in jobs}
		if method.endswith("backtest_tasks.run") and not is_there:
			jobs.append(job)

	monkeypatch.setattr(backtest_tasks, "MOST_AT_ONCE", 0)
	monkeypatch.setattr(frappe, "enqueue", enqueue)
	return jobs


def run(jobs: list[dict]) -> None:
	"""What a worker does with the first of the jobs."""
	from relationship_suite.srm_extensions.scorecards import backtest_tasks

	known = ("queue", "timeout", "job_id", "deduplicate")
	job = {field: value for field, value in jobs[0].items() if field not in known}
	try:
		backtest_tasks.run(**job)
	finally:
		del jobs[0]


def test_a_user_has_one_job_for_a_scorecard_however_often_its_weights_change(large, become):
	for coverage in (1, 2, 3):
		assert backtest(form(minimum_coverage=coverage)) == {"done": 0, "total": 0}
	assert len(large) == 1

	run(large)
	assert "result" in backtest(form(minimum_coverage=3))
	assert backtest(form(minimum_coverage=1)) == {
		"done": 0,
		"total": 0,
	}  # it was overtaken, and is asked anew
	become("Sourcing User")
	backtest()
	assert len(large) == 2


def test_what_is_asked_while_a_worker_is_at_it_is_answered_next(large, monkeypatch):
	from relationship_suite.srm_extensions.scorecards import backtest_tasks

	later = form(minimum_coverage=7)
	real = backtest_tasks.compute

	def compute(*args, **values):
		monkeypatch.setattr(backtest_tasks, "compute", real)
		backtest(later)
		return real(*args, **values)

	backtest()
	monkeypatch.setattr(backtest_tasks, "compute", compute)
	run(large)

	assert ("result" in backtest(), "result" in backtest(later), large) == (True, True, [])


def test_a_large_one_is_done_by_a_worker_once_and_its_answer_is_that_of_a_small_one(large, monkeypatch):
	from relationship_suite.srm_extensions.scorecards import backtest_tasks

	assert backtest() == {"done": 0, "total": 0}
	assert len(large) == 1
	run(large)
	answer = backtest()
	monkeypatch.setattr(backtest_tasks, "MOST_AT_ONCE", 10**9)

	assert large == []
	assert backtest(form(minimum_coverage=1))["result"] == answer["result"]


def test_how_far_a_worker_is_can_be_asked(large, monkeypatch):
	from relationship_suite.srm_extensions.scorecards import backtest_tasks

	backtest()
	seen = []
	real = backtest_tasks.keep
	monkeypatch.setattr(
		backtest_tasks, "keep", lambda key, **values: (seen.append(values), real(key, **values))
	)
	run(large)

	assert seen[:2] == [{"done": 1, "total": 12}, {"done": 2, "total": 12}]
	assert "result" in seen[-1]


def test_one_that_breaks_off_says_so_once_and_begins_anew(large, monkeypatch):
	from relationship_suite.srm_extensions.scorecards import backtest_queries

	backtest()
	with monkeypatch.context() as patch:
		patch.setattr(backtest_queries, "verdicts", lambda *args, **values: 1 / 0)
		with pytest.raises(ZeroDivisionError):
			run(large)

	assert backtest() == {"failed": True}
	assert backtest() == {"done": 0, "total": 0}
	assert len(large) == 1


class Killed(BaseException):
	"""As by signal 9: nothing catches it."""


@pytest.mark.parametrize("point", [1, 2, 7, 12, 13])  # twelve periods, and the answer
def test_one_whose_worker_is_killed_is_asked_anew_and_answered(large, monkeypatch, point):
	import frappe

	from relationship_suite.srm_extensions.scorecards import backtest_tasks

	real, kept = backtest_tasks.keep, []

	def dying(key, **values):
		kept.append(values)
		if len(kept) == point:
			raise Killed
		real(key, **values)

	monkeypatch.setattr(backtest_tasks, "SILENT", 1)
	backtest()
	with monkeypatch.context() as patch:
		patch.setattr(backtest_tasks, "keep", dying)
		with pytest.raises(Killed):
			run(large)
	time.sleep(1.1)  # nothing is heard of it
	frappe.local.cache.clear()  # the next request looks anew
	assert backtest() == {"done": 0, "total": 0}
	run(large)
	assert backtest()["result"]["series"]
	assert large == []


def test_an_answer_is_for_whoever_asked(large, become):
	backtest()
	run(large)
	become("Sourcing User", ("Supplier", buying.named("_RS Low")))

	assert backtest() == {"done": 0, "total": 0}


def test_its_statements_do_not_grow_with_suppliers():
	backtest()
	with watched() as few:
		backtest(form(minimum_coverage=2))
	for number in range(5):
		make.line(f"_RS More {number}", month(1))
	make.refresh(getdate(nowdate()))
	with watched() as many:
		backtest(form(minimum_coverage=3))

	assert len(many) == len(few)
