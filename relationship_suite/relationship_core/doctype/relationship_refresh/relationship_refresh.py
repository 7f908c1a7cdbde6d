from __future__ import annotations

import frappe
from frappe.utils import add_days, now_datetime

from relationship_suite.relationship_core.doors import Record


class RelationshipRefresh(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.relationship_core.doctype.relationship_refresh_failure.relationship_refresh_failure import (
			RelationshipRefreshFailure,
		)

		cells_written: DF.Int
		dates_found: DF.Int
		error: DF.Code | None
		failures: DF.Table[RelationshipRefreshFailure]
		kind: DF.Literal["Refresh", "Nightly", "Reconcile", "Rebuild", "One Party"]
		next_step: DF.SmallText | None
		party: DF.Data | None
		party_type: DF.Data | None
		rows_written: DF.Int
		seconds: DF.Float
		started_at: DF.Datetime | None
		status: DF.Literal["Running", "Completed", "Completed with errors", "Failed", "Skipped"]
		swept: DF.Int
		vouchers: DF.Int
	# end: auto-generated types

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
