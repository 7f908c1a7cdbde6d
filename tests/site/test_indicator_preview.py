"""What the form of a Risk Indicator shows while it is typed: what would be found now, of whom, and why nothing."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from tests.factories import buying, ledger, scorecards, selling
from tests.factories import indicators as make
from tests.factories import risks as made
from tests.factories.buying import COMPANY, COMPANY_2, named
from tests.factories.indicators import form
from tests.factories.statements import watched

TODAY, MAY = date(2026, 6, 30), date(2026, 5, 15)
#: Customers that owe 6,000, 2,400 and 1,600 of 10,000.
ANN, BEN, CID = "_RS Ann", "_RS Ben", "_RS Cid"
GROUP = "_RS Previewed Metals"


@pytest.fixture(scope="module", autouse=True)
def _owed(site):
	"""Three customers that alone owe something to our company, and a supplier of half an item group."""
	import frappe

	selling.masters()
	make.start()
	scorecards.only_scorecard("_RS Preview")
	frappe.db.set_value("Risk Register", {"name": ("!=", "")}, "enabled", 0)
	made.register()
	others = {"name": ("in", frappe.get_all(ledger.ENTRY, {"company": COMPANY, "delinked": 0}, pluck="name"))}
	frappe.db.set_value(ledger.ENTRY, others, "delinked", 1)
	for customer, amount in ((ANN, 6000), (BEN, 2400), (CID, 1600)):
		ledger.invoice(customer, amount, on=MAY)
	buying.ensure("Item Group", GROUP, item_group_name=GROUP, is_group=0)
	for supplier in ("_RS Uma", "_RS Vic"):
		order = buying.purchase_order(supplier, ordered=date(2026, 6, 1), due=date(2026, 6, 9))
		bill = buying.purchase_invoice(order, on=date(2026, 6, 20), qty=10, rate=5)
		for row in bill.items:
			frappe.db.set_value("Purchase Invoice Item", row.name, "item_group", GROUP)
	scorecards.refresh()
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback()
	frappe.db.set_value(ledger.ENTRY, others, "delinked", 0)
	make.end()


@pytest.fixture(autouse=True)
def _today(clean, monkeypatch):
	from relationship_suite.srm_extensions.risk import indicator_api

	monkeypatch.setattr(indicator_api, "nowdate", TODAY.isoformat)


def preview(*args, **values) -> dict:
	from relationship_suite.srm_extensions.risk.indicator_api import preview

	return preview(form(*args, **values))


def states(found: dict) -> list[tuple[str, str]]:
	"""Of each row the party and what becomes of it."""
	return [(row["about"][-1]["name"], row["state"]) for row in found["rows"]]


def test_it_says_how_many_would_be_in_breach_and_shows_whom_with_figures_and_thresholds():
	found = preview()

	assert found["problems"] == []
	assert found["sentence"] == (
		f"1 of 3 figures would be in breach now; the highest is that of {named(ANN)}: 60.0 %."
	)
	assert found["thresholds"] == "A breach begins at 25.0 % and ends below 20.0 %."
	assert (found["enter"], found["leave"], found["companies"]) == (25, 20, 1)
	assert states(found) == [
		(named(ANN), "New breach"),
		(named(BEN), "No breach"),
		(named(CID), "No breach"),
	]
	ann = found["rows"][0]
	assert (ann["value"], ann["figure"], ann["colour"]) == (60, "60.0 %", "red")
	assert ann["about"] == [{"doctype": "Customer", "name": named(ANN)}]
	assert ann["said"] == f"60.0 % of what customers owe is owed by {named(ANN)}: € 6,000 of € 10,000."
	assert found["rows"][1]["said"] == ""


def test_it_looks_at_the_form_and_not_at_what_is_saved():
	saved = make.indicator("_RS Saved", "Receivable Concentration", breach_from=90, ends_below=80)

	assert preview(name=saved.name, breach_from=10, ends_below=5)["sentence"].startswith("3 of 3 figures")
	assert preview(name=saved.name, breach_from=70, ends_below=50)["sentence"].startswith(
		f"None of 3 figures would be in breach now; the highest is that of {named(ANN)}"
	)


def test_a_breach_that_goes_on_stays_between_its_thresholds_and_one_below_them_would_end():
	from relationship_suite.srm_extensions.risk import indicator_queries, proposal_records
	from relationship_suite.srm_extensions.risk.indicators import Reading, Subject

	saved = make.indicator("_RS Known", "Receivable Concentration", breach_from=10, ends_below=5)
	[mine] = [each for each in indicator_queries.indicators() if each.name == saved.name]
	register = indicator_queries.registers()[COMPANY]
	for customer in (BEN, CID):
		subject = Subject(COMPANY, "Customer", named(customer))
		proposal_records.begin(mine, subject, Reading(30.0, {"amount": 3, "total": 10}), register, MAY)

	found = preview(name=saved.name)
	assert states(found) == [
		(named(ANN), "New breach"),
		(named(BEN), "Breach goes on"),
		(named(CID), "Breach would end"),
	]
	assert found["sentence"].startswith("2 of 3 figures would be in breach now")
	assert found["sentence"].endswith("Breaches that would end: 1.")
	unsaved = preview()
	assert states(unsaved)[1:] == [(named(BEN), "No breach"), (named(CID), "No breach")]


@pytest.mark.parametrize(
	("values", "problems"),
	[
		(
			{"ends_below": 30},
			[("ends_below", "Breach Ends Below must be above 0, and not above Breach From.")],
		),
		({"breach_from": 101}, [("breach_from", "Breach From must be above 0 and 100 at most.")]),
		({"breach_from": "much"}, ["breach_from", "ends_below"]),
		({"breach_from": 1e400, "ends_below": "nan"}, ["breach_from", "ends_below"]),
		({"window_months": 25}, [("window_months", "Months of the Window must be from 1 to 24.")]),
		({"minimum_share": -1, "minimum_evidence": -1}, ["minimum_evidence", "minimum_share"]),
		({"measure": "Weather"}, [("measure", "What It Watches: choose one of the list.")]),
		({"measure": None}, ["measure"]),
	],
)
def test_what_is_wrong_is_told_by_field_and_nothing_is_looked_at(values, problems):
	found = preview(**values)

	assert list(found) == ["problems"]
	told = [(each["field"], each["message"]) for each in found["problems"]]
	assert [each if isinstance(problems[0], tuple) else each[0] for each in told] == problems


class TestNothingToShow:
	def test_a_company_without_a_register_is_not_watched(self):
		found = preview(only_company=COMPANY_2)

		assert (
			found["sentence"]
			== f"{COMPANY_2} keeps no enabled risk register: nothing of it would be watched."
		)
		assert found["rows"] == []

	def test_where_nothing_was_booked_it_says_for_which_days(self, monkeypatch):
		from relationship_suite.srm_extensions.risk import indicator_api

		monkeypatch.setattr(indicator_api, "nowdate", lambda: "2019-06-30")
		assert preview()["sentence"] == "There is no figure on 2019-06-30: nothing would be in breach."
		assert preview("Spend Dependency")["sentence"] == (
			"There is no figure from 2019-06-01 to 2019-06-30: nothing would be in breach."
		)

	def test_where_there_is_too_little_evidence_it_says_how_much_is_needed(self):
		found = preview("OTIF Trend", minimum_evidence=100_000)

		assert re.fullmatch(
			r"\d+ have too little evidence for a figure: 100000 lines or receipts are needed, .*",
			found["sentence"],
		)
		assert found["rows"] == []


def test_nothing_is_written_and_the_statements_do_not_grow_with_the_customers():
	def statements() -> list[str]:
		with watched() as said:
			preview()
		return said

	few = statements()
	for place in range(3):
		ledger.invoice(f"_RS Small {place}", 1, on=MAY)
	many = statements()

	assert not [each for each in many if each.split()[0].upper() in ("INSERT", "UPDATE", "DELETE")]
	assert len(many) <= len(few)
	assert len([each for each in many if "Payment Ledger Entry" in each]) == 1


class TestRights:
	def test_it_is_of_the_customers_that_the_user_sees(self, become):
		become("Risk Owner", ("Customer", named(BEN)))

		found = preview(breach_from=10, ends_below=5)
		assert states(found) == [(named(BEN), "New breach")]
		assert found["sentence"].startswith("1 of 1 figures")
		assert named(ANN) not in json.dumps(found)

	def test_a_company_that_the_user_does_not_see_is_refused_and_never_counted(self, become):
		import frappe

		become("Risk Owner", ("Company", COMPANY_2))
		with pytest.raises(frappe.PermissionError):
			preview()
		with pytest.raises(frappe.PermissionError):
			preview(only_company="", register=made.register())
		found = preview(only_company="")
		assert (found["rows"], found["companies"]) == ([], 0)
		assert found["sentence"].startswith("No company that you may see keeps an enabled risk register")

	def test_a_figure_of_all_suppliers_is_none_for_who_sees_some_of_them(self, become):
		seen = preview("Concentration", breach_from=2500, ends_below=1800)
		assert {"doctype": "Item Group", "name": GROUP} in [row["about"][0] for row in seen["rows"]]
		become("Risk Owner", ("Supplier", named("_RS Uma")))

		found = preview("Concentration", breach_from=2500, ends_below=1800)
		assert found["rows"] == []
		assert found["sentence"].startswith("Concentration is a figure of all suppliers")

	def test_an_item_group_that_the_user_does_not_see_is_left_out(self, become):
		limits = {"breach_from": 2500, "ends_below": 1800}
		become("Risk Owner")
		assert GROUP in json.dumps(preview("Concentration", **limits))
		become("Risk Owner", ("Item Group", "_RS Goods"))
		assert GROUP not in json.dumps(preview("Concentration", **limits))

	@pytest.mark.parametrize("role", ["Relationship User", "Supplier"])
	def test_who_may_not_read_indicators_gets_none(self, become, role):
		import frappe

		become(role)
		with pytest.raises(frappe.PermissionError):
			preview()


@pytest.mark.parametrize(
	"values",
	[
		{"measure": ["OTIF Trend"]},
		{"breach_from": {"a": 1}},
		{"only_company": 5, "register": 5},
		{"name": ["x"], "window_months": "1; drop table"},
		{"name": "\\' OR 1=1 --\0", "indicator_name": "{{ 7 * 7 }}", "register": "<b>"},
	],
)
def test_forms_of_any_content_are_answered(values):
	import frappe

	said = ""
	try:
		preview(**values)
	except frappe.ValidationError as error:
		said = str(error)
	assert not said or "choose one value" in said or "cannot be stored" in said


@pytest.mark.parametrize("sent", ["", "[]", "x", json.dumps({"doctype": "User", "name": "Administrator"})])
def test_what_is_no_indicator_is_refused(sent):
	import frappe

	from relationship_suite.srm_extensions.risk.indicator_api import preview

	with pytest.raises(frappe.ValidationError, match=r"no Risk Indicator|JSON object"):
		preview(sent)
