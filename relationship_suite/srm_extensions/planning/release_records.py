"""The one writer of forecast releases."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import frappe
from frappe import _

from relationship_suite.srm_extensions.planning import commitment_records, release, release_queries
from relationship_suite.srm_extensions.planning.release_queries import RELEASE


def issue(agreement, day: date):
	"""The next version of what an agreement's supplier is asked to deliver; gives the Forecast Release.

	Inside the running transaction. Rights are for the caller to check.

	Raises:
		frappe.ValidationError: the agreement is not enabled, or somebody else has just released this version.
	"""
	if not agreement.enabled:
		frappe.throw(_("This agreement is not enabled. Enable it before you release a forecast."))
	latest = release_queries.last_version(RELEASE, agreement=agreement.name)
	previous = release_queries.quantities_of(latest["name"]) if latest else {}
	terms = release.Terms(agreement.bucket, agreement.horizon, agreement.frozen or 0, agreement.flexible or 0)
	lines = list(release.lines(terms, day, release_queries.asked(agreement), previous))
	groups = release_queries.item_groups({line.item for line in lines})
	doc = frappe.get_doc(
		{
			"doctype": RELEASE,
			"agreement": agreement.name,
			"supplier": agreement.supplier,
			"company": agreement.company,
			"version": latest["version"] + 1 if latest else 1,
			"released_on": day,
			"bucket": agreement.bucket,
			"is_latest": 1,
			"previous_release": latest["name"] if latest else None,
			"changed": sum(bool(line.change_qty) for line in lines),
			"changed_in_fence": sum(release.is_beyond(line, agreement.tolerance or 0) for line in lines),
			"lines": [{**asdict(line), "item_group": groups.get(line.item)} for line in lines],
		}
	)
	doc.flags.is_issued = True
	try:
		doc.insert(ignore_permissions=True)  # nobody may create one but by releasing
	except frappe.DuplicateEntryError:
		frappe.throw(_("Somebody else has just released this version. Reload to see it."))
	others = frappe.qb.DocType(RELEASE)
	mine = (others.agreement == agreement.name) & (others.name != doc.name) & (others.is_latest == 1)
	frappe.qb.update(others).set(others.is_latest, 0).where(mine).run()
	commitment_records.settle(agreement.name, day)
	return doc
