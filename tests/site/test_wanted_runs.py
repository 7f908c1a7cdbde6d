"""Runs that are wanted: done by the next one of whatever kind, and never taken for done before they are."""

from __future__ import annotations

import pytest

from tests.factories import buying
from tests.site.test_runs import _masters, months, order_and_receipt, run  # noqa: F401


def test_a_rebuild_that_finds_another_run_at_work_is_done_by_the_next_one():
	from relationship_suite.relationship_core.facts.transactions import leased

	with leased("the first"):
		skipped = run("Rebuild")

	following = run("Refresh")

	assert (skipped.status, following.kind, following.status) == ("Skipped", "Rebuild", "Completed")
	assert run("Refresh").kind == "Refresh", "once is enough"


def test_a_comparison_that_finds_another_run_at_work_is_done_by_the_next_one():
	from relationship_suite.relationship_core.facts.transactions import leased

	with leased("the first"):
		skipped = run("Reconcile")

	following = run("Refresh")

	assert (skipped.status, following.kind, following.status) == ("Skipped", "Reconcile", "Completed")
	assert "compares all facts" in skipped.next_step
	assert run("Refresh").kind == "Refresh", "once is enough"


def during_a_rebuild(monkeypatch, act):
	"""A rebuild, in the middle of which ``act()`` happens."""
	from relationship_suite.relationship_core.facts import store

	real, acted = store.rewrite, []

	def rewrite(voucher_type, names):
		if not acted:
			acted.append(act())
		return real(voucher_type, names)

	with monkeypatch.context() as patch:
		patch.setattr(store, "rewrite", rewrite)
		return run("Rebuild"), acted[0]


def test_a_rebuild_that_is_asked_for_during_another_one_is_not_taken_for_done(monkeypatch):
	import frappe

	order_and_receipt("_RS Rebuilt Meanwhile")
	frappe.db.commit()

	first, second = during_a_rebuild(monkeypatch, lambda: run("Rebuild"))

	assert (first.status, second.status) == ("Completed", "Skipped")
	assert run("Refresh").kind == "Rebuild"
	assert run("Refresh").kind == "Refresh"


def test_a_migrate_that_makes_a_table_anew_stops_the_rebuild_at_work(monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import schema, watermarks
	from relationship_suite.relationship_core.facts.transactions import LeaseLost
	from relationship_suite.setup import tables

	order_and_receipt("_RS Migrated")
	order_and_receipt("_RS Migrated Too")
	frappe.db.commit()

	def migrate():
		watermarks.keep(f"made_as:{schema.PURCHASE_LINE.name}", "by another definition")
		frappe.db.commit()
		tables.create_tables()
		frappe.db.commit()

	with pytest.raises(LeaseLost):
		during_a_rebuild(monkeypatch, migrate)
	following = run("Refresh")

	assert (following.kind, following.status) == ("Rebuild", "Completed")
	for name in ("_RS Migrated", "_RS Migrated Too"):
		assert months(name), "the documents that were read before the migrate are there as well"


def test_one_party_is_not_read_while_everything_is_to_be_made_anew():
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import watermarks
	from relationship_suite.srm_extensions.scorecards.api import refresh_supplier

	order_and_receipt("_RS Asked Early")
	watermarks.want("Rebuild")
	frappe.db.commit()

	assert tasks.refresh_party("Supplier", buying.named("_RS Asked Early")).status == "Skipped"
	with pytest.raises(frappe.ValidationError, match="made anew"):
		refresh_supplier(buying.named("_RS Asked Early"))

	assert not months("_RS Asked Early")
	run("Refresh")
	assert months("_RS Asked Early")


def test_what_a_rebuild_cannot_read_is_tried_again(monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import store, waiting

	bad = order_and_receipt("_RS Unread At First").name
	frappe.db.commit()
	run("Refresh")
	assert waiting.count_waiting() == 0
	real = store.rewrite

	def rewrite(voucher_type, names):
		if bad in names:
			raise ValueError("this document cannot be read")
		return real(voucher_type, names)

	with monkeypatch.context() as patch:
		patch.setattr(store, "rewrite", rewrite)
		patch.setattr(store, "replace", rewrite)
		log = run("Rebuild")
		assert log.status == "Completed with errors"
		assert waiting.count_failed() == 1
		run("Refresh")
		assert waiting.count_failed() == 1, "one note, however often it failed"
	frappe.db.commit()

	assert run("Refresh").status == "Completed"
	assert waiting.count_failed() == 0


def test_the_deletion_of_a_companys_transactions_asks_for_a_rebuild():
	import frappe

	from relationship_suite.relationship_core.facts import changes, watermarks

	run("Refresh")
	for status in ("Queued", "Running", "Failed"):
		changes.note_deletions(frappe._dict(status=status), "on_change")
	assert watermarks.wanted() == {}

	changes.note_deletions(frappe._dict(status="Completed"), "on_change")
	frappe.db.commit()

	assert run("Refresh").kind == "Rebuild"


def test_a_run_whose_worker_died_is_closed_though_there_is_nothing_to_do():
	import frappe

	run("Refresh")
	dead = frappe.new_doc("Relationship Refresh")
	dead.update({"kind": "Refresh", "status": "Running", "started_at": frappe.utils.now_datetime()})
	dead.insert(ignore_permissions=True)
	frappe.db.commit()

	run("Refresh")

	dead.reload()
	assert (dead.status, dead.next_step) == (
		"Failed",
		"The worker was stopped. The next run takes up what was left.",
	)


def test_the_first_sweep_finds_what_came_by_sql_since_the_rebuild():
	import frappe

	from relationship_suite.relationship_core.facts import sweep, watermarks

	order = order_and_receipt("_RS By SQL")
	watermarks.forget(sweep.WATERMARK)
	frappe.db.commit()
	run("Rebuild")
	frappe.db.set_value(
		"Purchase Order Item", order.items[0].name, "schedule_date", "2026-04-20", update_modified=False
	)
	frappe.db.set_value("Purchase Order", order.name, "modified", frappe.utils.now_datetime())
	frappe.db.commit()

	assert run("Nightly").swept > 0


def test_every_module_with_results_is_run_and_its_stage_has_words():
	from pathlib import Path

	import relationship_suite
	from relationship_suite.relationship_core.facts import consumers, progress

	root = Path(relationship_suite.__file__).parent
	found = {
		".".join(path.relative_to(root.parent).with_suffix("").parts)
		for path in root.glob("*_extensions/*/*.py")
		if "def refresh_results(" in path.read_text()
	}

	assert {each.jobs for each in consumers.registered()} == found
	assert {each.name for each in consumers.registered()} <= set(progress.STAGES)
