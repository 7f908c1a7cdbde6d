"""Every day: acceptances whose time is over."""

from __future__ import annotations

import frappe
from frappe.utils import getdate, nowdate

from relationship_suite.srm_extensions.risk import queries


def daily() -> None:
	"""Put risks back to what they are without an acceptance whose time is over; one that fails stops no other."""
	names = frappe.get_all(
		queries.ACCEPTANCE,
		filters={"ended_on": ("is", "not set"), "accepted_until": ("<", getdate(nowdate()))},
		order_by="name",
		pluck="risk",
	)
	for name in names:
		try:
			frappe.get_doc(queries.RISK, name).save(ignore_permissions=True)  # the scheduler's own doing
			frappe.db.commit()
		except Exception:
			frappe.db.rollback()
			frappe.log_error(
				title="Risk acceptance could not be ended",
				reference_doctype=queries.RISK,
				reference_name=name,
			)
			frappe.db.commit()
