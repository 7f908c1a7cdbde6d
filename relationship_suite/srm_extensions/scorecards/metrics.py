"""Delivery and quality of suppliers by month, as ibis expressions over the facts (``definitions.md``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
from ibis.expr.types import Table as Expression

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.days import day_of
from relationship_suite.relationship_core.facts.expressions import Chosen, fact, of_chosen, with_names

#: What a row of the roll-up is of.
CELL = ("company", "supplier", "month", "item_group", "uom")
#: ``company``, ``supplier`` or ``item_group`` -> the names that are asked for; all where a column is left out, or None.
Parties = Mapping[str, Collection[str] | None]


@dataclass(frozen=True)
class DeliveryRules:
	"""When a delivery is on time and in full.

	Attributes:
		early_days: E, days before the original commitment that are still on time.
		late_days: L, days after it that are still on time.
		quantity_tolerance: share of the ordered quantity that may be missing, 0 to 1.
		count_drop_ship: drop-shipped lines count as well.
		count_non_stock: lines of items without stock count as well.
	"""

	early_days: int = 7
	late_days: int = 0
	quantity_tolerance: float = 0.0
	count_drop_ship: bool = False
	count_non_stock: bool = False

	def __post_init__(self) -> None:
		if self.early_days < 0 or self.late_days < 0:
			raise ValueError("early_days and late_days must not be negative")
		if not 0 <= self.quantity_tolerance < 1:
			raise ValueError("quantity_tolerance must be at least 0 and below 1")


def due_lines(as_of: date, rules: DeliveryRules) -> Expression:
	"""The purchase lines by which a supplier is judged.

	A line is due once its original commitment plus L days lies before ``as_of``: from then on nothing can make it
	on time any more, so a month that is still running is not flattered by its early deliveries. Internal suppliers
	are out; drop-ship, items without stock (a service has an invoice and no receipt, and would be overdue for good)
	and lines closed short for our own reasons are as well, the first two by setting.
	"""
	line = fact(schema.PURCHASE_LINE)
	line = line.filter(
		line.is_internal == 0,
		line.is_on_hold == 0,
		line.is_fixed_asset == 0,
		line.ordered_qty > 0,
		line.committed_day + rules.late_days < day_of(as_of),
		# Short by our own decision is no fault of the supplier.
		~((line.is_closed == 1) & (line.closed_reason == "Ours")),
	)
	if not rules.count_non_stock:
		line = line.filter(line.is_non_stock == 0)
	if not rules.count_drop_ship:
		line = line.filter(line.is_drop_ship == 0)
	return line


def judged_lines(
	as_of: date, rules: DeliveryRules, chosen: Chosen = None, parties: Parties | None = None
) -> Expression:
	"""The :func:`due_lines` with what was delivered up to a day, and the verdicts: rows of ``schema.JUDGED_LINE``.

	* on time: something arrived, nothing of it earlier than -E days, and either enough had arrived by commitment + L
	or every receipt lies by commitment + L. Receipts after the quantity was complete in time (replacements of
	rejected or returned goods, surplus) do not count: their fault is in the PPM;
	* in full: received by commitment + L >= (1 - tolerance) x ordered;
	* OTIF: both;
	* late and open (overdue): less than enough has arrived so far and the order is open, so that more can still come;
	* closed short: the same, but the order was closed. It failed, and nobody waits for it any more.

	Rejects were delivered and count as received; their fault is counted once, in the PPM.

	Args:
		as_of: the day that counts as today.
		rules: when a line is due, on time and in full.
		chosen: months of the original commitment, or cells; None for all.
		parties: companies and suppliers; None for all.
	"""
	line = of_chosen(
		with_names(due_lines(as_of, rules), parties or {}), "supplier", "commitment_month", chosen
	)
	by_line = _received_by_line(line, as_of, rules)
	enough = _enough(by_line, rules)
	early = (by_line.first_day < by_line.committed_day - rules.early_days).fill_null(False)
	in_full = by_line.received_in_time >= enough
	is_short = by_line.received_qty < enough
	nothing_late = by_line.last_day <= by_line.committed_day + rules.late_days
	on_time = by_line.first_day.notnull() & ~early & (in_full | nothing_late)
	verdicts = {
		"is_on_time": on_time,
		"is_in_full": in_full,
		"is_otif": on_time & in_full,
		"is_early": early,
		"is_late_open": is_short & (by_line.is_closed == 0),
		"is_closed_short": is_short & (by_line.is_closed == 1),
	}
	judged = by_line.mutate(**{name: ibis.ifelse(verdict, 1, 0) for name, verdict in verdicts.items()})
	return judged.select(*schema.JUDGED_LINE.column_names)


def _enough(line: Expression, rules: DeliveryRules):
	"""The quantity from which on a line is in full."""
	# A millionth, the last digit of a quantity, absorbs what a conversion factor rounds off.
	return line.ordered_qty * (1 - rules.quantity_tolerance) - 1e-6


def completed_days(as_of: date, rules: DeliveryRules, lines: Sequence[str] | None = None) -> Expression:
	"""The day on which enough of each of these lines had arrived, ``completed_day``; an open line has no row.

	Receipts after it, surplus and replacements of what was rejected or given back, do not move it.
	"""
	line, receipt = fact(schema.PURCHASE_LINE), fact(schema.RECEIPT_LINE)
	receipt = receipt.filter(receipt.is_return == 0, receipt.delivered_day <= day_of(as_of))
	if lines is not None:
		line = line.filter(line.line.isin(list(lines)))
		receipt = receipt.filter(receipt.order_line.isin(list(lines)))
	in_order = [ibis.asc("delivered_day", nulls_first=True), ibis.asc("line", nulls_first=True)]
	so_far = ibis.cumulative_window(group_by="order_line", order_by=in_order)
	arrived = receipt.select(
		"order_line",
		"delivered_day",
		received_qty=(receipt.accepted_qty + receipt.rejected_qty).sum().over(so_far),
	)
	joined = line.select("line", "ordered_qty").inner_join(arrived, line.line == arrived.order_line)
	complete = joined.filter(joined.received_qty >= _enough(joined, rules))
	return complete.group_by("line").aggregate(completed_day=complete.delivered_day.min())


#: What the verdicts and those who read them need of a line, beside its key.
_CARRIED = (
	"voucher",
	"committed_day",
	"order_day",
	"order_month",
	"ordered_qty",
	"net_amount",
	"commitment_assumed",
	"is_closed",
)


def _received_by_line(line: Expression, as_of: date, rules: DeliveryRules) -> Expression:
	"""Every line with what has arrived of it up to a day.

	Grouped by the primary key, in whose order the lines lie: MariaDB sums up the few receipts of a line as it meets them,
	by their index, without a temporary table.
	"""
	receipt = fact(schema.RECEIPT_LINE)
	receipt = receipt.filter(receipt.delivered_day <= day_of(as_of))
	receipt = receipt.select(
		"order_line", "is_return", "delivered_day", "accepted_qty", "rejected_qty", "is_faulty"
	)
	joined = line.left_join(receipt, line.line == receipt.order_line)
	came = joined.is_return == 0
	in_time = came & (joined.delivered_day <= joined.committed_day + rules.late_days)
	quantity = joined.accepted_qty + joined.rejected_qty
	by = ["company", "supplier", month_of(joined.commitment_month), "item_group", "uom", "line"]
	return joined.group_by(by).aggregate(
		**{column: joined[column].max() for column in _CARRIED},
		first_day=ibis.ifelse(came, joined.delivered_day, None).min(),
		last_day=ibis.ifelse(came, joined.delivered_day, None).max(),
		received_in_time=ibis.ifelse(in_time, quantity, 0.0).sum(),
		received_qty=ibis.ifelse(came, quantity, 0.0).sum(),
		is_faulty=joined.is_faulty.max().fill_null(0),
	)


def delivery_by_month(line: Expression) -> Expression:
	"""The :func:`judged_lines` by company, supplier, month of the original commitment, item group and UOM."""
	return line.group_by(list(CELL)).aggregate(
		lines_due=line.count(),
		lines_on_time=line.is_on_time.sum(),
		lines_in_full=line.is_in_full.sum(),
		lines_otif=line.is_otif.sum(),
		lines_early=line.is_early.sum(),
		lines_late_open=line.is_late_open.sum(),
		lines_closed_short=line.is_closed_short.sum(),
		lines_assumed=line.commitment_assumed.sum(),
		qty_due=line.ordered_qty.sum(),
		qty_otif=(line.ordered_qty * line.is_otif).sum(),
		value_due=line.net_amount.sum(),
		value_otif=(line.net_amount * line.is_otif).sum(),
	)


def lots(line: Expression) -> Expression:
	"""A row per receipt line with what was received, sampled and found defective; stock UOM.

	``month`` is that of the *original* receipt: a return counts with the receipt that it gives back; one whose receipt is
	not known stands for itself. ``defective_qty`` = rejected at receipt + accepted goods given back later, or the samples
	that failed an inspection where those are more: they are the same goods. A return out of the rejected warehouse does
	not reject twice. A rejected lot is no more defective than its sample; ``sampled_qty`` is what was inspected, so that
	its share of the received quantity can be stated.

	Args:
		line: receipt lines :func:`_with_lot`, with all those of a lot.
	"""
	first = line.is_return == 0
	inspected = first & (line.is_inspected == 1)
	keys = ["company", "supplier", month_of(line.quality_month), "item_code", "item_group", "uom", "lot"]
	found = line.group_by(keys).aggregate(
		voucher_type=line.voucher_type.max(),
		voucher=ibis.ifelse(first, line.voucher, None).max(),
		return_voucher=ibis.ifelse(first, None, line.voucher).max(),
		delivered_day=ibis.ifelse(first, line.delivered_day, None).max(),
		receipt_lines=ibis.ifelse(first, 1, 0).sum(),
		received_qty=ibis.ifelse(first, line.accepted_qty + line.rejected_qty, 0.0).sum(),
		rejected_qty=ibis.ifelse(first, line.rejected_qty, 0.0).sum(),
		returned_qty=ibis.ifelse(first, 0.0, line.defective_return_qty).sum(),
		inspected_lots=ibis.ifelse(inspected, 1, 0).sum(),
		failed_lots=ibis.ifelse(inspected & (line.is_lot_accepted == 0), 1, 0).sum(),
		sampled_qty=ibis.ifelse(first, line.sampled_qty, 0.0).sum(),
		failed_sample_qty=ibis.ifelse(first, line.failed_sample_qty, 0.0).sum(),
	)
	known = found.rejected_qty + found.returned_qty
	return found.mutate(
		defective_qty=ibis.ifelse(known > found.failed_sample_qty, known, found.failed_sample_qty)
	)


def _with_lot(receipt: Expression) -> Expression:
	"""Receipt lines with the ``lot`` that they are of: the receipt line that was given back, else the line itself."""
	own = ibis.ifelse(receipt.is_return == 1, receipt.original_line, receipt.line)
	return receipt.mutate(lot=ibis.coalesce(own, receipt.line))


def _receipts(as_of: date, months: Chosen, parties: Parties | None = None) -> Expression:
	"""Receipt lines up to a day, of these months and parties; internal suppliers out."""
	receipt = fact(schema.RECEIPT_LINE)
	receipt = receipt.filter(receipt.is_internal == 0, receipt.delivered_day <= day_of(as_of))
	return of_chosen(with_names(receipt, parties or {}), "supplier", "quality_month", months)


def quality_by_month(
	as_of: date, months: Chosen = None, parties: Parties | None = None
) -> tuple[Expression, Expression]:
	"""Received, defective and inspected by company, supplier, month of the *original* receipt, item group and UOM.

	The sums of :func:`lots` in two parts, to be added. Receipt lines are summed in the order that they lie in, with what
	was rejected or returned of them. Only lots with a failed sample are made one by one, for what the sample found beyond
	that: they are few, and a million lots need not be told apart for them.
	"""
	line = _receipts(as_of, months, parties)
	first = line.is_return == 0
	inspected = first & (line.is_inspected == 1)
	by = ["company", "supplier", month_of(line.quality_month), "item_group", "uom"]
	lines = line.group_by(by).aggregate(
		receipt_lines=ibis.ifelse(first, 1, 0).sum(),
		received_qty=ibis.ifelse(first, line.accepted_qty + line.rejected_qty, 0.0).sum(),
		defective_qty=ibis.ifelse(first, line.rejected_qty, line.defective_return_qty).sum(),
		sampled_qty=ibis.ifelse(first, line.sampled_qty, 0.0).sum(),
		lots_inspected=ibis.ifelse(inspected, 1, 0).sum(),
		lots_accepted=ibis.ifelse(inspected & (line.is_lot_accepted != 0), 1, 0).sum(),
	)
	# A return that gives none of them back makes a lot without a sample of its own.
	lot = lots(_with_lot(line.filter((line.failed_sample_qty > 0) | (line.is_return == 1))))
	lot = lot.filter(lot.failed_sample_qty > 0)
	found = (lot.defective_qty - lot.rejected_qty - lot.returned_qty).sum()
	return lines, lot.group_by(list(CELL)).aggregate(defective_qty=found)


def lead_times(as_of: date, months: Chosen = None, *, with_open: bool = False) -> Expression:
	"""Days from order to receipt, a row per receipt of an order line; ``months`` are those of the original commitment.

	``with_open``: lines without a receipt have a row as well, without a day of delivery.
	"""
	line, receipt = fact(schema.PURCHASE_LINE), fact(schema.RECEIPT_LINE)
	receipt = receipt.filter(receipt.is_return == 0, receipt.delivered_day <= day_of(as_of))
	line = line.filter(line.is_internal == 0)
	line = of_chosen(line, "supplier", "commitment_month", months)
	joined = line.join(
		receipt.select("order_line", "delivered_day", delivered_month="posting_month"),
		line.line == receipt.order_line,
		how="left" if with_open else "inner",
	)
	return joined.select(
		"company",
		"supplier",
		"item_group",
		"item_code",
		"uom",
		"line",
		"commitment_month",
		"delivered_month",
		"delivered_day",
		lead_days=joined.delivered_day - joined.ordered_day,
		quoted_days=joined.committed_day - joined.ordered_day,
	)


def receipts_by_days(receipt: Expression, by: Sequence) -> Expression:
	"""How many of the :func:`lead_times` there are of each length, by some columns: what ``lead_time.spread`` sums up."""
	return receipt.group_by([*by, "lead_days", "quoted_days"]).aggregate(
		receipts=receipt.delivered_day.count()
	)


def lead_time_by_month(as_of: date, months: Chosen = None) -> Expression:
	"""The roll-up of lead times: receipts by length, and by the months of commitment and delivery.

	Open lines come along until the end: an outer join keeps MariaDB at reading the lines in their order, each with its few
	receipts, where of an inner one it reads all receipts first and looks up their lines one by one.
	"""
	receipt = lead_times(as_of, months, with_open=True)
	by = ["company", "supplier", month_of(receipt.commitment_month), "item_group", "delivered_month"]
	found = receipts_by_days(receipt, by)
	return found.filter(found.receipts > 0)


def receipts_with_defects(as_of: date, months: Sequence[date], names: Parties | None = None) -> Expression:
	"""The :func:`lots` of these months with something defective, or that failed their inspection.

	Only lots with a faulty line are made: few of many, and an index of their own leads to them.

	Args:
		as_of: receipts up to this day.
		months: those of the original receipt.
		names: column -> names to look at, all by default.
	"""
	receipt = _with_lot(_receipts(as_of, months, names))
	key = ("company", "supplier", "quality_month", "item_group", "uom", "lot")
	faulty = receipt.filter(receipt.is_faulty == 1)
	faulty = faulty.select(**{f"faulty_{column}": faulty[column] for column in key}).distinct()
	same = [faulty[f"faulty_{column}"] == receipt[column] for column in key]
	lot = lots(faulty.inner_join(receipt, same).select(*receipt.columns))
	return lot.filter((lot.defective_qty > 0) | (lot.failed_lots > 0))


def month_of(column):
	"""The month column under the one name that all roll-ups use."""
	return column.name("month")
