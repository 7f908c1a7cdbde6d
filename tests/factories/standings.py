"""Suppliers that come to other standings, their contacts, and who was told."""

from __future__ import annotations

from datetime import date

import frappe

from tests.factories import buying, people
from tests.factories import scorecards as make
from tests.factories.mails import outgoing_account, queued

CHANGE, CARD, SETTINGS = "Supplier Standing Change", "Performance Scorecard", "Relationship Suite Settings"
ENGLISH, CHINESE = "ann@supplier.example.com", "wei@supplier.example.com"


def new_card() -> None:
	"""The one scorecard, whose standings are all told to everybody; no supplier has come to one yet."""
	card = make.only_scorecard("_RS Told", window_months=1)
	for row in card.standings:
		row.tell_owner = row.tell_supplier = 1
	card.save()


def begin() -> None:
	"""Somebody to tell, an account to send from, and the scorecard."""
	buying.masters()
	outgoing_account()
	people.user("Sourcing Manager")
	new_card()


def end() -> None:
	"""Nobody was told of anything."""
	frappe.set_user("Administrator")
	for doctype in (CHANGE, "Email Queue", "Notification Log"):
		frappe.db.delete(doctype)
	frappe.db.commit()


def restore(is_card_changed: bool = False) -> None:
	"""The settings, and the scorecard of who has changed it, as they were."""
	frappe.set_user("Administrator")
	frappe.db.rollback()
	frappe.db.set_single_value(SETTINGS, "mail_suppliers", 1)
	if is_card_changed:
		new_card()
	frappe.db.commit()


def refresh(month: int):
	"""A refresh near the end of a month of 2026."""
	return make.refresh(date(2026, month, 28))


def good(month: int, supplier: str = "_RS Moved") -> None:
	"""A line in time, and a refresh."""
	make.line(supplier, date(2026, month, 3))
	refresh(month)


def bad(month: int, supplier: str = "_RS Moved") -> None:
	"""A line that never comes, and a refresh."""
	make.line(supplier, date(2026, month, 4), late=True)
	refresh(month)


def changes(supplier: str = "_RS Moved") -> list[dict]:
	"""What is kept of a supplier, the oldest first."""
	fields = ["cause", "from_standing", "from_score", "to_standing", "to_score", "period", "is_current"]
	return frappe.get_all(CHANGE, {"supplier": buying.named(supplier)}, fields, order_by="changed_on, period")


def contact(address: str, language: str | None = None, supplier: str = "_RS Moved", **values) -> None:
	"""A contact of the supplier; with a language it has a user, who reads it."""
	frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": address.partition("@")[0].title(),
			"email_ids": [{"email_id": address, "is_primary": 1}],
			"email_id": address,
			"user": _reader(language) if language else None,
			"links": [{"link_doctype": "Supplier", "link_name": buying.supplier(supplier)}],
			**values,
		}
	).insert(ignore_permissions=True)


def _reader(language: str) -> str:
	name = f"reads_{language}@rs.example.com"
	people.account(name, "Reader")
	frappe.db.set_value("User", name, "language", language)
	return name


def mine() -> list[str]:
	"""Changes of this test's suppliers: those of the others come to their standings once more."""
	return frappe.get_all(CHANGE, {"supplier": ("like", f"%{buying.named('')}")}, pluck="name")


def notices() -> list[dict]:
	"""Notices in the Desk of this test's suppliers."""
	filters = {"document_type": CHANGE, "document_name": ("in", mine())}
	return frappe.get_all(
		"Notification Log", filters, ["for_user", "subject", "email_content"], order_by="name"
	)


def to_contacts() -> list[dict]:
	"""Mails to contacts of this test's suppliers."""
	return [mail for mail in queued(CHANGE, mine()) if mail["to"].lower() in (ENGLISH, CHINESE)]
