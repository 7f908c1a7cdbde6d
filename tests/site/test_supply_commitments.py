"""What a supplier commits to: versions, the report, draft orders, and who sees them."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest

from tests.factories import buying
from tests.factories import planning as make
from tests.factories.planning import AS_OF, COMPANY
from tests.factories.statements import counted

COMMITMENT, LINE, EXCEPTION = "Supply Commitment", "Supply Commitment Line", "Planning Exception"
_number = count(1)
AUGUST = "2026-08-01"
pytestmark = pytest.mark.usefixtures("planning_day")


class TestACommitment:
	def test_it_is_of_the_agreement_and_supplier_of_its_release(self, release):
		doc = make.commitment(release)

		assert doc.name == f"{release.name}-C1"
		assert (doc.agreement, doc.supplier, doc.company) == (release.agreement, release.supplier, COMPANY)
		assert (doc.is_latest, doc.status, str(doc.committed_on)) == (1, "To Review", str(AS_OF))
		assert [(row.release_qty, row.uom) for row in doc.lines] == [(10, buying.UOM)] * 3

	def test_the_next_version_takes_its_place_and_neither_is_changed(self, release):
		import frappe

		first = make.commitment(release)
		second = make.commitment(release, previous=first.name, _2026_08_01=[("2026-08-31", 4)])
		first.reload()
		assert (second.version, second.previous_commitment) == (2, first.name)
		assert (first.is_latest, second.is_latest) == (0, 1)

		second.lines[0].commit_qty = 99
		with pytest.raises(frappe.ValidationError, match="stays as it was entered"):
			second.save()

	def test_of_two_people_the_second_is_told_and_overwrites_nothing(self, release):
		import frappe

		first = make.commitment(release)
		with pytest.raises(frappe.ValidationError, match=f"{first.name} was entered in the meantime"):
			make.commitment(release)

	def test_a_release_that_is_superseded_is_not_answered(self, release):
		import frappe

		make.release(frappe.get_doc("Planning Agreement", release.agreement))
		with pytest.raises(frappe.ValidationError, match="is superseded"):
			make.commitment(release)

	@pytest.mark.parametrize(
		("said", "message"),
		[
			([("2026-08-31", -1)], "Row 2, .*, August 2026: the quantity must be 0 or more"),
			([("2026-08-31", float("inf"))], "Row 2, .*, August 2026: the quantity must be 0 or more"),
			([("2026-06-30", 5)], "Row 2, .*: the day is before the forecast was released"),
			([("2029-09-03", 5)], "Row 2, .*: the day is more than three years after the period"),
			([(f"2026-{8 + n // 28:02}-{n % 28 + 1:02}", 1) for n in range(32)], "Row 33, .* more than 31"),
			([("2026-08-31", 5), ("2026-08-31", 5)], "Row 2, .*: two deliveries on one day"),
		],
	)
	def test_what_is_wrong_is_named_by_row(self, release, said, message):
		import frappe

		with pytest.raises(frappe.ValidationError, match=message):
			make.commitment(release, _2026_08_01=said)

	def test_a_delivery_that_was_made_before_the_next_release_stays_as_it_was(self, release):
		import frappe

		early = {"_2026_08_01": [("2026-07-18", 4), ("2026-08-31", 6)]}
		make.commitment(release, **early)
		agreement = frappe.get_doc("Planning Agreement", release.agreement)
		second = make.release(agreement, date(2026, 7, 20))
		with pytest.raises(
			frappe.ValidationError, match=r"Row 2, .*: the day is before the forecast was released"
		):
			make.commitment(second, _2026_08_01=[("2026-07-18", 5)])
		assert [row.commit_qty for row in make.commitment(second, **early).lines] == [10, 4, 6, 10]

	def test_what_was_not_released_is_not_committed(self, release):
		import frappe

		other = make.goods("_RS Any")
		line = {"item": other, "first_day": AUGUST, "commit_date": AUGUST, "commit_qty": 1}
		with pytest.raises(frappe.ValidationError, match="the release has no bucket of"):
			frappe.get_doc({"doctype": COMMITMENT, "release": release.name, "lines": [line]}).insert()

	def test_whole_numbers_are_released_and_committed_where_the_uom_knows_no_others(self, item):
		import frappe

		frappe.db.set_value("UOM", buying.UOM, "must_be_whole_number", 1)
		doc = make.release(make.agreement("_RS Whole", item, bucket="Week", horizon=4))
		assert [row.release_qty for row in doc.lines] == [3, 3, 3, 3]  # of 2.26 a week
		with pytest.raises(frappe.ValidationError, match="must be a whole number"):
			make.commitment(doc, _2026_07_20=[("2026-07-24", 2.5)])

	def test_the_form_starts_with_what_is_there(self, release):
		from relationship_suite.srm_extensions.planning.commitment_api import draft

		assert [row["commit_qty"] for row in draft(release.name)["lines"]] == [10, 10, 10]
		first = make.commitment(release, _2026_08_01=[("2026-08-10", 3), ("2026-08-20", 4)])
		found = draft(release.name)
		assert found["previous_commitment"] == first.name
		assert [row["commit_qty"] for row in found["lines"]] == [10, 3, 4, 10]

	def test_the_form_leaves_open_what_was_left_open_until_there_is_a_new_release(self, release):
		import frappe

		from relationship_suite.srm_extensions.planning.commitment_api import draft

		make.commitment(release, _2026_08_01=[])
		assert [row["first_day"] for row in draft(release.name)["lines"]] == ["2026-07-01", "2026-09-01"]
		newer = make.release(frappe.get_doc("Planning Agreement", release.agreement))
		assert [row["commit_qty"] for row in draft(newer.name)["lines"]] == [10, 10, 10]

	def test_the_form_shows_what_is_answered(self, release):
		from relationship_suite.srm_extensions.planning.commitment_api import get_commitment

		doc = make.commitment(release, _2026_08_01=[("2026-08-10", 3), ("2026-09-02", 4)], _2026_09_01=[])
		doc.lines[1].db_set("note", "A new mould")
		found = get_commitment(doc.name)
		assert found["notes"] == [f"{doc.lines[1].item}, Aug 2026: A new mould"]
		assert found["sentence"].endswith(
			"2 of 3 released quantities are answered, 1 of them in full and in time. 2 exceptions are open."
		)
		cells = [(cell["committed"], cell["late"]) for cell in found["items"][0]["cells"]]
		assert cells == [(10, 0), (7, 4), (None, 0)]


class TestTheReport:
	def run(self, **filters) -> tuple:
		from relationship_suite.srm_extensions.report.commitment_versus_forecast.commitment_versus_forecast import (
			execute,
		)

		return execute({"company": COMPANY, **filters})

	def test_by_hand(self, item, release):
		make.commitment(release, _2026_08_01=[("2026-08-10", 3), ("2026-09-02", 4)], _2026_09_01=[])
		_columns, rows, _message, chart, summary = self.run(item=item)

		figures = [(row["release_qty"], row["committed"]) for row in rows]
		assert figures == [(10, 10), (10, 7), (10, None)]
		assert [(row["in_time"], row["gap"], row["commit_rate"]) for row in rows] == [
			(10, 0, 100),
			(3, 3, 70),
			(None, None, None),
		]
		assert [each["values"] for each in chart["data"]["datasets"]] == [[10, 10, 10], [10, 7, 0]]
		assert [each["value"] for each in summary] == ["56.7 %", 3, 1]

	def test_only_the_latest_versions_count(self, item, release):
		first = make.commitment(release)
		make.commitment(release, previous=first.name, _2026_08_01=[("2026-08-31", 1)])
		assert [row["committed"] for row in self.run(item=item)[1]] == [10, 1, 10]
		assert [
			row["committed"] for row in self.run(item=item, from_date="2026-08-15", to_date="2026-08-20")[1]
		] == [1]

	def test_where_nothing_is_released_there_is_no_rate(self, item, release):
		import frappe

		for row in release.lines:
			frappe.db.set_value("Forecast Release Line", row.name, "release_qty", 0)
		make.commitment(release.reload())
		assert [each["label"] for each in self.run(item=item)[4]] == [
			f"Gap, {buying.UOM}",
			"Buckets Not Answered",
		]

	def test_quantities_say_their_uom_and_buckets_are_counted_whatever_theirs_is(self, item):
		box = buying.ensure("UOM", "_RS Zinc Box", uom_name="_RS Zinc Box")
		agreement = make.agreement("_RS Mixes", item, make.goods("_RS In Boxes", stock_uom=box))
		released = make.release(agreement)
		make.commitment(released, _2026_08_01=[])
		summary = self.run(agreement=agreement.name)[4]
		assert [each["label"] for each in summary] == [
			f"Commit Rate, {buying.UOM}",
			f"Gap, {buying.UOM}",
			"Buckets Not Answered",
		]
		assert [each["value"] for each in summary][1:] == [0, 2]

	def test_one_statement_reads_it(self, item, release):
		from relationship_suite.srm_extensions.planning import commitment_queries

		make.commitment(release)
		with counted() as seen:
			commitment_queries.compared({"company": COMPANY}, None, None)
		assert len(seen) == 1


class TestOrders:
	@pytest.fixture
	def accepted(self, release):
		from relationship_suite.srm_extensions.planning import commitment_api

		doc = make.commitment(release, _2026_08_01=[("2026-08-10", 3), ("2026-09-02", 4)])
		commitment_api.accept(doc.name)
		return doc.reload()

	def ordered(self, commitment) -> list[list[tuple]]:
		"""The lines of the drafts that it makes, by order."""
		import frappe

		from relationship_suite.srm_extensions.planning.commitment_api import make_orders

		names = make_orders(commitment.name, make.warehouse())["orders"]
		found = [frappe.get_doc("Purchase Order", name) for name in names]
		for order in found:
			assert (order.docstatus, order.supplier, order.company) == (0, commitment.supplier, COMPANY)
		return [
			[(str(row.schedule_date), row.qty, row.material_request_item) for row in order.items]
			for order in found
		]

	def test_it_is_reviewed_first(self, release):
		import frappe

		with pytest.raises(frappe.ValidationError, match="once it is accepted"):
			self.ordered(make.commitment(release))

	def test_who_accepts_it_is_noted(self, accepted):
		assert (accepted.status, accepted.accepted_by) == ("Accepted", "Administrator")
		assert str(accepted.accepted_on) == str(AS_OF)

	def test_the_draft_has_a_line_for_each_delivery_and_a_second_has_nothing_left(self, accepted):
		assert self.ordered(accepted) == [
			[
				("2026-07-31", 10, None),
				("2026-08-10", 3, None),
				("2026-09-02", 4, None),
				("2026-09-30", 10, None),
			]
		]
		assert self.ordered(accepted) == []

	def test_pressed_twice_after_its_last_day_it_orders_nothing_twice(self, accepted, monkeypatch):
		from relationship_suite.srm_extensions.planning import commitment_api

		monkeypatch.setattr(commitment_api, "nowdate", lambda: "2026-11-02")
		assert [row[:2] for row in self.ordered(accepted)[0]] == [
			("2026-11-02", qty) for qty in (10, 3, 4, 10)
		]
		assert self.ordered(accepted) == []

	def test_a_site_that_wants_an_item_once_in_an_order_gets_an_order_for_each_delivery(self, accepted):
		import frappe

		frappe.db.set_single_value("Buying Settings", "allow_multiple_items", 0)
		try:
			lines = self.ordered(accepted)
		finally:  # which Frappe keeps in a cache that outlives the rollback
			frappe.db.set_single_value("Buying Settings", "allow_multiple_items", 1)
		assert [[qty for _day, qty, _row in order] for order in lines] == [[10], [3], [4], [10]]

	def test_what_is_on_order_is_left_out_and_open_requests_are_taken_up_once_in_an_order(
		self, item, accepted
	):
		buying.purchase_order(
			"_RS Commits",
			ordered=AS_OF,
			due=date(2026, 7, 20),
			qty=8,
			item_code=item,
			more={"warehouse": make.stores()},
		)
		[row] = make.material_request(item, 4, due=date(2026, 7, 30)).items
		assert self.ordered(accepted) == [
			[
				("2026-07-31", 2, row.name),
				("2026-08-10", 1, None),
				("2026-09-02", 4, None),
				("2026-09-30", 10, None),
			],
			[("2026-08-10", 2, row.name)],
		]

	def test_what_came_beyond_an_old_order_is_not_ordered_on_top(self, item, accepted):
		line = {"ordered": date(2026, 1, 5), "item_code": item, "more": {"warehouse": make.stores()}}
		overdue = buying.purchase_order("_RS Commits", due=date(2026, 5, 4), qty=6, **line)
		overdue.items[0].db_set("received_qty", 2)
		over = buying.purchase_order("_RS Commits", due=date(2026, 2, 2), qty=10, **line)
		over.items[0].db_set("received_qty", 13)
		assert [row[1] for row in self.ordered(accepted)[0]] == [6, 3, 4, 10]


class TestWhoSeesWhat:
	@pytest.fixture
	def two(self, item):
		"""A commitment of each of two suppliers, of two groups, with a gap each."""
		import frappe

		made = {}
		for name in ("_RS Mine", "_RS Theirs"):
			buying.ensure("Supplier Group", name, supplier_group_name=name, is_group=0)
			frappe.db.set_value("Supplier", buying.supplier(name), "supplier_group", name)
			released = make.release(make.agreement(name, item))
			made[name] = make.commitment(released, _2026_08_01=[("2026-08-31", 6)])
		return made

	def test_permissions_on_what_the_supplier_links_to_hold_everywhere(self, become, item, two):
		import frappe

		from relationship_suite.srm_extensions.planning import commitment_api

		mine, theirs = two["_RS Mine"], two["_RS Theirs"]
		become("Sourcing User", ("Supplier Group", "_RS Mine"))
		for doctype in (COMMITMENT, EXCEPTION):
			assert set(frappe.get_list(doctype, pluck="supplier", limit=0)) == {mine.supplier}
		parents = frappe.get_list(LINE, fields=["parent"], parent_doctype=COMMITMENT, limit=0)
		assert {row.parent for row in parents} == {mine.name}
		assert {row["supplier"] for row in TestTheReport().run(item=item)[1]} == {mine.supplier}
		assert commitment_api.get_commitment(mine.name)["items"]
		for call in (commitment_api.get_commitment, commitment_api.accept, commitment_api.make_orders):
			with pytest.raises(frappe.PermissionError):
				call(theirs.name)
		with pytest.raises(frappe.PermissionError):
			commitment_api.draft(theirs.release)
		posing = {"release": theirs.release, "supplier": mine.supplier, "previous_commitment": theirs.name}
		line = {"item": item, "first_day": AUGUST, "commit_date": AUGUST, "commit_qty": 1}
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": COMMITMENT, **posing, "lines": [line]}).insert()

	@pytest.mark.parametrize(("role", "may"), [("Sourcing User", True), ("Risk Owner", False)])
	def test_who_may_commit_and_resolve(self, become, two, role, may):
		import frappe

		mine = two["_RS Mine"]
		become(role)
		for doctype, right in ((COMMITMENT, "create"), (COMMITMENT, "write"), (EXCEPTION, "write")):
			assert bool(frappe.has_permission(doctype, right)) is may
		assert frappe.has_permission(COMMITMENT, "read", mine)

	def test_an_order_is_for_who_may_create_orders(self, become, two):
		import frappe

		from relationship_suite.srm_extensions.planning import commitment_api

		become("Sourcing User")
		commitment_api.accept(two["_RS Mine"].name)
		with pytest.raises(frappe.PermissionError):
			commitment_api.make_orders(two["_RS Mine"].name)
