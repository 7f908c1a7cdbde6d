"""Whoever answers for risks asks for their data, or to be forgotten: Frappe's own requests reach all that names them."""

from __future__ import annotations

import pytest

from tests.factories import indicators, people
from tests.factories import risks as make
from tests.site.test_interaction_privacy import forget


@pytest.fixture(autouse=True)
def _clean(clean):
	make.register()


@pytest.fixture
def person() -> str:
	return people.user("Risk Owner", "Relationship Manager")


def known_of(email: str) -> dict[str, list[str]]:
	import json

	from frappe.website.doctype.personal_data_download_request.personal_data_download_request import (
		get_user_data,
	)

	found = json.loads(get_user_data(email))
	return {doctype: [row["name"] for row in rows] for doctype, rows in found.items()}


def what_names(person: str) -> dict[str, str]:
	"""A record of each kind that names the person."""
	import frappe

	from relationship_suite.srm_extensions.risk import api

	register = frappe.get_doc("Risk Register", make.register())
	register.responsible = person
	register.save()
	frappe.set_user(person)
	treatment = make.treatment("2999-01-01", responsible=person)
	risk = make.risk(at=(1, 1), risk_owner=person, treatments=[treatment])
	api.accept_risk(risk.name, "Cheap", "2999-01-01")
	frappe.set_user("Administrator")
	proposal = indicators.proposal(responsible=person)

	def of_risk(doctype: str) -> str:
		return frappe.get_all(doctype, {"risk": risk.name}, order_by="creation", pluck="name")[0]

	return {
		"Risk Register": register.name,
		"Risk": risk.name,
		"Risk Treatment": risk.treatments[0].name,
		"Risk Assessment": of_risk("Risk Assessment"),
		"Risk Acceptance": of_risk("Risk Acceptance"),
		"Risk Proposal": proposal.name,
	}


def test_all_that_names_them_is_handed_over(person):
	names = what_names(person)
	found = known_of(person)

	assert {doctype for doctype, name in names.items() if name in found.get(doctype, [])} == set(names)


def test_nothing_names_who_is_forgotten(person, monkeypatch):
	import frappe

	monkeypatch.setattr(frappe, "sendmail", lambda *args, **more: None)
	names = what_names(person)
	new = forget(person)

	for doctype, name in names.items():
		left = frappe.get_doc(doctype, name).as_json()
		assert person not in left.replace(new, ""), doctype
