"""What comes with a request opens nothing: companies, owners, rows by themselves, contacts that anybody has made."""

from __future__ import annotations

import pytest

from tests.factories import buying, indicators, people, planning, schedules, selling
from tests.factories import risks as make


@pytest.fixture(autouse=True)
def _names(clean):
	selling.masters()
	buying.own_names()


def changed(doctype: str, name: str, field: str, value: str):
	"""What the browser's and REST's own way to change a field gives."""
	import frappe

	return frappe.client.set_value(doctype, name, field, value)


def test_naming_ones_own_company_opens_no_risk_of_another(become):
	import frappe
	import frappe.client

	theirs = make.risk("_RS There", supplier="_RS One", register=make.register("_RS Two", buying.COMPANY_2))
	become("Risk Owner", ("Company", buying.COMPANY))

	with pytest.raises(frappe.PermissionError):
		changed("Risk", theirs.name, "company", buying.COMPANY)


def test_naming_ones_own_company_opens_no_forecast_of_another(become):
	import frappe
	import frappe.client

	name = planning.one_forecast()
	become("Sourcing Manager", ("Company", buying.COMPANY_2))

	with pytest.raises(frappe.PermissionError):
		changed("Demand Forecast", name, "company", buying.COMPANY_2)


def test_no_risk_is_put_into_the_register_of_another_company(become):
	import frappe

	register, mine = make.register("_RS Two", buying.COMPANY_2), make.register()
	values = make.risk("_RS Here", supplier="_RS One", register=mine).as_dict(no_default_fields=True)
	become("Risk Owner", ("Company", buying.COMPANY))

	with pytest.raises(frappe.PermissionError):
		frappe.get_doc({**values, "doctype": "Risk", "name": None, "register": register}).insert()


def test_a_month_of_a_forecast_is_not_saved_by_itself(become):
	import frappe

	forecast = frappe.get_doc("Demand Forecast", planning.one_forecast())
	become("Sourcing Manager")
	row = frappe.get_doc("Demand Forecast Bucket", forecast.buckets[0].name)
	row.forecast_qty = 99_999

	with pytest.raises(frappe.ValidationError, match="not by itself"):
		row.save()


def test_the_filters_and_recipients_of_a_schedule_are_its_owners(become):
	import frappe
	import frappe.client

	schedule = schedules.any_schedule().name
	for role, count in (("Relationship Manager", 0), ("System Manager", 1)):
		become(role)
		for table in ("Report Schedule Filter", "Report Schedule Recipient"):
			asked = {"filters": {"parent": schedule}, "parent": "Report Schedule"}
			assert len(frappe.client.get_list(table, **asked)) == count, table


def test_who_set_up_a_schedule_stays_so(become):
	import frappe

	doc = frappe.get_doc("Report Schedule", schedules.any_schedule().name)
	doc.owner = people.user("Sourcing Manager")
	doc.save()

	assert frappe.db.get_value("Report Schedule", doc.name, "owner") == "Administrator"


def test_a_contact_that_an_outsider_has_made_gets_no_mail_of_the_supplier():
	import frappe

	from relationship_suite.srm_extensions.scorecards import standing_queries

	supplier = buying.supplier("_RS Told")
	doc = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": "Ann",
			"email_id": "ann@rs.example.com",
			"email_ids": [{"email_id": "ann@rs.example.com", "is_primary": 1}],
			"links": [{"link_doctype": "Supplier", "link_name": supplier}],
		}
	).insert()
	assert [each.address for each in standing_queries.contacts(supplier)] == ["ann@rs.example.com"]

	doc.db_set("owner", people.user("Website Manager"))
	assert standing_queries.contacts(supplier) == []


def test_a_proposal_is_told_to_somebody_who_may_see_it(become):
	from relationship_suite.srm_extensions.risk import proposal_records

	outsider, owner = people.user("Website Manager"), people.user("Risk Owner")
	doc = indicators.proposal(responsible=outsider)

	assert proposal_records.who_decides(doc) not in ("", outsider)

	doc.responsible = owner
	assert proposal_records.who_decides(doc) == owner
