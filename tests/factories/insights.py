"""Customer results as tests want them: made of given sales, and read back."""

from __future__ import annotations

from datetime import date

import frappe

from tests.factories import selling
from tests.factories.selling import COMPANY, COMPANY_2, named

AS_OF = date(2026, 6, 30)
#: The second day that the fixture ``three_customers`` scores.
LATER = date(2026, 7, 20)


def start() -> None:
	"""A site with the masters and without sales of other tests, committed."""
	frappe.db.rollback()
	selling.masters()
	forget()
	frappe.db.commit()


def forget() -> None:
	"""Sales and results of other tests: quintiles depend on everybody."""
	selling.cancel_all()
	facts()
	forget_results()
	stale, mark = frappe.qb.Table("relationship_stale"), frappe.qb.Table("relationship_watermark")
	ours = stale.company.isin([COMPANY, COMPANY_2])
	frappe.qb.from_(stale).delete().where((stale.consumer == "customer_segments") & ours).run()
	frappe.qb.from_(mark).delete().where(mark.name == "customer_results").run()
	set_rules()


def forget_results() -> None:
	"""Results of the tests' companies; others, whose sales stand, keep theirs."""
	for doctype in ("Customer Insight", "Customer Segment Membership"):
		frappe.db.delete(doctype, {"company": ("in", [COMPANY, COMPANY_2])})


def set_rules(months: int = 12, basis: str = "Net revenue", **limits) -> None:
	"""``limits``: ``quintiles_from``, ``recency_limits``, ``frequency_limits``, ``monetary_limits``."""
	settings = frappe.get_doc("Relationship Suite Settings")
	defaults = {
		"quintiles_from": 100,
		"recency_limits": "30, 90, 180, 365",
		"frequency_limits": "2, 4, 7, 12",
		"monetary_limits": "1000, 5000, 20000, 100000",
	}
	values = {f"rfm_{name}": value for name, value in {**defaults, **limits}.items()}
	settings.update({"rfm_window_months": months, "rfm_basis": basis, **values})
	settings.save()


def facts() -> None:
	from tests.factories.runs import refresh_facts

	frappe.db.commit()
	refresh_facts()


def refresh(as_of: date = AS_OF) -> int:
	"""Facts, then customer results; gives the rows written."""
	from tests.factories.runs import refresh_customers

	facts()
	return refresh_customers(as_of)


def insight(customer: str, company: str = COMPANY):
	rows = frappe.get_all(
		"Customer Insight", filters={"customer": named(customer), "company": company}, fields=["*"]
	)
	assert len(rows) <= 1
	return rows[0] if rows else None


def rfm(customer: str, company: str = COMPANY) -> tuple[int, int, int]:
	found = insight(customer, company)
	return found.r, found.f, found.m


def history(customer: str, company: str = COMPANY) -> list[tuple]:
	rows = frappe.get_all(
		"Customer Segment Membership",
		filters={"customer": named(customer), "company": company},
		fields=["segment", "entered_on", "left_on", "reason"],
		order_by="entered_on, segment",
	)
	return [(row.segment, row.entered_on, row.left_on, row.reason) for row in rows]
