"""Customer Segments at size: 20 segments over 100,000 customers with ten sales lines each, on a private MariaDB.

``python -m benchmarks.segments``. Seconds depend on the machine; the statements do not.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta

from benchmarks.documents import AS_OF
from benchmarks.facts import line, machine, on_embedded, say
from benchmarks.measure import Measured, timed

COMPANY = "Segments Ltd"
SEGMENTS, LINES_EACH = 20, 10
#: Rules that read the record, the insight, the sales and the products, each with another threshold.
RULES = (
	lambda n: [("Net Revenue", "at least", str(200 * n + 100), 90)],
	lambda n: [("Purchase Days", "at least", str(n % 8 + 1), 365), ("Territory", "is", f"T{n % 5}", 0)],
	lambda n: [("Recency Score", "at least", str(n % 5 + 1), 0), ("Bought Item", "is", f"Item {n}", 180)],
	lambda n: [
		("Days Since Last Purchase", "more than", str(15 * n), 0),
		("Bought Item Group", "is not", f"G{n % 5}", 0),
	],
)


def main() -> int:
	"""Measure and print."""
	parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
	parser.add_argument("--customers", type=int, default=100_000)
	customers = parser.parse_args().customers
	with on_embedded():
		say(
			f"{customers:,} customers, {customers * LINES_EACH:,} sales lines, {SEGMENTS} segments; {machine()}"
		)
		_fill(customers)
		_define()
		_tell("first evaluation: everybody enters", _evaluated(AS_OF))
		_tell("evaluated again, nothing has changed", _evaluated(AS_OF, anew=True))
		_tell("the next day: time alone", _evaluated(AS_OF + timedelta(days=1)))
		_note(1000)
		_tell("1,000 customers with changed documents", _evaluated(AS_OF + timedelta(days=1)))
	return 0


def _tell(what: str, measured: Measured) -> None:
	line(what, measured, f"{measured.asked / SEGMENTS:.2f} a segment")


def _evaluated(as_of: date, anew: bool = False) -> Measured:
	import frappe

	from relationship_suite.crm_extensions.segmentation import segment_tasks
	from relationship_suite.relationship_core.facts.transactions import leased

	if anew:
		segment_tasks.note_everything(as_of)
	frappe.db.commit()
	with leased("benchmark") as lease:
		return timed(lambda: segment_tasks.refresh_results(lease, as_of))


def _define() -> None:
	import frappe

	for name in ("Territory", "Item", "Item Group"):
		field = {"Territory": "territory_name", "Item": "item_code", "Item Group": "item_group_name"}[name]
		prefix = {"Territory": "T", "Item": "Item ", "Item Group": "G"}[name]
		for n in range(SEGMENTS):
			frappe.get_doc({"doctype": name, field: f"{prefix}{n}", "item_group": "G0"}).db_insert()
	for n in range(SEGMENTS):
		fields = ("criterion", "operator", "value", "days")
		rules = [dict(zip(fields, row, strict=True)) for row in RULES[n % len(RULES)](n)]
		values = {
			"segment_name": f"Segment {n}",
			"company": COMPANY,
			"based_on": "Rules",
			"combine": "All Lines",
		}
		frappe.get_doc({"doctype": "Customer Segment", "enabled": 1, **values, "rules": rules}).insert(
			ignore_links=True
		)
	frappe.db.commit()


def _note(customers: int) -> None:
	import frappe

	frappe.db.sql(
		"insert into relationship_stale (consumer, company, party, month) "
		"select 'own_segments', %s, concat('C', seq), %s from seq_1_to_100000 where seq <= %s",
		(COMPANY, AS_OF.replace(day=1), customers),
	)


def _fill(customers: int) -> None:
	"""Customers, their insights and their sales lines of the two years before the day."""
	import frappe

	from relationship_suite.relationship_core.facts.days import day_of

	today, head = day_of(AS_OF), "'Administrator', '2020-01-01', '2020-01-01', 'Administrator', 0"
	meta = "owner, creation, modified, modified_by, docstatus"
	values = {
		"company": COMPANY,
		"customers": customers,
		"lines": customers * LINES_EACH,
		"today": today,
		"as_of": AS_OF,
	}
	for statement in (
		f"insert into `tabCustomer` (name, customer_name, territory, customer_group, customer_type, {meta}) "
		"select concat('C', seq), concat('Customer ', seq), concat('T', seq %% 5), 'G', 'Company', "
		f"{head} from seq_1_to_100000000 where seq <= %(customers)s",
		"insert into `tabCustomer Insight` (name, customer, company, segment, r, f, m, revenue, last_purchase_on, "
		f"median_gap_days, gaps, {meta}) select concat('I', seq), concat('C', seq), %(company)s, 'Loyal', "
		"seq %% 5 + 1, seq div 5 %% 5 + 1, seq div 25 %% 5 + 1, seq %% 9000, "
		f"date_sub(%(as_of)s, interval seq %% 400 day), seq %% 60, 5, {head} "
		"from seq_1_to_100000000 where seq <= %(customers)s",
		"insert into relationship_sales_line (company, customer, posting_month, voucher_type, line, voucher, sold_on, "
		"sold_day, item_code, item_group, territory, customer_group, qty, uom, net_amount, currency, exchange_rate) "
		"select %(company)s, concat('C', seq %% %(customers)s + 1), '2026-01-01', 'Sales Invoice', concat('L', seq), "
		"concat('V', seq), %(as_of)s, %(today)s - crc32(seq) %% 730, concat('Item ', crc32(seq) %% 20), "
		"concat('G', crc32(seq) %% 5), 'T0', 'G', 1, 'Nos', crc32(seq) %% 1000, 'EUR', 1 "
		"from seq_1_to_100000000 where seq <= %(lines)s",
	):
		frappe.db.sql(statement, values)
		frappe.db.commit()


if __name__ == "__main__":
	raise SystemExit(main())
