"""Interactions that people log: what is refused with which words, what they become in the facts, list and calendar."""

from __future__ import annotations

import pytest

from tests.factories import buying, cells, selling
from tests.factories.histories import END
from tests.factories.interactions import HAPPENED, contact, interaction, lead, prospect
from tests.factories.mails import mail
from tests.factories.runs import refresh_facts

TOUCH = "relationship_touch"


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	selling.masters()
	frappe.db.commit()


@pytest.fixture
def ada() -> str:
	return selling.customer("_RS Ada Talks")


def touches(name: str) -> list[dict]:
	import frappe

	touch = frappe.qb.Table(TOUCH)
	query = frappe.qb.from_(touch).select("*").where(touch.voucher == name)
	return query.orderby(touch.party).run(as_dict=True)


def refused(match: str, *args, **values) -> None:
	import frappe

	with pytest.raises(frappe.ValidationError, match=match):
		interaction(*args, **values)


class TestInput:
	def test_a_party_a_channel_and_a_subject_are_enough(self, ada):
		import frappe

		doc = {"doctype": "Interaction", "party_type": "Customer", "party": ada, "subject": "_RS Hello"}
		doc = frappe.get_doc(doc).insert()

		assert (doc.channel, doc.direction, doc.person) == ("Call", "Outgoing", "Administrator")
		assert doc.happened_on
		assert doc.happened_on == doc.happened_on.replace(second=0, microsecond=0)  # as its form has it
		assert doc.ended_on

	@pytest.mark.parametrize(
		("values", "says"),
		[({"party_type": ""}, "Party Type"), ({"party": ""}, "party"), ({"subject": ""}, "subject")],
		ids=["kind", "party", "subject"],
	)
	def test_what_is_missing_is_named(self, ada, values, says):
		import frappe

		values = {"party": ada, **values}
		with pytest.raises(frappe.ValidationError, match=says):
			interaction(values.pop("party"), **values)

	@pytest.mark.parametrize(
		("field", "value"),
		[
			("party_type", "User"),
			("channel", "Pigeon"),
			("direction", "Sideways"),
			("outcome", "x"),
			("sentiment", "Angry"),
		],
	)
	def test_what_is_no_choice_is_refused_with_the_choices(self, ada, field, value):
		refused("should be one of|Could not find", ada, **{field: value})

	def test_a_party_that_is_not_there_is_named(self):
		refused("Could not find Party: _RS Nobody", "_RS Nobody")

	def test_what_is_still_to_come_is_planned_and_not_logged(self, ada):
		refused("When.*is still to come", ada, happened_on="2199-01-01 10:00:00")

	@pytest.mark.parametrize("minutes", [-1, 60 * 24 * 8])
	def test_a_duration_that_no_meeting_has_is_refused(self, ada, minutes):
		refused("Duration", ada, duration_minutes=minutes)

	def test_the_contact_of_another_party_is_refused_with_the_way_out(self, ada):
		other = contact(selling.customer("_RS Bob Talks"))

		refused(
			f"{other.name} is no contact of Customer {ada}.*or leave the field empty", ada, contact=other.name
		)

	def test_the_contact_of_a_namesake_of_another_kind_is_refused(self):
		name = buying.supplier("_RS Namesake")
		selling.customer("_RS Namesake")

		refused("is no contact of Customer", name, contact=contact(name, "Supplier").name)

	def test_a_contact_of_the_party_is_taken(self, ada):
		person = contact(ada)

		assert interaction(ada, contact=person.name).contact == person.name

	def test_needs_are_rows(self, ada):
		doc = interaction(
			ada, needs=[{"kind": "Need", "topic": "drills"}, {"kind": "Complaint", "topic": "late"}]
		)

		assert [(row.kind, row.topic) for row in doc.needs] == [("Need", "drills"), ("Complaint", "late")]

	@pytest.mark.parametrize("field", ["follow_up_status", "follow_up_done_on", "ended_on"])
	def test_what_is_computed_is_not_taken_from_a_form(self, ada, field):
		import frappe
		from frappe.client import set_value

		values = {"follow_up_status": "Done", "ended_on": "2020-01-01", "follow_up_done_on": "2020-01-01"}
		doc = interaction(ada)
		before = doc.get(field)
		set_value("Interaction", doc.name, field, values.get(field, "_RS Other"))

		assert frappe.db.get_value("Interaction", doc.name, field) == before


