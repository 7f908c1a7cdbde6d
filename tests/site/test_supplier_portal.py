"""What a supplier replies to its orders, and what becomes of it."""

from __future__ import annotations

import pytest

from tests.factories import buying, processes
from tests.factories import portal as make

LATER = "2999-09-01"
pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture
def order():
	"""An order, as the user of its supplier."""
	import frappe

	made = make.order("_RS Maker", lines=2)
	frappe.set_user(make.user("_RS Mia", "_RS Maker"))
	return made


def lines_of(order) -> list[tuple]:
	"""(quantity, expected, first committed) of each line as the order is now."""
	order.reload()
	return [
		(row.qty, str(row.expected_delivery_date or ""), str(row.relationship_committed_on or ""))
		for row in order.items
	]


MARKUP = ('"<img src=x onerror=alert(1)>"', "<script>alert(1)</script>", "</div>", "<!-- -->")


class TestAReply:
	def test_confirming_sets_the_dates_that_the_supplier_committed_to(self, order):
		assert make.reply(order) == "Confirmed"
		day = str(make.DUE)
		assert lines_of(order) == [(10, day, day)] * 2
		assert make.state(order) == "Confirmed"

	def test_a_proposal_changes_nothing_before_it_is_accepted(self, order):
		assert make.reply(order, {"day": LATER, "qty": "8"}, remark="Mill is down") == "Proposed"
		assert lines_of(order) == [(10, "", "")] * 2
		(kept,) = make.replies(order)
		assert (kept.remark, kept.status, kept.lines[0].qty, kept.lines[0].days_later) == (
			"Mill is down",
			"Proposed",
			8,
			22,
		)
		assert (kept.supplier, kept.company, kept.replied_by) == (
			order.supplier,
			buying.COMPANY,
			make.user("_RS Mia"),
		)

	def test_whoever_placed_the_order_hears_of_a_proposal_and_of_no_confirmation(self, order):
		import frappe

		make.reply(order)
		make.reply(order, {"day": LATER}, remark="Mills 7 & 8 are down")
		about = {"document_type": "Order Confirmation", "document_name": ("like", f"{order.name}-%")}
		(told,) = frappe.get_all(
			"Notification Log", about, ["for_user", "subject", "email_content", "document_name"]
		)
		assert (told.for_user, told.document_name) == (order.owner, make.replies(order)[1].name)
		assert told.subject == f"{order.supplier} proposes another day or quantity for order {order.name}"
		assert "Lines that come later: 1 of 2, by up to 22 days." in told.email_content
		assert "Mills 7 &amp; 8 are down" in told.email_content

	def test_it_is_among_the_connections_of_its_order(self, order, monkeypatch):
		import frappe
		from frappe.desk.notifications import get_open_count

		# Frappe leaves a limit of one second on the connection: a request's ends with it, the tests' does not.
		monkeypatch.setattr(frappe.db, "set_execution_timeout", lambda seconds: None)
		make.reply(order)
		frappe.set_user("Administrator")
		found = get_open_count("Purchase Order", order.name, ["Order Confirmation"])["count"]
		assert [each["count"] for each in found["external_links_found"]] == [1]

	def test_a_second_proposal_takes_the_place_of_the_first(self, order):
		make.reply(order, {"day": LATER})
		make.reply(order, {"day": "2999-10-01"})
		assert [(each.version, each.status) for each in make.replies(order)] == [
			(1, "Superseded"),
			(2, "Proposed"),
		]

	def test_who_replies_on_an_old_page_is_told_and_nothing_is_overwritten(self, order):
		import frappe

		page = make.seen(order)
		make.reply(order, {"day": LATER})
		with pytest.raises(frappe.TimestampMismatchError, match="changed since you opened it"):
			make.reply(order, seen=page)
		assert [each.status for each in make.replies(order)] == ["Proposed"]

	def test_a_decision_of_the_same_moment_is_not_overwritten(self, order):
		"""The supplier's transaction has begun before ours ends, and MariaDB lets it read what was there then."""
		import frappe

		make.reply(order, {"day": LATER})
		page, (kept,) = make.seen(order), make.replies(order)
		frappe.set_user(make.buyer())
		us = frappe.session.user
		frappe.set_user(make.user("_RS Mia"))
		frappe.db.commit()
		make.seen(order)

		def refuse() -> None:
			from relationship_suite.srm_extensions.portal import decision_api

			frappe.set_user(us)
			decision_api.refuse(kept.name, "No")
			frappe.db.commit()

		assert processes.wait(processes.start(refuse)) == 0
		with pytest.raises(frappe.TimestampMismatchError):
			make.reply(order, {"day": "2999-10-01"}, seen=page)
		frappe.db.rollback()
		assert [each.status for each in make.replies(order)] == ["Refused"]

	@pytest.mark.parametrize(
		("line", "said"),
		[
			({"qty": "0"}, "Line 1, .*: the quantity must be more than 0"),
			({"qty": "-3"}, "more than 0"),
			({"qty": "nan"}, "more than 0"),
			({"qty": "1e300"}, "Line 1, .*: the quantity is too large"),
			({"qty": "1e-12"}, "more than 0"),
			({"qty": "ten"}, "ten is no quantity"),
			({"day": "2020-01-01"}, "Line 1, .*: the day has passed"),
			({"day": "3020-01-01"}, "more than three years after it is needed"),
			({"day": "tomorrow"}, "tomorrow is no date"),
		],
	)
	def test_what_cannot_be_is_named_with_what_would_be_right(self, order, line, said):
		import frappe

		with pytest.raises(frappe.ValidationError, match=said):
			make.reply(order, line)
		assert make.replies(order) == []

	@pytest.mark.parametrize("remark", MARKUP)
	def test_no_remark_brings_markup_into_our_desk(self, order, remark):
		"""In quotation marks it reads like JSON, which Frappe does not clean."""
		import frappe

		with pytest.raises(frappe.ValidationError, match="A remark is plain text"):
			make.reply(order, remark=remark)
		assert make.replies(order) == []

	def test_what_is_smaller_than_something_may_be_said(self, order):
		make.reply(order, remark="width < 5 mm, length <5 m ")

		assert make.replies(order)[0].remark in (
			"width < 5 mm, length <5 m",
			"width &lt; 5 mm, length &lt;5 m",
		)

	def test_a_name_that_no_text_can_have_is_refused(self, order):
		import frappe

		from relationship_suite.srm_extensions.portal import api

		with pytest.raises(frappe.ValidationError, match=r"^order: this text has a character"):
			api.reply(order.supplier, "\ud800", "", "[]")

	def test_lines_of_another_order_are_not_replied_to(self, order):
		import frappe

		from relationship_suite.srm_extensions.portal import api

		with pytest.raises(frappe.ValidationError, match="not open in this order"):
			api.reply(order.supplier, order.name, make.seen(order), '[{"line": "elsewhere", "qty": 1}]')

	def test_nobody_writes_or_changes_one_by_hand(self, order):
		import frappe

		make.reply(order, {"day": LATER})
		frappe.set_user("Administrator")
		(kept,) = make.replies(order)
		kept.status = "Accepted"
		with pytest.raises(frappe.ValidationError, match="stays as the supplier gave it"):
			kept.save()
		with pytest.raises(frappe.ValidationError, match="come from suppliers"):
			frappe.get_doc({**kept.as_dict(), "name": None, "version": 9, "__islocal": 1}).insert()


