"""Figures that indicators watch, from sums of the roll-ups: trends, drift, and shares. Knows no frappe and no clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from statistics import fmean

from relationship_suite.relationship_core.facts.days import add_months
from relationship_suite.srm_extensions.risk.concentration import concentration, shares
from relationship_suite.srm_extensions.risk.indicators import Reading, Subject
from relationship_suite.srm_extensions.scorecards.rates import Tally, of_units, ppm, share

#: Mean moving range of two normal values in standard deviations, d2 of n = 2 (Shewhart 1931; Montgomery, table VI).
D2 = 1.128
#: Points of a control chart below which its limits say nothing.
MINIMUM_POINTS = 8
#: Months before a window that it is held against.
BASELINE = 12

#: Spend by supplier, of each (company, what was bought).
Spend = Mapping[tuple[str, str], Mapping[str, float]]


def first_month(as_of: date, months: int) -> date:
	"""First day of the window of whole months that ends with the month of ``as_of``."""
	return add_months(as_of.replace(day=1), 1 - months)


def drift(baseline: Sequence[float], now: float) -> float | None:
	"""How many standard deviations a figure lies above the centre of the months before: an individuals chart (XmR).

	(now - mean) / (mean moving range / d2). Source: Shewhart 1931; Wheeler & Chambers 1992. A process out of control is
	above 3.

	Args:
		baseline: mean lead times of the months before, days, oldest first.
		now: of the months that are judged.

	Returns:
		None with fewer than :data:`MINIMUM_POINTS` months, or where these never varied: there is nothing to measure by.
	"""
	if len(baseline) < MINIMUM_POINTS:
		return None
	sigma = fmean(abs(later - earlier) for earlier, later in pairwise(baseline)) / D2
	return (now - fmean(baseline)) / sigma if sigma > 0 else None


def otif_fall(rows: Iterable[Sequence], split: date, evidence: int) -> dict[Subject, Reading]:
	"""By how many percentage points OTIF has fallen against the months before; below 0 where it rose.

	Args:
		rows: company, supplier, month, lines on time in full, lines due.
		split: first month of the window.
		evidence: lines needed in either.
	"""
	found: dict[Subject, Reading] = {}
	for subject, (before, now) in _halves(rows, split).items():
		rates = [
			share(Tally(sum(r[0] for r in part), sum(r[1] for r in part)), evidence) for part in (before, now)
		]
		found[subject] = _change(*rates, sign=-1)
	return found


def ppm_rise(rows: Iterable[Sequence], split: date, evidence: int) -> dict[Subject, Reading]:
	"""By how much PPM has risen against the months before; below 0 where it fell. Units of measure are never added.

	Args:
		rows: company, supplier, month, defective and received quantity, receipt lines, unit.
	"""
	found: dict[Subject, Reading] = {}
	for subject, parts in _halves(rows, split).items():
		rates = []
		for part in parts:
			units: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
			for defective, received, lines, uom in part:
				sums = units[uom]
				sums[0], sums[1], sums[2] = sums[0] + defective, sums[1] + received, sums[2] + lines
			tallies = [(Tally(max(d, 0.0), max(r, 0.0), n), n) for d, r, n in units.values()]
			rates.append(of_units(ppm, tallies, evidence))
		found[subject] = _change(*rates, sign=1)
	return found


def _halves(rows: Iterable[Sequence], split: date) -> dict[Subject, tuple[list[tuple], list[tuple]]]:
	"""Figures of each supplier before the month ``split``, and from it on."""
	found: dict[Subject, tuple[list[tuple], list[tuple]]] = {}
	for company, supplier, month, *figures in rows:
		halves = found.setdefault(Subject(company, "Supplier", supplier), ([], []))
		halves[month >= split].append(tuple(figures))
	return found


def _change(before, now, *, sign: int) -> Reading:
	figures = {"n_before": before.n, "n_now": now.n}
	if before.value is None or now.value is None:
		return Reading(None, figures)
	return Reading(sign * (now.value - before.value), figures | {"before": before.value, "now": now.value})


def lead_time_drift(rows: Iterable[Sequence], split: date, evidence: int) -> dict[Subject, Reading]:
	"""How far the lead time of a window lies above its control chart, in standard deviations: see :func:`drift`.

	Args:
		rows: company, supplier, month of delivery, sum of days over receipts, receipts.
		split: first month of the window; those before it are the points of the chart.
		evidence: receipts needed in the window.
	"""
	points: dict[Subject, list[tuple[date, float]]] = defaultdict(list)
	window: dict[Subject, list[float]] = defaultdict(lambda: [0.0, 0.0])
	for company, supplier, month, days, receipts in rows:
		subject = Subject(company, "Supplier", supplier)
		if month < split:
			points[subject].append((month, days / receipts))
		else:
			window[subject][0] += days
			window[subject][1] += receipts
	found: dict[Subject, Reading] = {}
	for subject, (days, receipts) in window.items():
		baseline = [mean for _month, mean in sorted(points[subject])]
		if receipts < evidence or not baseline:
			found[subject] = Reading(None)
			continue
		now = days / receipts
		figures = {"now": now, "before": fmean(baseline), "n_now": receipts, "months": len(baseline)}
		found[subject] = Reading(drift(baseline, now), figures)
	return found


def single_sources(spend: Spend, least: float) -> dict[Subject, Reading]:
	"""Share of each item's spend that its largest supplier has, per cent: 100 where there is no other.

	Args:
		spend: by item.
		least: per cent of the company's spend that an item has to have.
	"""
	found: dict[Subject, Reading] = {}
	for (company, item), amounts, part in _counted(spend, least):
		if not item:  # invoice lines without an item are no goods that one supplier has
			continue
		each = concentration(amounts)
		figures = {"suppliers": each.suppliers, "spend": each.spend, "part": part}
		found[Subject(company, "Supplier", each.largest, item_code=item)] = Reading(
			each.largest_share, figures
		)
	return found


def concentrations(spend: Spend, least: float) -> dict[Subject, Reading]:
	"""HHI of each item group, 0 to 10,000; ``least`` as in :func:`single_sources`."""
	found: dict[Subject, Reading] = {}
	for (company, group), amounts, part in _counted(spend, least):
		each = concentration(amounts)
		figures = {
			"suppliers": each.suppliers,
			"largest": each.largest_share,
			"spend": each.spend,
			"part": part,
		}
		found[Subject(company, item_group=group)] = Reading(each.hhi, figures)
	return found


def _counted(spend: Spend, least: float) -> Iterable[tuple[tuple[str, str], Mapping[str, float], float]]:
	"""What has the share ``least`` of its company's spend at least, with its amounts and that share."""
	totals: dict[str, float] = defaultdict(float)
	sums = {key: sum(amount for amount in amounts.values() if amount > 0) for key, amounts in spend.items()}
	for (company, _bought), amount in sums.items():
		totals[company] += amount
	for key, amounts in spend.items():
		part = 100 * sums[key] / totals[key[0]] if sums[key] else 0.0
		if sums[key] and part >= least:
			yield key, amounts, part


def dependencies(amounts: Mapping[str, Mapping[str, float]], party_type: str) -> dict[Subject, Reading]:
	"""Share of each party in what its company has with all of them, per cent.

	Args:
		amounts: by company and party, in the company's currency; what is not above 0 is none.
		party_type: Supplier or Customer.
	"""
	found: dict[Subject, Reading] = {}
	for company, by_party in amounts.items():
		total = sum(amount for amount in by_party.values() if amount > 0)
		for party, part in shares(by_party).items():
			figures = {"amount": by_party[party], "total": total}
			found[Subject(company, party_type, party)] = Reading(part, figures)
	return found
