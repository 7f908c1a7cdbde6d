"""The fact tables, as data: what each column means, its kind and unit.

This is the one place that knows the shape of the fact layer; its roll-ups are in ``rollups.py``. ``setup/tables.py`` creates the tables from it,
``sources.py`` fills them, ``expressions.py`` gives them to ibis. No import of frappe: every tier reads this.

Conventions
* A ``*_day`` is the number of days since 1970-01-01 of the date beside it: whole numbers are what every engine
  subtracts alike.
* ``posting_month`` and every ``*_month`` is the first day of a calendar month.
* Quantities are in the item's stock UOM (``uom``); amounts in company currency, with the document's
  ``currency`` and ``exchange_rate`` beside them. Returns are rows of their own with negative quantity.
* Facts hold nothing that a person typed into this app: they can be dropped and rebuilt at any time.
"""

from __future__ import annotations

from relationship_suite.relationship_core.facts.rollups import (
	ITEM_MONTH,
	JUDGED_LINE,
	LEAD_TIME,
	PRICE_VARIANCE,
	SUPPLIER_MONTH,
	SUPPLIER_ORDERS,
)
from relationship_suite.relationship_core.facts.tables import Column, Table, index_by, index_name
from relationship_suite.relationship_core.facts.tables import columns as _columns

__all__ = ["Column", "Table", "index_by", "index_name"]

#: Column of a fact table -> DocType whose records it names: a rename or merge of one moves the rows. ``party`` of a touch
#: is a record of its ``party_type``.
LINKS: dict[str, str] = {
	"company": "Company",
	"supplier": "Supplier",
	"customer": "Customer",
	"item_code": "Item",
	"item_group": "Item Group",
	"uom": "UOM",
	"currency": "Currency",
	"price_list": "Price List",
	"territory": "Territory",
	"customer_group": "Customer Group",
	"person": "User",
}


#: A row per line of a submitted Purchase Order.
PURCHASE_LINE = Table(
	"relationship_purchase_line",
	_columns(
		company="key",
		supplier="key",
		posting_month="date",  # of the order date
		line="key",  # Purchase Order Item
		voucher_type="doctype",
		voucher="key",  # Purchase Order
		item_code="key",
		item_group="key",
		ordered_on="date",
		ordered_day="int",
		requested_on="date",  # asked for, as first submitted
		committed_on="date",  # original commitment: first confirmed date, else the requested one
		committed_day="int",
		current_commitment_on="date",
		commitment_month="date",  # of committed_on: the month in which the line is due
		order_day="int",  # last original commitment of all lines of the order
		order_month="date",  # the month in which the order is due as a whole
		commitment_assumed="flag",  # 1: older than the install and no Version to read the first date from
		acknowledged_on="date?",
		ordered_qty="decimal",  # stock UOM; of a subcontracted line, the finished good
		uom="key",
		net_amount="decimal",  # company currency
		unit_rate="decimal",  # company currency per stock UOM, net; of a subcontracted line, per unit of the service
		currency="key",
		exchange_rate="decimal",
		is_drop_ship="flag",
		is_internal="flag",
		is_subcontracted="flag",
		is_fixed_asset="flag",
		is_non_stock="flag",  # a service, or goods that ERPNext keeps no stock of
		is_on_hold="flag",
		is_closed="flag",
		closed_reason="key",  # "", "Ours", "Theirs"
	),
	("company", "supplier", "commitment_month", "item_group", "uom", "line"),
	(("voucher_type", "voucher"), ("line",), ("committed_day", "line")),
)

#: A row per line of a submitted Purchase Receipt, Purchase Invoice with update_stock or Subcontracting Receipt.
RECEIPT_LINE = Table(
	"relationship_receipt_line",
	_columns(
		company="key",
		supplier="key",
		posting_month="date",  # of delivered_on
		voucher_type="doctype",
		line="key",
		voucher="key",
		order_line="key?",  # Purchase Order Item
		item_code="key",
		item_group="key",
		booked_on="date",  # posting date
		delivered_on="date",  # the field Delivered On, else the posting date
		delivered_day="int",
		is_return="flag",
		original_line="key?",  # of a return: the receipt line it gives back
		quality_month="date",  # month of the original receipt: late feedback restates it
		accepted_qty="decimal",  # signed, stock UOM
		rejected_qty="decimal",  # signed, stock UOM
		defective_return_qty="decimal",  # >= 0: accepted goods given back, stock UOM
		uom="key",
		net_amount="decimal",  # signed, company currency
		is_internal="flag",
		is_inspected="flag",  # by a submitted incoming Quality Inspection
		is_lot_accepted="flag",
		sampled_qty="decimal",  # of all inspections of the line, at most what was received
		failed_sample_qty="decimal",  # of the rejected ones
		is_faulty="flag",  # something of it rejected, given back, or failed in an inspection
	),
	("company", "supplier", "quality_month", "item_group", "uom", "voucher_type", "line"),
	(
		("voucher_type", "voucher"),
		# Covers what an order line asks of its receipts: it is read for every line of a month.
		(
			"order_line",
			"is_return",
			"delivered_day",
			"posting_month",
			"accepted_qty",
			"rejected_qty",
			"is_faulty",
		),
		("original_line", "line"),
		("delivered_day", "line"),
		("is_faulty", "quality_month"),  # few of many
	),
)

