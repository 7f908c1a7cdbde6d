from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime


class RelationshipRefresh(Document):
	@staticmethod
	def clear_old_logs(days: int = 90) -> None:
		"""Frappe's log clean-up: runs older than ``days`` go, with their failures."""
		run, failure = (
			frappe.qb.DocType(doctype) for doctype in ("Relationship Refresh", "Relationship Refresh Failure")
		)
		old = run.started_at < add_days(now_datetime(), -days)
		gone = frappe.qb.from_(run).select(run.name).where(old)
		frappe.qb.from_(failure).delete().where(failure.parent.isin(gone)).run()
		frappe.qb.from_(run).delete().where(old).run()
