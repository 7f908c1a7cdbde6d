"""Seven years of real deliveries: our figures of all 65 vendors equal a reference in plain SQL over the raw file."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest

from embedded.demo import rows, scms

AS_OF = date(2016, 1, 1)

#: Written from the publisher's columns alone: a row is a line, due on its scheduled day. White space in vendor names
#: is folded as ERPNext folds it. Order days come as m/d/yy, a part of them mangled into 20mm-dd-yy.
LINES = """
create temp table line as
with raw as (
	select *, row_number() over () as position
	from read_csv(?, header = true, all_varchar = true)
), dated as (
	select
		regexp_replace(trim(Vendor), '\\s+', ' ', 'g') as vendor,
		trim("PO / SO #") as purchase_order,
		position,
		strptime("Scheduled Delivery Date", '%d-%b-%y')::date as due,
		strptime("Delivered to Client Date", '%d-%b-%y')::date as delivered,
		coalesce(
			try_strptime("PO Sent to Vendor Date", '%m/%d/%y'),
			try_strptime(
				regexp_replace("PO Sent to Vendor Date", '^20(\\d\\d)-(\\d\\d)-(\\d\\d)$', '\\1/\\2/\\3'), '%m/%d/%y'
			)
		)::date as sent
	from raw
)
select vendor, due, delivered, first_value(sent) over (partition by purchase_order order by position) as sent
from dated
"""

VERDICTS = """
select vendor, count(*), sum(case when delivered between due - 7 and due then 1 else 0 end)
from line group by vendor
"""

LEAD_TIMES = """
select vendor, quantile_cont(delivered - sent, 0.5), quantile_cont(delivered - sent, 0.9), count(*)
from line where sent is not null group by vendor
"""

INTERNAL = "SCMS from RDC"  # the organisation's own distribution centre


def reference(query: str) -> dict[str, tuple]:
	"""Vendor -> figures, from the raw file."""
	import duckdb

	connection = duckdb.connect()
	connection.execute(LINES, [str(rows.data_file(scms.FILE))])
	return {row[0]: tuple(row[1:]) for row in connection.execute(query).fetchall()}


@pytest.fixture(scope="module")
def dataset(site, request):
	"""The deliveries, written to the site and rebuilt; they go with the last test of this file."""
	if request.config.getoption("--bench"):
		pytest.skip("bulk-written documents would leave a real bench's ledgers incomplete")
	try:
		data = scms.read()
	except rows.RealDataMissing as missing:
		pytest.skip(str(missing))
	from embedded.demo import writer
	from relationship_suite import tasks
	from tests.factories import real_data

	writer.write(data)
	log = tasks.run("Rebuild", as_of=AS_OF)
	assert log.status == "Completed"
	yield data
	real_data.remove(scms.COMPANY.name, AS_OF)


def test_lines_due_and_on_time_of_every_vendor(dataset):
	import frappe
	from frappe.query_builder.functions import Sum

	expected = reference(VERDICTS)
	assert len(expected) == 65
	expected.pop(INTERNAL)
	month = frappe.qb.Table("relationship_supplier_month")
	found = (
		frappe.qb.from_(month)
		.select(month.supplier, Sum(month.lines_due), Sum(month.lines_on_time))
		.where(month.supplier.isin(list(expected)))
		.groupby(month.supplier)
		.run()
	)

	assert {supplier: (int(due), int(on_time)) for supplier, due, on_time in found} == expected


def test_lead_times_of_every_vendor(dataset):
	"""Median and P90 over the lines whose order day was captured."""
	import frappe

	from relationship_suite.relationship_core.facts.engines import SiteEngine
	from relationship_suite.srm_extensions.scorecards.lead_time import lead_time
	from relationship_suite.srm_extensions.scorecards.metrics import lead_times

	line = frappe.qb.Table("relationship_purchase_line")
	order_of = dict(frappe.qb.from_(line).select(line.line, line.voucher).run())
	found = defaultdict(list)
	for row in SiteEngine().rows(lead_times(AS_OF)):
		if row["supplier"] in dataset.profiles and order_of[row["line"]] not in dataset.assumed_order_dates:
			found[row["supplier"]].append(row["lead_days"])
	expected = reference(LEAD_TIMES)
	expected.pop(INTERNAL, None)

	assert set(found) == set(expected)
	for vendor, (median, p90, n) in expected.items():
		ours = lead_time(found[vendor])
		assert (ours.n, ours.median, ours.p90) == (n, pytest.approx(median), pytest.approx(p90)), vendor
