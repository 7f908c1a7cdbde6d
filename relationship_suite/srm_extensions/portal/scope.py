"""Whose portal it is: the suppliers of the session's user, never by an argument. And what they typed."""

from __future__ import annotations

import re
from datetime import date

import frappe
from frappe import _

from relationship_suite.relationship_core import speakers
from relationship_suite.relationship_core.messages import say
from relationship_suite.reports.filters import parsed
from relationship_suite.srm_extensions.planning.commitment import Key
from relationship_suite.srm_extensions.portal.forecasts import Typed
from relationship_suite.srm_extensions.portal.model import Wanted

#: Letters of a remark, and of a note to a delivery.
LONGEST, LONGEST_NOTE = 1000, 140
#: Where a browser would begin to read HTML.
_MARKUP = re.compile(r"<[A-Za-z/!?]")


def own_suppliers() -> list[str]:
	"""Names of the suppliers that the session's user speaks for, in order."""
	return speakers.suppliers_of(frappe.session.user)


def check_own(supplier: str) -> None:
	"""Raise PermissionError unless the session's user speaks for this supplier."""
	if supplier not in own_suppliers():
		# The same words whether there is such a supplier or not.
		frappe.throw(_("You do not speak for this supplier."), frappe.PermissionError)


def chosen(asked: str | None) -> tuple[str, list[str]]:
	"""The supplier that a page is about, and all that the user can choose from; the first where none is asked for.

	Raises:
		frappe.PermissionError: the user speaks for no supplier, or not for the one that is asked for.
	"""
	own = own_suppliers()
	if not own:
		frappe.throw(
			_(
				"You are not registered for any supplier. Ask your contact to name you as a portal user of yours."
			),
			frappe.PermissionError,
		)
	if asked:
		check_own(asked)
	return asked or own[0], own


def text(typed: str, longest: int = LONGEST) -> str:
	"""A remark as it was typed.

	Markup is refused and not cleaned: Frappe leaves it in whatever reads like JSON, and Frappe 15 shows a text that cannot
	be changed as HTML.

	Raises:
		frappe.ValidationError: it is longer than so many letters, or holds markup.
	"""
	found = typed.strip()
	if _MARKUP.search(found):
		frappe.throw(_("A remark is plain text: put a space behind each {0}.").format("&lt;"))
	if len(found) > longest:
		frappe.throw(_("The remark is longer than {0} letters.").format(longest))
	return found


def wanted(lines: str) -> dict[str, Wanted]:
	"""Order line -> what was typed for it.

	Raises:
		frappe.ValidationError: it is no JSON list of objects, or a quantity or day is none.
	"""
	return {
		row["line"]: Wanted(_quantity(row.get("qty")), _day(row.get("day"))) for row in _rows(lines, "line")
	}


def promised(lines: str) -> dict[Key, list[Typed]]:
	"""Bucket -> the deliveries that were typed for it.

	Raises:
		frappe.ValidationError: it is no JSON list of objects, a quantity or day is none, or a note stands by itself.
	"""
	found: dict[Key, list[Typed]] = {}
	for row in _rows(lines, "item", "first_day"):
		said = found.setdefault((row["item"], _day(row["first_day"])), [])
		qty, note = _quantity(row.get("qty")), text(str(row.get("note") or ""), LONGEST_NOTE)
		if qty is not None:
			said.append(Typed(qty, _day(row.get("day")), note))
		elif note:
			frappe.throw(_("A note needs a quantity beside it: write 0 where nothing comes."))
	return found


def _rows(lines: str, *needed: str) -> list[dict]:
	"""A JSON list of objects that have these texts."""
	rows = parsed(lines, list, "lines")
	for row in rows:
		if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in needed):
			frappe.throw(_("{0} must be a JSON list of objects.").format("lines"))
	return rows


def _quantity(typed: object) -> float | None:
	if typed in (None, ""):
		return None
	try:
		return float(str(typed))
	except ValueError:
		frappe.throw(say(_("{0} is no quantity: use digits and a decimal point."), str(typed)[:LONGEST]))


def _day(typed: object) -> date | None:
	if typed in (None, ""):
		return None
	try:
		return date.fromisoformat(str(typed))
	except ValueError:
		frappe.throw(say(_("{0} is no date: write it as 2026-12-31."), str(typed)[:LONGEST]))
