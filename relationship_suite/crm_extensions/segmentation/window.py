"""The window that RFM looks at, as whole days, and the rules it is read by. Nothing here reads a clock."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta

from relationship_suite.crm_extensions.segmentation.model import MINIMUM_FOR_QUINTILES, Basis, Thresholds
from relationship_suite.relationship_core.facts.days import add_months, day_of


@dataclass(frozen=True)
class Window:
	"""The days ``start_day`` to ``end_day``, both within; ``end_day`` is the day of ``as_of``."""

	start_day: int
	end_day: int


@dataclass(frozen=True)
class Rules:
	"""How customers are scored. Raises ValueError naming the field.

	Attributes:
		months: length of the window.
		basis: what M is.
		thresholds: limits for companies with few customers.
		minimum_for_quintiles: active customers of a company from which they are compared with each other.
	"""

	months: int = 12
	basis: Basis = "revenue"
	thresholds: Thresholds = field(default_factory=Thresholds)
	minimum_for_quintiles: int = MINIMUM_FOR_QUINTILES

	def __post_init__(self) -> None:
		if self.months < 1:
			raise ValueError(f"months: {self.months} is below 1")

	@property
	def mark(self) -> str:
		"""A short text that is another one under other rules."""
		return hashlib.blake2s(repr(self).encode(), digest_size=12).hexdigest()

	def window(self, as_of: date) -> Window:
		"""The ``months`` months that end with ``as_of``."""
		return Window(day_of(add_months(as_of, -self.months)) + 1, day_of(as_of))

	def leaves_on(self, on: date) -> date:
		"""The first ``as_of`` whose window no longer holds the day ``on``."""
		found = add_months(on, self.months)
		while add_months(found, -self.months) < on:  # the ends of short months
			found += timedelta(days=1)
		return found

	def recency_changes_on(self, last_purchase_on: date, as_of: date) -> date | None:
		"""The next day on which the fixed limits give another R, without any purchase; None when R is 1."""
		days = (as_of - last_purchase_on).days
		limit = next((limit for limit in self.thresholds.recency_days if limit >= days), None)
		return None if limit is None else last_purchase_on + timedelta(days=int(limit) + 1)
