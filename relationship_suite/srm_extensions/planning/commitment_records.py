"""The one writer of what follows from a commitment: which is the latest, its review, exceptions and draft orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

import frappe
from frappe import _

from relationship_suite.relationship_core import notices, speakers
from relationship_suite.srm_extensions.planning import commitment, commitment_queries, commitment_wording
from relationship_suite.srm_extensions.planning.commitment_queries import COMMITMENT, EXCEPTION
from relationship_suite.srm_extensions.planning.release_queries import AGREEMENT, RELEASE

ACCEPTED = "Accepted"
#: Roles of those who get an exception whose planner may not see it.
RESOLVERS = ("Sourcing Manager", "Relationship Manager")


def take_over(doc: Any) -> None:
	"""A new commitment takes the place of all others of its agreement."""
	others = frappe.qb.DocType(COMMITMENT)
	mine = (others.agreement == doc.agreement) & (others.name != doc.name) & (others.is_latest == 1)
	frappe.qb.update(others).set(others.is_latest, 0).where(mine).run()


def settle(agreement: str, day: date) -> None:
	"""Make, follow and close the exceptions of an agreement as its latest release and commitment have it."""
	asked = commitment_queries.latest(RELEASE, agreement)
	if asked is None:
		return
	answer = commitment_queries.latest(COMMITMENT, agreement)
	found = commitment.differences(
		commitment_queries.wanted(asked),
		commitment_queries.promises(answer) if answer else {},
		is_answered=bool(answer) and answer.release == asked.name,
	)
	settled = commitment.settle(found, commitment_queries.known(agreement))
	behind = {"release": asked.name, "commitment": answer.name if answer else None}
	for name, each in settled.changed:
		_save(frappe.get_doc(EXCEPTION, name).update({**asdict(each), **behind}))
	for name in settled.closed:
		_save(
			frappe.get_doc(EXCEPTION, name).update({"status": commitment.CLOSED, "ended_on": day, **behind})
		)
	planner = frappe.db.get_value(AGREEMENT, agreement, "planner")
	tell([_raised(each, asked, behind, planner, day) for each in settled.new])


def tell(exceptions: Iterable[Any]) -> None:
	"""One notice of exceptions to each who is responsible, in the language that they read.

	Not to whoever is at it: they have just released, entered or assigned it themselves.
	"""
	theirs: dict[str, list[Any]] = {}
	for doc in exceptions:
		theirs.setdefault(doc.responsible or "", []).append(doc)
	for user in sorted(theirs.keys() - {"", frappe.session.user}):
		notices.tell(user, EXCEPTION, theirs[user][0].name, commitment_wording.notice, theirs[user])


def tell_planner(doc: Any) -> None:
	"""Whoever plans hears of a new version in the Desk, unless they have entered it themselves."""
	planner = frappe.db.get_value(AGREEMENT, doc.agreement, "planner")
	user = notices.reader_of(doc, planner, RESOLVERS)
	if user and user != frappe.session.user:
		notices.tell(user, COMMITMENT, doc.name, commitment_wording.entered, doc, by_mail=False)


def accept(doc: Any, day: date) -> None:
	"""Note who has reviewed a commitment, and tell the supplier's user who gave it; one that is accepted stays as it is.

	Raises:
		frappe.ValidationError: another version has taken its place.
	"""
	now = commitment_queries.held(doc.name)
	if now.status == ACCEPTED:
		doc.status = ACCEPTED  # by somebody else meanwhile
		return
	if not now.is_latest:
		frappe.throw(_("Another version has taken the place of this commitment. Review that one."))
	doc.db_set({"status": ACCEPTED, "accepted_by": frappe.session.user, "accepted_on": day}, notify=True)
	page = speakers.address("forecast", doc.supplier, name=doc.agreement)
	speakers.answer(doc, doc.owner, page, lambda name: commitment_wording.accepted(doc, name))


def order(doc: Any, day: date, warehouse: str | None) -> list[Any]:
	"""Draft Purchase Orders, with the session user's rights, of what is committed and not on order yet.

	Raises:
		frappe.ValidationError: the commitment is not accepted, not the latest, or was ordered since ``doc`` was read.
		frappe.PermissionError: the user may not create orders.
	"""
	now = commitment_queries.held(doc.name)
	if now.status != ACCEPTED or not now.is_latest:
		frappe.throw(_("Only the latest commitment is ordered, and once it is accepted."))
	if now.order_runs != doc.order_runs:  # what is on order is read as of when the document was
		frappe.throw(
			_("Somebody else has just drafted orders of this commitment. Look at them, and try again.")
		)
	buckets = commitment_queries.wanted(frappe.get_doc(RELEASE, doc.release))
	promised = commitment_queries.promises(doc)
	uoms = {each.item: each.uom for each in buckets if each.key in promised}
	first = min(each.first_day for each in buckets)
	# Days that have passed are ordered for today, also after the last bucket.
	until = max(day, *(each.last_day for each in buckets))
	until = max(until, *(one.day for said in promised.values() for one in said))
	lines = commitment.order_lines(
		uoms,
		promised,
		commitment_queries.on_order(doc.company, doc.supplier, uoms, first, until),
		commitment_queries.open_requests(doc.company, uoms, until),
	)
	if lines:
		doc.db_set("order_runs", now.order_runs + 1, update_modified=False)
	own = commitment_queries.own_warehouses(doc.company, uoms)
	is_item_once = not frappe.db.get_single_value("Buying Settings", "allow_multiple_items")
	return [
		_draft(doc, day, [_order_row(each, day, own.get(each.item) or warehouse) for each in part])
		for part in commitment.orders(lines, is_item_once=is_item_once)
	]


def _draft(doc: Any, day: date, rows: list[dict[str, Any]]) -> Any:
	made = frappe.get_doc(
		{
			"doctype": "Purchase Order",
			"supplier": doc.supplier,
			"company": doc.company,
			"transaction_date": day,
			"schedule_date": min(row["schedule_date"] for row in rows),
			"items": rows,
		}
	)
	# What a site asks for beyond this is entered before the draft is submitted.
	return made.insert(ignore_mandatory=True)


def _raised(
	difference: commitment.Difference, asked: Any, behind: dict, planner: str | None, day: date
) -> Any:
	"""A new exception, of whoever plans where they may see it; the Planning Exception."""
	doc = frappe.get_doc(
		{
			"doctype": EXCEPTION,
			"agreement": asked.agreement,
			"supplier": asked.supplier,
			"company": asked.company,
			"due_on": commitment.due(day, difference.first_day),
			"status": commitment.OPEN,
			**asdict(difference),
			**behind,
		}
	)
	doc.responsible = notices.reader_of(doc, planner, RESOLVERS) or None
	_save(doc)
	return doc


def _order_row(line: commitment.OrderLine, day: date, warehouse: str | None) -> dict[str, Any]:
	"""ERPNext fills in names and prices of the item; nothing can be wanted before the order's own day."""
	row = {
		"item_code": line.item,
		"qty": line.qty,
		"uom": line.uom,
		"stock_uom": line.uom,
		"conversion_factor": 1,
		"stock_qty": line.qty,
		"schedule_date": max(day, line.day),
		"warehouse": warehouse,
	}
	if line.request:
		row |= {
			"material_request": line.request.name,
			"material_request_item": line.request.row,
			"project": line.request.project,
			"warehouse": line.request.warehouse or warehouse,
		}
	return row


def _save(doc: Any) -> None:
	doc.flags.is_settled = True
	doc.save(ignore_permissions=True)  # nobody may create or close one but by releases and commitments
