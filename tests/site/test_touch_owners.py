"""Whose mails are: they follow a contact that is merged and an issue that changes hands with the next refresh."""

from __future__ import annotations

import pytest

from tests.factories import buying, cells, selling
from tests.factories.histories import END
from tests.factories.mails import mail
from tests.factories.statements import watched
from tests.site.test_notes import contact, inserts, mail_with, touched


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	selling.masters()
	frappe.db.commit()


def refresh() -> None:
	import frappe

	from relationship_suite import tasks

	frappe.db.commit()
	assert tasks.run("Refresh", as_of=END).status == "Completed"


def nothing_is_left_for_sunday() -> bool:
	"""Whether the facts are those of a rebuild."""
	import frappe

	from relationship_suite import tasks

	incremental = cells.every_cell()["relationship_touch"]
	tasks.run("Rebuild", as_of=END)
	frappe.db.rollback()
	return cells.every_cell()["relationship_touch"] == incremental


def two_customers(name: str) -> tuple[str, str]:
	return selling.customer(f"_RS {name} Old"), selling.customer(f"_RS {name} New")


def rename(doctype: str, old: str, new: str, merge: bool = False) -> None:
	"""As in a request of its own, which knows by which DocTypes a name is linked."""
	import frappe

	frappe.local.dynamic_link_map = None
	frappe.rename_doc(doctype, old, new, merge=merge, force=True)


def named_contact(customer: str, name: str):
	"""A contact of this customer under a name of its own."""
	import frappe

	doc = contact(customer)
	wanted = buying.named(f"_RS {name} {frappe.generate_hash(length=6)}")
	rename("Contact", doc.name, wanted)
	return frappe.get_doc("Contact", wanted)


def issue(customer: str):
	import frappe

	doc = {"doctype": "Issue", "subject": buying.named("_RS Issue"), "customer": customer}
	return frappe.get_doc(doc).insert(ignore_permissions=True, ignore_mandatory=True)


def mail_on(doc) -> str:
	return mail(reference_doctype=doc.doctype, reference_name=doc.name)


def parties_of(mail: str) -> set[str]:
	import frappe

	return {
		row[0] for row in frappe.db.sql("select party from relationship_touch where voucher = %s", (mail,))
	}


class TestContact:
	def test_merged_into_another_ones_the_mails_are_the_others(self):
		old, new = two_customers("Merged")
		gone, stays = named_contact(old, "Gone"), named_contact(new, "Stays")
		mail_with(gone)
		refresh()
		assert touched(old, new) == [True, False]

		rename("Contact", gone.name, stays.name, merge=True)
		refresh()

		assert touched(old, new) == [False, True]
		assert nothing_is_left_for_sunday()

	def test_merged_into_one_of_nobody_the_mails_reach_nobody(self):

		old, new = two_customers("Orphaned")
		gone, stays = named_contact(old, "Gone"), named_contact(new, "Stays")
		stays.set("links", [])
		stays.save(ignore_permissions=True)
		mail_with(gone)
		refresh()

		rename("Contact", gone.name, stays.name, merge=True)
		refresh()

		assert touched(old, new) == [False, False]
		assert nothing_is_left_for_sunday()

	def test_renamed_the_mails_stay_where_they_were(self):

		old, _new = two_customers("Renamed")
		person = named_contact(old, "Before")
		mail_with(person)
		refresh()

		rename("Contact", person.name, f"{person.name} After")
		refresh()

		assert touched(old) == [True]
		assert nothing_is_left_for_sunday()


class TestIssue:
	def test_of_another_customer_its_mails_are_theirs(self):
		old, new = two_customers("Issue")
		doc = issue(old)
		mails = [mail_on(doc) for _ in range(2)]
		refresh()
		assert [parties_of(mail) for mail in mails] == [{old}, {old}]

		doc.reload()
		doc.customer = new
		doc.save(ignore_permissions=True)
		refresh()

		assert [parties_of(mail) for mail in mails] == [{new}, {new}]
		assert nothing_is_left_for_sunday()

	@pytest.mark.parametrize("is_given", [False, True], ids=["taken away", "given"])
	def test_with_and_without_a_customer(self, is_given):
		name, _other = two_customers(f"Issue {is_given}")
		before, after = (None, name) if is_given else (name, None)
		doc = issue(before)
		mail = mail_on(doc)
		refresh()

		doc.reload()
		doc.customer = after
		doc.save(ignore_permissions=True)
		refresh()

		assert parties_of(mail) == ({after} if after else set())

	def test_deleted_its_mails_reach_nobody(self):
		import frappe

		old, _new = two_customers("Deleted Issue")
		doc = issue(old)
		mail = mail_on(doc)
		refresh()

		frappe.delete_doc("Issue", doc.name, force=True)
		refresh()

		assert parties_of(mail) == set()
		assert nothing_is_left_for_sunday()

	def test_merged_into_another_customers_its_mails_are_theirs(self):

		old, new = two_customers("Merged Issue")
		gone, stays = issue(old), issue(new)
		mail = mail_on(gone)
		refresh()

		rename("Issue", gone.name, stays.name, merge=True)
		refresh()

		assert parties_of(mail) == {new}
		assert nothing_is_left_for_sunday()

	def test_of_the_same_customer_its_mails_cost_nothing(self):
		old, _new = two_customers("Same Issue")
		doc = issue(old)
		mail_on(doc)
		doc.reload()
		doc.subject = buying.named("_RS Other Words")

		with watched() as statements:
			doc.save(ignore_permissions=True)

		assert len([s for s in inserts(statements) if "relationship_change" in s]) == 1