#: A row per line of a submitted Purchase Invoice (opening invoices are out).
PURCHASE_PRICE = Table(
	"relationship_purchase_price",
	_columns(
		company="key",
		supplier="key",
		posting_month="date",
		line="key",  # Purchase Invoice Item
		voucher_type="doctype",
		voucher="key",
		item_code="key",
		item_group="key",
		invoiced_on="date",
		invoiced_day="int",
		baseline_day="int",  # the day whose baseline counts: of a return, the day of the invoice it takes back
		order_line="key?",
		receipt_line="key?",
		original_line="key?",  # of a return: the invoice line it takes back
		qty="decimal",  # signed, stock UOM; 0 where a debit note only corrects the price
		uom="key",
		net_amount="decimal",  # signed, company currency
		unit_rate="decimal",  # company currency per stock UOM, net
		order_unit_rate="decimal?",  # of the linked order line, company currency per stock UOM
		order_exchange_rate="decimal?",  # of the linked order; NULL where it is in another currency
		currency="key",
		exchange_rate="decimal",  # 0 where the document has none
		is_return="flag",
		is_internal="flag",
		is_price_correction="flag",
		differs_from_order="flag",  # invoiced at another price than ordered
	),
	("company", "supplier", "posting_month", "item_group", "line"),
	(
		("voucher_type", "voucher"),
		("company", "item_code", "invoiced_day"),
		("invoiced_day",),
		# Covers which order lines were invoiced otherwise.
		("order_line", "differs_from_order", "invoiced_day"),
		("original_line",),
	),
)

#: A row per buying price of an item that holds for every supplier (Item Price): what may be taken as its standard.
STANDARD_PRICE = Table(
	"relationship_standard_price",
	_columns(
		item_code="key",
		line="key",  # Item Price
		voucher_type="doctype",
		voucher="key",  # Item Price
		price_list="key",
		currency="key",  # of the price list
		valid_from_day="int",
		valid_until_day="int",  # included
		unit_rate="decimal",  # in the price list's currency per stock UOM
	),
	("item_code", "line"),
	(("voucher_type", "voucher"),),
)

#: A row per line of a submitted Sales Invoice or POS Invoice (consolidated, opening and internal ones are out).
SALES_LINE = Table(
	"relationship_sales_line",
	_columns(
		company="key",
		customer="key",
		posting_month="date",
		voucher_type="doctype",
		line="key",
		voucher="key",
		sold_on="date",
		sold_day="int",
		item_code="key",
		item_group="key",
		territory="key",
		customer_group="key",
		qty="decimal",  # signed, stock UOM
		uom="key",
		net_amount="decimal",  # signed, company currency
		cost_amount="decimal?",  # signed, company currency; NULL where ERPNext does not know it
		currency="key",
		exchange_rate="decimal",
		is_return="flag",
		is_revenue_only="flag",  # debit note without quantity: revenue, no purchase day
	),
	("company", "customer", "posting_month", "voucher_type", "line"),
	(
		("voucher_type", "voucher"),
		("company", "sold_day"),
		# Covers what is asked of an item's demand.
		("company", "item_code", "posting_month", "uom", "is_revenue_only", "qty"),
	),
)

#: A row per line that a submitted Stock Entry consumes to make something.
CONSUMPTION_LINE = Table(
	"relationship_consumption_line",
	_columns(
		company="key",
		item_code="key",
		posting_month="date",
		line="key",  # Stock Entry Detail
		voucher_type="doctype",
		voucher="key",  # Stock Entry
		used_on="date",
		qty="decimal",  # stock UOM
		uom="key",
	),
	("company", "item_code", "posting_month", "line"),
	(("voucher_type", "voucher"),),
)