class TestWhatIsAsked:
	@pytest.mark.parametrize("status", ["To Bill", "Closed", "On Hold", "Completed"])
	def test_an_order_of_which_nothing_is_expected_is_not_asked_about(self, order, status):
		import frappe

		frappe.db.set_value("Purchase Order", order.name, "status", status)
		assert order.name not in make.page("supplier/orders")[1]
		assert "Nothing more of this order is expected." in make.page("supplier/order", name=order.name)[1]
		with pytest.raises(frappe.ValidationError, match="nothing to confirm"):
			make.reply(order)

	def test_a_line_that_has_come_is_not_asked_about(self, order):
		order.items[0].db_set("received_qty", 10)
		assert make.reply(order) == "Confirmed"
		assert [row.order_line for row in make.replies(order)[0].lines] == [order.items[1].name]

	def test_more_orders_than_are_looked_at_are_told(self, monkeypatch):
		import frappe

		from relationship_suite.srm_extensions.portal import queries

		words = "Only the latest orders are shown"
		monkeypatch.setattr(queries, "LIMIT", 1)
		for found in (False, True):
			frappe.set_user("Administrator")
			make.order("_RS Busy")
			frappe.set_user(make.user("_RS Bea", "_RS Busy"))
			html = make.page("supplier/orders")[1]
			assert (words in html) is found
			assert html.count('class="portal-card"') == 1


