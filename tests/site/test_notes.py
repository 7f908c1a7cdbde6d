"""What a user's save costs: one INSERT at most; and what is noted about documents that lean on others."""

from __future__ import annotations

import pytest

from relationship_suite.relationship_core.facts.keys import FACTS_OF, SUBMITTABLE
from tests.factories import buying, selling
from tests.factories.histories import END
from tests.factories.mails import mail
from tests.factories.statements import watched

ON_SUBMIT = ("on_submit", "on_update_after_submit", "on_cancel", "on_trash")


@pytest.fixture(autouse=True)
def _masters(clean):
	selling.masters()


def inserts(statements: list[str]) -> list[str]:
	"""Our own INSERTs."""
	return [s for s in statements if "insert into" in s.lower() and "relationship_" in s]


def happens(doc, event: str) -> None:
	"""Our own handlers of an event; those of ERPNext on a bench would want a whole document."""
	import frappe

	for path in frappe.get_doc_hooks()[doc.doctype][event]:
		if path.startswith("relationship_suite."):
			frappe.get_attr(path)(doc, event)


@pytest.mark.parametrize("doctype", sorted(FACTS_OF))
def test_an_event_of_a_document_gains_one_insert(doctype):
	import frappe

	doc = frappe.get_doc({"doctype": doctype, "name": f"_RS {doctype}"})
	doc.docstatus = int(doctype in SUBMITTABLE)
	for event in ON_SUBMIT if doctype in SUBMITTABLE else ("on_update", "on_trash"):
		with watched() as statements:
			happens(doc, event)
		mails_as_well = (doctype, event) == ("Issue", "on_trash")
		assert len(inserts(statements)) == 1 + mails_as_well, event
		assert "relationship_change" in inserts(statements)[0]


def test_an_inspection_notes_what_it_inspected_with_one_insert():
	import frappe

	doc = {"doctype": "Quality Inspection", "reference_type": "Purchase Receipt", "reference_name": "_RS PR"}
	with watched() as statements:
		happens(frappe.get_doc(doc), "on_submit")
	noted = frappe.db.sql("select voucher_type from relationship_change where voucher = '_RS PR'")
	assert len(inserts(statements)) == 1
	assert [row[0] for row in noted] == ["Purchase Receipt"]


def contact(customer: str):
	import frappe

	links = [{"link_doctype": "Customer", "link_name": customer}]
	doc = frappe.get_doc({"doctype": "Contact", "first_name": buying.named("_RS Contact"), "links": links})
	return doc.insert(ignore_permissions=True, ignore_mandatory=True)


def mail_with(person) -> None:
	mail(timeline_links=[{"link_doctype": "Contact", "link_name": person.name}])


def touched(*customers: str) -> list[bool]:
	import frappe

	rows = frappe.db.sql("select party from relationship_touch where party_type = 'Customer'")
	return [(name,) in {tuple(row) for row in rows} for name in customers]


def test_a_contact_that_changes_hands_takes_its_mails_along():
	import frappe

	from relationship_suite import tasks

	old, new = selling.customer("_RS Old Firm"), selling.customer("_RS New Firm")
	person = contact(old)
	mail_with(person)
	frappe.db.commit()
	tasks.run("Refresh", as_of=END)
	assert touched(old, new) == [True, False]

	person.reload()
	person.links[0].link_name = new
	with watched() as statements:
		person.save(ignore_permissions=True)
	assert len(inserts(statements)) == 1
	frappe.db.commit()
	tasks.run("Refresh", as_of=END)

	assert touched(old, new) == [False, True]


def test_a_customer_that_becomes_internal_notes_their_sales_at_the_till_with_one_insert():
	import frappe

	doc = frappe.get_doc("Customer", selling.customer("_RS Inner"))
	sale = {"doctype": "POS Invoice", "name": "_RS Sale at the Till", "customer": doc.name}
	frappe.get_doc(sale).db_insert()
	doc.is_internal_customer, doc._doc_before_save = 1, frappe.get_doc("Customer", doc.name)
	with watched() as statements:
		happens(doc, "on_update")
	noted = frappe.db.sql("select voucher_type from relationship_change where voucher = %s", sale["name"])
	doc._doc_before_save.is_internal_customer = 1
	with watched() as others:
		happens(doc, "on_update")

	assert [row[0] for row in noted] == ["POS Invoice"]
	assert [s for s in statements if "POS Invoice" in s] == inserts(statements) != []
	assert len(inserts(statements)) == 1
	assert inserts(others) == []


def test_a_contact_that_stays_where_it_is_costs_nothing():
	person = contact(selling.customer("_RS Old Firm"))
	person.reload()
	person.designation = "Buyer"
	with watched() as statements:
		person.save(ignore_permissions=True)
	assert not [s for s in statements if "relationship_change" in s]


def test_a_delivery_that_is_valued_anew_is_found_by_the_reconcile():
	"""ERPNext values deliveries anew by direct SQL on their rows: no document changes, and none has an event."""
	import frappe

	from relationship_suite import tasks

	delivery = selling.delivery_note("_RS Valued", on=END, amount=100, unit_cost=40)
	invoice = selling.sales_invoice(
		"_RS Valued", on=END, amount=100, item_code=delivery.items[0].item_code, submit=False
	)
	invoice.items[0].update({"delivery_note": delivery.name, "dn_detail": delivery.items[0].name})
	invoice.flags.ignore_links = True
	invoice.submit()
	frappe.db.commit()
	tasks.run("Refresh", as_of=END)
	cost = "select cost_amount from relationship_sales_line where voucher = %s"
	assert float(frappe.db.sql(cost, (invoice.name,))[0][0]) == 40

	frappe.db.set_value("Delivery Note Item", delivery.items[0].name, "incoming_rate", 45)
	frappe.db.commit()
	tasks.run("Reconcile", as_of=END)

	assert float(frappe.db.sql(cost, (invoice.name,))[0][0]) == 45
	invoice.cancel()
	frappe.db.commit()
