"""Reads of orders and of what suppliers replied. Whose they may be is for the caller to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import frappe
from frappe.query_builder.functions import Coalesce
from frappe.utils import getdate
from pypika.terms import Criterion

from relationship_suite.compat import is_one_of
from relationship_suite.reports.scope import within
from relationship_suite.srm_extensions.portal import model
from relationship_suite.srm_extensions.portal.model import Answer, Line

ORDER, ORDER_LINE = "Purchase Order", "Purchase Order Item"
REPLY, REPLY_LINE = "Order Confirmation", "Order Confirmation Line"
#: Orders of which nothing more is expected: all has come, or we have stopped them.
OVER = ("Closed", "Completed", "Delivered", "To Bill", "Cancelled", "On Hold")
#: Orders that one page or report looks at, the latest first.
LIMIT = 500


@dataclass(frozen=True)
class Order:
	"""A submitted order with its lines, the supplier's latest reply and what this makes of it."""

	name: str
	supplier: str
	company: str
	ordered_on: date
	is_subcontracted: bool
	is_over: bool
	modified: datetime
	lines: tuple[Line, ...]
	reply: dict | None
	answers: tuple[Answer, ...]

	@property
	def state(self) -> str:
		return model.state(self.lines, self.reply["status"] if self.reply else None, self.answers)

	@property
	def open_lines(self) -> tuple[Line, ...]:
		return () if self.is_over else tuple(line for line in self.lines if line.is_open)

	@property
	def next_day(self) -> date | None:
		"""The first day that something open is expected on."""
		return min((line.expected_on for line in self.open_lines), default=None)

	@property
	def waiting_since(self) -> date | None:
		"""The day since when somebody is to reply or to decide; None where nobody is.

		Of an order that was changed after the reply it is the day of its last change of any kind.
		"""
		if self.state == model.TO_CONFIRM:
			return self.ordered_on
		if self.state == model.CHANGED:
			return getdate(self.modified)
		if self.state == model.REFUSED:
			return getdate(self.reply["decided_on"])
		return getdate(self.reply["replied_on"]) if self.state == model.PROPOSED else None

	@property
	def seen(self) -> str:
		"""Changes with the order and with every reply: what a page was made of."""
		return _seen(self.modified, self.reply and (self.reply["name"], self.reply["modified"]))


@dataclass(frozen=True)
class Orders:
	"""Open orders, the first needed first; ``is_cut``: only the latest :data:`LIMIT` orders were looked at."""

	orders: tuple[Order, ...]
	is_cut: bool


def open_orders(
	*, suppliers: Collection[str] | None = None, companies: Collection[str] | None = None
) -> Orders:
	"""Submitted orders of which something is still to come, the first needed first; four statements.

	Args:
		suppliers: of these alone; None for all.
		companies: of these alone; None for all.
	"""
	doc = frappe.qb.DocType(ORDER)
	condition = is_one_of(doc.status, OVER).negate()
	if suppliers is not None:
		condition &= within(doc.supplier, suppliers)
	if companies is not None:
		condition &= within(doc.company, companies)
	found = _orders(condition, LIMIT + 1)
	still = [order for order in found[:LIMIT] if order.open_lines]
	return Orders(tuple(sorted(still, key=lambda order: (order.next_day, order.name))), len(found) > LIMIT)


def order_of(supplier: str, name: str) -> Order | None:
	"""A submitted order of this supplier; None where it is another's, a draft, cancelled, or there is none."""
	doc = frappe.qb.DocType(ORDER)
	found = _orders((doc.name == name) & (doc.supplier == supplier), 1)
	# MariaDB compares names without regard to case and accents.
	return next((order for order in found if (order.name, order.supplier) == (name, supplier)), None)


def held(name: str) -> str:
	"""What a page of this order would be made of now; nobody replies to it or decides on it until the transaction ends.

	By locking reads: those see what others have committed since the transaction began.
	"""
	modified = frappe.db.get_value(ORDER, name, "modified", for_update=True)
	mine = {"purchase_order": name, "status": ["!=", model.SUPERSEDED]}
	latest = {"order_by": "version desc", "for_update": True}
	return _seen(modified, frappe.db.get_value(REPLY, mine, ["name", "modified"], **latest))


