"""What is known of one customer at one company. ``segmentation/records.py`` is the one writer."""

from __future__ import annotations

from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.doors import Record
from relationship_suite.crm_extensions.segmentation.records import insight_name
from relationship_suite.crm_extensions.segmentation.model import Overdue, Rhythm, overdue


class CustomerInsight(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		changes_on: DF.Date | None
		company: DF.Link
		cost_known: DF.Percent
		currency: DF.Link | None
		customer: DF.Link
		f: DF.Int
		figures_change_on: DF.Date | None
		gaps: DF.Int
		last_purchase_on: DF.Date | None
		lines_without_rate: DF.Int
		m: DF.Int
		margin: DF.Currency
		median_gap_days: DF.Float
		method: DF.Literal["", "Quintiles", "Fixed limits"]
		overdue_from: DF.Date | None
		previous_segment: DF.Literal[
			"",
			"Champions",
			"Loyal",
			"Potential loyalist",
			"New customer",
			"Promising",
			"Needs attention",
			"At risk",
			"Cannot lose",
			"Hibernating",
			"Lost customer",
		]
		purchase_days: DF.Int
		r: DF.Int
		revenue: DF.Currency
		segment: DF.Literal[
			"",
			"Champions",
			"Loyal",
			"Potential loyalist",
			"New customer",
			"Promising",
			"Needs attention",
			"At risk",
			"Cannot lose",
			"Hibernating",
			"Lost customer",
		]
		segment_since: DF.Date | None
	# end: auto-generated types

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
