"""Documents at size, made by SQL inside MariaDB: only the columns that are read matter here.

Orders of five lines lie on working days, spread over suppliers and items by a hash. They are promised for 28 days after
the order; nine of ten arrive after 28 days, the tenth after 35, one of 32 in two parts. Where they are asked for, a fifth
as many lines are invoiced, and as many sold to 5,000 customers. What would arrive after the last day has not arrived yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

AS_OF = date(2026, 6, 30)
NEXT_DAY = AS_OF + timedelta(days=1)
LINES_PER_ORDER = 5
COMPANY = "_RS Benchmark"
ITEMS, GROUPS = 2000, 10
#: An invoice, and a sale, for so many orders.
ONE_IN = 5
PROMISED_AFTER, ARRIVES_AFTER, LATE_AFTER = 28, 28, 35


@dataclass(frozen=True)
class Size:
	"""``lines`` order lines, and about as many receipt lines, over ``months`` months that end with :data:`AS_OF`."""

	lines: int
	suppliers: int
	months: int
	invoices: bool = False

	@property
	def orders(self) -> int:
		return self.lines // LINES_PER_ORDER

	@property
	def start(self) -> date:
		"""The Monday with which the first month begins, more or less."""
		day = AS_OF - timedelta(days=round(self.months * 30.4375))
		return day + timedelta(days=-day.weekday() % 7)

	@property
	def days(self) -> int:
		"""Working days up to the last one."""
		weeks, rest = divmod((AS_OF - self.start).days + 1, 7)
		return weeks * 5 + min(rest, 5)

	@property
	def orders_a_day(self) -> int:
		return max(self.orders // self.days, 1)


def make_history(size: Size) -> None:
	"""Masters, and all documents up to :data:`AS_OF`, as if imported long ago."""
	import frappe

	_masters(size)
	_orders(1, size.orders, size)
	for late in (False, True):
		_receipts(size, late, "<=")
	if size.invoices:
		_others(size)
	frappe.db.commit()


def make_day(size: Size) -> int:
	"""The documents of the day after: new orders, and receipts of older ones. Gives the number of documents."""
	import frappe

	first = size.orders + 1
	_orders(first, size.orders + size.orders_a_day, size, latest=True)
	for late in (False, True):
		_receipts(size, late, "=", latest=True)
	found = [
		frappe.db.sql(f"select count(*) from `tab{d}` where modified > '2021-01-01'")[0][0] for d in DATED
	]
	frappe.db.commit()
	return sum(found)


def age() -> None:
	"""Let a day pass: the sweep looks back half an hour behind the last one, where that day's documents no longer are."""
	import frappe

	for doctype in DATED:
		frappe.db.sql(f"update `tab{doctype}` set modified = '2020-01-01' where modified > '2021-01-01'")
	frappe.db.commit()


def touch_one() -> None:
	"""Note one old document, as if it had been saved again."""
	import frappe

	from relationship_suite.relationship_core.facts import changes

	changes.note_vouchers([("Purchase Order", "PO-1")])
	frappe.db.commit()


DATED = ("Purchase Order", "Purchase Receipt")


def count() -> dict[str, int]:
	"""Lines that the facts hold."""
	import frappe

	names = ("purchase_line", "receipt_line", "purchase_price", "sales_line")
	return {n: frappe.db.sql(f"select count(*) from relationship_{n}")[0][0] for n in names}


def _head(latest: bool) -> str:
	# Imported documents carry the day of their import; before it the sweep has seen nothing of them.
	from frappe.utils import now_datetime

	stamp = (
		f"'{now_datetime()}'" if latest else "'2020-01-01'"
	)  # the site's clock: the server's may have another zone
	return f"'Administrator', {stamp}, {stamp}, 'Administrator', 1"


_HEAD = "name, owner, creation, modified, modified_by, docstatus"
_CHILD = f"{_HEAD}, parent, parenttype, parentfield, idx"


def _insert(doctype: str, columns: str, select: str) -> None:
	import frappe

	frappe.db.sql(f"insert into `tab{doctype}` ({columns}) {select}")
	frappe.db.commit()


def _day(size: Size, latest: bool = False) -> str:
	if latest:
		return f"date('{AS_OF + timedelta(days=1)}')"
	number = f"(crc32(concat('day', seq)) % {size.days})"
	return f"date_add('{size.start}', interval {number} div 5 * 7 + {number} % 5 day)"


def _supplier(size: Size) -> str:
	return f"concat('_RS Supplier ', lpad(crc32(concat('who', seq)) % {size.suppliers}, 5, '0'))"


_NUMBER = f"(crc32(concat('item', seq, '-', idx)) % {ITEMS})"
_ITEM, _GROUP = f"concat('_RS Item ', {_NUMBER})", f"concat('_RS Group ', {_NUMBER} % {GROUPS})"


def _lines(first: int, last: int) -> str:
	return f"(select s.seq, l.seq as idx from seq_{first}_to_{last} s join seq_1_to_{LINES_PER_ORDER} l) numbered"


