"""What the figures say, as two short tables for the terminal: suppliers by score, customers by segment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

SHOWN = 5  # suppliers at either end
NAME = 30


def print_findings(as_of: date) -> None:
	"""Print both tables; needs an open, refreshed site.

	Args:
		as_of: the last day whose results count.
	"""
	for line in (*supplier_lines(*suppliers(as_of)), "", *gate_lines(), "", *customer_lines(segments())):
		print(line)


def suppliers(as_of: date) -> tuple[list[dict], int]:
	"""Each supplier's latest score, the lowest first, with OTIF (per cent) and PPM of the window that was scored, and
	the lines due in it; and how many suppliers have too little evidence for a score.

	``otif`` and ``ppm`` are None where the window has too little evidence for that KPI, or the scorecard lacks it.
	"""
	from relationship_suite.srm_extensions.scorecards import queries

	found = [row for row in queries.latest_results(as_of) if not row["item_group"]]
	scored = [row for row in found if row["is_scored"]]
	kpis = {(row["parent"], row["kpi"]): row for row in queries.kpi_results([row["name"] for row in scored])}
	short = abbreviations()
	for row in scored:
		otif, ppm = kpis.get((row["name"], "OTIF"), {}), kpis.get((row["name"], "PPM"), {})
		row["abbr"] = short.get(row["company"], "")
		row["due"] = otif.get("n") or 0
		row["otif"] = otif["value"] if otif.get("is_judged") else None
		row["ppm"] = ppm["value"] if ppm.get("is_judged") else None
	return sorted(scored, key=lambda row: (row["score"], row["supplier"])), len(found) - len(scored)


def abbreviations() -> dict[str, str]:
	"""Short name of each company."""
	import frappe

	return {row.name: row.abbr for row in frappe.get_all("Company", fields=["name", "abbr"], order_by="name")}


def supplier_lines(scored: list[dict], unscored: int) -> Iterator[str]:
	"""The table of suppliers: both ends of the ranking, and how many there are of each standing."""
	yield f"\n{'Supplier':<{NAME}}{'Company':>9}{'Lines due':>10}{'OTIF':>9}{'PPM':>9}{'Score':>7}  Standing"
	if len(scored) > 2 * SHOWN:
		yield from map(_supplier_line, scored[:SHOWN])
		yield f"... {len(scored) - 2 * SHOWN} more"
		yield from map(_supplier_line, scored[-SHOWN:])
	else:
		yield from map(_supplier_line, scored)
	standings = Counter(row["standing"] for row in scored)
	parts = [f"{count} {standing}" for standing, count in standings.most_common()]
	parts += [f"{unscored} with too little evidence"] if unscored else []
	yield f"{len(scored) + unscored} results: {', '.join(parts) or 'none'}"


def _supplier_line(row: dict) -> str:
	otif = "-" if row["otif"] is None else f"{row['otif']:.1f} %"
	ppm = "-" if row["ppm"] is None else f"{row['ppm']:,.0f}"
	name = row["supplier"][: NAME - 1]
	return f"{name:<{NAME}}{row['abbr']:>9}{int(row['due']):>10,}{otif:>9}{ppm:>9}{row['score']:>7.1f}  {row['standing']}"


def gate_lines() -> Iterator[str]:
	"""The draft orders that a supplier's standing warns of or stops."""
	import frappe

	from relationship_suite.srm_extensions.scorecards import gate_queries

	fields = ["name", "supplier", "company"]
	for order in frappe.get_all("Purchase Order", {"docstatus": 0}, fields, order_by="name"):
		for found in gate_queries.standings_of(
			"Purchase Order", order.company, [order.supplier], []
		).in_the_way([]):
			does = {"Warn": "is warned of", "Stop": "is stopped"}[found.action]
			yield f"Draft order {order.name} to {order.supplier} {does}: {found.standing}, {found.score:.1f}"


def segments() -> list[dict]:
	"""Customers and net revenue in the window, by company (with its currency) and segment; "" is no purchase."""
	import frappe
	from frappe.query_builder.functions import Count, Sum

	insight = frappe.qb.DocType("Customer Insight")
	short = abbreviations()
	rows = (
		frappe.qb.from_(insight)
		.select(
			insight.company,
			insight.currency,
			insight.segment,
			Count("*").as_("customers"),
			Sum(insight.revenue).as_("revenue"),
		)
		.groupby(insight.company, insight.currency, insight.segment)
		.orderby(insight.company)
		.run(as_dict=True)
	)
	return [row | {"abbr": short.get(row.company, row.company)} for row in rows]


def customer_lines(rows: list[dict]) -> Iterator[str]:
	"""The table of customers: a line per segment, two columns per company. Currencies are never added."""
	companies = sorted({(row["abbr"], row["currency"]) for row in rows})
	found = {(row["abbr"], row["segment"] or ""): row for row in rows}
	total: dict[str, int] = defaultdict(int)
	for row in rows:
		total[row["segment"] or ""] += row["customers"]
	heads = "".join(f"{company:>9}{'revenue ' + (currency or ''):>16}" for company, currency in companies)
	yield f"{'Customers':<24}{heads}"
	for segment in sorted(total, key=lambda name: (name == "", -total[name], name)):
		cells = ""
		for company, _currency in companies:
			row = found.get((company, segment))
			cells += f"{row['customers']:>9,}{row['revenue'] or 0:>16,.0f}" if row else f"{'-':>9}{'-':>16}"
		yield f"{segment or 'no purchase in a year':<24}{cells}"
