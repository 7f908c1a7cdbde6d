"""How the demo's suppliers came to their standings, month by month, and the plan for the one that drifts."""

from __future__ import annotations

from datetime import date, timedelta

import frappe
from frappe.utils import add_months, get_last_day, getdate

from embedded.demo import words
from embedded.demo.cast import EUR_COMPANY
from embedded.demo.rows import Dataset

CHANGE, PLAN = "Supplier Standing Change", "Supplier Action Plan"
#: So many months of changes are played back.
MONTHS = 6


def write(dataset: Dataset) -> None:
	"""Play back the changes that the refreshes of the last months would have found, and open the plan; needs results."""
	_play_back(dataset.as_of)
	if words.STORY_SUPPLIER in dataset.profiles:
		_open_plan(words.STORY_SUPPLIER, dataset.as_of)
	frappe.db.commit()


def _play_back(as_of: date) -> None:
	from relationship_suite.srm_extensions.scorecards import standing_records

	frappe.db.delete(CHANGE)
	for back in range(MONTHS, -1, -1):
		day = min(getdate(get_last_day(add_months(as_of, -back))), as_of)
		standing_records.keep_changes(None, day, ())
		change = frappe.qb.DocType(CHANGE)
		frappe.qb.update(change).set(change.changed_on, day).set(change.is_waiting, 0).where(
			change.changed_on > day
		).run()


def _open_plan(supplier: str, as_of: date) -> None:
	items = (
		("Weekly call about open orders", "OTIF", -6, "Open"),
		("Send the late orders of the last quarter with their causes", "OTIF", -20, "Done"),
		("Agree on a safety stock at the supplier", "", 21, "Open"),
		("Audit of packing and final inspection", "PPM", 45, "Open"),
	)
	rows = [
		{"action": action, "kpi": kpi, "due_on": as_of + timedelta(days=days), "status": status}
		for action, kpi, days, status in items
	]
	change = {"supplier": supplier, "company": EUR_COMPANY.name, "cause": "Figures"}
	frappe.get_doc(
		{
			"doctype": PLAN,
			"goal": "On time again, and no more rejects than before the summer",
			"supplier": supplier,
			"company": EUR_COMPANY.name,
			"responsible": "Administrator",
			"due_on": as_of + timedelta(days=120),
			"standing_change": frappe.db.get_value(CHANGE, change, "name", order_by="changed_on desc"),
			"items": rows,
		}
	).insert()
