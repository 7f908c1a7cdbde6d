"""The gate on Purchase Order and Request for Quotation: a supplier's standing warns, or stops the submission.

It sits in ``validate``, so that the Desk, REST, imports and background jobs pass through it alike.
"""

from __future__ import annotations

from dataclasses import replace

import frappe
from frappe import _
from frappe.utils import flt

from relationship_suite.relationship_core.messages import lines
from relationship_suite.srm_extensions.scorecards import gate_queries, gate_wording, override_records
from relationship_suite.srm_extensions.scorecards.gates import GATES, STOP, WARN, Finding, Standings

REASON = "relationship_override_reason"


def validate(doc, method: str | None = None) -> None:
	"""Warn while it is a draft; as it is submitted, stop it unless somebody who may overrides with a reason."""
	if not doc.meta.has_field(REASON):  # the app is being installed
		return
	_forget_reason_of_amended(doc)
	items = _items_of(doc.get("items"))
	found = _standings(doc, items).in_the_way(items)
	if not found:
		return
	stopped = [each for each in found if each.action == STOP]
	if stopped and doc.docstatus == 1:
		_check_override(doc, stopped)
		doc.flags.relationship_stopped = stopped
	else:
		_warn(found, bool(stopped))


def before_update_after_submit(doc, method: str | None = None) -> None:
	"""ERPNext's *Update Items* changes a submitted order without validating it: what is ordered beyond it passes the gate here.

	Lines that are added and quantities that are raised are warned of or stopped. A line that only gets dearer is warned of at
	most: it cannot be had with another order. All else passes.
	"""
	if not doc.meta.has_field(REASON):
		return
	before = doc.get_doc_before_save()
	# A line that is added is a draft until its order is saved.
	ordered = {line.name: line for line in before.items if line.docstatus == 1} if before else {}
	more = [line for line in doc.items if _is_raised(line, ordered.get(line.name), "stock_qty")]
	dearer = [line for line in doc.items if _is_raised(line, ordered.get(line.name), "base_amount")]
	dearer = [line for line in dearer if line not in more]
	if not (more or dearer):
		return
	standings = _standings(doc, _items_of(more + dearer))
	found = standings.in_the_way(_items_of(more)) if more else []
	if dearer:
		warned = standings.in_the_way(_items_of(dearer))
		found += [replace(each, action=WARN) for each in warned if each not in found]
	stopped = [each for each in found if each.action == STOP]
	if stopped:
		said = [
			*map(gate_wording.sentence, stopped),
			_("Order what is added with a new Purchase Order."),
		]
		frappe.throw(lines(said), title=_("Supplier's Standing"))
	if found:
		_warn(found, is_stopped=False)


def _is_raised(line, before, figure: str) -> bool:
	"""Whether a line is new, or has more of a figure than its order was saved with.

	*Update Items* saves quantity and rate of each line before the order, and with the order what is computed of them: only that
	is still known as it was.
	"""
	precision = line.precision(figure)
	return before is None or flt(line.get(figure), precision) > flt(before.get(figure), precision)


def on_submit(doc, method: str | None = None) -> None:
	"""Log what was overridden: only now is a document that was submitted at once in the database."""
	if stopped := doc.flags.relationship_stopped:
		override_records.keep(doc, stopped, doc.get(REASON).strip())


def _forget_reason_of_amended(doc) -> None:
	"""The browser copies it into an amendment, which needs a reason of its own."""
	reason = doc.get(REASON)
	if not (reason and doc.is_new() and doc.amended_from):
		return
	if reason == frappe.db.get_value(doc.doctype, doc.amended_from, REASON):
		doc.set(REASON, None)


def _items_of(rows) -> set[str]:
	return {line.item_code for line in rows}


def _standings(doc, items: set[str]) -> Standings:
	return gate_queries.standings_of(doc.doctype, doc.company, _suppliers_of(doc), items)


def _suppliers_of(doc) -> list[str]:
	table = GATES[doc.doctype].parties
	return [row.supplier for row in doc.get(table)] if table else [doc.supplier]


def _warn(found: list[Finding], is_stopped: bool) -> None:
	said = [gate_wording.sentence(each) for each in found]
	if is_stopped:
		role = gate_queries.override_role()
		said.append(gate_wording.way_out(role, role in frappe.get_roles()))
	frappe.msgprint(
		lines(said),
		title=_("Supplier's Standing"),
		indicator="red" if is_stopped else "orange",
		alert=True,
	)


def _check_override(doc, stopped: list[Finding]) -> None:
	"""Stop everybody but who may override and gives a reason."""
	role = gate_queries.override_role()
	may_override = role in frappe.get_roles()
	if not (may_override and (doc.get(REASON) or "").strip()):
		said = [*map(gate_wording.sentence, stopped), gate_wording.way_out(role, may_override)]
		frappe.throw(lines(said), title=_("Supplier's Standing"))
