"""Each report as the Desk asks for it, with the filters that cost most: the 95th percentile of its time, and statements."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from benchmarks.documents import AS_OF, COMPANY, NEXT_DAY
from benchmarks.measure import percentile, timed

RUNS = 20
ITEM_GROUP, SUPPLIER = "_RS Group 3", "_RS Supplier 00003"
#: Whole months before the last day: what the reports show where nothing else is asked for, and everything there is.
QUARTER = {"from_date": date(2026, 4, 1), "to_date": AS_OF}
YEAR = {"from_date": date(2025, 7, 1), "to_date": AS_OF}
ALL = {"from_date": date(2023, 7, 1), "to_date": AS_OF}
BASELINES = ("Order price", "Standard rate", "Last price", "12-month mean")


@dataclass(frozen=True)
class Asked:
	"""A report with filters; ``baseline`` is what prices are held against meanwhile."""

	report: str
	filters: dict = field(default_factory=dict)
	baseline: str | None = None
	needs_invoices: bool = False

	def execute(self):
		import frappe

		module = "crm" if "Segment" in self.report else "srm"
		name = frappe.scrub(self.report)
		path = f"relationship_suite.{module}_extensions.report.{name}.{name}.execute"
		return frappe.get_attr(path)(frappe._dict({"company": COMPANY, **self.filters}))


def _late(mode: str, **filters) -> Asked:
	return Asked("Late and Open Deliveries", {"mode": mode, **filters})


def _lead(mode: str, **filters) -> Asked:
	return Asked("Supplier Lead Times", {"mode": mode, **YEAR, **filters})


def _variance(group_by: str, baseline: str) -> Asked:
	return Asked("Purchase Price Variance", {"group_by": group_by, **YEAR}, baseline, needs_invoices=True)


def _customers(report: str, **filters) -> Asked:
	return Asked(report, filters, needs_invoices=True)


REPORTS: dict[str, Asked] = {
	"Supplier Performance": Asked("Supplier Performance", {"as_of": NEXT_DAY}),
	"Late and Open by supplier": _late("By Supplier", **YEAR),
	"Late and Open by supplier, all months": _late("By Supplier", **ALL),
	"Late and Open by supplier, an item group": _late("By Supplier", **YEAR, item_group=ITEM_GROUP),
	"Late and Open by line": _late("By Line", **QUARTER),
	"Late and Open by line, overdue": _late("By Line", **QUARTER, status="Overdue"),
	"Late and Open by line, overdue, all months": _late("By Line", **ALL, status="Overdue"),
	"Late and Open by line, a supplier": _late("By Line", **YEAR, supplier=SUPPLIER),
	"Supplier Lead Times": _lead("By Supplier"),
	"Supplier Lead Times, an item group": _lead("By Supplier", item_group=ITEM_GROUP),
	"Supplier Lead Times by item": _lead("By Item"),
	"Supplier Lead Times by item, an item group": _lead("By Item", item_group=ITEM_GROUP),
	"Supplier Lead Times by item, a supplier": _lead("By Item", supplier=SUPPLIER),
	"Defective Receipts": Asked("Defective Receipts", YEAR),
	"Price Variance by supplier": _variance("Supplier", BASELINES[0]),
	"Price Variance by item group": _variance("Item Group", BASELINES[0]),
	**{
		f"Price Variance by {group.lower()}, {name.lower()}": _variance(group, name)
		for group in ("Item", "Invoice Line")
		for name in BASELINES
	},
	"Customer Segments": _customers("Customer Segments", since=AS_OF),
	"Customer Segments, members": _customers("Customer Segments", show="Members"),
	"Segment Migration": _customers("Segment Migration", from_date=date(2026, 1, 1), to_date=AS_OF),
	"Segment Migration, customers": _customers(
		"Segment Migration", from_date=date(2026, 1, 1), to_date=AS_OF, show="Customers"
	),
}


def measure(say, with_invoices: bool) -> None:
	"""A line per report; those of prices and customers only where there are invoices."""
	for title, asked in REPORTS.items():
		if asked.needs_invoices and not with_invoices:
			continue
		with _held_against(asked.baseline):
			found = asked.execute()  # compiles once per process
			runs = [timed(asked.execute) for _ in range(RUNS)]
		p95 = percentile([each.seconds for each in runs], 0.95)
		statements = max(each.statements for each in runs)
		say(f"report {title:50}p95 {1000 * p95:6.0f} ms {statements:4} statements {len(found[1]):6,} rows")


@contextmanager
def _held_against(baseline: str | None):
	"""Read the prices against a baseline meanwhile; the setting stays, and with it the roll-up."""
	from relationship_suite.relationship_core.facts import followers

	real = followers.baseline
	if baseline:
		followers.baseline = lambda: baseline
	try:
		yield
	finally:
		followers.baseline = real