class TestOurDecision:
	@pytest.fixture
	def proposal(self, order):
		"""A proposal of the first line, as a buyer of ours."""
		import frappe

		make.reply(order, {"day": LATER, "qty": "8"})
		frappe.set_user(make.buyer())
		return make.replies(order)[0].name

	def test_accepting_gives_the_order_its_quantity_and_dates(self, order, proposal):
		from relationship_suite.srm_extensions.portal import decision_api

		decision_api.accept(proposal)
		assert lines_of(order) == [(8, LATER, LATER), (10, str(make.DUE), str(make.DUE))]
		(kept,) = make.replies(order)
		assert (kept.status, kept.decided_by) == ("Accepted", make.buyer())
		assert make.state(order) == "Accepted"

	def test_a_later_date_moves_what_is_expected_and_not_the_first_commitment(self, order, proposal):
		import frappe

		from relationship_suite.srm_extensions.portal import decision_api

		decision_api.accept(proposal)
		frappe.set_user(make.user("_RS Mia"))
		make.reply(order, {"day": "2999-12-01"})
		frappe.set_user(make.buyer())
		decision_api.accept(make.replies(order)[1].name)
		assert lines_of(order)[0] == (8, "2999-12-01", LATER)

	def test_refusing_changes_nothing_and_asks_the_supplier_again(self, order, proposal):
		import frappe

		from relationship_suite.srm_extensions.portal import decision_api

		decision_api.refuse(proposal, " The fair begins in August. ")
		assert lines_of(order) == [(10, "", "")] * 2
		assert (make.state(order), make.replies(order)[0].answer) == (
			"Refused",
			"The fair begins in August.",
		)
		frappe.set_user(make.user("_RS Mia"))
		html = make.page("supplier/order", name=order.name)[1]
		assert "Our answer: The fair begins in August." in html

	@pytest.mark.parametrize("answer", MARKUP)
	def test_no_answer_holds_markup(self, proposal, answer):
		import frappe

		from relationship_suite.srm_extensions.portal import decision_api

		with pytest.raises(frappe.ValidationError, match="A remark is plain text"):
			decision_api.refuse(proposal, answer)

	def test_refusing_needs_an_answer(self, proposal):
		import frappe

		from relationship_suite.srm_extensions.portal import decision_api

		with pytest.raises(frappe.ValidationError, match="Answer: say why"):
			decision_api.refuse(proposal, "  ")

	def test_it_is_decided_once(self, proposal):
		import frappe

		from relationship_suite.srm_extensions.portal import decision_api

		decision_api.refuse(proposal, "No")
		with pytest.raises(frappe.ValidationError, match="waits for no decision"):
			decision_api.accept(proposal)

	def test_a_proposal_to_an_order_that_was_changed_is_not_accepted(self, order, proposal):
		import frappe

		from relationship_suite.srm_extensions.portal import decision_api

		order.reload()
		order.items[0].db_set("qty", 12)
		with pytest.raises(frappe.ValidationError, match="changed after this reply"):
			decision_api.accept(proposal)

	def test_a_proposal_to_an_order_that_is_closed_is_not_accepted(self, order, proposal):
		import frappe

		from relationship_suite.srm_extensions.portal import decision_api

		frappe.db.set_value("Purchase Order", order.name, "status", "Closed")
		with pytest.raises(frappe.ValidationError, match="changed after this reply"):
			decision_api.accept(proposal)

	def test_who_may_not_change_orders_does_not_decide(self, become, proposal):
		import frappe

		from relationship_suite.srm_extensions.portal import decision_api

		become("Sourcing User")
		for decide in (lambda: decision_api.accept(proposal), lambda: decision_api.refuse(proposal, "No")):
			with pytest.raises(frappe.PermissionError):
				decide()


