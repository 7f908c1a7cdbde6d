"""Each consumer of changed months has notes of its own: it fulfils them by itself, loses none and holds up no other."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest

from tests.factories import buying, onlooker
from tests.factories import scorecards as make
from tests.factories.statements import watched

_number = count(1)
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


class Killed(BaseException):
	"""As a worker dies: nothing catches it."""


@pytest.fixture(autouse=True)
def _masters(clean):
	buying.masters()
	make.only_scorecard("_RS Watched")
	make.refresh()


@pytest.fixture
def name() -> str:
	return f"_RS Watched {next(_number)}"


def scores(supplier: str) -> list[tuple[str, float]]:
	return [(row["period"], row["score"]) for row in make.results(supplier=supplier)]


def fails() -> None:
	raise ValueError("the onlooker fails")


def dies() -> None:
	raise Killed


def test_a_changed_month_is_noted_once_for_each_consumer(name):
	with onlooker.registered():
		make.refresh()
		onlooker.seen.clear()
		make.line(name, date(2026, 3, 3))
		make.line(name, date(2026, 3, 4))
		make.refresh()

		assert onlooker.seen == [{(buying.named(name), MARCH)}]
		assert scores(name) == [("2026-03", 100)]
		assert make.refresh().get("name") is None, "nothing is left to do"
		assert len(onlooker.seen) == 1


@pytest.mark.parametrize("first", [True, False], ids=["before the scores", "after them"])
def test_one_that_fails_keeps_its_notes_and_holds_up_no_other(name, first):
	with onlooker.registered(first):
		make.refresh()
		onlooker.seen.clear()
		onlooker.troubles.append(fails)
		make.line(name, date(2026, 3, 3))
		log = make.refresh()

		assert log.status == "Completed with errors"
		assert [row.voucher_type for row in log.failures] == ["Relationship Refresh"]
		assert "the onlooker fails" in log.failures[0].error
		assert scores(name) == [("2026-03", 100)]
		assert onlooker.waiting("supplier_scores") == set()
		assert onlooker.waiting(onlooker.NAME) == {(buying.named(name), MARCH)}

		onlooker.troubles.clear()
		make.line(name, date(2026, 4, 3))
		before = make.results(supplier=name)
		assert make.refresh().status == "Completed"

		assert onlooker.seen == [{(buying.named(name), MARCH), (buying.named(name), APRIL)}]
		assert make.results(supplier=name)[: len(before)] == before


def test_the_scores_that_fail_hold_up_no_other(monkeypatch, name):
	from relationship_suite.srm_extensions.scorecards import queries

	with onlooker.registered():
		make.refresh()
		onlooker.seen.clear()
		make.line(name, date(2026, 3, 3))
		with monkeypatch.context() as patch:
			patch.setattr(queries, "cards", fails)
			assert make.refresh().status == "Completed with errors"

		assert onlooker.seen == [{(buying.named(name), MARCH)}]
		assert onlooker.waiting("supplier_scores") == {(buying.named(name), MARCH)}
		make.refresh()
		assert scores(name) == [("2026-03", 100)]
		assert len(onlooker.seen) == 1


def test_a_consumer_in_whose_turn_the_worker_dies_comes_last_the_next_time(name):
	with onlooker.registered(first=True):
		make.refresh()
		onlooker.seen.clear()
		onlooker.troubles.append(dies)
		make.line(name, date(2026, 3, 3))
		with pytest.raises(Killed):
			make.refresh()
		assert scores(name) == []

		with pytest.raises(Killed):  # it dies again, and the scores have had their turn
			make.refresh()
		assert scores(name) == [("2026-03", 100)]

		onlooker.troubles.clear()
		assert make.refresh().status == "Completed"
		assert onlooker.seen == [{(buying.named(name), MARCH)}]
		assert onlooker.waiting(onlooker.NAME) == onlooker.waiting("supplier_scores") == set()


def test_after_a_kill_in_the_months_one_run_brings_the_scores_up_to_date_as_well(monkeypatch, name):
	from relationship_suite.srm_extensions.scorecards import records

	make.line(name, date(2026, 3, 3))
	with monkeypatch.context() as patch:
		patch.setattr(records, "stale_cells", lambda *_: dies())
		with pytest.raises(Killed):
			make.refresh()
	assert scores(name) == []

	assert make.refresh().status == "Completed"

	assert scores(name) == [("2026-03", 100)]
	assert make.refresh().get("name") is None, "nothing is left to do"


def test_a_kill_between_the_months_and_who_stands_on_them_loses_nothing(monkeypatch, name):
	from relationship_suite.relationship_core.facts import consumers

	with onlooker.registered():
		make.refresh()
		onlooker.seen.clear()
		make.line(name, date(2026, 3, 3))
		with monkeypatch.context() as patch:
			patch.setattr(consumers, "end_turn", lambda *_: dies())
			with pytest.raises(Killed):
				make.refresh()
		noted = {(buying.named(name), MARCH)}
		assert onlooker.waiting("supplier_months") == set()
		assert onlooker.waiting("supplier_scores") == onlooker.waiting(onlooker.NAME) == noted

		make.refresh()

		assert scores(name) == [("2026-03", 100)]
		assert onlooker.seen == [noted]


def test_a_consumer_added_later_starts_with_everything_noted_and_costs_the_others_nothing(name):
	make.line(name, date(2026, 3, 3))
	make.line(name, date(2026, 4, 3))
	make.refresh()
	before = make.results(supplier=name)
	with onlooker.registered(), watched() as statements:
		log = make.refresh()
		assert {(buying.named(name), MARCH), (buying.named(name), APRIL)} <= onlooker.seen[0]
		assert make.refresh().get("name") is None, "everything is noted once"

	assert (log.kind, log.vouchers) == ("Refresh", 0)
	writes = [s.split("SELECT")[0] for s in statements]
	assert any("relationship_stale" in s for s in writes)
	assert [s for s in writes if "Scorecard Result" in s or "relationship_supplier_month" in s] == []
	assert make.results(supplier=name) == before


def test_a_consumer_that_dies_as_it_begins_starts_with_everything_again(monkeypatch, name):
	make.line(name, date(2026, 3, 3))
	make.refresh()
	with onlooker.registered():
		with monkeypatch.context() as patch:
			patch.setattr(onlooker, "note_everything", lambda *_: dies())
			with pytest.raises(Killed):
				make.refresh()
		make.refresh()

		assert (buying.named(name), MARCH) in onlooker.seen[0]


@pytest.mark.parametrize("kind", ["Reconcile", "Rebuild"])
def test_what_makes_everything_anew_notes_it_for_each_consumer(name, kind):
	import frappe

	from relationship_suite import tasks

	with onlooker.registered():
		make.line(name, date(2026, 3, 3))
		make.refresh()
		onlooker.seen.clear()
		frappe.db.commit()
		tasks.run(kind, as_of=date(2026, 6, 30))

		assert (buying.named(name), MARCH) in onlooker.seen[0]
		assert len(onlooker.seen) == 1


def test_a_consumer_that_is_gone_leaves_nothing_behind_with_the_next_migrate(name):
	import frappe

	from relationship_suite.relationship_core.facts import consumers

	with onlooker.registered():
		make.refresh()
		onlooker.troubles.append(fails)
		make.line(name, date(2026, 3, 3))
		make.refresh()
		assert onlooker.waiting(onlooker.NAME)

	consumers.forget_others()
	frappe.db.commit()

	assert onlooker.waiting(onlooker.NAME) == set()
	assert make.refresh().get("name") is None


def test_a_consumers_lease_that_was_taken_over_lets_it_write_nothing_more():
	import frappe

	from relationship_suite.relationship_core.facts import consumers, schema
	from relationship_suite.relationship_core.facts.transactions import LeaseLost, leased

	months = consumers.registered()[0]
	lease_row = frappe.qb.Table(schema.LEASE.name)
	with leased("test") as lease:
		own = consumers.begin_turn(lease, months, "test", date(2026, 6, 30)).lease
		own.renew()
		taken = frappe.qb.update(lease_row).set(lease_row.token, lease_row.token + 1)
		taken.where(lease_row.name == months.name).run()
		with pytest.raises(LeaseLost):
			own.renew()
		lease.renew()  # the run goes on
		consumers.end_turn(lease, months)


def test_notes_that_an_upgrade_finds_are_not_lost(monkeypatch, name):
	import frappe

	from relationship_suite.relationship_core.facts import schema, watermarks
	from relationship_suite.setup import tables
	from relationship_suite.srm_extensions.scorecards import queries

	make.line(name, date(2026, 3, 3))
	with monkeypatch.context() as patch:
		patch.setattr(queries, "cards", fails)
		make.refresh()
	assert onlooker.waiting("supplier_scores")
	watermarks.keep(f"made_as:{schema.STALE.name}", "by another definition")
	frappe.db.commit()
	tables.create_tables()
	frappe.db.commit()
	assert onlooker.waiting("supplier_scores") == set()

	assert make.refresh().kind == "Rebuild"

	assert scores(name) == [("2026-03", 100)]


def test_an_idle_quarter_of_an_hour_costs_ten_statements_at_most_and_another_consumer_none():
	def asked() -> int:
		make.refresh()
		with watched() as statements:
			assert make.refresh().get("name") is None
		ends = ("COMMIT", "ROLLBACK", "BEGIN", "START")
		return len([each for each in statements if not each.upper().startswith(ends)])

	alone = asked()
	with onlooker.registered():
		assert asked() == alone <= 10


def test_what_is_registered_is_there_and_stands_on_what_comes_before_it():
	from relationship_suite.relationship_core.facts import consumers

	known = ["Supplier", "Customer", "Item"]
	for consumer in consumers.registered():
		assert consumer.stands_on in known
		assert consumer.party_type in ("Supplier", "Customer", "Item")
		jobs = consumer.load()
		assert all(
			callable(getattr(jobs, each)) for each in ("note_everything", "refresh_results", "is_idle")
		)
		known.append(consumer.name)
