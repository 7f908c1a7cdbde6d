"""A year of real invoices: R, F, M and scores of every customer equal a reference in plain SQL over the raw file."""

from __future__ import annotations

from datetime import date

import pytest

from embedded.demo import online_retail, rows
from relationship_suite.crm_extensions.segmentation.model import segment_of

AS_OF = date(2010, 12, 9)

#: Written from the publisher's columns alone. ``C...`` invoices are returns and are netted; stock corrections (a
#: negative quantity on an ordinary invoice), bad debts (negative prices) and lines without price and customer are no
#: sales. rank() - 1 is the number of customers that are strictly worse.
REFERENCE = """
with line as (
	select
		coalesce('Customer ' || "CustomerID"::bigint, 'Cash Sales') as customer,
		min("InvoiceDate") over (partition by "Invoice")::date as day,
		round("Quantity" * "Price", 2) as amount
	from read_parquet(?)
	where ("Quantity" >= 0 or "Invoice" like 'C%') and "Price" >= 0
		and ("Price" > 0 or "CustomerID" is not null)
), by_day as (
	select customer, day, round(sum(amount), 4) as amount from line group by customer, day
), figures as (
	select
		customer,
		max(day) filter (where amount > 0) as last_day,
		count(*) filter (where amount > 0 and day > date '2009-12-09') as days,
		round(coalesce(sum(amount) filter (where day > date '2009-12-09'), 0), 4) as revenue
	from by_day group by customer
), scored as (
	select
		customer,
		1 + (5 * (rank() over (order by last_day) - 1)) // count(*) over () as r,
		1 + (5 * (rank() over (order by days) - 1)) // count(*) over () as f,
		1 + (5 * (rank() over (order by revenue) - 1)) // count(*) over () as m
	from figures where days > 0 and revenue > 0
)
select customer, last_day, days, revenue, coalesce(r, 0), coalesce(f, 0), coalesce(m, 0)
from figures left join scored using (customer)
"""


def reference() -> dict[str, tuple]:
	"""Customer -> last purchase, purchase days, revenue, R, F, M, from the raw file."""
	import duckdb

	found = duckdb.connect().execute(REFERENCE, [str(rows.data_file(online_retail.FILE))]).fetchall()
	return {row[0]: (*row[1:3], round(row[3], 2), *row[4:]) for row in found}


@pytest.fixture(scope="module")
def dataset(site, request):
	"""The invoices, written to the site and rebuilt; they go with the last test of this file."""
	if request.config.getoption("--bench"):
		pytest.skip("bulk-written documents would leave a real bench's ledgers incomplete")
	try:
		data = online_retail.read()
	except rows.RealDataMissing as missing:
		pytest.skip(str(missing))
	import frappe

	from embedded.demo import writer
	from tests.factories import real_data
	from tests.factories.runs import rebuild_facts, refresh_customers

	frappe.set_user("Administrator")
	writer.write(data)
	assert not rebuild_facts().failures
	refresh_customers(AS_OF)
	yield data
	real_data.remove(online_retail.COMPANY.name, AS_OF)


def test_every_customer_has_the_figures_and_scores_of_the_reference(dataset):
	import frappe

	expected = reference()
	fields = ["customer", "last_purchase_on", "purchase_days", "revenue", "r", "f", "m", "segment"]
	found = frappe.get_all("Customer Insight", filters={"company": online_retail.COMPANY.name}, fields=fields)

	assert len(expected) > 4_000
	assert {
		row.customer: (row.last_purchase_on, row.purchase_days, round(row.revenue, 2), row.r, row.f, row.m)
		for row in found
	} == expected
	assert all(row.segment == (segment_of(row.r, row.f, row.m) if row.r else "") for row in found)


def test_every_scored_customer_has_one_open_row_of_history(dataset):
	import frappe

	filters = {"company": online_retail.COMPANY.name}
	scored = frappe.get_all("Customer Insight", filters={**filters, "segment": ("!=", "")}, pluck="customer")
	members = frappe.get_all("Customer Segment Membership", filters=filters, fields=["customer", "left_on"])

	assert sorted(row.customer for row in members) == sorted(scored)
	assert not any(row.left_on for row in members)


def test_a_run_without_news_writes_nothing(dataset):
	from tests.factories.runs import refresh_customers

	assert refresh_customers(AS_OF) == 0
