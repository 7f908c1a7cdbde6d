from __future__ import annotations

import frappe
from frappe.utils import add_days, now_datetime

from relationship_suite.relationship_core.doors import Record


class ReportDelivery(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		as_of: DF.Date | None
		due_at: DF.Datetime | None
		email_queue: DF.Data | None
		files: DF.SmallText | None
		period: DF.Data | None
		reason: DF.SmallText | None
		recipient: DF.Link | None
		report: DF.Data | None
		row_count: DF.Int
		schedule: DF.Link | None
		seconds: DF.Float
		size: DF.Int
		started_at: DF.Datetime | None
		status: DF.Literal["Waiting", "Queued", "Sent", "No Data", "Not Permitted", "Left Out", "Failed"]
		token: DF.Data | None
		told: DF.Check
		tries: DF.Int
	# end: auto-generated types

	@staticmethod
	def clear_old_logs(days: int = 180) -> None:
		"""Frappe's log clean-up: deliveries older than ``days`` go, but for those that wait."""
		delivery = frappe.qb.DocType("Report Delivery")
		old = (delivery.creation < add_days(now_datetime(), -days)) & (delivery.status != "Waiting")
		frappe.qb.from_(delivery).delete().where(old).run()