def _masters(size: Size) -> None:
	head = _head(False).rsplit(",", 1)[0] + ", 0"
	_insert(
		"Company",
		f"{_HEAD}, company_name, abbr, default_currency",
		f"select '{COMPANY}', {head}, '{COMPANY}', '_RSB', 'EUR'",
	)
	for doctype, field, number in (
		("Supplier", "supplier_name", size.suppliers),
		("Customer", "customer_name", 5000),
	):
		name = f"concat('_RS {doctype} ', lpad(seq - 1, 5, '0'))"
		_insert(doctype, f"{_HEAD}, {field}", f"select {name}, {head}, {name} from seq_1_to_{number}")


def _orders(first: int, last: int, size: Size, latest: bool = False) -> None:
	head, day = _head(latest), _day(size, latest)
	due = f"date_add({day}, interval {PROMISED_AFTER} day)"
	_insert(
		"Purchase Order",
		f"{_HEAD}, company, supplier, transaction_date, schedule_date, currency, conversion_rate, status",
		f"select concat('PO-', seq), {head}, '{COMPANY}', {_supplier(size)}, {day}, {due}, 'EUR', 1, 'To Bill' "
		f"from seq_{first}_to_{last}",
	)
	_insert(
		"Purchase Order Item",
		f"{_CHILD}, item_code, item_group, schedule_date, qty, received_qty, stock_qty, conversion_factor, stock_uom, rate, "
		"base_rate, amount, base_amount, base_net_amount, relationship_requested_on",
		f"select concat('pol', seq, '-', idx), {head}, concat('PO-', seq), 'Purchase Order', 'items', idx, {_ITEM}, {_GROUP}, "
		f"{due}, 10, {0 if latest else 10}, 10, 1, 'Nos', 5, 5, 50, 50, 50, {due} from {_lines(first, last)}",
	)


def _receipts(size: Size, late: bool, when: str, latest: bool = False) -> None:
	"""Receipts that arrive ``when`` (an SQL comparison) the last day, or the one after it where ``latest``."""
	head = _head(latest)
	day = f"date_add({_day(size)}, interval {LATE_AFTER if late else ARRIVES_AFTER} day)"
	until = AS_OF + timedelta(days=int(latest))
	for part, qty in ((1, "if(seq % 32 = 0, 5, 10)"), (2, "5")):
		chosen = f"(seq % 10 = 0) = {int(late)} and {day} {when} '{until}'" + (
			" and seq % 32 = 0" if part == 2 else ""
		)
		name = f"concat('PR-', seq, '-{part}')"
		_insert(
			"Purchase Receipt",
			f"{_HEAD}, company, supplier, posting_date, is_return, currency, conversion_rate, status",
			f"select {name}, {head}, '{COMPANY}', {_supplier(size)}, {day}, 0, 'EUR', 1, 'Completed' "
			f"from seq_1_to_{size.orders} where {chosen}",
		)
		_insert(
			"Purchase Receipt Item",
			f"{_CHILD}, item_code, item_group, qty, received_qty, stock_qty, rejected_qty, conversion_factor, stock_uom, rate, "
			"base_rate, amount, base_amount, base_net_amount, purchase_order, purchase_order_item",
			f"select concat('prl', seq, '-', idx, '-{part}'), {head}, {name}, 'Purchase Receipt', 'items', idx, {_ITEM}, "
			f"{_GROUP}, {qty}, {qty}, {qty}, if(seq % 97 = 0, 1, 0), 1, 'Nos', 5, 5, {qty} * 5, {qty} * 5, {qty} * 5, "
			f"concat('PO-', seq), concat('pol', seq, '-', idx) from {_lines(1, size.orders)} where {chosen}",
		)


def _others(size: Size) -> None:
	"""Purchase Invoices with prices around the order's, and Sales Invoices."""
	head, day, last = _head(False), _day(size), max(size.orders // ONE_IN, 1)
	common = f"{_HEAD}, company, posting_date, currency, conversion_rate, is_return, is_opening"
	item = "item_code, item_group, qty, stock_qty, conversion_factor, stock_uom, rate, base_net_amount"
	price = "(45 + crc32(concat('price', seq, idx)) % 11)"
	for doctype, short, party, field, more in (
		("Purchase Invoice", "PI", _supplier(size), "supplier", "po_detail"),
		(
			"Sales Invoice",
			"SI",
			"concat('_RS Customer ', lpad(crc32(concat('who', seq)) % 5000, 5, '0'))",
			"customer",
			"dn_detail",
		),
	):
		_insert(
			doctype,
			f"{common}, {field}",
			f"select concat('{short}-', seq), {head}, '{COMPANY}', {day}, 'EUR', 1, 0, 'No', {party} from seq_1_to_{last}",
		)
		link = "concat('pol', seq, '-', idx)" if more == "po_detail" else "''"
		_insert(
			f"{doctype} Item",
			f"{_CHILD}, {item}, {more}",
			f"select concat('{short}l', seq, '-', idx), {head}, concat('{short}-', seq), '{doctype}', 'items', idx, {_ITEM}, "
			f"{_GROUP}, 10, 10, 1, 'Nos', 5, {price}, {link} from {_lines(1, last)}",
		)
