"""What is known of one customer at one company. ``segmentation/records.py`` is the one writer."""

from __future__ import annotations

from frappe.model.document import Document
from frappe.utils import getdate, nowdate

from relationship_suite.crm_extensions.segmentation.insights import insight_name
from relationship_suite.crm_extensions.segmentation.model import Overdue, Rhythm, overdue


class CustomerInsight(Document):
	def autoname(self):
		self.name = insight_name(self.company, self.customer)

	@property
	def recency_days(self) -> int | None:
		"""Whole days from the last purchase to today; computed as it is shown, since it changes every day."""
		return (getdate(nowdate()) - getdate(self.last_purchase_on)).days if self.last_purchase_on else None

	@property
	def overdue_days(self) -> int:
		"""Whole days since the next purchase was to be expected, 0 unless overdue by the own rhythm."""
		verdict = self.rhythm_on(nowdate())
		return verdict.days_overdue if verdict else 0

	def rhythm_on(self, day: str) -> Overdue | None:
		"""Whether the customer is overdue on that day by their own rhythm; None without one purchase before it."""
		if not self.last_purchase_on or getdate(self.last_purchase_on) > getdate(day):
			return None
		rhythm = Rhythm(getdate(self.last_purchase_on), self.gaps or 0, self.median_gap_days or None)
		return overdue(rhythm, getdate(day))
