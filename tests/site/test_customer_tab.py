"""The Relationship tab of a Customer and the workspace of customers say what the results say."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.factories import mails
from tests.factories.insights import AS_OF, LATER, facts, insight
from tests.factories.selling import COMPANY, named, sales_invoice

pytestmark = pytest.mark.usefixtures("three_customers")


class Allowed:
	"""``frappe.has_permission`` that remembers what it was asked."""

	def __init__(self, original):
		self.original, self.asked = original, []

	def __call__(self, doctype, ptype="read", *args, **kwargs):
		self.asked.append((doctype, ptype))
		return self.original(doctype, ptype, *args, **kwargs)


def formatted(day: date) -> str:
	from frappe.utils import formatdate

	return formatdate(day)


def mail(customer: str, *, on: str, **values) -> str:
	"""A mail sent to the customer."""
	about = {"reference_doctype": "Customer", "reference_name": named(customer)}
	sent = {"sent_or_received": "Sent", "communication_date": on, "user": "Administrator"}
	return mails.mail(**{**sent, **about, **values})


def meeting(customer: str, *, on: str, **values):
	"""A meeting that the customer takes part in."""
	import frappe

	guests = [{"reference_doctype": "Customer", "reference_docname": named(customer)}]
	doc = {"doctype": "Event", "subject": "Visit", "starts_on": on, "event_participants": guests, **values}
	return frappe.get_doc(doc).insert(ignore_permissions=True)


class TestTab:
	def overview(self, customer: str) -> dict:
		from relationship_suite.crm_extensions.segmentation.api import get_overview

		return get_overview(named(customer))

	@pytest.fixture
	def today(self, monkeypatch):
		from relationship_suite.crm_extensions.segmentation import api

		return lambda day: monkeypatch.setattr(api, "nowdate", lambda: day)

	@pytest.fixture
	def in_the_timeline(self, monkeypatch):
		"""As ERPNext's own Customer, whose timeline has a Communication of each Event: Frappe makes them."""
		import frappe

		monkeypatch.setattr(frappe.get_meta("Customer"), "allow_events_in_timeline", 1)

	def test_it_says_in_a_sentence_what_is_going_on(self, today):
		today("2026-09-30")
		(found,) = self.overview("_RS Ada")["insights"]

		assert "€ " not in found["sentence"], "an amount is not broken between two lines"
		assert re.sub(r"(€ )?[^ ]*24[,.]000[^ ]*( €\.)?", "MONEY", found["sentence"]) == (
			"Champions since 06-30-2026. Last bought 102 days ago; 12 purchase days in the last 12 months for MONEY "
			"They usually buy every 17 days and are 85 days overdue."
		).replace("06-30-2026", formatted(AS_OF))
		assert found["next_step"] == "Call them: they are later than they usually are."

	def test_the_sentence_says_where_a_customer_comes_from(self, today):
		today("2026-07-20")
		(found,) = self.overview("_RS Bob")["insights"]

		since = formatted(LATER)
		assert found["sentence"].startswith(
			f"Potential loyalist since {since}, New customer before. Last bought"
		)
		assert found["sentence"].endswith("Too few purchases to know their rhythm.")
		assert found["next_step"] == "Offer a reason to come back soon."

	def test_who_fell_out_of_the_window_is_told_as_such(self, today):
		today("2026-07-20")
		(found,) = self.overview("_RS Cy")["insights"]

		assert found["sentence"].startswith(
			"No longer in a segment, Hibernating before. Last bought 375 days ago"
		)
		assert found["next_step"] == ""

	def test_the_history_is_latest_first(self):
		(found,) = self.overview("_RS Bob")["insights"]

		assert [(row.segment, row.entered_on, row.left_on) for row in found["history"]] == [
			("Potential loyalist", LATER, None),
			("New customer", AS_OF, LATER),
		]

	def test_the_last_interaction_is_one_of_people_and_of_no_later_day(self, today):
		today("2026-07-20")
		assert self.overview("_RS Ada")["interaction"]["text"].startswith("No mail, call, meeting")
		wanted = mail("_RS Ada", on="2026-07-15 10:00:00")
		mail("_RS Ada", on="2026-07-18 10:00:00", communication_type="Automated Message")
		mail("_RS Ada", on="2026-07-25 10:00:00")
		facts()

		found = self.overview("_RS Ada")["interaction"]

		assert found == {
			"text": "Email to them, 5 days ago, by Administrator.",
			"doctype": "Communication",
			"name": wanted,
		}

	def test_a_mail_that_is_gone_gives_way_to_the_one_before(self, today):
		import frappe

		today("2026-07-20")
		gone = mail("_RS Bob", on="2026-07-15 10:00:00")
		before = mail("_RS Bob", on="2026-07-14 10:00:00")
		facts()
		frappe.db.delete("Communication", {"name": gone})

		assert self.overview("_RS Bob")["interaction"]["name"] == before

	def test_a_private_event_is_nobodys_interaction(self, today, in_the_timeline):
		import frappe

		today("2026-07-20")
		shown = meeting("_RS Dee", on="2026-07-14 10:00:00", event_type="Public")
		meeting("_RS Dee", on="2026-07-15 10:00:00", event_type="Private")
		facts()

		assert self.overview("_RS Dee")["interaction"]["name"] == shown.name
		copies = frappe.get_all("Communication", {"reference_doctype": "Event", "reference_name": shown.name})
		assert len(copies) == 1, "nothing that could be counted twice"
		touch = frappe.qb.Table("relationship_touch")
		mine = frappe.qb.from_(touch).select(touch.voucher).where(touch.party == named("_RS Dee")).run()
		assert [row[0] for row in mine].count(shown.name) == 1
		assert copies[0].name not in {row[0] for row in mine}

		shown.event_type = "Private"
		shown.save(ignore_permissions=True)
		facts()

		assert self.overview("_RS Dee")["interaction"]["text"].startswith("No mail, call, meeting")

	def test_a_mail_about_an_event_is_an_interaction(self, today):
		today("2026-07-20")
		links = [{"link_doctype": "Customer", "link_name": named("_RS Dee")}]
		event = meeting("_RS Dee", on="2026-07-01 10:00:00", event_type="Public")
		about = {"reference_doctype": "Event", "reference_name": event.name, "timeline_links": links}
		wanted = mail("_RS Dee", on="2026-07-16 10:00:00", message_id="1@example.com", **about)
		facts()

		assert self.overview("_RS Dee")["interaction"]["name"] == wanted

	def test_of_an_issue_and_its_mails_nothing_is_said_to_who_may_read_neither(self, today, become):
		import frappe
		from frappe.permissions import add_permission

		today("2026-07-20")
		on_timeline = mail("_RS Cy", on="2026-07-10 10:00:00")
		issue = frappe.get_doc({"doctype": "Issue", "subject": "_RS Late", "customer": named("_RS Cy")})
		issue.insert(ignore_permissions=True, ignore_mandatory=True)
		issue.db_set("creation", "2026-07-14 10:00:00")
		about = {"reference_doctype": "Issue", "reference_name": issue.name}
		answer = mail("_RS Cy", on="2026-07-15 10:00:00", **about)
		facts()
		assert self.overview("_RS Cy")["interaction"]["name"] == answer

		add_permission("Customer", "Relationship User")
		become("Relationship User")
		found = self.overview("_RS Cy")["interaction"]
		assert found == {"text": "Email to them, 10 days ago, by Administrator."}

		frappe.db.delete("Communication", {"name": on_timeline})
		assert self.overview("_RS Cy")["interaction"] == {
			"text": "No mail, call, meeting or issue that you may open is on record with this customer."
		}

	def test_documents_since_are_those_of_this_customer(self):
		import frappe

		assert self.overview("_RS Ada")["pending"] == 0
		sales_invoice("_RS Bob", on=date(2026, 7, 15))
		sales_invoice("_RS Ada", on=date(2026, 7, 15))
		mail("_RS Ada", on="2026-07-15 10:00:00")
		frappe.db.commit()

		found = self.overview("_RS Ada")

		assert found["pending"] == 2
		assert "2 documents since" in found["freshness"] or found["freshness"] == "Not calculated yet."

	def test_the_button_works_off_this_customer_only(self):
		import frappe

		from relationship_suite.tasks import refresh_party

		sales_invoice("_RS Bob", on=date(2026, 7, 15), amount=50)
		sales_invoice("_RS Ada", on=date(2026, 7, 15), amount=50)
		frappe.db.commit()
		log = refresh_party("Customer", named("_RS Ada"), as_of=LATER)

		assert (log.status, log.vouchers) == ("Completed", 1)
		assert insight("_RS Ada").revenue == 24_050
		assert insight("_RS Bob").revenue == 1100
		assert [self.overview(name)["pending"] for name in ("_RS Ada", "_RS Bob")] == [0, 1]
		assert self.overview("_RS Ada")["updated"] == log.started_at

	def test_the_button_enqueues_one_job_for_who_may_see_the_customer(self, become, monkeypatch):
		import frappe

		from relationship_suite.crm_extensions.segmentation import api

		asked = []
		monkeypatch.setattr(frappe, "enqueue", lambda method, **values: asked.append((method, values)))
		monkeypatch.setattr(frappe, "has_permission", allowed := Allowed(frappe.has_permission))
		api.refresh_customer(named("_RS Ada"))

		((method, values),) = asked
		assert callable(frappe.get_attr(method))
		assert (values["party_type"], values["party"], values["deduplicate"]) == (
			"Customer",
			named("_RS Ada"),
			True,
		)
		assert allowed.asked[:2] == [("Customer", "read"), ("Customer Insight", "read")]

	def test_a_customer_without_sales_has_an_empty_state(self):
		from tests.factories.selling import customer

		customer("_RS Nobody")

		found = self.overview("_RS Nobody")
		assert (found["insights"], found["may_read"], found["pending"]) == ([], True, 0)

	def test_without_the_role_nothing_is_shown(self, become):
		import frappe

		become("Sourcing User")
		with pytest.raises(frappe.PermissionError):
			self.overview("_RS Ada")

	def test_a_customer_can_be_deleted_with_their_results(self):
		import frappe

		from relationship_suite.doctype.customer.events import on_trash

		on_trash(frappe.get_doc("Customer", named("_RS Ada")))

		for doctype in ("Customer Insight", "Customer Segment Membership"):
			assert not frappe.get_all(doctype, filters={"customer": named("_RS Ada")})


