"""Random histories of purchase and sales documents: everything that people do to them, in any order."""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable
from datetime import date, timedelta

import frappe
from frappe.utils import getdate

from tests.factories import buying, planning, selling

START, END = date(2025, 10, 1), date(2026, 6, 30)


def few(count: int) -> int:
	"""As many on the stand-in, ten at most on a bench, where ERPNext takes a second over each document."""
	return min(count, 10) if buying.is_bench() else count


class History:
	"""One supplier's and one customer's documents, changed at random by :meth:`run`.

	On a bench ERPNext refuses some steps, such as giving back more than came: ``refused`` tells which, ``taken`` those
	that went through.
	"""

	def __init__(self, seed: int) -> None:
		self.random = random.Random(seed)
		self.supplier = self.customer = f"_RS History {seed}"
		self.foreign: dict[str, bool] = {}
		self.orders: list = []
		self.receipts: list = []
		self.invoices: list = []
		self.sales: list = []
		self.planned = random.Random(f"planned {seed}")  # what is planned moves none of the other steps
		self.agreement = None
		self.planned_on = START
		self.taken: list[str] = []
		self.refused: list[str] = []

	def run(self, steps: int) -> None:
		"""So many random steps; those that make no sense yet are left out."""
		self.submit_order()
		for _ in range(steps):
			step = self.random.choice(
				[
					self.submit_order,
					self.receive,
					self.receive,
					self.receive,
					self.give_back,
					self.invoice,
					self.cancel_receipt,
					self.cancel_invoice,
					self.amend_order,
					self.close_short,
					self.promise,
					self.back_date,
					self.delete_order,
					self.sell,
					self.sell,
					self.take_back,
					self.cancel_sale,
				]
			)
			self._take(step)
			if self.planned.random() < 0.2:
				self._take(self.planned.choice([self.release, self.commit]))

	def _take(self, step: Callable[[], None]) -> None:
		"""One step, whole or not at all. What our own code refuses is an error."""
		frappe.db.savepoint("step")
		try:
			step()
		except frappe.ValidationError as error:
			if not buying.is_bench() or is_ours(error):
				raise
			frappe.db.rollback(save_point="step")
			frappe.clear_messages()
			self.refused.append(f"{step.__name__}: {error}")
		else:
			self.taken.append(step.__name__)

	def day(self, first: date = START) -> date:
		return first + timedelta(days=self.random.randint(0, max((END - first).days, 0)))

	def submit_order(self) -> None:
		ordered = self.day()
		due = ordered + timedelta(days=self.random.randint(0, 60))
		company = self.random.choice([buying.COMPANY, buying.COMPANY_2])
		foreign = self.random.random() < 0.3
		if buying.is_bench():  # a supplier's account in a company has one currency: that of the first order
			foreign = self.foreign.setdefault(company, foreign)
		own, other = ("EUR", "USD") if company == buying.COMPANY else ("USD", "EUR")
		self.orders.append(
			buying.purchase_order(
				self.supplier,
				ordered=ordered,
				due=due,
				promised=self.random.choice([None, due, due + timedelta(days=5)]),
				qty=self.random.choice([1, 7, 10, 2.5]),
				rate=self.random.choice([3, 9.99, 120]),
				factor=self.random.choice([1, 1, 12]),
				lines=self.random.randint(1, 3),
				apart=self.random.choice([0, 0, 25]),
				company=company,
				currency=other if foreign else own,
				conversion_rate=rate_on(ordered) if foreign else 1.0,
			)
		)

	def receive(self) -> None:
		order = self._order()
		if order is None:
			return
		line = self.random.randrange(len(order.items))
		qty = order.items[line].qty
		part = self.random.choice([qty, qty, qty / 2, qty / 4])
		rejected = self.random.choice([0, 0, 0, part / 2])
		on = self.random.choice([self.day(order.transaction_date), getdate(order.items[line].schedule_date)])
		delivered = self.random.choice([None, None, on - timedelta(days=3)])
		self.receipts.append(
			buying.purchase_receipt(
				order, on=on, qty=part, rejected=rejected, line=line, delivered_on=delivered
			)
		)

	def give_back(self) -> None:
		received = _returnable(self.receipts)
		if received:
			receipt = self.random.choice(received)
			self.receipts.append(
				buying.purchase_return(
					receipt,
					on=self.day(receipt.posting_date),
					qty=abs(receipt.items[0].qty) / 2,
					from_rejected=self.random.random() < 0.3,
				)
			)

	def invoice(self) -> None:
		order = self._order()
		if order is not None:
			row = order.items[0]
			self.invoices.append(
				buying.purchase_invoice(
					order,
					on=self.day(order.transaction_date),
					qty=row.qty / 2,
					rate=row.rate * self.random.choice([1, 1.07]),
				)
			)

	def cancel_invoice(self) -> None:
		if self.invoices:
			invoice = self.invoices.pop(self.random.randrange(len(self.invoices)))
			invoice.reload()
			invoice.flags.ignore_links = True
			invoice.cancel()

	def cancel_receipt(self) -> None:
		if self.receipts:
			self._cancel(self.random.choice(self.receipts))

	def amend_order(self) -> None:
		order = self._order()
		if order is None:
			return
		self._cancel(order)
		amended = frappe.copy_doc(order)
		amended.amended_from = order.name
		amended.docstatus = 0
		amended.flags.ignore_links = True
		amended.insert(ignore_permissions=True, ignore_mandatory=True)
		amended.submit()
		self.orders.append(amended)

	def close_short(self) -> None:
		order = self._order()
		if order is not None:
			order.reload()
			order.db_set("relationship_closed_reason", self.random.choice(["Ours", "Theirs", ""]))
			order.db_set("status", "Closed")

	def promise(self) -> None:
		order = self._order()
		if order is not None:
			order.reload()
			order.items[0].expected_delivery_date = self.day(order.transaction_date)
			order.flags.ignore_validate_update_after_submit = order.flags.ignore_links = True
			order.save(ignore_permissions=True)

	def back_date(self) -> None:
		if self.receipts:
			receipt = self.random.choice(self.receipts)
			receipt.reload()
			receipt.relationship_delivered_on = self.day()
			receipt.flags.ignore_links = True
			receipt.save(ignore_permissions=True)

	def delete_order(self) -> None:
		order = self._order()
		if order is not None and self.random.random() < 0.3:
			self._cancel(order)
			frappe.delete_doc("Purchase Order", order.name, force=True)

	def release(self) -> None:
		"""The forecast of what is ordered goes out, some days after the last time."""
		if not self.orders:
			return
		self.planned_on = min(self.planned_on + timedelta(days=self.planned.randint(5, 60)), END)
		if self.agreement is None:
			order = self.orders[0]
			bucket = self.planned.choice(["Week", "Month"])
			values = {"company": order.company, "bucket": bucket, "horizon": 4}
			self.agreement = planning.agreement(self.supplier, order.items[0].item_code, **values)
		planning.release(self.agreement, self.planned_on)

	def commit(self) -> None:
		"""The last release is answered, or answered anew, with more or less in its first bucket."""
		if self.agreement is None:
			return
		said = planning.answer(
			self.agreement, self.planned_on, self.planned.choice([0, 2, 10, 40]), self.planned.random() < 0.2
		)
		if self.planned.random() < 0.1:
			frappe.delete_doc("Supply Commitment", said.name, force=True)

	def sell(self) -> None:
		company = self.random.choice([buying.COMPANY, buying.COMPANY, buying.COMPANY_2])
		self.sales.append(
			selling.sales_invoice(
				self.customer,
				on=self.day(),
				amount=self.random.choice([20, 99.95, 1200]),
				qty=self.random.choice([0, 1, 1, 3]),
				cost=self.random.choice([None, 15]),
				company=company,
			)
		)

	def take_back(self) -> None:
		sold = [doc for doc in _returnable(self.sales) if doc.items[0].qty]
		if sold:
			invoice = self.random.choice(sold)
			amount = invoice.items[0].amount / self.random.choice([1, 2])
			self.sales.append(selling.sales_return(invoice, on=self.day(invoice.posting_date), amount=amount))

	def cancel_sale(self) -> None:
		if self.sales:
			self._cancel(self.random.choice(self.sales))

	def _cancel(self, doc) -> None:
		"""Cancel a document; on a bench what stands on it first, as people have to."""
		if buying.is_bench():
			for other in [*self.receipts, *self.invoices, *self.sales]:
				if _stands_on(other, doc):
					self._cancel(other)
		doc.reload()
		doc.flags.ignore_links = True
		doc.cancel()
		for docs in (self.orders, self.receipts, self.invoices, self.sales):
			docs[:] = [other for other in docs if other is not doc]

	def _order(self):
		return self.random.choice(self.orders) if self.orders else None


def rate_on(day: date) -> float:
	"""What a unit of the foreign currency is worth: another rate every month.

	With all its digits, so that no amount lies just half-way between two cells, where engines round either way.
	"""
	return round(1 / (1 + day.month / 100), 9)


def is_ours(error: BaseException) -> bool:
	"""Did our own code take part in raising it?"""
	frames = traceback.walk_tb(error.__traceback__)
	return any(frame.f_globals["__name__"].startswith("relationship_suite.") for frame, _line in frames)


def _returnable(docs: list) -> list:
	"""ERPNext takes no return of a return; the stand-in does, and so do imports."""
	return [doc for doc in docs if not (buying.is_bench() and doc.is_return)]


def _stands_on(other, doc) -> bool:
	return other.get("return_against") == doc.name or any(
		row.get("purchase_order") == doc.name for row in other.items
	)
