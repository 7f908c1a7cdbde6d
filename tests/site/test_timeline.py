"""The timeline of a party: every kind of row, in order, page by page, filtered, at a cost that does not grow."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest

from tests.factories import buying, people, selling
from tests.factories import scorecards as make
from tests.factories.interactions import contact, interaction, lead
from tests.factories.mails import mail
from tests.factories.statements import watched

TIME = "2026-03-01 10:00:00"


@pytest.fixture(autouse=True)
def _masters(clean):
	selling.masters()


@pytest.fixture
def ada() -> str:
	return fresh()


def fresh(kind: str = "Customer") -> str:
	"""A party with nothing on its timeline."""
	import frappe

	name = f"_RS Timeline {frappe.generate_hash(length=6)}"
	return selling.customer(name) if kind == "Customer" else buying.supplier(name)


def page(party: str, party_type: str = "Customer", *, after: str = "", size: int = 100, **filters) -> dict:
	from relationship_suite.relationship_core.timeline.api import get_page

	return get_page(party_type, party, after=after, wanted=json.dumps(filters), size=size)


def rows(party: str, party_type: str = "Customer", **asked) -> list[dict]:
	return page(party, party_type, **asked)["rows"]


def names(party: str, **asked) -> list[str]:
	return [row["name"] for row in rows(party, **asked)]


def insert(doctype: str, **values) -> str:
	"""A record as the database has it: what ERPNext would check of it is not what a timeline is about."""
	import frappe

	rows = {name: values.pop(name) for name in list(values) if isinstance(values[name], list)}
	doc = frappe.get_doc({"doctype": doctype, "name": f"_RS {frappe.generate_hash(length=8)}", **values})
	doc.db_insert()
	for field, children in rows.items():
		for child in children:
			options = doc.meta.get_field(field).options
			link = {"parent": doc.name, "parenttype": doctype, "parentfield": field}
			name = frappe.generate_hash(length=10)
			frappe.get_doc({"doctype": options, "name": name, **link, **child}).db_insert()
	return doc.name


def selling_document(doctype: str, on: str, **values) -> str:
	field = {"Quotation": "transaction_date", "Sales Order": "transaction_date"}.get(doctype, "posting_date")
	return insert(doctype, docstatus=1, currency="EUR", grand_total=120, **{field: on}, **values)


def every_kind(party: str, party_type: str) -> dict[str, str]:
	"""Kind of row -> the record that makes it."""
	me = {"link_doctype": party_type, "link_name": party}
	guest = {"reference_doctype": party_type, "reference_docname": party}
	about = {"reference_doctype": party_type, "reference_name": party}
	made = {
		"Communication": mail(**about, communication_date=TIME),
		"Comment": insert("Comment", comment_type="Comment", content="<p>_RS note</p>", **about),
		"Call Log": insert("Call Log", id="_RS", start_time=TIME, type="Incoming", links=[me]),
		"Event": insert(
			"Event", subject="_RS", event_type="Public", starts_on=TIME, event_participants=[guest]
		),
		"ToDo": insert("ToDo", description="_RS", reference_type=party_type, reference_name=party),
		"Interaction": interaction(party, party_type).name,
		"Payment Entry": insert(
			"Payment Entry",
			docstatus=1,
			party_type=party_type,
			party=party,
			posting_date="2026-03-01",
			paid_amount=5,
			paid_from_account_currency="EUR",
		),
	}
	if party_type == "Customer":
		made |= {"Issue": insert("Issue", subject="_RS", customer=party)}
		made |= {
			"Quotation": selling_document(
				"Quotation", "2026-03-01", quotation_to="Customer", party_name=party
			)
		}
		for doctype in ("Sales Order", "Delivery Note", "Sales Invoice", "POS Invoice"):
			made[doctype] = selling_document(doctype, "2026-03-01", customer=party)
		made["Return"] = selling_document("Sales Invoice", "2026-03-02", customer=party, is_return=1)
		made["Segment"] = insert(
			"Customer Segment Membership",
			customer=party,
			company=buying.COMPANY,
			segment_set="RFM",
			segment="Loyal",
			previous_segment="Promising",
			entered_on="2026-03-01",
		)
	else:
		request = {"transaction_date": "2026-03-01", "docstatus": 1, "suppliers": [{"supplier": party}]}
		made["Request for Quotation"] = insert("Request for Quotation", **request)
		for doctype in ("Supplier Quotation", "Purchase Order"):
			made[doctype] = insert(doctype, docstatus=1, supplier=party, transaction_date="2026-03-01")
		for doctype in ("Purchase Receipt", "Subcontracting Receipt", "Purchase Invoice"):
			made[doctype] = insert(doctype, docstatus=1, supplier=party, posting_date="2026-03-01")
		made["Return"] = insert(
			"Purchase Receipt", docstatus=1, supplier=party, posting_date="2026-03-02", is_return=1
		)
		made["Score"] = insert(
			"Performance Scorecard Result",
			supplier=party,
			company=buying.COMPANY,
			scorecard=make.scorecard_once("_RS Timeline"),
			period="2026-02",
			period_start="2026-02-01",
			period_end="2026-02-28",
			is_scored=1,
			score=71.5,
			standing="Good",
		)
	return made


class TestKinds:
	@pytest.mark.parametrize("party_type", ["Customer", "Supplier"])
	def test_every_provider_has_its_row(self, party_type):
		from relationship_suite.relationship_core.timeline.api import get_kinds

		party = fresh(party_type)
		made = every_kind(party, party_type)

		assert {(row["kind"], row["name"]) for row in rows(party, party_type)} == set(made.items())
		assert {kind["value"] for kind in get_kinds(party_type, party)} == set(made)

	@pytest.mark.parametrize("party_type", ["Customer", "Supplier"])
	def test_a_kind_by_itself_is_that_kind(self, party_type):
		party = fresh(party_type)
		for kind, name in every_kind(party, party_type).items():
			assert [(row["kind"], row["name"]) for row in rows(party, party_type, kinds=[kind])] == [
				(kind, name)
			]

	def test_a_lead_has_its_own(self):
		name = lead("_RS Timeline Lead")
		quoted = selling_document("Quotation", "2026-03-01", quotation_to="Lead", party_name=name)
		asked = insert("Issue", subject="_RS", lead=name)
		logged = interaction(name, "Lead").name

		assert {r["name"] for r in rows(name, "Lead")} == {quoted, asked, logged}

	def test_drafts_and_cancelled_documents_are_none(self, ada):
		for docstatus in (0, 2):
			insert("Sales Order", docstatus=docstatus, customer=ada, transaction_date="2026-03-01")

		assert rows(ada) == []

	def test_an_invoice_that_stands_for_those_of_the_till_is_none(self, ada):
		selling_document("Sales Invoice", "2026-03-01", customer=ada, is_consolidated=1)

		assert rows(ada) == []

	def test_the_quotation_of_a_lead_of_the_same_name_is_none(self, ada):
		selling_document("Quotation", "2026-03-01", quotation_to="Lead", party_name=ada)

		assert rows(ada) == []

	def test_a_call_and_a_meeting_with_a_contact_are_the_partys(self, ada):
		person = {"link_doctype": "Contact", "link_name": contact(ada).name}
		call = insert("Call Log", id="_RS", start_time=TIME, links=[person])
		guest = {"reference_doctype": "Contact", "reference_docname": person["link_name"]}
		event = insert(
			"Event", subject="_RS", event_type="Public", starts_on=TIME, event_participants=[guest]
		)

		assert set(names(ada)) == {call, event}

	def test_a_document_that_names_the_party_twice_is_one_row(self, ada):
		me = {"link_doctype": "Customer", "link_name": ada}
		insert("Call Log", id="_RS", start_time=TIME, customer=ada, links=[me, me])
		mail(reference_doctype="Customer", reference_name=ada, timeline_links=[me])

		assert len(rows(ada)) == 2

	def test_the_mail_that_frappe_makes_of_an_event_is_none(self, ada):
		me = {"link_doctype": "Customer", "link_name": ada}
		event = insert("Event", subject="_RS", event_type="Private", starts_on=TIME)
		mail(reference_doctype="Event", reference_name=event, timeline_links=[me])

		assert rows(ada) == []


class TestWords:
	def test_markup_comes_as_text(self, ada):
		insert(
			"Comment",
			comment_type="Comment",
			content="<p>Call <b>Bob</b></p><script>x</script>",
			reference_doctype="Customer",
			reference_name=ada,
		)

		assert "<" not in rows(ada)[0]["text"]
		assert "Bob" in rows(ada)[0]["text"]

	def test_people_have_names_and_amounts_a_currency(self, ada):
		selling_document("Sales Order", "2026-03-01", customer=ada, owner="Administrator")
		row = rows(ada)[0]

		assert (row["person"], row["amount"], row["currency"]) == ("Administrator", 120, "EUR")

	def test_a_segment_says_where_from(self, ada):
		every_kind(ada, "Customer")
		assert rows(ada, kinds=["Segment"])[0]["text"] == "From segment Promising to Loyal"

	def test_a_score_says_how_much_and_what_it_means(self):
		party = fresh("Supplier")
		every_kind(party, "Supplier")
		assert rows(party, "Supplier", kinds=["Score"])[0]["text"] == "_RS Timeline: 71.5 of 100, Good"


def crowd(party: str) -> None:
	"""Rows of four kinds, many of them at the same moment, on the same day and at midnight."""
	for at in (TIME, TIME, TIME, "2026-03-01 00:00:00", "2026-03-02 00:00:00", "2026-02-28 23:59:59.999999"):
		interaction(party, happened_on=at)
		mail(reference_doctype="Customer", reference_name=party, communication_date=at)
	for on in ("2026-03-01", "2026-03-01", "2026-03-02", "2026-02-28"):
		selling_document("Sales Order", on, customer=party)
		selling_document("Sales Invoice", on, customer=party)


class TestPaging:
	@pytest.mark.parametrize("size", [1, 2, 3, 7, 20])
	def test_pages_together_are_the_whole_in_order_and_nothing_twice(self, ada, size):
		crowd(ada)
		whole = [(row["doctype"], row["name"]) for row in rows(ada)]
		found, after = [], ""
		while True:
			answer = page(ada, size=size, after=after)
			assert len(answer["rows"]) <= size
			found += [(row["doctype"], row["name"]) for row in answer["rows"]]
			after = answer["after"]
			if not after:
				break

		assert len(whole) == 20
		assert found == whole

	def test_the_latest_stands_first_and_a_day_behind_its_times(self, ada):
		crowd(ada)
		at = [row["at"] for row in rows(ada)]

		assert at == sorted(at, reverse=True)
		assert at[0].startswith("2026-03-02 00:00:00")
		assert at[2] == "2026-03-02"

	def test_what_comes_in_between_does_not_move_the_next_page(self, ada):
		crowd(ada)
		whole = names(ada)
		first = page(ada, size=5)
		interaction(ada, happened_on="2026-03-03 08:00:00")

		assert [row["name"] for row in page(ada, size=5, after=first["after"])["rows"]] == whole[5:10]

	def test_the_last_page_says_so(self, ada):
		interaction(ada)

		assert page(ada, size=1)["after"] == ""


class TestFilters:
	def test_by_channel(self, ada):
		me = {"link_doctype": "Customer", "link_name": ada}
		calls = {
			interaction(ada, channel="Call").name,
			insert("Call Log", id="_RS", start_time=TIME, links=[me]),
			mail(reference_doctype="Customer", reference_name=ada, communication_medium="Phone"),
		}
		interaction(ada, channel="Visit")
		selling_document("Sales Order", "2026-03-01", customer=ada)

		found = rows(ada, channel="Call")
		assert {row["name"] for row in found} == calls
		assert {row["channel"] for row in found} == {"Call"}

	def test_by_person(self, ada):
		other = people.user("Relationship User")
		theirs = interaction(ada, person=other).name
		interaction(ada)

		assert names(ada, person=other) == [theirs]

	def test_by_days_both_included(self, ada):
		wanted = [
			interaction(ada, happened_on=at).name for at in ("2026-03-02 23:59:59", "2026-03-01 00:00:00")
		]
		wanted.append(selling_document("Sales Order", "2026-03-01", customer=ada))
		for at in ("2026-03-03 00:00:00", "2026-02-28 23:59:59"):
			interaction(ada, happened_on=at)

		assert names(ada, from_date="2026-03-01", to_date="2026-03-02") == wanted

	@pytest.mark.parametrize(("words", "found"), [("drill", 1), ("100%", 1), ("%", 2), ("saw", 0), ("'", 0)])
	def test_by_words_of_the_title(self, ada, words, found):
		interaction(ada, subject="_RS The drill")
		interaction(ada, subject="_RS 100% sure")

		assert len(rows(ada, search=words)) == found

	def test_a_kind_that_is_none_finds_nothing(self, ada):
		interaction(ada)

		assert rows(ada, kinds=["Nothing"]) == []


class TestInput:
	@pytest.mark.parametrize(
		("asked", "match"),
		[
			({"party_type": "User"}, "User is no kind of party"),
			({"after": "x"}, "after must be a JSON list"),
			({"after": '["a"]'}, "after is none that this timeline has given"),
			({"after": '["x", "y", "z"]'}, "after: x is not a date"),
			({"wanted": "["}, "wanted must be a JSON object"),
			({"wanted": '{"kinds": 5}'}, "kinds must be a JSON list"),
			({"wanted": '{"person": []}'}, None),
			({"wanted": '{"person": ["x"]}'}, "person must be a text"),
			({"wanted": '{"from_date": "soon"}'}, "From Date: soon is not a date"),
		],
	)
	def test_what_is_none_of_its_kind_is_named(self, ada, asked, match):
		import frappe

		from relationship_suite.relationship_core.timeline.api import get_page

		asked = {"party_type": "Customer", "party": ada, **asked}
		if match is None:
			assert get_page(**asked)["rows"] == []
			return
		with pytest.raises(frappe.ValidationError, match=match):
			get_page(**asked)

	@pytest.mark.parametrize("size", [-5, 0, 10**9])
	def test_a_page_has_from_1_to_100_rows(self, ada, size):
		for n in range(101):
			insert("Sales Order", docstatus=1, customer=ada, transaction_date=date(2026, 1, 1) + timedelta(n))

		assert len(rows(ada, size=size)) == (100 if size > 0 else 1)


class TestCost:
	def test_a_page_is_two_statements_over_all_kinds_of_rows(self, ada):
		"""And a dozen with the party's own right and the names of people."""
		every_kind(ada, "Customer")
		rows(ada)
		with watched() as statements:
			rows(ada)

		assert sum("UNION ALL" in each for each in statements) == 2
		assert len(statements) <= 12, statements

	def test_many_rows_cost_no_more_statements(self, ada):
		every_kind(ada, "Customer")
		rows(ada)
		with watched() as few:
			rows(ada)
		now = datetime(2026, 1, 1)
		for n in range(300):
			insert(
				"Communication",
				communication_type="Communication",
				subject="_RS",
				communication_date=now + timedelta(hours=n),
				reference_doctype="Customer",
				reference_name=ada,
			)
		with watched() as many:
			rows(ada)

		assert len(many) == len(few)