def _seen(modified: datetime | None, reply: tuple | None) -> str:
	return "|".join(map(str, (modified, *(reply or ()))))


def _orders(condition: Criterion, limit: int) -> list[Order]:
	doc = frappe.qb.DocType(ORDER)
	heads = (
		frappe.qb.from_(doc)
		.select(doc.name, doc.supplier, doc.company, doc.transaction_date, doc.is_subcontracted)
		.select(doc.status, doc.modified)
		.where((doc.docstatus == 1) & condition)
		.orderby(doc.transaction_date, order=frappe.qb.desc)
		.orderby(doc.name, order=frappe.qb.desc)
		.limit(limit)
		.run(as_dict=True)
	)
	names = [head.name for head in heads]
	lines, replies = _lines(names), latest_replies(names)
	answers = _answers([each["name"] for each in replies.values()])
	return [
		Order(
			head.name,
			head.supplier,
			head.company,
			getdate(head.transaction_date),
			bool(head.is_subcontracted),
			head.status in OVER,
			head.modified,
			tuple(lines[head.name]),
			replies.get(head.name),
			tuple(answers[replies[head.name]["name"]]) if head.name in replies else (),
		)
		for head in heads
	]


def _lines(orders: Collection[str]) -> dict[str, list[Line]]:
	line, uom = frappe.qb.DocType(ORDER_LINE), frappe.qb.DocType("UOM")
	rows = (
		frappe.qb.from_(line)
		.left_join(uom)
		.on(uom.name == line.uom)
		.select(
			line.parent,
			line.name,
			line.item_code,
			line.item_name,
			line.uom,
			line.qty,
			Coalesce(line.received_qty, 0).as_("received_qty"),
			line.schedule_date,
			line.expected_delivery_date,
			uom.must_be_whole_number,
		)
		.where((line.parenttype == ORDER) & is_one_of(line.parent, orders))
		.orderby(line.parent)
		.orderby(line.idx)
		.run(as_dict=True)
	)
	found: dict[str, list[Line]] = defaultdict(list)
	for row in rows:
		promised = row.expected_delivery_date
		found[row.parent].append(
			Line(
				row.name,
				row.item_code or "",
				row.item_name or row.item_code or "",
				row.uom,
				float(row.qty),
				float(row.received_qty),
				getdate(row.schedule_date),
				getdate(promised) if promised else None,
				bool(row.must_be_whole_number),
			)
		)
	return found


def latest_replies(orders: Collection[str]) -> dict[str, dict]:
	"""Order -> its latest reply that no other has taken the place of."""
	reply = frappe.qb.DocType(REPLY)
	rows = (
		frappe.qb.from_(reply)
		.select(
			reply.purchase_order,
			reply.name,
			reply.version,
			reply.status,
			reply.replied_on,
			reply.decided_on,
			reply.remark,
			reply.answer,
			reply.modified,
		)
		.where(is_one_of(reply.purchase_order, orders) & (reply.status != model.SUPERSEDED))
		.orderby(reply.version)
		.run(as_dict=True)
	)
	return {row.purchase_order: row for row in rows}


def _answers(replies: Collection[str]) -> dict[str, list[Answer]]:
	row = frappe.qb.DocType(REPLY_LINE)
	rows = (
		frappe.qb.from_(row)
		.select(row.parent, row.order_line, row.ordered_qty, row.wanted_on, row.qty, row.delivery_on)
		.where((row.parenttype == REPLY) & is_one_of(row.parent, replies))
		.orderby(row.parent)
		.orderby(row.idx)
		.run()
	)
	found: dict[str, list[Answer]] = defaultdict(list)
	for parent, line, ordered, wanted, qty, day in rows:
		found[parent].append(Answer(line, float(ordered), getdate(wanted), float(qty), getdate(day)))
	return found
