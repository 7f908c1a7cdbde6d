"""Supply Concentration: shares of spend from invoices to the index; of all suppliers or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.factories import scorecards as make
from tests.factories.statements import watched

SPAN = {"from_date": "2026-01-01", "to_date": "2026-06-30", "company": buying.COMPANY}
GROUP, OTHER = "_RS Metals", "_RS Plastics"


@pytest.fixture(scope="module", autouse=True)
def _invoices(site):
	"""Metals: 600, 300 and 100; plastics: 400 from one source. In the other company 50."""
	import frappe

	buying.masters()
	make.only_scorecard("_RS Concentration")
	for name in (GROUP, OTHER):
		buying.ensure("Item Group", name, item_group_name=name, is_group=0)
	invoice("_RS Ada", "_RS Sheet", 600)
	invoice("_RS Bob", "_RS Sheet", 300)
	invoice("_RS Cy", "_RS Rod", 100)
	invoice("_RS Ada", "_RS Granulate", 400, group=OTHER)
	invoice("_RS Ada", "_RS Sheet", 50, company=buying.COMPANY_2)
	make.refresh()
	yield
	frappe.set_user("Administrator")


def invoice(supplier: str, item: str, amount: float, group: str = GROUP, **values) -> None:
	"""An invoice of an item that was of that group when it was bought."""
	import frappe

	days = {"ordered": date(2026, 3, 1), "due": date(2026, 3, 9)}
	order = buying.purchase_order(supplier, **days, qty=10, rate=amount / 10, item_code=item, **values)
	doc = buying.purchase_invoice(order, on=date(2026, 3, 20), qty=10, rate=amount / 10)
	for row in doc.items:
		frappe.db.set_value("Purchase Invoice Item", row.name, "item_group", group)


def run(**filters) -> tuple:
	from relationship_suite.srm_extensions.report.supply_concentration.supply_concentration import execute

	return execute({**SPAN, **filters})


def test_by_item_group(clean):
	_columns, rows, message, _chart, summary = run()
	by_group = {row["item_group"]: row for row in rows}
	metals, plastics = by_group[GROUP], by_group[OTHER]

	assert (metals["spend"], metals["suppliers"], metals["hhi"]) == (1000, 3, 4600)  # 60² + 30² + 10²
	assert (metals["largest"], metals["largest_share"]) == (buying.named("_RS Ada"), 60)
	assert (metals["level"], metals["single_source"]) == ("High", "")
	assert (plastics["hhi"], plastics["single_source"], plastics["currency"]) == (10_000, "Yes", "EUR")
	assert summary[0]["value"] == sum(row["spend"] for row in rows)
	assert "above 1,800 is high" in message


def test_by_item_of_a_group(clean):
	rows = run(group_by="Item", item_group=GROUP)[1]

	assert [(row["item_code"], row["spend"], row["hhi"]) for row in rows] == [
		("_RS Sheet", 900, 5556),
		("_RS Rod", 100, 10_000),
	]


def test_companies_are_kept_apart(clean):
	[mine] = run(group_by="Company", item_group=GROUP)[1]
	[theirs] = run(group_by="Company", item_group=GROUP, company=buying.COMPANY_2)[1]

	assert mine["company"] == buying.COMPANY
	assert mine["spend"] == 1000
	assert (theirs["spend"], theirs["currency"]) == (50, "USD")


def test_other_months_do_not_count(clean):
	assert "Nothing was invoiced" in run(from_date="2025-01-01", to_date="2025-12-31", item_group=GROUP)[2]


def test_it_needs_a_company_and_a_known_group(clean):
	import frappe

	with pytest.raises(frappe.ValidationError, match="Group By"):
		run(group_by="Supplier")
	frappe.defaults.clear_user_default("company")
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(frappe.defaults, "get_user_default", lambda *args: None)
		with pytest.raises(frappe.ValidationError, match="Choose a company"):
			run(company="")


def test_who_sees_some_suppliers_only_gets_no_share_of_the_others(become):
	import frappe

	become("Sourcing User", ("Supplier", buying.named("_RS Bob")))
	with pytest.raises(frappe.PermissionError, match="all suppliers"):
		run()


def test_who_sees_some_companies_only_gets_those(become):
	import frappe

	become("Sourcing User", ("Company", buying.COMPANY_2))

	assert run(company=buying.COMPANY_2)[1]
	with pytest.raises(frappe.PermissionError, match="You may not see"):
		run()


def test_it_takes_one_statement_of_the_roll_up(clean):
	run()
	with watched() as found:
		run()

	assert sum("relationship_supplier_month" in each for each in found) == 1
	assert len(found) <= 6
