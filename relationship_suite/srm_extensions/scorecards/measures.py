"""The KPIs of a supplier, one by one: the only place that knows what each is made of and how it is read.

Rates, bounds, texts, report columns, what opens behind a figure and the table in the user's guide follow from here.
Names and texts are English and are translated where they are shown. Adding one: ``docs/developer/kpi.md``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from relationship_suite.srm_extensions.scorecards.rates import Rate, Tally, ppm, ppv_percent, share


@dataclass(frozen=True)
class Evidence:
	"""What the numbers of a measure are counted in, and the report that lists them."""

	column: str  # of the roll-up: how many there are
	counted: str  # {0}: how many there are
	missing: str  # {0}: how many there are, {1}: how many are needed
	report: str
	#: Of the report, beside whose lines they are and of which days.
	filters: Mapping[str, str] = field(default_factory=dict)


LINES = Evidence(
	"lines_due",
	"of {0} lines",
	"Not enough data ({0} of {1} lines)",
	"Late and Open Deliveries",
	{"mode": "By Line"},
)
#: Whole orders have a roll-up of their own, since they belong to no item group and no UOM.
ORDERS = Evidence(
	"orders_due",
	"of {0} orders",
	"Not enough data ({0} of {1} orders)",
	"Late and Open Deliveries",
	{"mode": "By Order"},
)
RECEIPT_LINES = Evidence(
	"receipt_lines",
	"of {0} receipt lines",
	"Not enough data ({0} of {1} receipt lines)",
	"Defective Receipts",
)
LOTS = Evidence("lots_inspected", "of {0} lots", "Not enough data ({0} of {1} lots)", "Defective Receipts")
INVOICE_LINES = Evidence(
	"ppv_lines",
	"of {0} invoice lines",
	"Not enough data ({0} of {1} invoice lines)",
	"Purchase Price Variance",
	{"group_by": "Invoice Line"},
)
#: Weeks or months that are over, each of an item that the supplier was asked for in it.
BUCKETS_DUE = Evidence(
	"buckets_due",
	"of {0} buckets",
	"Not enough data ({0} of {1} buckets)",
	"Commitment versus Forecast",
	{"mode": "Ended Buckets"},
)
#: Likewise, each of an item that the supplier had committed to.
BUCKETS_COMMITTED = Evidence(
	"buckets_committed",
	"of {0} buckets",
	"Not enough data ({0} of {1} buckets)",
	"Commitment versus Forecast",
	{"mode": "Ended Buckets"},
)


@dataclass(frozen=True)
class Measure:
	"""A KPI: sum of ``part`` over sum of ``whole`` in the months of a window, as ``rate`` makes a figure of it.

	Attributes:
		name: as the form and the results hold it, in English.
		meaning: what it is, for people.
		part: column of the roll-up.
		whole: column of the roll-up.
		evidence: what is counted, how many of which say how sure the figure is.
		rate: of a tally and the evidence needed; a share that has a Wilson bound has to be better the higher it is.
		unit: of the value.
		low, high: the values that it can have.
		is_by_uom: a part of a quantity, which is never added over UOMs: see :func:`rates.of_units`.
	"""

	name: str
	meaning: str
	part: str
	whole: str
	evidence: Evidence
	rate: Callable[[Tally, float], Rate] = share
	unit: str = "%"
	low: float = 0
	high: float = 100
	is_higher_better: bool = True
	is_by_uom: bool = False

	@property
	def columns(self) -> tuple[str, str, str]:
		"""Columns of part, whole and evidence, in the order of a :class:`Tally`."""
		return self.part, self.whole, self.evidence.column

	@property
	def behind(self) -> dict[str, object]:
		"""Where its lines are listed: ``report``, and ``filters`` beside whose lines they are and of which days."""
		return {"report": self.evidence.report, "filters": dict(self.evidence.filters)}

	@property
	def is_of_orders(self) -> bool:
		"""Does it count whole orders, which belong to no item group?"""
		return self.evidence is ORDERS


#: Definitions: SCOR Digital Standard (ASCM), RL.1.2 for those of OTIF and orders, RL.2.5 to 2.8 for their parts; CPFR (VICS)
#: for commitments.
_ALL = (
	Measure("OTIF", "lines on time and in full, of the lines due", "lines_otif", "lines_due", LINES),
	Measure(
		"OTIF by Quantity",
		"ordered quantity of the lines on time and in full, of the quantity due. Each unit of measure has its own rate, and they weigh by their lines: kilograms and pieces are never added",
		"qty_otif",
		"qty_due",
		LINES,
		is_by_uom=True,
	),
	Measure(
		"OTIF by Value",
		"net amount of the lines on time and in full, of the amount due",
		"value_otif",
		"value_due",
		LINES,
	),
	Measure(
		"OTIF by Orders",
		"orders of which every line was on time and in full, of the orders due. An order counts in the month of its last commitment, once that has passed",
		"orders_otif",
		"orders_due",
		ORDERS,
	),
	Measure(
		"Perfect Order",
		"orders of which every line passed four tests at once, of the orders due: on time, in full, nothing of it rejected, given back or failed in an inspection, and no invoice at another price than ordered. A joint test, and no product of averages",
		"orders_perfect",
		"orders_due",
		ORDERS,
	),
	Measure(
		"On Time",
		"lines that came within the days allowed around the first commitment, of the lines due; what comes after the quantity was complete in time, such as a replacement, does not count",
		"lines_on_time",
		"lines_due",
		LINES,
	),
	Measure(
		"In Full",
		"lines of which enough arrived in time, of the lines due",
		"lines_in_full",
		"lines_due",
		LINES,
	),
	Measure(
		"PPM",
		"defective of received quantity: rejected at receipt, returned, or in a sample that failed an inspection, each piece once; a rejected lot is no more defective than its sample. Quantities in different units are never added: each unit has its own rate, and they weigh by their receipt lines, which are also the evidence",
		"defective_qty",
		"received_qty",
		RECEIPT_LINES,
		rate=ppm,
		unit="PPM",
		high=1e6,
		is_higher_better=False,
		is_by_uom=True,
	),
	Measure("Lot Acceptance", "accepted of inspected lots", "lots_accepted", "lots_inspected", LOTS),
	Measure(
		"PPV %",
		"price variance of the value at baseline prices",
		"ppv_amount",
		"ppv_baseline_amount",
		INVOICE_LINES,
		rate=ppv_percent,
		low=-100,
		high=math.inf,
		is_higher_better=False,
	),
	Measure(
		"Commit Rate",
		"committed of the quantity released, at most what was released of each bucket. A bucket counts once it has ended, in the month in which it ends, by the last release and the last commitment made until then; without a commitment nothing is committed. Each unit of measure has its own rate, and they weigh by their buckets",
		"covered_qty",
		"released_qty",
		BUCKETS_DUE,
		is_by_uom=True,
	),
	Measure(
		"Commit Reliability",
		"received of the quantity committed, at most what was committed to each bucket, so that a surplus in one hides no gap in another. A bucket counts as for the commit rate, by what came from its first to its last day",
		"kept_qty",
		"committed_qty",
		BUCKETS_COMMITTED,
		is_by_uom=True,
	),
)

#: By name, in the order in which the form offers them.
MEASURES: Mapping[str, Measure] = MappingProxyType({measure.name: measure for measure in _ALL})

#: By what the sums of a measure may be added over: item groups and UOMs, item groups alone, neither.
ADDED = tuple(each for each in _ALL if not (each.is_by_uom or each.is_of_orders))
BY_UOM = tuple(each for each in _ALL if each.is_by_uom)
OF_ORDERS = tuple(each for each in _ALL if each.is_of_orders)
#: Those of what is planned.
OF_BUCKETS = tuple(each for each in _ALL if each.evidence in (BUCKETS_DUE, BUCKETS_COMMITTED))
