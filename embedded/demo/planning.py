"""What people plan on the demo site once the figures are there: an agreement, two releases, what is committed to them, and
what comes of that."""

from __future__ import annotations

from datetime import date

#: Items of the agreement.
ITEMS = 3


def plan(as_of: date) -> None:
	"""An agreement on what is planned most, released twice: in between a month was overridden.

	With the supplier that drifts, where it delivers anything that is forecast; else with whoever delivers what is planned
	most. It answers both releases: the second short of what is asked in that month, which is still open, and late in the
	next one, which was solved.

	Needs an open site whose figures are up to ``as_of``; does nothing where no item is forecast.
	"""
	import frappe

	from relationship_suite.srm_extensions.planning import commitment_api
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
	drifting = frappe.db.get_value("Supplier Action Plan", {"status": "Open"}, "supplier")
	first, supplier = min(found, key=lambda pair: pair[1] != drifting)
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
	commitment_api.accept(_commit(issue(agreement, as_of)))
	forecast = frappe.get_doc("Demand Forecast", mine[0].name)
	month = forecast.buckets[2]
	month.update(
		{
			"is_overridden": 1,
			"override_qty": round(1.5 * month.forecast_qty),
			"reason": "Trade fair in that month",
		}
	)
	forecast.save()
	_commit(issue(agreement, as_of), mine[0].item)
	late = frappe.get_doc("Planning Exception", {"agreement": agreement.name, "kind": "Late"})
	late.update(
		{"status": "Resolved", "resolution": "Ten days later will do: the stock of the month before lasts."}
	)
	late.save()
	frappe.db.commit()


def _commit(release, short_of: str | None = None) -> str:
	"""What the supplier says to a release: everything, but for half of the third bucket of an item, and its fourth late.

	Gives the commitment.
	"""
	import frappe
	from frappe.utils import add_days

	lines, mine = [], [row for row in release.lines if row.item == short_of]
	for row in release.lines:
		line = {"item": row.item, "first_day": row.first_day}
		line |= {"commit_date": row.last_day, "commit_qty": row.release_qty}
		if row in mine[2:3]:
			line |= {"commit_qty": row.release_qty // 2, "note": "No more capacity in that month"}
		if row in mine[3:4]:
			line["commit_date"] = add_days(row.last_day, 10)
		lines.append(line)
	doc = {"doctype": "Supply Commitment", "release": release.name, "lines": lines}
	return frappe.get_doc(doc).insert().name


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
