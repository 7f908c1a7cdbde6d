"""What several files of the site tier start from."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest


@pytest.fixture(scope="module", autouse=True)
def _own_names(site):
	"""No file meets the suppliers of another, whichever of them one worker is given."""
	from tests.factories import buying

	buying.own_names()


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
def become(clean):
	"""``become("Sourcing User", ("Company", name), ...)``: a user with just these roles and User Permissions.

	What is named further are fields of the User Permissions.
	"""
	import frappe

	from tests.factories import people

	made = []

	def become(*roles_and_limits: str | tuple[str, str], **more) -> str:
		frappe.set_user("Administrator")
		name = people.user(*(each for each in roles_and_limits if isinstance(each, str)))
		for allow, value in (each for each in roles_and_limits if not isinstance(each, str)):
			doc = {"doctype": "User Permission", "user": name, "allow": allow, "for_value": value, **more}
			made.append(frappe.get_doc(doc).insert(ignore_permissions=True).name)
		frappe.clear_cache(user=name)
		frappe.set_user(name)
		return name

	yield become
	frappe.set_user("Administrator")
	for name in made:
		frappe.delete_doc("User Permission", name, force=True)


_goods = count(1)


@pytest.fixture
def item(clean) -> str:
	"""One that was asked for ten times in each of six months, and is forecast."""
	from tests.factories import planning

	made = planning.goods(f"_RS Ten {next(_goods)}")
	planning.sold(made, [10] * 6)
	planning.forecast()
	return made


@pytest.fixture
def planning_day(clean, monkeypatch):
	"""A site with the masters, on the day that the factories plan on."""
	from relationship_suite.srm_extensions.doctype.planning_exception import planning_exception
	from relationship_suite.srm_extensions.doctype.supply_commitment import supply_commitment
	from relationship_suite.srm_extensions.planning import commitment_api
	from tests.factories import planning

	for module in (planning_exception, supply_commitment, commitment_api):
		monkeypatch.setattr(module, "nowdate", lambda: str(planning.AS_OF))
	planning.start()
	yield
	planning.start()


@pytest.fixture
def release(item):
	"""Ten are asked for in July, August and September."""
	from tests.factories import planning

	return planning.release(planning.agreement("_RS Commits", item))


@pytest.fixture
def portal(clean):
	"""A site with the masters, whose pages one supplier's user after another may open."""
	import frappe

	from tests.factories import portal

	portal.start()
	yield
	frappe.set_user("Administrator")