class TestFacts:
	def parties(self):
		return [
			("Customer", selling.customer("_RS Touched")),
			("Supplier", buying.supplier("_RS Touched")),
			("Lead", lead("_RS Touched")),
			("Prospect", prospect("_RS Touched")),
		]

	def test_each_kind_of_party_is_touched(self):
		docs = [(kind, name, interaction(name, kind)) for kind, name in self.parties()]
		refresh_facts()

		for kind, name, doc in docs:
			[row] = touches(doc.name)
			assert (row.party_type, row.party, row.voucher_type) == (kind, name, "Interaction")
			assert str(row.happened_on)[:19] == HAPPENED
			assert (row.channel, row.direction, row.person) == ("Call", "Sent", "Administrator")
			assert row.is_automated == 0

	@pytest.mark.parametrize(
		("values", "channel", "direction"),
		[
			({"channel": "Visit", "direction": ""}, "Visit", ""),
			({"channel": "Email", "direction": "Incoming"}, "Email", "Received"),
		],
	)
	def test_channel_and_direction_are_in_the_words_of_the_facts(self, ada, values, channel, direction):
		doc = interaction(ada, **values)
		refresh_facts()

		assert [(row.channel, row.direction) for row in touches(doc.name)] == [(channel, direction)]

	def test_a_call_is_one_word_whatever_frappe_keeps_it_as(self):
		import frappe

		from relationship_suite.patches.one_word_for_calls import execute

		about = {"reference_doctype": "Customer", "reference_name": selling.customer("_RS Ada Phones")}
		made = mail(communication_medium="Phone", **about)
		refresh_facts()
		assert [row.channel for row in touches(made)] == ["Call"]

		touch = frappe.qb.Table(TOUCH)
		mine = touch.voucher == made
		frappe.qb.update(touch).set(touch.channel, "Phone").where(mine).run()
		execute()
		assert [row.channel for row in touches(made)] == ["Call"]

	def test_changed_moved_and_deleted_the_facts_are_those_of_a_rebuild(self, ada):
		import frappe

		from relationship_suite import tasks

		bob = selling.customer("_RS Bob Talks")
		moved, gone, dated = interaction(ada), interaction(ada), interaction(ada)
		refresh_facts()
		moved.party = bob
		moved.save()
		dated.happened_on = "2025-12-31 23:59:59"
		dated.save()
		frappe.delete_doc("Interaction", gone.name)
		refresh_facts()
		frappe.db.rollback()

		assert [row.party for row in touches(moved.name)] == [bob]
		assert [str(row.posting_month)[:10] for row in touches(dated.name)] == ["2025-12-01"]
		assert touches(gone.name) == []
		incremental = cells.every_cell()[TOUCH]
		tasks.run("Rebuild", as_of=END)
		frappe.db.rollback()
		assert cells.every_cell()[TOUCH] == incremental

	def test_a_renamed_customer_takes_theirs_along(self):
		import frappe

		old = selling.customer("_RS Renamed Talks")
		doc = interaction(old)
		refresh_facts()
		frappe.local.dynamic_link_map = None
		new = frappe.rename_doc("Customer", old, f"{old} After", force=True)
		refresh_facts()

		assert [row.party for row in touches(doc.name)] == [new]

	def test_saving_costs_one_note(self, ada):
		from tests.factories.statements import watched

		doc = interaction(ada)
		doc.notes = "_RS More"
		with watched() as statements:
			doc.save()

		assert len([s for s in statements if "relationship_change" in s and "insert" in s.lower()]) == 1

	def test_the_customers_tab_tells_of_it(self, ada):
		from relationship_suite.crm_extensions.segmentation.api import get_overview

		doc = interaction(ada)
		refresh_facts()

		found = get_overview(ada)["interaction"]
		assert (found["doctype"], found["name"]) == ("Interaction", doc.name)
		assert found["text"].startswith("Call to them, ")

	def test_the_customers_tab_tells_what_was_promised(self, monkeypatch, become):
		import frappe
		from frappe.utils import formatdate

		from relationship_suite.crm_extensions.interactions.queries import promised
		from relationship_suite.crm_extensions.segmentation import api

		party = selling.customer("_RS Ada Waits")

		def promise() -> dict | None:
			return api.get_overview(party)["promise"]

		monkeypatch.setattr(api, "nowdate", lambda: "2026-03-08")
		assert promise() is None
		last = interaction(party, follow_up_on="2026-03-20", follow_up_text="_RS Send the offer")
		first = interaction(party, follow_up_on="2026-03-10", subject="_RS <b>Samples</b>")
		assert promise() == {
			"name": first.name,
			"text": f"_RS <b>Samples</b>, due on {formatdate('2026-03-10')}, by Administrator.",
		}

		monkeypatch.setattr(api, "nowdate", lambda: "2026-03-13")
		assert promise()["text"].endswith(", by Administrator: 3 days overdue.")

		for doc in (last, first):
			todo = frappe.get_doc("ToDo", doc.reload().follow_up_document)
			todo.status = "Closed"
			todo.save()
		frappe.db.set_value("Interaction", last.name, "follow_up_done_on", "2026-03-11")
		frappe.db.set_value("Interaction", first.name, "follow_up_done_on", "2026-03-09")
		done = f"_RS Send the offer, done on {formatdate('2026-03-11')}."
		assert promise() == {"name": last.name, "text": done}

		assert promised("Customer", party)["name"] == last.name
		other = selling.customer("_RS Ada Talks")
		for limits in (("Sourcing User",), ("Relationship Manager", ("Customer", other)), ("Purchase User",)):
			become(*limits)
			assert promised("Customer", party) is None, limits


