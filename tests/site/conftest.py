"""What several files of the site tier start from."""

from __future__ import annotations

from datetime import date

import pytest


@pytest.fixture
def three_customers(clean):
	"""Ada buys often and much, Bob once and now again, Cy bought long ago; Dee buys from the other company."""
	from tests.factories import insights
	from tests.factories.insights import LATER, refresh
	from tests.factories.selling import COMPANY_2, sales_invoice

	insights.start()
	for month in range(1, 7):
		for day in (3, 20):
			sales_invoice("_RS Ada", on=date(2026, month, day), amount=2000)
	sales_invoice("_RS Bob", on=date(2026, 6, 20), amount=500)
	sales_invoice("_RS Cy", on=date(2025, 7, 10), amount=300)
	sales_invoice("_RS Dee", on=date(2026, 6, 20), amount=70, company=COMPANY_2)
	refresh()
	sales_invoice("_RS Bob", on=date(2026, 7, 10), amount=600)
	refresh(LATER)
	yield
	insights.start()


@pytest.fixture
def user():
	"""``user(*roles)`` becomes a user with just these roles."""
	import frappe

	made = []

	def become(*roles: str, **permissions: str) -> str:
		name = f"{frappe.scrub('-'.join(roles))}@reports.example"
		if not frappe.db.exists("User", name):
			frappe.get_doc(
				{
					"doctype": "User",
					"email": name,
					"first_name": roles[0],
					"send_welcome_email": 0,
					"roles": [{"role": role} for role in roles],
				}
			).insert(ignore_permissions=True)
		for allow, value in permissions.items():
			doc = frappe.get_doc(
				{"doctype": "User Permission", "user": name, "allow": allow, "for_value": value}
			)
			made.append(doc.insert(ignore_permissions=True).name)
		frappe.set_user(name)
		return name

	yield become
	frappe.set_user("Administrator")
	for name in made:
		frappe.delete_doc("User Permission", name, force=True)
