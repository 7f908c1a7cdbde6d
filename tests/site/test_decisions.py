"""Who hears of a commitment, and what the supplier's user who gave an answer hears of our decision on it."""

from __future__ import annotations

import pytest

from tests.factories import buying
from tests.factories import planning as plans
from tests.factories import portal as make
from tests.factories.mails import outgoing_account, queued

COMMITMENT, REPLY, LATER = "Supply Commitment", "Order Confirmation", "2999-09-01"


@pytest.fixture(autouse=True)
def _account(portal):
	outgoing_account()


@pytest.fixture
def gil() -> str:
	"""Whoever speaks for the supplier that is asked."""
	return make.user("_RS Gil", "_RS Answers")


@pytest.fixture
def release():
	"""Ten are asked for in August and in September."""
	return make.forecast("_RS Answers")


@pytest.fixture
def committed(release, gil):
	return make.acting(gil, lambda: make.commit(release, {"qty": 10}))


@pytest.fixture
def proposed(gil):
	order = make.order("_RS Answers")
	make.acting(gil, lambda: make.reply(order, {"day": LATER}))
	[doc] = make.replies(order)
	return doc


def accept(doc) -> None:
	from relationship_suite.srm_extensions.planning import commitment_api

	commitment_api.accept(doc.name)


def mails(doc) -> list[dict]:
	return queued(doc.doctype, [doc.name])


class TestTheSupplierHears:
	def test_that_its_commitment_is_accepted_once(self, committed, gil):
		accept(committed)
		accept(committed)

		[mail] = mails(committed)
		assert mail["to"] == gil
		assert mail["subject"] == f"{buying.COMPANY} accepts your commitment of {committed.committed_on}"
		assert "Dear _RS Gil," in mail["html"]
		assert (
			f"we accept what {committed.supplier} committed to on {committed.committed_on}." in mail["html"]
		)
		assert "/supplier/forecast?supplier=" in mail["html"]

	def test_that_its_proposal_is_accepted_once(self, proposed, gil):
		import frappe

		from relationship_suite.srm_extensions.portal import decision_api

		decision_api.accept(proposed.name)
		with pytest.raises(frappe.ValidationError, match="waits for no decision"):
			decision_api.accept(proposed.name)

		[mail] = mails(proposed)
		order = proposed.purchase_order
		assert (mail["to"], mail["subject"]) == (
			gil,
			f"{buying.COMPANY} accepts your proposal for order {order}",
		)
		assert "The order has them now." in mail["text"]
		assert "/supplier/order?supplier=" in mail["html"]

	def test_why_its_proposal_is_refused(self, proposed):
		from relationship_suite.srm_extensions.portal import decision_api

		decision_api.refuse(proposed.name, "We need it in August & not later")
		[mail] = mails(proposed)
		assert "does not accept your proposal for order" in mail["subject"]
		assert "We need it in August &amp; not later" in mail["html"]

	def test_it_in_the_language_of_whoever_gave_it(self, committed, proposed, gil):
		import frappe

		from relationship_suite.srm_extensions.portal import decision_api

		frappe.db.set_value("User", gil, "language", "zh")
		accept(committed)
		decision_api.refuse(proposed.name, "-")
		for doc in (committed, proposed):
			[mail] = mails(doc)
			assert "尊敬的" in mail["text"]
			assert "Dear" not in mail["text"]

	def test_nothing_where_the_decision_is_taken_back(self, committed):
		import frappe

		frappe.db.savepoint("undecided")
		accept(committed)
		frappe.db.rollback(save_point="undecided")
		assert mails(committed) == []

	@pytest.mark.parametrize(
		"why",
		["has no address", "is gone", "takes no mails", "speaks for it no more", "is one of us", "decides"],
	)
	def test_nothing_where_whoever_gave_it(self, release, committed, gil, why):
		import frappe

		if why == "has no address":
			frappe.db.set_value("User", gil, "email", "")
		elif why == "is gone":
			frappe.db.set_value("User", gil, "enabled", 0)
		elif why == "takes no mails":
			doc = {"doctype": "Notification Settings", "enabled": 1, "enable_email_notifications": 0}
			frappe.delete_doc("Notification Settings", gil, force=True, ignore_missing=True)
			frappe.get_doc({**doc, "name": gil, "user": gil}).insert(ignore_permissions=True)
		elif why == "speaks for it no more":
			frappe.db.delete("Portal User", {"user": gil, "parent": committed.supplier})
		elif why == "is one of us":
			committed = plans.commitment(release, previous=committed.name)
		elif why == "decides":
			committed.db_set("owner", "Administrator")
			make.names(committed.supplier, "Administrator")
		accept(committed)
		assert mails(committed) == []

	def test_nothing_on_a_site_that_has_no_account_to_send_from(self, committed, monkeypatch):
		import frappe

		def nowhere(*args, **more):
			raise frappe.OutgoingEmailError

		monkeypatch.setattr(frappe, "sendmail", nowhere)
		accept(committed)
		assert frappe.db.get_value(COMMITMENT, committed.name, "status") == "Accepted"


class TestThePlannerHears:
	@pytest.fixture
	def planner(self, become, release) -> str:
		import frappe

		user = become("Sourcing User")
		frappe.set_user("Administrator")
		frappe.db.set_value("Planning Agreement", release.agreement, "planner", user)
		return user

	def told(self, doc) -> list[tuple[str, str]]:
		"""(user, text) of the notices of a commitment."""
		import frappe

		about = {"document_type": COMMITMENT, "document_name": doc.name}
		rows = frappe.get_all("Notification Log", about, ["for_user", "email_content"], order_by="creation")
		return [(row.for_user, row.email_content) for row in rows]

	def test_of_every_new_version_in_the_desk_and_by_no_mail(self, release, gil, planner):
		first = make.acting(gil, lambda: make.commit(release, {"qty": 10}, remark="Kiln 1 & 2"))
		second = plans.commitment(release, previous=first.name)

		[(user, text)] = self.told(first)
		assert user == planner
		assert "1 of 3 released quantities are answered, 1 of them in full and in time." in text
		assert "Kiln 1 &amp; 2" in text
		assert [user for user, _text in self.told(second)] == [planner]
		assert mails(first) == []

	def test_nothing_of_one_that_they_have_entered(self, release, planner):
		doc = make.acting(planner, lambda: plans.commitment(release))
		assert self.told(doc) == []
