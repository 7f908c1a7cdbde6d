"""Orders older than the install get their first dates back from Version records."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.factories import buying
from tests.factories.runs import backfill_first_dates


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	frappe.db.commit()


def old_order(name: str, **values):
	"""An order as it would lie there before the install: without first dates; the tests write its history."""
	return buying.age(
		buying.purchase_order(
			name, ordered=date(2026, 1, 5), due=date(2026, 3, 20), promised=date(2026, 3, 25), **values
		)
	)


def version(doc, *, changed=(), row_changed=()):
	"""A Version of an order or of one of its lines."""
	data = {"added": [], "removed": [], "changed": list(changed), "row_changed": list(row_changed)}
	return version_of(doc, json.dumps(data))


def version_of(order, data: str):
	import frappe

	doc = frappe.new_doc("Version")
	doc.update({"ref_doctype": order.doctype, "docname": order.name, "data": data})
	doc.insert(ignore_permissions=True)
	return doc


def dates_of(order, place: int = 0) -> tuple:
	import frappe

	return frappe.db.get_value(
		"Purchase Order Item",
		order.items[place].name,
		["relationship_requested_on", "relationship_committed_on"],
	)


def test_the_oldest_value_after_submission_is_the_first_promise():
	order = old_order("_RS Backfilled")
	line = order.items[0].name
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", "2026-01-31", "2026-02-28"]]]])
	version(order, changed=[["docstatus", 0, 1]])
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", "2026-03-01", "2026-03-10"]]]])
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", "2026-03-10", "2026-03-25"]]]])

	backfill_first_dates()
	again = backfill_first_dates()

	assert dates_of(order) == (date(2026, 3, 20), date(2026, 3, 1))
	assert again == 0


def test_the_first_confirmation_counts_where_there_was_none_at_submission():
	order = old_order("_RS Confirmed Later")
	line = order.items[0].name
	version(order, changed=[["docstatus", 0, 1]])
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", None, "2026-02-01"]]]])
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", "2026-02-01", "2026-03-25"]]]])

	backfill_first_dates()

	assert dates_of(order) == (date(2026, 3, 20), date(2026, 2, 1))


@pytest.mark.parametrize("shown", ["02-03-2026", "2026-03-02"])
def test_dates_are_read_in_the_format_of_the_site(shown):
	import frappe

	order = old_order(f"_RS Formatted {shown}")
	line = order.items[0].name
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", shown, "25-03-2026"]]]])
	before = frappe.db.get_default("date_format")
	frappe.db.set_default("date_format", "dd-mm-yyyy")
	frappe.local.user_date_format = None
	try:
		backfill_first_dates()
	finally:
		frappe.db.set_default("date_format", before)
		frappe.local.user_date_format = None
		frappe.db.commit()

	assert dates_of(order)[1] == date(2026, 3, 2)


def test_statements_of_a_batch_do_not_grow_with_orders_and_lines():
	from relationship_suite.doctype.purchase_order import backfill
	from tests.factories.statements import watched

	def statements(orders: int) -> int:
		names = [moved(f"_RS Many {orders} {number}", lines=orders).name for number in range(orders)]
		with watched() as found:
			assert backfill._backfill_orders(names) == orders
		return len(found)

	assert statements(1) == statements(5)


def test_without_a_version_the_dates_stay_assumed():
	order = old_order("_RS Unversioned")

	backfill_first_dates()

	assert dates_of(order) == (None, None)


MOVED = ["expected_delivery_date", "2026-03-01", "2026-03-10"]


def moved(name: str, **values):
	"""An old order whose first line was promised for the first of March."""
	order = old_order(name, **values)
	version(order, row_changed=[["items", 0, order.items[0].name, [MOVED]]])
	return order


def test_update_items_leaves_its_version_with_the_line():
	"""ERPNext saves each line by itself: the order's Version, written after it, knows nothing of dates."""
	order = old_order("_RS Updated Items", lines=2)
	first = order.items[0]
	version(order, changed=[["docstatus", 0, 1]])
	version(first, changed=[["schedule_date", "2026-02-10", "2026-03-10"]])
	version(order, changed=[["total_qty", "20", "23"]])
	version(first, changed=[["schedule_date", "2026-03-10", "2026-03-20"]])

	assert backfill_first_dates() == 1

	assert [dates_of(order, place) for place in (0, 1)] == [
		(date(2026, 2, 10), date(2026, 3, 25)),
		(None, None),
	]


