"""What people plan on the demo site once the figures are there: an agreement with two cycles that are over, two releases of today,
what is committed to them, and what comes of that."""

from __future__ import annotations

from datetime import date

from embedded.demo.words import STORY_SUPPLIER

#: Items of the agreement.
ITEMS = 3
#: Cycles that are over: months ago that they were released, and which share of what was asked for was committed to.
CYCLES = ((6, 1.0), (3, 0.8))
#: What the scorecard judges by, in per cent: whoever commits to nothing keeps the score of a new site's scorecard.
WEIGHTS = {"OTIF": 40, "PPM": 24, "PPV %": 16, "Commit Rate": 10, "Commit Reliability": 10}
#: Buckets that these two need.
EVIDENCE = 3


def agree(as_of: date) -> None:
	"""An agreement on what is planned most, with two cycles that are over, and a scorecard that judges by them.

	With the supplier that drifts, where it delivers anything that is forecast; else with whoever delivers what is planned
	most.

	Needs an open site whose figures are up to ``as_of``; does nothing where no item is forecast.
	"""
	import frappe

	from relationship_suite.relationship_core.facts.days import add_months
	from relationship_suite.srm_extensions.planning import commitment_records
	from relationship_suite.srm_extensions.planning.release_records import issue

	forecasts = frappe.get_all(
		"Demand Forecast",
		{"is_current": 1},
		["name", "item", "company"],
		order_by="planned_qty desc, name",
	)
	found = [(each, _supplier_of(each.item, each.company)) for each in forecasts]
	found = [(each, supplier) for each, supplier in found if supplier]
	if not found:
		return
	first, supplier = min(found, key=lambda pair: pair[1] != STORY_SUPPLIER)
	mine = [each for each, of in found if of == supplier and each.company == first.company][:ITEMS]
	agreement = frappe.get_doc(
		{
			"doctype": "Planning Agreement",
			"supplier": supplier,
			"company": first.company,
			"bucket": "Month",
			"horizon": 6,
			"frozen": 1,
			"flexible": 2,
			"tolerance": 10,
			"items": [{"item": each.item, "share": 100} for each in mine],
		}
	).insert()
	for months, share in CYCLES:
		day = add_months(as_of.replace(day=1), -months)
		doc = _commit(issue(agreement, day, _asked_then(agreement, as_of)), share=share)
		doc.db_set("committed_on", day, update_modified=False)
		commitment_records.accept(doc, day)
	_judge_by_commitments()
	frappe.db.commit()


def plan(as_of: date) -> None:
	"""Today's releases of the agreement: in between a month was overridden.

	The supplier answers both: the second short of what is asked in that month, which is still open, and late in the next one,
	which was solved. Does nothing where there is no agreement.
	"""
	import frappe

	from relationship_suite.srm_extensions.planning import commitment_api
	from relationship_suite.srm_extensions.planning.release_records import issue

	for name in frappe.get_all("Planning Agreement", pluck="name", order_by="name"):
		agreement = frappe.get_doc("Planning Agreement", name)
		commitment_api.accept(_commit(issue(agreement, as_of)).name)
		_override(agreement.items[0].item, agreement.company)
		_commit(issue(agreement, as_of), agreement.items[0].item)
		late = frappe.get_doc("Planning Exception", {"agreement": name, "kind": "Late", "status": "Open"})
		late.update(
			{
				"status": "Resolved",
				"resolution": "Ten days later will do: the stock of the month before lasts.",
			}
		)
		late.save()
	frappe.db.commit()


def _override(item: str, company: str) -> None:
	"""Half as much again in the third month of an item's forecast."""
	import frappe

	mine = {"item": item, "company": company, "is_current": 1}
	forecast = frappe.get_doc("Demand Forecast", mine)
	month = forecast.buckets[2]
	month.update(
		{
			"is_overridden": 1,
			"override_qty": round(1.5 * month.forecast_qty),
			"reason": "Trade fair in that month",
		}
	)
	forecast.save()


def _asked_then(agreement, as_of: date) -> dict:
	"""What was known of each item then: what was ordered for the months that are over, and as much as that for those to come."""
	import frappe
	from frappe.query_builder.functions import Sum

	from relationship_suite.relationship_core.facts.days import add_months
	from relationship_suite.srm_extensions.planning import release, release_queries

	line = frappe.qb.Table("relationship_purchase_line")
	this = as_of.replace(day=1)
	found = {}
	whole = release_queries.whole_uoms({row.uom for row in agreement.items})
	for row in agreement.items:
		rows = (
			frappe.qb.from_(line)
			.select(line.commitment_month, Sum(line.ordered_qty))
			.where((line.item_code == row.item) & (line.company == agreement.company))
			.where((line.supplier == agreement.supplier) & (line.commitment_month >= add_months(this, -12)))
			.groupby(line.commitment_month)
			.run()
		)
		ordered = {frappe.utils.getdate(month): float(qty) for month, qty in rows}
		mean = sum(qty for month, qty in ordered.items() if month < this) / 12
		months = {add_months(this, place): mean for place in range(7)}
		months |= {month: qty for month, qty in ordered.items() if month < this}
		found[row.item] = release.Requirements(row.uom, forecast=months, is_whole=row.uom in whole)
	return found


def _judge_by_commitments() -> None:
	import frappe

	from relationship_suite.srm_extensions.scorecards.starting import curve_of

	for name in frappe.get_all("Performance Scorecard", pluck="name", order_by="name"):
		doc = frappe.get_doc("Performance Scorecard", name)
		known = {row.kpi: row for row in doc.kpis}
		for kpi, weight in WEIGHTS.items():
			row = known.get(kpi) or doc.append(
				"kpis", {"kpi": kpi, "minimum_evidence": EVIDENCE, **curve_of(kpi)}
			)
			row.weight = weight
		doc.save()


def _commit(release, short_of: str | None = None, share: float = 1.0):
	"""What the supplier says to a release: this share, but for half of the third bucket of an item, and its fourth late.

	Gives the commitment.
	"""
	import frappe
	from frappe.utils import add_days

	lines, mine = [], [row for row in release.lines if row.item == short_of]
	for row in release.lines:
		line = {"item": row.item, "first_day": row.first_day}
		qty = row.release_qty if share == 1 else share * row.release_qty // 1
		line |= {"commit_date": row.last_day, "commit_qty": qty}
		if row in mine[2:3]:
			line |= {"commit_qty": row.release_qty // 2, "note": "No more capacity in that month"}
		if row in mine[3:4]:
			line["commit_date"] = add_days(row.last_day, 10)
		lines.append(line)
	doc = {"doctype": "Supply Commitment", "release": release.name, "lines": lines}
	return frappe.get_doc(doc).insert()


def _supplier_of(item: str, company: str) -> str | None:
	"""Who delivers most of an item."""
	import frappe
	from frappe.query_builder.functions import Sum

	line = frappe.qb.Table("relationship_purchase_line")
	rows = (
		frappe.qb.from_(line)
		.select(line.supplier)
		.where((line.item_code == item) & (line.company == company))
		.groupby(line.supplier)
		.orderby(Sum(line.ordered_qty), order=frappe.qb.desc)
		.orderby(line.supplier)
		.limit(1)
		.run()
	)
	return rows[0][0] if rows else None