#: A row per bucket of an item that a supplier is asked for in a Forecast Release; of all releases, the one that counts for it.
PLANNED_BUCKET = Table(
	"relationship_planned_bucket",
	_columns(
		company="key",
		supplier="key",
		bucket_month="date",  # of its last day: a week counts in the month in which it ends
		line="key",  # Forecast Release Line
		voucher_type="doctype",
		voucher="key",  # Forecast Release
		item_code="key",
		item_group="key",  # when it was released
		first_month="date",  # of its first day
		first_day="int",
		last_day="int",  # included
		release_qty="decimal",  # stock UOM
		commit_qty="decimal?",  # by the commitment that counts for it; NULL where nothing is said
		uom="key",
	),
	("company", "supplier", "bucket_month", "item_group", "uom", "line"),
	(
		("voucher_type", "voucher"),
		("last_day",),
		# Covers which buckets a receipt falls into.
		("company", "supplier", "item_code", "last_day", "first_day", "bucket_month"),
	),
)

#: A row per contact with a party: communication, call, event, issue, interaction that was logged.
TOUCH = Table(
	"relationship_touch",
	_columns(
		party_type="key",  # Customer, Supplier, Lead, Prospect
		party="key",
		posting_month="date",
		voucher_type="doctype",
		voucher="key",
		happened_on="datetime",
		channel="key",  # Email, Call, Meeting, Issue, ...
		direction="key",  # Sent, Received, ""
		is_automated="flag",
		person="key",  # user on our side, "" where unknown
	),
	("party_type", "party", "posting_month", "voucher_type", "voucher"),
	(("voucher_type", "voucher"),),
)


FACTS: tuple[Table, ...] = (
	PURCHASE_LINE,
	RECEIPT_LINE,
	PURCHASE_PRICE,
	STANDARD_PRICE,
	SALES_LINE,
	CONSUMPTION_LINE,
	PLANNED_BUCKET,
	TOUCH,
)

#: Party type, or Item -> the roll-ups of its months: their cells are those that are noted for it. A roll-up comes after those that
#: it is summed up from.
ROLLUPS: dict[str, tuple[Table, ...]] = {
	"Supplier": (JUDGED_LINE, SUPPLIER_MONTH, LEAD_TIME, PRICE_VARIANCE, SUPPLIER_ORDERS),
	"Item": (ITEM_MONTH,),
}

#: Outbox: one row per document event, written in the document's own transaction.
CHANGE = Table(
	"relationship_change",
	_columns(
		id="serial",
		voucher_type="key",
		voucher="key",
		noted_at="datetime",
		attempts="int",
		error="text?",
	),
	("id",),
	(("voucher_type", "voucher"), ("attempts", "id")),
)

#: Cells whose facts have changed, for each consumer of ``consumers.py`` by itself; append-only, read by DISTINCT, so that
#: writers never meet.
STALE = Table(
	"relationship_stale",
	_columns(id="serial", consumer="key", company="key", party="key", month="date"),
	("id",),
	# Without it a DELETE of some parties' notes walks, and locks, those of all others.
	(("consumer", "party", "month"),),
)

#: Results that cannot be calculated, by consumer (``failing.py``).
FAILURE = Table(
	"relationship_failure",
	_columns(
		consumer="key",
		record_type="doctype",
		record="key",
		attempts="int",
		retry_at="datetime?",  # NULL: it keeps its notes, and is tried with them
		told_at="datetime",
		told_in="key",  # the Relationship Refresh with the traceback
		error="text",  # last lines of its tracebacks
	),
	("consumer", "record_type", "record"),
)

#: The lease with its fencing token: who may write, until when; and that of each consumer that has begun.
LEASE = Table(
	"relationship_lease",
	_columns(name="key", token="int", holder="key", expires_at="datetime"),
	("name",),
)

#: Small named values that the runs leave for the next one (``watermarks.py``).
WATERMARK = Table(
	"relationship_watermark",
	_columns(name="key", value="key"),
	("name",),
)

BOOKKEEPING: tuple[Table, ...] = (CHANGE, STALE, FAILURE, LEASE, WATERMARK)

ALL_TABLES: tuple[Table, ...] = (
	*FACTS,
	*(table for tables in ROLLUPS.values() for table in tables),
	*BOOKKEEPING,
)
