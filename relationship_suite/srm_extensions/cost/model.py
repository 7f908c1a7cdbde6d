"""Purchase price variance of one invoice line, and how it splits. Pure: what ``metrics.py`` says in SQL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variance:
	"""Company currency, above 0 is dearer; the three parts add up to ``total``."""

	total: float
	price: float
	exchange: float
	mix: float


def variance(
	*, qty: float, amount: float, exchange_rate: float, baseline: float, own_price: float, own_exchange: float
) -> Variance:
	"""(actual - baseline) x quantity, split into price, exchange rate and mix.

	With f the price in the supplier's currency and x the exchange rate, actual now and (f0, x0) of the same supplier
	before, and b the baseline of the item whoever it came from, all per stock unit:

	* exchange = (x - x0) f q: the same foreign price costs more or less in company currency;
	* price = (f - f0) x0 q: the supplier asks another price in its own currency;
	* mix = (f0 x0 - b) q: bought from a source that was dearer or cheaper than the baseline before;
	* total = (f x - b) q, their sum.

	Args:
		qty: signed, stock unit; 0 where an invoice only corrects a price.
		amount: f x q, company currency.
		exchange_rate: x, company currency per unit of the invoice's currency, above 0.
		baseline: b, company currency per stock unit.
		own_price: f0, the invoice's currency per stock unit.
		own_exchange: x0, above 0.

	Source: flexible-budget variances (Horngren, Datar & Rajan, Cost Accounting, ch. 7), the exchange part at the actual
	price, so that no joint term is left over.
	"""
	return Variance(
		total=amount - baseline * qty,
		price=amount * own_exchange / exchange_rate - own_price * own_exchange * qty,
		exchange=amount - amount * own_exchange / exchange_rate,
		mix=(own_price * own_exchange - baseline) * qty,
	)