class TestWorkspace:
	def test_the_cards_count_customers(self, become):
		import json

		import frappe
		from frappe.desk.doctype.number_card.number_card import get_result

		become("Relationship User")

		def count(name: str) -> int:
			card = frappe.get_doc("Number Card", name)
			return get_result(card.as_dict(), json.dumps(json.loads(card.filters_json)))

		assert count("Scored Customers") == 3
		assert count("Champions and Loyal Customers") == 1
		assert count("Customers at Risk") == 0

	def test_the_chart_has_a_bar_per_segment_in_their_order_and_in_the_users_language(
		self, become, monkeypatch
	):
		import json

		import frappe
		from frappe.desk.query_report import run

		chart = frappe.get_doc("Dashboard Chart", "Customers by Segment")
		assert list(json.loads(chart.dynamic_filters_json)) == ["company"]
		become("Relationship User")
		monkeypatch.setattr(frappe.local, "lang", "zh")
		filters = {**json.loads(chart.filters_json), "company": COMPANY}

		found = run(chart.report_name, filters=filters)["chart"]["data"]

		assert dict(zip(found["labels"], found["datasets"][0]["values"], strict=True)) == {
			"冠军客户": 1,
			"潜在忠诚客户": 1,
		}

	def test_all_that_the_workspace_names_exists(self):
		import json

		import frappe

		workspace = frappe.get_doc("Workspace", "Customer Relationship")

		assert all(frappe.db.exists("Number Card", row.number_card_name) for row in workspace.number_cards)
		assert all(frappe.db.exists("Dashboard Chart", row.chart_name) for row in workspace.charts)
		for row in [*workspace.shortcuts, *(row for row in workspace.links if row.type == "Link")]:
			kind = row.get("link_type") or row.type
			assert frappe.db.exists(kind, row.link_to), row.link_to
		blocks = json.loads(workspace.content)
		named_blocks = {block["data"].get("shortcut_name") for block in blocks if block["type"] == "shortcut"}
		assert named_blocks == {row.label for row in workspace.shortcuts}