class TestTheReport:
	def run(self, **filters) -> dict[str, dict]:
		from relationship_suite.srm_extensions.report.order_confirmation_status import (
			order_confirmation_status as report,
		)

		self.columns, rows, self.message, self.chart, self.summary = report.execute(filters)
		return {row["purchase_order"]: row for row in rows}

	def test_orders_are_listed_by_how_they_stand(self, order):
		import frappe

		make.reply(order, {"day": LATER})
		frappe.set_user("Administrator")
		silent = make.order("_RS Silent")
		rows = self.run(company=buying.COMPANY)

		assert (rows[order.name]["state"], rows[order.name]["days_later"]) == ("Proposed", 22)
		assert (rows[silent.name]["state"], rows[silent.name]["confirmation"]) == ("To Confirm", None)
		assert list(rows).index(order.name) < list(rows).index(silent.name)
		assert set(self.run(supplier=silent.supplier, status="To Confirm")) == {silent.name}

	@pytest.mark.parametrize(
		("status", "waiting"),
		[("To Confirm", 30), ("Proposed", 20), ("Refused", 10), ("Changed Since", 5), ("Confirmed", None)],
	)
	def test_days_wait_from_what_was_last_done(self, order, monkeypatch, status, waiting):
		"""Ordered 30 days ago, replied 20, decided 10 and changed 5 days ago."""
		import frappe

		from relationship_suite.srm_extensions.portal import decision_api
		from relationship_suite.srm_extensions.report.order_confirmation_status import (
			order_confirmation_status as report,
		)

		if status != "To Confirm":
			make.reply(order, *([{"day": LATER}] if status in ("Proposed", "Refused") else []))
		frappe.set_user("Administrator")
		if status == "Refused":
			decision_api.refuse(make.replies(order)[0].name, "No")
		if status == "Changed Since":
			order.items[0].db_set("qty", 12)
		for reply in make.replies(order):
			reply.db_set({"replied_on": "2999-01-11 18:00:00"}, update_modified=False)
			if reply.decided_on:
				reply.db_set({"decided_on": "2999-01-21 18:00:00"}, update_modified=False)
		order.db_set(
			{"transaction_date": "2999-01-01", "modified": "2999-01-26 18:00:00"}, update_modified=False
		)
		monkeypatch.setattr(report, "nowdate", lambda: "2999-01-31")
		row = self.run(supplier=order.supplier)[order.name]
		assert (row["state"], row["days_waiting"]) == (status, waiting)

	def test_it_goes_by_the_suppliers_that_the_user_may_see(self, become, order):
		import frappe

		frappe.set_user("Administrator")
		mine = make.order("_RS Seen")
		become("Sourcing User", ("Supplier", mine.supplier))
		assert set(self.run()) == {mine.name}
		with pytest.raises(frappe.PermissionError):
			self.run(supplier=order.supplier)

	def test_an_unknown_status_is_named(self):
		import frappe

		with pytest.raises(frappe.ValidationError, match="Status: choose one of"):
			self.run(status="<b>")
