"""Whoever is to do something about a risk is told: of what is given to them, and once of each due date that has passed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import frappe
from frappe.utils import flt, getdate

from relationship_suite.relationship_core import notices
from relationship_suite.srm_extensions.risk import queries, wording
from relationship_suite.srm_extensions.risk.model import DONE, is_overdue


def tell_assigned(risk) -> None:
	"""Tell of the open treatments that the save at hand has given to somebody else than whoever saves."""
	if risk.is_closed:
		return
	before = risk.get_doc_before_save()
	known = {row.name: row.responsible for row in before.treatments} if before else {}
	theirs: dict[str, list] = {}
	for row in risk.treatments:
		is_given = row.responsible not in (known.get(row.name), frappe.session.user)
		if is_given and flt(row.progress) < DONE and notices.reader_of(risk, row.responsible, ()):
			theirs.setdefault(row.responsible, []).append(row)
	_tell(risk, theirs, wording.assigned)


def tell_overdue(name: str, as_of: date) -> None:
	"""Tell of the treatments of a risk that are overdue, each once for a due date, inside the running transaction.

	Whoever is responsible is told, and where they may not see the risk its owner; where neither may, it is in the report alone.
	"""
	risk = frappe.get_doc(queries.RISK, name, for_update=True)
	theirs: dict[str, list] = {}
	for row in risk.treatments:
		due_on = getdate(row.due_on)
		is_told = row.told_due_on and getdate(row.told_due_on) == due_on
		if is_told or not is_overdue(due_on, flt(row.progress), as_of):
			continue
		if user := notices.reader_of(risk, row.responsible, ()) or notices.reader_of(
			risk, risk.risk_owner, ()
		):
			theirs.setdefault(user, []).append(row)
		frappe.db.set_value(queries.TREATMENT, row.name, "told_due_on", due_on, update_modified=False)
	_tell(risk, theirs, wording.overdue)


def _tell(risk, theirs: Mapping[str, Sequence], words: Callable[..., tuple[str, str]]) -> None:
	for user, rows in sorted(theirs.items()):
		notices.tell(user, queries.RISK, risk.name, words, risk, rows)