class TestDesk:
	def test_the_calendar_shows_it_as_long_as_it_took(self, ada):
		from frappe.desk.calendar import get_events

		doc = interaction(ada, duration_minutes=45)
		fields = '{"start": "happened_on", "end": "ended_on", "id": "name", "title": "subject"}'
		found = {
			row.name: row for row in get_events("Interaction", "2026-03-01", "2026-03-31", field_map=fields)
		}

		assert str(found[doc.name].ended_on)[:19] == "2026-03-05 15:15:00"

	def test_the_quick_entry_asks_for_all_that_is_needed_and_little_more(self):
		import frappe

		meta = frappe.get_meta("Interaction")
		asked = [df.fieldname for df in meta.fields if df.reqd or df.allow_in_quick_entry]

		assert meta.quick_entry
		assert {df.fieldname for df in meta.fields if df.reqd} <= set(asked)
		assert len(asked) <= 12

	def test_rows_are_imported_in_bulk(self, tmp_path):
		import frappe
		from frappe.core.doctype.data_import.importer import Importer

		ada = selling.customer("_RS Ada Imports")
		frappe.db.commit()
		rows = [["Party Type", "Party", "Channel", "When", "By", "Subject"]]
		rows += [
			["Customer", ada, "Visit", f"2026-02-0{n} 10:00:00", "Administrator", f"_RS Imported {n}"]
			for n in (1, 2, 3)
		]
		importer = Importer(
			"Interaction", file_path=_csv(tmp_path, rows), import_type="Insert New Records", console=True
		)
		try:
			importer.import_data()

			found = frappe.get_all("Interaction", {"party": ada}, ["channel", "subject"], order_by="subject")
			assert [(row.channel, row.subject) for row in found] == [
				("Visit", f"_RS Imported {n}") for n in (1, 2, 3)
			]
		finally:  # an import commits its rows
			frappe.db.delete("Interaction", {"party": ada})
			frappe.db.commit()


def _csv(folder, rows: list[list[str]]) -> str:
	path = folder / "rows.csv"
	path.write_text("\n".join(",".join(row) for row in rows))
	return str(path)
