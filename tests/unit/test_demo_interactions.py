"""Interactions of the demo company: with people of the party, in the past, and each task is that of one of them."""

from __future__ import annotations

from datetime import date

import pytest

from embedded.demo.company import generate
from embedded.demo.rows import Dataset

AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def data() -> Dataset:
	return generate(7, AS_OF)


def test_they_are_with_people_of_the_party_and_over(data):
	theirs = {
		record.name: (row["link_doctype"], row["link_name"])
		for record in data.records
		if record.doctype == "Contact"
		for child in record.children
		if child.doctype == "Dynamic Link"
		for row in child.rows
	}
	talks = [record for record in data.records if record.doctype == "Interaction"]
	assert len(talks) > 100
	for talk in talks:
		assert theirs[talk.fields["contact"]] == (talk.fields["party_type"], talk.fields["party"])
		assert talk.fields["happened_on"].date() < AS_OF
	assert {data.profiles[talk.fields["party"]] for talk in talks} >= {"gone quiet", "drifting"}


def test_what_is_to_follow_is_a_task_of_the_interaction(data):
	tasks = {
		record.name: record.fields["reference_name"] for record in data.records if record.doctype == "ToDo"
	}
	follow_ups = {
		record.fields["follow_up_document"]: record.name
		for record in data.records
		if record.doctype == "Interaction" and record.fields.get("follow_up_document")
	}
	assert follow_ups == tasks
	assert len(tasks) > 5
