"""How much of the spend hangs on how few suppliers. Knows no frappe.

HHI (Herfindahl-Hirschman index) = sum of squared shares in per cent, 0 to 10,000: above 1,800 high, from 1,000 moderate
(US Department of Justice and Federal Trade Commission, Merger Guidelines, 2023).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MODERATE, HIGH = 1000, 1800


@dataclass(frozen=True)
class Concentration:
	"""Spend of a group of goods: how much, with whom most of it, and its HHI."""

	spend: float  # company currency, without suppliers that were credited more than they invoiced
	suppliers: int
	hhi: float
	largest: str
	largest_share: float  # per cent

	@property
	def level(self) -> str:
		"""High, Moderate or Low."""
		if self.hhi > HIGH:
			return "High"
		return "Moderate" if self.hhi >= MODERATE else "Low"

	@property
	def is_single_source(self) -> bool:
		return self.suppliers == 1


def shares(amounts: Mapping[str, float]) -> dict[str, float]:
	"""Share of each in per cent, the largest first; who has nothing or less is left out."""
	positive = {name: amount for name, amount in amounts.items() if amount > 0}
	total = sum(positive.values())
	ranked = sorted(positive.items(), key=lambda each: (-each[1], each[0]))
	return {name: 100 * amount / total for name, amount in ranked}


def hhi(of_shares: Iterable[float]) -> float:
	"""Sum of squared shares in per cent, 0 to 10,000."""
	return sum(share**2 for share in of_shares)


def concentration(amounts: Mapping[str, float]) -> Concentration | None:
	"""Concentration of amounts by supplier; None where nothing was spent."""
	found = shares(amounts)
	if not found:
		return None
	largest = next(iter(found))
	return Concentration(
		spend=sum(amounts[name] for name in found),
		suppliers=len(found),
		hhi=hhi(found.values()),
		largest=largest,
		largest_share=found[largest],
	)
