"""What is kept summed up of the facts, by month: scores, reports and trends read it. Conventions as in ``schema.py``."""

from __future__ import annotations

from relationship_suite.relationship_core.facts.tables import Table
from relationship_suite.relationship_core.facts.tables import columns as _columns

#: Monthly roll-up of a supplier's delivery and quality: what scores, reports and trends read. Lines, lots and amounts
#: may be added over ``uom``, quantities never.
SUPPLIER_MONTH = Table(
	"relationship_supplier_month",
	_columns(
		company="key",
		supplier="key",
		month="date",
		item_group="key",
		uom="key",  # stock UOM of the quantities
		lines_due="int",
		lines_on_time="int",
		lines_in_full="int",
		lines_otif="int",
		lines_early="int",
		lines_late_open="int",  # short, and the order is open
		lines_closed_short="int",  # short, and the order was closed by their fault
		lines_assumed="int",  # of lines_due: commitment assumed
		qty_due="decimal",
		qty_otif="decimal",
		value_due="decimal",
		value_otif="decimal",
		receipt_lines="int",
		received_qty="decimal",
		defective_qty="decimal",  # rejected at receipt, returned, or in a sample that failed; nothing twice
		sampled_qty="decimal",  # of the received quantity: how much was inspected
		lots_inspected="int",
		lots_accepted="int",
		invoiced_amount="decimal",
		ppv_lines="int",  # invoice lines with a baseline
		ppv_baseline_amount="decimal",
		ppv_amount="decimal",
		ppv_price="decimal",  # these three add up to ppv_amount
		ppv_exchange="decimal",
		ppv_mix="decimal",
		buckets_due="int",  # that have ended and of which something was released
		released_qty="decimal",  # in these
		covered_qty="decimal",  # of it: committed, at most what was released of each
		buckets_committed="int",  # that have ended and to which something was committed
		committed_qty="decimal",  # to these
		kept_qty="decimal",  # received in these, at most what was committed to each
	),
	("company", "supplier", "month", "uom", "item_group"),  # a score adds over item groups, and not over UOMs
	(
		("month", "supplier"),
		# Covers what reports ask of deliveries and quality, a month being one stretch of it.
		(
			*("month", "company", "supplier", "item_group"),
			*("lines_due", "lines_on_time", "lines_in_full", "lines_otif", "lines_early"),
			*("lines_late_open", "lines_closed_short", "lines_assumed"),
			*("defective_qty", "lots_inspected", "lots_accepted"),
		),
	),
)

#: What was delivered of each order line that is due, and how it is judged: the lines behind the deliveries of a month.
JUDGED_LINE = Table(
	"relationship_judged_line",
	_columns(
		company="key",
		supplier="key",
		month="date",  # of the original commitment
		item_group="key",
		uom="key",
		line="key",  # as in the purchase lines, whose primary key this is
		voucher="key",  # Purchase Order
		committed_day="int",
		order_day="int",
		order_month="date",
		ordered_qty="decimal",  # stock UOM
		net_amount="decimal",  # company currency
		commitment_assumed="flag",
		first_day="int?",  # of its receipts, up to the day of the judgement
		last_day="int?",
		received_qty="decimal",  # stock UOM, rejects included, returns not taken off
		is_on_time="flag",
		is_in_full="flag",
		is_otif="flag",
		is_early="flag",
		is_late_open="flag",  # short, and the order is open
		is_closed_short="flag",
		is_faulty="flag",  # something of it rejected, given back or failed in an inspection
	),
	("company", "supplier", "month", "item_group", "uom", "line"),
	(
		# Covers which lines are listed, the longest late first.
		("is_otif", "committed_day", "is_late_open", "is_closed_short", "is_early", "line"),
		# Covers the judgement of whole orders; begins as no other key does.
		("supplier", "order_month", "company", "voucher", "order_day", "is_otif", "is_faulty"),
	),
)

#: How many receipts took how long, by the months of their order lines' commitments: of it come median and P90 of any time.
LEAD_TIME = Table(
	"relationship_lead_time",
	_columns(
		company="key",
		supplier="key",
		month="date",  # of the order line's original commitment
		item_group="key",
		delivered_month="date",
		lead_days="int",  # from the order to the receipt
		quoted_days="int",  # from the order to the original commitment
		receipts="int",
	),
	("company", "supplier", "month", "item_group", "delivered_month", "lead_days", "quoted_days"),
	(("delivered_month", "company", "supplier", "item_group", "lead_days", "quoted_days", "receipts"),),
)

#: What each invoice line cost against its baseline, company currency: the lines behind the variance of a month.
PRICE_VARIANCE = Table(
	"relationship_price_variance",
	_columns(
		company="key",
		supplier="key",
		month="date",  # of the invoice
		item_group="key",
		line="key",  # as in the purchase prices, whose primary key this is
		item_code="key",
		invoiced_amount="decimal",
		has_baseline="flag",  # 0: nothing to hold the price against, and all below is 0
		is_new_source="flag",  # first purchase from this supplier
		baseline_rate="decimal?",  # per stock UOM
		ppv_baseline_amount="decimal",
		ppv_amount="decimal",
		ppv_price="decimal",  # these three add up to ppv_amount
		ppv_exchange="decimal",
		ppv_mix="decimal",
	),
	("company", "supplier", "month", "item_group", "line"),
	(
		# Covers the sums by item.
		(
			*("company", "month", "item_code", "item_group", "invoiced_amount", "has_baseline"),
			*("ppv_baseline_amount", "ppv_amount", "ppv_price", "ppv_exchange", "ppv_mix"),
		),
	),
)

#: Monthly roll-up of a supplier's orders as wholes, which belong to no item group and no UOM.
SUPPLIER_ORDERS = Table(
	"relationship_supplier_orders",
	_columns(
		company="key",
		supplier="key",
		month="date",  # of the order's last commitment
		orders_due="int",
		orders_otif="int",  # all judged lines on time and in full
		orders_perfect="int",  # ... without a fault in goods or invoice
	),
	("company", "supplier", "month"),
	(("company", "month"),),
)

#: Monthly roll-up of what was asked of an item: what forecasts stand on, and are held against.
ITEM_MONTH = Table(
	"relationship_item_month",
	_columns(
		company="key",
		item_code="key",
		month="date",
		uom="key",  # stock UOM of the quantities
		sold_qty="decimal",  # invoiced less returned
		used_qty="decimal",  # consumed to make something else
	),
	("company", "item_code", "month", "uom"),
)