def test_the_version_that_update_items_really_writes_is_read(monkeypatch):
	import frappe

	from tests.site.test_first_dates import update_items

	if not buying.is_bench():
		pytest.skip("the stand-in's lines track no changes")
	order = old_order("_RS Really Updated")
	with monkeypatch.context() as patch:  # in a test Frappe writes no Version
		patch.setattr(frappe if hasattr(frappe, "in_test") else frappe.flags, "in_test", False)
		update_items(order, date(2026, 5, 10))
	without = {"relationship_requested_on": None, "relationship_committed_on": None}
	frappe.db.set_value("Purchase Order Item", order.items[0].name, without)

	assert backfill_first_dates() == 1

	assert dates_of(order) == (date(2026, 3, 20), date(2026, 3, 25))


def test_a_draft_of_an_amendment_was_promised_to_nobody():
	order = old_order("_RS Amended Draft")
	line = order.items[0].name
	version(order, changed=[["docstatus", 2, 0]])
	version(order, row_changed=[["items", 0, line, [["schedule_date", "2026-01-31", "2026-02-10"]]]])
	version(order, changed=[["docstatus", 0, 1]])
	version(order, row_changed=[["items", 0, line, [["schedule_date", "2026-02-10", "2026-03-20"]]]])

	backfill_first_dates()

	assert dates_of(order)[0] == date(2026, 2, 10)


def test_a_date_kept_by_update_items_before_the_run_gives_way_to_an_older_version():
	from tests.site.test_first_dates import commitments, update_items

	order = moved("_RS Hurried")
	version(
		order,
		row_changed=[["items", 0, order.items[0].name, [["schedule_date", "2026-02-20", "2026-03-20"]]]],
	)
	update_items(order, date(2026, 6, 1))
	assert commitments(order) == [(date(2026, 3, 25), 1)]

	assert backfill_first_dates() == 1

	assert dates_of(order) == (date(2026, 2, 20), date(2026, 3, 1))
	assert commitments(order) == [(date(2026, 3, 1), 0)]
	assert backfill_first_dates() == 0


@pytest.mark.parametrize("unreadable", ["", "null", "no JSON", '{"row_changed": [["items"]]}'])
def test_an_order_whose_history_cannot_be_read_stays_assumed_and_stops_no_other(unreadable):
	bad, good = moved("_RS Unreadable History"), moved("_RS Readable History")
	version_of(bad, unreadable)

	backfill_first_dates()

	assert dates_of(good)[1] == date(2026, 3, 1)
	assert dates_of(bad) == ((None, None) if unreadable else (date(2026, 3, 20), date(2026, 3, 1)))


