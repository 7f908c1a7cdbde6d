"""Real processes: refreshes killed by signal 9 at random moments, and two at once."""

from __future__ import annotations

import random
import time

import pytest

from tests.factories import cells, processes, runs, selling
from tests.factories.histories import END, History, few

KILLS = few(50)


@pytest.fixture(autouse=True)
def _small_batches(clean, monkeypatch):
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import refresh

	selling.masters()
	frappe.db.commit()
	tasks.run("Refresh", as_of=END)
	monkeypatch.setattr(refresh, "BATCH", 3)


def run() -> None:
	from relationship_suite import tasks

	tasks.run("Refresh", as_of=END)


def histories(seeds: range) -> None:
	import frappe

	for seed in seeds:
		History(seed).run(steps=3)
	frappe.db.commit()


def assert_equal_to_a_rebuild() -> None:
	from relationship_suite import tasks

	assert tasks.run("Refresh", as_of=END).status == "Completed"
	found = cells.everything()
	cells.empty()
	assert tasks.run("Rebuild", as_of=END).status == "Completed"
	rebuilt = cells.everything()
	assert found["relationship_purchase_line"], "there is nothing to compare"
	assert found["Customer Insight"], "there is nothing to compare"
	for table, rows in rebuilt.items():
		assert found[table] == rows, table


def test_refreshes_killed_by_signal_9_leave_no_differing_cell():
	rng, kills, killed_late = random.Random(9), 0, 0
	histories(range(20_000, 20_001))
	started = time.monotonic()
	assert processes.wait(processes.start(run)) == 0
	usual = time.monotonic() - started
	for seed in range(20_001, 20_001 + 4 * KILLS):
		if kills == KILLS:
			break
		histories(range(seed, seed + 1))
		after = rng.uniform(0, usual)
		if processes.kill_after(processes.start(run), after):
			kills += 1
			killed_late += after > usual / 2
			usual *= 1.05
		else:  # it was done before: how long one takes hangs on what else the machine does
			usual *= 0.9
		runs.let_the_lease_expire()
	assert kills == KILLS, "the kills have to hit"
	assert killed_late, "... also in the results"
	assert_equal_to_a_rebuild()


def test_two_refreshes_at_once_leave_no_difference():
	for seed in range(30_000, 30_000 + few(20), 5):
		histories(range(seed, seed + 5))
		both = [processes.start(run), processes.start(run)]
		assert [processes.wait(each) for each in both] == [0, 0]
	assert_equal_to_a_rebuild()


def test_two_rebuilds_at_once_leave_no_difference():
	from relationship_suite import tasks

	histories(range(31_000, 31_005))
	both = [processes.start(lambda: tasks.run("Rebuild", as_of=END)) for _ in range(2)]
	assert [processes.wait(each) for each in both] == [0, 0]
	assert_equal_to_a_rebuild()
