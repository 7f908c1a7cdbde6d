"""The one writer of order confirmations, and of what they change in ERPNext's orders."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime, nowdate

from relationship_suite.relationship_core import notices, speakers
from relationship_suite.srm_extensions.portal import decision_wording, model, queries, wording
from relationship_suite.srm_extensions.portal.model import Answer, Wanted
from relationship_suite.srm_extensions.portal.queries import ORDER, REPLY, Order

#: Roles of those who hear of a proposal where whoever placed the order may not see it.
DECIDERS = ("Sourcing Manager", "Relationship Manager")
#: What ERPNext's "Update Items" is told of every line, and leaves as it is.
_KEPT = ("item_code", "rate", "uom", "conversion_factor", "idx")


def reply(supplier: str, name: str, seen: str, typed: Mapping[str, Wanted], remark: str):
	"""Keep what a supplier replies to an order; gives the Order Confirmation.

	What leaves everything as it is confirms the order at once: its expected dates are set. Anything else is a proposal, and
	changes nothing before it is accepted. Inside the running transaction; that the session's user speaks for the supplier is
	for the caller to check.

	Args:
		supplier: whose order it has to be.
		name: of the order.
		seen: the ``Order.seen`` of the page that the user replies on.
		typed: order line -> what the supplier wants instead.
		remark: to us.

	Raises:
		frappe.DoesNotExistError: the supplier has no such order.
		frappe.TimestampMismatchError: order or reply were changed since the page was made.
		frappe.ValidationError: a line of another order, a quantity or day that cannot be, or nothing to reply to.
	"""
	if not frappe.db.exists(
		ORDER, {"name": name, "supplier": supplier}
	):  # nobody holds what belongs to others
		_missing()
	now = queries.held(name)
	order = queries.order_of(supplier, name)
	if order is None:
		_missing()
	if now != seen:
		frappe.throw(
			_("This order or its reply was changed since you opened it. Reload the page and look again."),
			frappe.TimestampMismatchError,
		)
	if not order.open_lines:
		frappe.throw(_("Nothing more of this order is expected: there is nothing to confirm."))
	given = model.answers(order.lines, _of_order(order, typed))
	_check(order, given)
	status = model.PROPOSED if model.is_proposal(order.lines, given) else model.CONFIRMED
	doc = _insert(order, given, status, remark)
	if status == model.CONFIRMED:
		_set_dates(name, given, ignore_permissions=True)  # the supplier itself says so, of its own order
	else:
		_tell(doc)
	return doc


def _missing() -> None:
	frappe.throw(_("There is no such order."), frappe.DoesNotExistError)


def accept(doc) -> None:
	"""Accept a proposal: quantities through ERPNext's own "Update Items", days as expected dates of the lines.

	With the rights of the session's user on the order.

	Raises:
		frappe.ValidationError: it waits for no decision, or the order was changed since.
		frappe.PermissionError: the user may not change the order.
	"""
	order = _of_proposal(doc)
	if order is None or order.is_over or order.state != model.PROPOSED:
		frappe.throw(
			_("The order was changed after this reply. Refuse it, and the supplier is asked to confirm anew.")
		)
	quantities = {each.line: each.qty for each in order.answers if each.differs}
	if quantities:
		_update_items(order.name, quantities)
	_set_dates(order.name, order.answers)
	_decide(doc, model.ACCEPTED, "")


def refuse(doc, answer: str) -> None:
	"""Refuse a proposal: the supplier is asked to reply anew, and reads why.

	Raises:
		frappe.ValidationError: it waits for no decision.
	"""
	_of_proposal(doc)
	_decide(doc, model.REFUSED, answer)


def _of_order(order: Order, typed: Mapping[str, Wanted]) -> Mapping[str, Wanted]:
	if not typed.keys() <= {line.name for line in order.open_lines}:
		frappe.throw(_("A line that you reply to is not open in this order. Reload the page and look again."))
	return typed


def _check(order: Order, given: Collection[Answer]) -> None:
	today = getdate(nowdate())
	lines = {line.name: (place, line) for place, line in enumerate(order.lines, 1)}
	for each in given:
		place, line = lines[each.line]
		problem = model.wrong(line, each, today)
		if problem:
			frappe.throw(wording.problem(problem, place, line))
		if order.is_subcontracted and each.differs:
			frappe.throw(_("Quantities of a subcontracted order stay as they are. Write a remark instead."))


def _insert(order: Order, given: Collection[Answer], status: str, remark: str):
	lines = {line.name: line for line in order.lines}
	previous = order.reply
	if previous and previous["status"] == model.PROPOSED:
		frappe.db.set_value(REPLY, previous["name"], "status", model.SUPERSEDED)
	doc = frappe.get_doc(
		{
			"doctype": REPLY,
			"purchase_order": order.name,
			"supplier": order.supplier,
			"company": order.company,
			"version": previous["version"] + 1 if previous else 1,
			"status": status,
			"replied_on": now_datetime(),
			"replied_by": frappe.session.user,
			"remark": remark,
			"lines": [
				{
					"order_line": each.line,
					"item": lines[each.line].item_code,
					"item_name": lines[each.line].item_name,
					"uom": lines[each.line].uom,
					"ordered_qty": each.ordered_qty,
					"wanted_on": each.wanted_on,
					"qty": each.qty,
					"delivery_on": each.day,
					"days_later": (each.day - lines[each.line].expected_on).days,
				}
				for each in given
			],
		}
	)
	doc.flags.is_replied = True
	try:
		return doc.insert(ignore_permissions=True)  # nobody may create one but by replying
	except frappe.DuplicateEntryError:
		frappe.throw(
			_("Somebody else has just replied to this order. Reload the page to see it."),
			frappe.TimestampMismatchError,
		)


def _tell(doc) -> None:
	"""Whoever placed the order hears that a proposal waits."""
	buyer = notices.reader_of(doc, frappe.db.get_value(ORDER, doc.purchase_order, "owner"), DECIDERS)
	if buyer:
		notices.tell(buyer, REPLY, doc.name, decision_wording.notice, doc)


def _of_proposal(doc) -> Order | None:
	now = queries.held(doc.purchase_order)
	order = queries.order_of(doc.supplier, doc.purchase_order)
	if frappe.db.get_value(REPLY, doc.name, "status", for_update=True) != model.PROPOSED:
		frappe.throw(_("This reply waits for no decision any more. Reload it to see why."))
	return order if order and order.seen == now else None


def _decide(doc, status: str, answer: str) -> None:
	doc.db_set(
		{
			"status": status,
			"answer": answer,
			"decided_by": frappe.session.user,
			"decided_on": now_datetime(),
		},
		notify=True,
	)
	page = speakers.address("order", doc.supplier, name=doc.purchase_order)
	speakers.answer(doc, doc.replied_by, page, lambda name: decision_wording.answer(doc, name))


def _set_dates(name: str, given: Collection[Answer], *, ignore_permissions: bool = False) -> None:
	"""The expected date of a line is ERPNext's own field for what the supplier promised; it may be set after submit."""
	days: dict[str, date] = {each.line: each.day for each in given}
	order = frappe.get_doc(ORDER, name)
	for line in order.items:
		if line.name in days:
			line.expected_delivery_date = days[line.name]
	order.flags.ignore_permissions = ignore_permissions
	order.save()


def _update_items(name: str, quantities: Mapping[str, float]) -> None:
	"""ERPNext's own way to another quantity, with all that hangs on it; a line that is not named would be removed."""
	from erpnext.controllers.accounts_controller import update_child_qty_rate

	items = [
		{
			**{field: line.get(field) for field in _KEPT},
			"docname": line.name,
			"name": line.name,
			"schedule_date": str(line.schedule_date),
			"qty": quantities.get(line.name, line.qty),
		}
		for line in frappe.get_doc(ORDER, name).items
	]
	update_child_qty_rate(ORDER, json.dumps(items), name)
