"""A supplier's user asks for their data, or to be forgotten: Frappe's own requests reach what they said in the portal."""

from __future__ import annotations

import pytest

from tests.factories import portal as make
from tests.site.test_interaction_privacy import forget
from tests.site.test_risk_privacy import known_of

WORDS = "_RS Nora's mill is down"


@pytest.fixture(autouse=True)
def _masters(clean, monkeypatch):
	import frappe

	make.start()
	monkeypatch.setattr(frappe, "sendmail", lambda *args, **more: None)


def said() -> tuple[str, str, dict]:
	"""Who speaks for a supplier, who decided on what they said, and the records that came of it."""
	import frappe

	from relationship_suite.srm_extensions.portal import decision_api

	order, release = make.order("_RS Miller"), make.forecast("_RS Miller")
	them, us = make.user("_RS Nora", "_RS Miller"), make.buyer()
	frappe.set_user(them)
	make.reply(order, {"day": "2999-09-01"}, remark=WORDS)
	commitment = make.commit(release, {"qty": 4, "note": WORDS}, remark=WORDS)
	frappe.set_user(us)
	(reply,) = make.replies(order)
	decision_api.refuse(reply.name, WORDS)
	frappe.set_user("Administrator")
	records = {
		"Order Confirmation": reply.name,
		"Supply Commitment": commitment.name,
		"Supply Commitment Line": commitment.lines[0].name,
	}
	return them, us, records


def test_what_was_said_and_decided_is_handed_over():
	them, us, records = said()

	found = known_of(them)
	assert {doctype for doctype, name in records.items() if name in found.get(doctype, [])} == set(records)
	assert records["Order Confirmation"] in known_of(us)["Order Confirmation"]


def test_of_who_is_forgotten_neither_name_nor_words_are_left():
	import frappe

	them, us, records = said()
	for person in (them, us):
		new = forget(person)
		for doctype in ("Order Confirmation", "Supply Commitment"):
			left = frappe.get_doc(doctype, records[doctype]).as_json()
			assert person not in left.replace(new, "")
	for doctype in ("Order Confirmation", "Supply Commitment"):
		assert WORDS not in frappe.get_doc(doctype, records[doctype]).as_json()
