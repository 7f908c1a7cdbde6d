"""What the supplier's pages say of orders, in plain text, translated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from frappe import _
from frappe.utils import formatdate, getdate, nowdate

from relationship_suite.relationship_core.messages import say
from relationship_suite.relationship_core.numbers import figure
from relationship_suite.relationship_core.speakers import address
from relationship_suite.srm_extensions.portal import model
from relationship_suite.srm_extensions.portal.model import Line
from relationship_suite.srm_extensions.portal.queries import Order, Orders

#: Colours of states, as the pages' style names them.
_COLOURS = {
	model.TO_CONFIRM: "orange",
	model.CHANGED: "orange",
	model.REFUSED: "red",
	model.PROPOSED: "gray",
	model.ACCEPTED: "green",
	model.CONFIRMED: "green",
}


def state(name: str) -> str:
	"""How an order stands, to its supplier."""
	return {
		model.TO_CONFIRM: _("Please confirm"),
		model.CHANGED: _("Changed: please confirm again"),
		model.REFUSED: _("Not accepted: please reply again"),
		model.PROPOSED: _("We are looking at your proposal"),
		model.ACCEPTED: _("Your proposal is accepted"),
		model.CONFIRMED: _("Confirmed by you"),
	}[name]


def problem(name: str, place: int, line: Line) -> str:
	"""What is wrong with the reply to a line, and what would be right."""
	said = {
		model.NO_NUMBER: _(
			"Line {0}, {1}: the quantity must be more than 0. Write a remark if you cannot deliver."
		),
		model.TOO_MANY: _("Line {0}, {1}: the quantity is too large. Look whether it is typed right."),
		model.TOO_FEW: _("Line {0}, {1}: {2} have come already, so the quantity cannot be less."),
		model.NOT_WHOLE: _("Line {0}, {1}: the quantity must be a whole number."),
		model.TOO_EARLY: _("Line {0}, {1}: the day has passed. Choose today or a later one."),
		model.TOO_FAR: _("Line {0}, {1}: the day is more than three years after it is needed."),
	}[name]
	return say(said, place, line.item_name, quantity(line.received_qty))


def quantity(value: float) -> str:
	"""In the reader's number format, with the decimals that it has."""
	return figure(float(value))  # SQLite gives whole numbers as integers


def orders(found: Orders, supplier: str) -> dict[str, Any]:
	"""The list of orders: those to reply to, and the others."""
	cards = [_card(order, supplier) for order in found.orders]
	return {
		"sentence": sentence(found.orders),
		"asked": [card for card in cards if card["is_asked"]],
		"others": [card for card in cards if not card["is_asked"]],
		"is_cut": found.is_cut,
	}


def sentence(found: Sequence[Order]) -> str:
	"""What they want from the supplier."""
	asked = [order for order in found if order.state in model.ASKED]
	if not asked:
		return (
			_("Nothing to confirm: all open orders are replied to.")
			if found
			else _("You have no open orders.")
		)
	first = formatdate(asked[0].next_day)
	if len(asked) == 1:
		return _("One order waits for your confirmation; its next delivery is due on {0}.").format(first)
	return _("{0} orders wait for your confirmation; the next delivery is due on {1}.").format(
		len(asked), first
	)


def order(found: Order, supplier: str) -> dict[str, Any]:
	"""An order with its open lines, to reply to."""
	reply = found.reply or {}
	return {
		**_card(found, supplier),
		"seen": found.seen,
		"remark": reply.get("remark") or "",
		"answer": reply.get("answer") or "",
		"replied": formatdate(reply["replied_on"]) if reply else "",
		"has_quantities": not found.is_subcontracted,
		"lines": _lines(found),
	}


def _card(found: Order, supplier: str) -> dict[str, Any]:
	lines, day = found.open_lines, found.next_day
	what = ", ".join(dict.fromkeys(line.item_name for line in lines[:3]))
	return {
		"name": found.name,
		"company": found.company,
		"ordered": formatdate(found.ordered_on),
		"needed": formatdate(day) if day else "",
		"is_late": bool(day and day < getdate(nowdate())),
		"what": f"{what} …" if len(lines) > 3 else what,
		"state": state(found.state),
		"colour": _COLOURS[found.state],
		"is_asked": found.state in model.ASKED and bool(lines),
		"address": address("order", supplier, name=found.name),
	}


def _lines(found: Order) -> list[dict[str, Any]]:
	is_waiting = found.state == model.PROPOSED
	proposed = {each.line: each for each in found.answers} if is_waiting else {}
	return [
		_line(place, line, proposed.get(line.name))
		for place, line in enumerate(found.lines, 1)
		if line in found.open_lines
	]


def _line(place: int, line: Line, proposed: model.Answer | None) -> dict[str, Any]:
	day: date = proposed.day if proposed else line.expected_on
	return {
		"place": place,
		"name": line.name,
		"item": line.item_name,
		"code": line.item_code if line.item_code != line.item_name else "",
		"uom": _(line.uom),
		"ordered": quantity(line.qty),
		"received": quantity(line.received_qty) if line.received_qty else "",
		"wanted": formatdate(line.wanted_on),
		"promised": formatdate(line.promised_on) if line.promised_on else "",
		"qty": typed_quantity(proposed.qty if proposed else line.qty),
		"day": day.isoformat(),
		"ordered_qty": typed_quantity(line.qty),
		"expected_day": line.expected_on.isoformat(),
		"step": "1" if line.must_be_whole else "any",
	}


def typed_quantity(value: float) -> str:
	"""As a field of a form takes it."""
	return f"{value:.9f}".rstrip("0").rstrip(".")
