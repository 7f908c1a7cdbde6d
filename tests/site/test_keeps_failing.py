"""Who keeps failing is told of once, tried again at longer and longer intervals, and never lost."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest

from tests.factories import buying, insights, onlooker, selling
from tests.factories import scorecards as make
from tests.site.test_failing_parties import Killed, scores, unscorable, waiting

_number = count(1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _masters(clean):
	buying.masters()
	insights.start()
	make.only_scorecard("_RS Keeps Failing")
	make.refresh()


@pytest.fixture
def bad() -> str:
	name = f"_RS Hopeless {next(_number)}"
	make.line(name, date(2026, 3, 3))
	return name


def failure(party: str, consumer: str = "supplier_scores"):
	"""What is kept of a party that fails; None where it does not."""
	from relationship_suite.relationship_core.facts import failing

	return next((each for (_type, name), each in failing.of(consumer).items() if name == party), None)


def time_passes(by: timedelta) -> None:
	"""As if what is kept had been written so long ago."""
	import frappe

	from relationship_suite.relationship_core.facts import schema

	row = frappe.qb.Table(schema.FAILURE.name)
	for consumer, record, retry_at, told_at in (
		frappe.qb.from_(row).select(row.consumer, row.record, row.retry_at, row.told_at).run()
	):
		query = frappe.qb.update(row).set(row.told_at, frappe.utils.get_datetime(told_at) - by)
		if retry_at:
			query = query.set(row.retry_at, frappe.utils.get_datetime(retry_at) - by)
		query.where((row.consumer == consumer) & (row.record == record)).run()
	frappe.db.commit()


def is_told(log) -> bool:
	return any("Traceback" in row.error for row in log.failures)


def test_the_pauses_double_up_to_a_day():
	from relationship_suite.relationship_core.facts.failing import pause

	hours = [pause(attempts) / timedelta(hours=1) for attempts in range(1, 10)]
	assert hours == [0, 0.5, 1, 2, 4, 8, 16, 24, 24]
	assert pause(10_000) == DAY


def test_it_is_told_once_tried_less_and_less_and_counted_by_every_run(bad):
	import frappe

	name = buying.named(bad)
	with unscorable(bad):
		first = make.refresh()
		second = make.refresh()  # at once: most of what fails has passed by then

		assert is_told(first)
		assert not is_told(second)
		assert second.status == "Completed with errors"
		assert "1 results keep failing" in second.next_step
		assert [(row.voucher_type, row.voucher) for row in second.failures] == [("Supplier", name)]
		assert first.name in second.failures[0].error
		assert failure(name).attempts == 2

		runs = frappe.db.count("Relationship Refresh")
		assert make.refresh().get("name") is None, "it rests, and there is nothing else to do"
		assert frappe.db.count("Relationship Refresh") == runs

		good = f"{bad} Good"
		make.line(good, date(2026, 3, 3))
		other = make.refresh()
		assert scores(good) == [("2026-03", 100)]
		assert "1 results keep failing" in other.next_step
		assert failure(name).attempts == 2, "it was not tried"

		time_passes(timedelta(minutes=31))
		assert not is_told(make.refresh())
		assert failure(name).attempts == 3

	time_passes(timedelta(minutes=61))
	log = make.refresh()

	assert (log.status, log.next_step, log.failures) == ("Completed", "", [])
	assert scores(bad) == [("2026-03", 100)]
	assert waiting() == 0


def test_who_rests_is_tried_at_once_where_somebody_asks_for_all_that_failed(monkeypatch, bad):
	import frappe

	from relationship_suite.relationship_core.facts import api

	with unscorable(bad):
		for _run in range(3):
			make.refresh()
		assert make.refresh().get("name") is None, "it rests"
	queued = []
	monkeypatch.setattr(frappe, "enqueue", lambda method, **values: queued.append(values["kind"]))
	assert api.get_state()["failed"] == 1

	assert api.retry_failed() == 1
	frappe.db.commit()
	make.refresh()

	assert queued == ["Refresh"]
	assert scores(bad) == [("2026-03", 100)]
	assert api.get_state()["failed"] == api.retry_failed() == 0


def test_another_error_is_told_and_the_same_one_again_after_a_day(monkeypatch, bad):
	from relationship_suite.srm_extensions.scorecards import results

	def fails_with(text: str):
		def chokes(*_args, **_values):
			raise ValueError(text)

		monkeypatch.setattr(results, "_scored", chokes)
		return make.refresh()

	assert is_told(fails_with("cannot be scored"))
	assert is_told(fails_with("cannot be scored for another reason"))
	time_passes(DAY / 2)
	assert not is_told(fails_with("cannot be scored for another reason"))
	time_passes(DAY)
	assert is_told(fails_with("cannot be scored for another reason"))

	monkeypatch.undo()
	time_passes(2 * DAY)
	assert make.refresh().status == "Completed"


def test_one_that_fails_by_two_scorecards_in_two_ways_is_told_once_as_well(monkeypatch, bad):
	from relationship_suite.srm_extensions.scorecards import results

	make.scorecard("_RS Keeps Failing Too").insert()
	make.refresh()
	make.line(bad, date(2026, 4, 3))

	def chokes(card, *_args, **_values):
		raise ValueError(f"cannot be scored by {card.name}")

	with monkeypatch.context() as patch:
		patch.setattr(results, "_scored", chokes)
		first, second = make.refresh(), make.refresh()

	told = [row.error.strip().rpartition(" by ")[2] for row in first.failures]
	assert told == ["_RS Keeps Failing", "_RS Keeps Failing Too"]
	assert not is_told(second)
	assert "1 results keep failing" in second.next_step
	time_passes(timedelta(minutes=31))
	assert make.refresh().status == "Completed"


def test_a_changed_document_and_the_button_try_it_at_once(bad):
	from relationship_suite import tasks

	name = buying.named(bad)
	with unscorable(bad):
		for _ in range(2):
			make.refresh()
		make.line(bad, date(2026, 4, 3))
		make.refresh()
		assert failure(name).attempts == 2, "a try before its time does not make the pause longer"

	log = tasks.refresh_party("Supplier", name, as_of=date(2026, 6, 30))

	assert log.status == "Completed"
	assert scores(bad) == [("2026-03", 100), ("2026-04", 100)]
	assert waiting() == 0


def test_its_months_that_cannot_be_summed_up_rest_as_well(monkeypatch, bad):
	from relationship_suite.srm_extensions.scorecards import records

	def chokes(*_args):
		raise ValueError("these months cannot be summed up")

	with monkeypatch.context() as patch:
		patch.setattr(records, "write_noted", chokes)
		for _ in range(2):
			make.refresh()
		assert failure(buying.named(bad), "supplier_months").attempts == 2
		assert make.refresh().get("name") is None
		assert scores(bad) == []

	time_passes(timedelta(minutes=31))
	make.refresh()

	assert scores(bad) == [("2026-03", 100)]
	assert waiting() == 0


@pytest.mark.parametrize("dies_before", [True, False], ids=["before it is kept", "while it is"])
def test_a_kill_as_a_failure_is_kept_loses_nothing(monkeypatch, bad, dies_before):
	from relationship_suite.relationship_core.facts import consumers, failing

	def dies(*_args, **_values):
		raise Killed

	module, name = (consumers, "keep_failures") if dies_before else (failing, "_replace")
	with unscorable(bad), monkeypatch.context() as patch:
		patch.setattr(module, name, dies)
		with pytest.raises(Killed):
			make.refresh()
	assert onlooker.waiting("supplier_scores")
	make.refresh()

	assert scores(bad) == [("2026-03", 100)]
	assert waiting() == 0


def test_a_rebuild_tries_everybody(bad):
	from relationship_suite import tasks

	with unscorable(bad):
		for _ in range(2):
			make.refresh()
	assert tasks.run("Rebuild", as_of=date(2026, 6, 30)).status == "Completed"

	assert scores(bad) == [("2026-03", 100)]
	assert waiting() == 0


def test_a_customer_whose_time_has_come_rests_when_failing(monkeypatch):
	import frappe

	from relationship_suite.crm_extensions.segmentation import records

	customer = f"_RS Hopeless {next(_number)}"
	selling.sales_invoice(customer, on=date(2026, 5, 2))
	make.refresh()
	name = selling.named(customer)
	frappe.db.set_value("Customer Insight", {"customer": name}, "changes_on", "2026-06-01")
	frappe.db.set_value("Customer Insight", {"customer": name}, "figures_change_on", "2026-06-01")
	frappe.db.commit()
	real = records.insight_of

	def chokes(row, *more):
		if row["customer"] == name:
			raise ValueError("this customer cannot be scored")
		return real(row, *more)

	with monkeypatch.context() as patch:
		patch.setattr(records, "insight_of", chokes)
		assert is_told(make.refresh())
		make.refresh()
		assert failure(name, "customer_segments").attempts == 2
		assert make.refresh().get("name") is None

	time_passes(timedelta(minutes=31))
	assert make.refresh().status == "Completed"
	assert insights.insight(customer).changes_on > date(2026, 6, 30)
	assert waiting() == 0


def test_the_tab_tells_the_date_of_what_stands_while_it_rests(bad):
	from relationship_suite.relationship_core.facts import notes

	name = buying.named(bad)
	with unscorable(bad):
		for _ in range(2):
			make.refresh()
	assert notes.has_stale("Supplier", name)
	time_passes(timedelta(minutes=31))
	make.refresh()
	assert not notes.has_stale("Supplier", name)


def test_nobody_is_told_that_runs_are_well_while_one_rests(bad):
	from relationship_suite.relationship_core.facts import watermarks

	with unscorable(bad):
		for _ in range(2):
			make.refresh()
		assert make.refresh().get("name") is None
		assert watermarks.get(watermarks.TROUBLE)
	time_passes(timedelta(minutes=31))
	make.refresh()

	assert watermarks.get(watermarks.TROUBLE) is None