class TestInARun:
	"""The first run after an install."""

	@pytest.fixture(autouse=True)
	def _wanted(self, monkeypatch):
		import frappe

		from relationship_suite import tasks
		from relationship_suite.doctype.purchase_order import backfill
		from relationship_suite.relationship_core.facts import transactions

		tasks.run("Refresh")
		monkeypatch.setattr(backfill, "BATCH", 1)
		monkeypatch.setattr(transactions, "FIRST_PAUSE", 0)
		backfill.want()
		frappe.db.commit()

	def is_wanted(self) -> bool:
		from relationship_suite.relationship_core.facts import watermarks

		return watermarks.get(watermarks.BACKFILL_WANTED) is not None

	@pytest.mark.parametrize("kind", ["Refresh", "Nightly", "Reconcile", "Rebuild"])
	def test_a_run_of_any_kind_does_it_first_and_says_how_much(self, kind):
		import frappe

		from relationship_suite import tasks
		from tests.site.test_first_dates import commitments

		orders = [moved(f"_RS In A Run {kind} {number}") for number in range(3)]
		frappe.db.commit()

		log = tasks.run(kind)

		assert (log.status, log.dates_found, self.is_wanted()) == ("Completed", 3, False)
		assert [commitments(order) for order in orders] == [[(date(2026, 3, 1), 0)]] * 3
		assert tasks.run("Rebuild").dates_found == 0

	def test_a_run_that_is_killed_in_the_middle_is_gone_on_with_by_the_next(self, monkeypatch):
		import frappe

		from relationship_suite import tasks
		from relationship_suite.doctype.purchase_order import backfill

		orders = [moved(f"_RS Killed {number}") for number in range(3)]
		frappe.db.commit()
		real, seen = backfill._backfill_orders, []

		def dies(names):
			filled = goes_on(names)
			if len(seen) == 2:
				raise MemoryError  # what the batch has written goes with it
			return filled

		def goes_on(names):
			seen.extend(name for name in names if name in {order.name for order in orders})
			return real(names)

		with monkeypatch.context() as patch:
			patch.setattr(backfill, "_backfill_orders", dies)
			with pytest.raises(MemoryError):
				tasks.run("Refresh")
		assert self.is_wanted()
		assert sorted(dates_of(order)[1] is not None for order in orders) == [False, False, True]
		monkeypatch.setattr(backfill, "_backfill_orders", goes_on)

		assert tasks.run("Refresh").dates_found == 2

		assert {dates_of(order)[1] for order in orders} == {date(2026, 3, 1)}
		assert len(seen) == 4, "the first one is not read again"
		assert not self.is_wanted()

	@pytest.mark.parametrize("number", [1213, 1205, 2013])
	def test_a_transient_error_in_the_middle_is_tried_again(self, monkeypatch, number):
		import frappe

		from relationship_suite import tasks
		from relationship_suite.doctype.purchase_order import backfill

		orders = [moved(f"_RS Transient {number} {place}") for place in range(3)]
		frappe.db.commit()
		real, failed = backfill._backfill_orders, []

		def fails_once(names):
			filled = real(names)
			if names == [orders[1].name] and not failed:
				failed.append(number)
				if number == 2013:
					frappe.db.close()
				raise OSError(number, "transient")
			return filled

		monkeypatch.setattr(backfill, "_backfill_orders", fails_once)

		log = tasks.run("Refresh")

		assert (log.status, log.dates_found, failed) == ("Completed", 3, [number])
		assert {dates_of(order)[1] for order in orders} == {date(2026, 3, 1)}

	def test_what_another_holder_of_the_lease_took_over_is_left_to_it(self):
		import frappe

		from relationship_suite.doctype.purchase_order import backfill
		from relationship_suite.relationship_core.facts.transactions import Lease, LeaseLost

		order = moved("_RS Taken Over")
		frappe.db.commit()

		with pytest.raises(LeaseLost):
			backfill.backfill(Lease(-1, 300))
		frappe.db.rollback()

		assert (dates_of(order), self.is_wanted()) == ((None, None), True)

	def test_it_alone_is_something_to_do(self):
		from relationship_suite.relationship_core.facts import waiting

		assert waiting.count_waiting() == 1

	def test_progress_is_told_order_by_order(self):
		from relationship_suite.doctype.purchase_order import backfill
		from relationship_suite.relationship_core.facts.transactions import leased

		for number in range(2):
			moved(f"_RS Watched {number}")
		told = []
		with leased("test") as lease:
			backfill.backfill(lease, lambda *state: told.append(state))

		assert told[-1][0] == told[-1][1] == len(told) >= 2
		assert {what for _done, _total, what in told} == {"Purchase Order"}


def test_the_job_of_an_install_forgets_what_it_was_for_on_a_site_without_documents(monkeypatch):
	from relationship_suite import tasks
	from relationship_suite.doctype.purchase_order import backfill
	from relationship_suite.relationship_core.facts import documents, watermarks

	backfill.want()
	watermarks.want("Rebuild")
	monkeypatch.setattr(documents, "exist", lambda: False)
	monkeypatch.setattr(tasks, "run", None)

	tasks.first_run()

	assert watermarks.get(watermarks.BACKFILL_WANTED) is None
	assert watermarks.wanted() == {}
