"""What customers owe: read from the payment ledger that ERPNext keeps, by company, in its currency, as of a day."""

from __future__ import annotations

from datetime import date

import pytest

from relationship_suite.srm_extensions.risk.indicators import Indicator, Subject, Thresholds
from tests.factories import ledger, selling
from tests.factories.selling import COMPANY, COMPANY_2
from tests.factories.statements import watched

MAY, JUNE, JULY = date(2026, 5, 15), date(2026, 6, 30), date(2026, 7, 5)


@pytest.fixture(autouse=True)
def _alone(clean):
	import frappe

	selling.masters()
	yield
	frappe.set_user("Administrator")


def owed(name: str, company: str = COMPANY, on: date = JUNE) -> float | None:
	"""What a customer of this file owes at the end of a day; None where nothing is owed either way."""
	from relationship_suite.srm_extensions.risk import receivable_queries

	return receivable_queries.owed([company], on).get(company, {}).get(selling.named(name))


def shares(on: date = JUNE) -> dict:
	"""The readings of an indicator over our company, by customer."""
	from relationship_suite.srm_extensions.risk.indicator_queries import Asked, readings

	watched = Indicator("_RS", "Receivable Concentration", Thresholds(1, 1), 1, 0, 0, "Delivery", 1, 1)
	return {subject.party: each for subject, each in readings(watched, Asked(on, [COMPANY], None)).items()}


def test_an_invoice_is_owed_until_it_is_paid(site):
	bill = ledger.invoice("_RS Ann", 900, on=MAY)
	assert owed("_RS Ann") == 900

	ledger.payment("_RS Ann", 250, of=bill, on=date(2026, 6, 10))
	assert owed("_RS Ann") == 650, "paid in part"

	ledger.payment("_RS Ann", 650, of=bill, on=JULY)
	assert owed("_RS Ann", on=JULY) is None
	assert owed("_RS Ann") == 650, "as it was on that day"
	assert owed("_RS Ann", on=date(2026, 5, 14)) is None


def test_what_is_given_back_is_not_owed(site):
	bill = ledger.invoice("_RS Ben", 400, on=MAY)
	ledger.credit_note(bill, 150, on=date(2026, 6, 2))

	assert owed("_RS Ben") == 250


def test_a_journal_entry_counts_as_it_stands_in_the_ledger(site):
	ledger.journal("_RS Cid", 300, on=MAY)
	ledger.journal("_RS Cid", -80, on=JUNE)

	assert owed("_RS Cid") == 220


def test_a_foreign_currency_is_owed_at_the_rate_at_which_it_was_booked(site):
	bill = ledger.invoice("_RS Dot", 100, on=MAY, currency="USD", exchange_rate=0.9)
	assert owed("_RS Dot") == pytest.approx(90)

	ledger.payment("_RS Dot", 40, of=bill, on=date(2026, 6, 10), exchange_rate=0.95)
	assert owed("_RS Dot") == pytest.approx(54), "60 USD at 0.9: what 40 USD have gained is not owed"


def test_companies_are_kept_apart_each_in_its_own_currency(site):
	ledger.invoice("_RS Eli", 100, on=MAY)
	ledger.invoice("_RS Eli", 70, on=MAY, company=COMPANY_2)

	assert (owed("_RS Eli"), owed("_RS Eli", COMPANY_2)) == (100, 70)


def test_what_is_cancelled_was_never_owed_or_paid(site):
	bill = ledger.invoice("_RS Fox", 500, on=MAY)
	gone = ledger.invoice("_RS Fox", 40, on=MAY)
	paid = ledger.payment("_RS Fox", 200, of=bill, on=date(2026, 6, 10))
	note = ledger.journal("_RS Fox", 25, on=JUNE)
	for each in (gone, paid, note):
		ledger.cancel(each)

	assert owed("_RS Fox") == 500


def test_an_entry_that_is_delinked_does_not_count(site):
	import frappe

	note = ledger.journal("_RS Ned", 70, on=MAY)
	ledger.invoice("_RS Ned", 30, on=MAY)
	frappe.db.set_value(ledger.ENTRY, {"voucher_no": note.name}, "delinked", 1)

	assert owed("_RS Ned") == 30


def test_a_draft_is_not_owed(site):
	selling.sales_invoice("_RS Gus", on=MAY, amount=100, submit=False)

	assert owed("_RS Gus") is None


def test_who_has_paid_more_than_is_owed_has_no_share_and_lowers_nobody_elses(site):
	before = sum(each.figures["amount"] for each in shares().values())
	ledger.invoice("_RS Hal", 300, on=MAY)
	ledger.invoice("_RS Ida", 100, on=MAY)
	ledger.payment("_RS Ida", 40, on=JUNE)  # in advance: it is taken off what this customer owes
	ledger.payment("_RS Jim", 500, on=JUNE)

	found = shares()
	hal, ida = (found[selling.named(name)] for name in ("_RS Hal", "_RS Ida"))
	assert owed("_RS Jim") == -500
	assert selling.named("_RS Jim") not in found
	assert (hal.figures["amount"], ida.figures["amount"]) == (300, 60)
	assert hal.figures["total"] == pytest.approx(before + 360)
	assert hal.value == pytest.approx(100 * 300 / (before + 360))


def test_it_is_one_statement_for_all_companies(site):
	from relationship_suite.srm_extensions.risk import receivable_queries

	ledger.invoice("_RS Kim", 100, on=MAY)
	ledger.invoice("_RS Kim", 70, on=MAY, company=COMPANY_2)
	with watched() as statements:
		found = receivable_queries.owed([COMPANY, COMPANY_2], JUNE)

	assert len(statements) == 1
	assert found[COMPANY][selling.named("_RS Kim")] == 100


def test_the_sentence_names_the_customer_and_the_amounts_with_their_currency(site):
	from relationship_suite.srm_extensions.risk import indicator_wording

	ledger.invoice("_RS Lee", 1200, on=MAY)
	customer = selling.named("_RS Lee")
	reading = shares()[customer]
	total = f"{reading.figures['total']:,.0f}"
	said = indicator_wording.sentence(
		"Receivable Concentration", Subject(COMPANY, "Customer", customer), reading
	)

	assert f"is owed by {customer}: € 1,200 of € {total}." in said


def test_the_lines_behind_a_share_are_in_the_report_of_erpnext_for_those_who_may_open_it(become):
	import frappe

	doc = frappe._dict(
		measure="Receivable Concentration",
		company=COMPANY,
		party=selling.customer("_RS Max"),
		evaluated_on=JUNE,
		window_start=date(2026, 6, 1),
	)
	from relationship_suite.srm_extensions.risk import indicator_wording

	found = indicator_wording.behind(doc)
	assert found["route"] == ["query-report", "Accounts Receivable"]
	assert found["options"] == {
		"company": COMPANY,
		"report_date": "2026-06-30",
		"party_type": "Customer",
		"party": [doc.party],
	}
	assert found["is_open"] == selling.is_bench(), "the stand-in has no reports"
	become("Risk Owner")
	assert not indicator_wording.behind(doc)["is_open"]
