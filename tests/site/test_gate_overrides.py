"""Overrides of a gate: who may, with a reason that is logged and stays."""

from __future__ import annotations

import pytest

from tests.factories import buying, gates, people
from tests.factories import scorecards as make
from tests.factories.gates import LOG, ORDER, SETTINGS, card, logged, order, overridden, rfq


@pytest.fixture(autouse=True, scope="module")
def _scored(site):
	import frappe

	gates.scored("_RS Gate")
	yield
	frappe.set_user("Administrator")
	make.only_scorecard("_RS After")
	frappe.db.commit()


@pytest.fixture(autouse=True)
def _open(clean):
	gates.open_gates()


def test_who_may_override_gives_a_reason_and_is_logged(become):
	doc = order("Poor", qty=3, rate=7)
	user = become("Sourcing Manager", "Purchase Manager")

	assert overridden(doc).docstatus == 1
	[entry] = logged(document=doc.name)
	assert entry == {
		"supplier": buying.named("_RS Poor"),
		"document_type": ORDER,
		"document": doc.name,
		"overridden_by": user,
		"reason": "Only source of the part",
		"standing": "Poor",
		"score": 0,
		"period": "2026-03",
	}


def test_a_request_logs_each_supplier_that_was_stopped():
	import frappe

	card("_RS Gate Two", only_company=buying.COMPANY)  # not scored yet: it says nothing
	doc = rfq("Fair", "Poor", "Best")
	frappe.db.set_single_value(SETTINGS, "override_role", "Purchase Manager")
	people.user("Purchase Manager")

	overridden(doc)

	assert [each["supplier"] for each in logged(document=doc.name)] == [buying.named("_RS Fair")]


@pytest.mark.parametrize("roles", [("Sourcing User", "Purchase Manager"), ("Purchase Manager",)])
def test_a_reason_of_somebody_else_opens_nothing(become, roles):
	import frappe

	doc = order("Poor")
	become(*roles)
	with pytest.raises(frappe.ValidationError, match="role Sourcing Manager"):
		overridden(doc)
	frappe.set_user("Administrator")

	assert logged(document=doc.name) == []


def test_a_blank_reason_is_none():
	import frappe

	doc = order("Poor")
	with pytest.raises(frappe.ValidationError, match="is stopped"):
		overridden(doc, " \n ")


def test_the_settings_say_who_may_override(become):
	import frappe

	frappe.db.set_single_value(SETTINGS, "override_role", "Purchase Manager")
	doc = order("Poor")
	become("Purchase Manager")

	assert overridden(doc).docstatus == 1


def test_an_order_that_is_not_stopped_logs_no_reason():
	doc = order("Fair")

	assert overridden(doc).docstatus == 1
	assert logged(document=doc.name) == []


def test_an_amendment_needs_a_reason_of_its_own():
	import frappe

	doc = overridden(order("Poor"))
	doc.cancel()
	amended = frappe.copy_doc(doc)  # with the reason, as the browser does
	amended.update({"amended_from": doc.name, "docstatus": 0})
	amended.insert(ignore_permissions=True, ignore_mandatory=True)

	with pytest.raises(frappe.ValidationError, match="is stopped"):
		amended.submit()


def test_a_log_entry_can_be_changed_and_deleted_by_nobody(become):
	import frappe

	[entry] = logged(document=overridden(order("Poor")).name)
	name = frappe.db.get_value(LOG, {"document": entry["document"]})
	for role in ("System Manager", "Relationship Manager", "Sourcing Manager"):
		become(role)
		for right in ("write", "create", "delete"):
			assert not frappe.has_permission(LOG, right, name)


def test_a_document_that_was_overridden_cannot_be_deleted_with_its_trace():
	import frappe

	doc = overridden(order("Poor"))
	doc.cancel()
	with pytest.raises(frappe.LinkExistsError):
		frappe.delete_doc(ORDER, doc.name)
