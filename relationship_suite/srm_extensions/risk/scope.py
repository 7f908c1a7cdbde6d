"""What a report on risks or supply is asked for, within what the session's user may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import frappe
from frappe import _

from relationship_suite.reports.scope import among
from relationship_suite.srm_extensions.risk import queries
from relationship_suite.srm_extensions.risk.model import CLOSED

#: Letters of a reason; more is a text of its own.
LONGEST_REASON = 2000


def reason(text: str) -> str:
	"""Why somebody decided so; it has to say something.

	Raises:
		frappe.ValidationError: it is empty or longer than :data:`LONGEST_REASON` letters.
	"""
	text = text.strip()
	if not text:
		frappe.throw(_("A reason is needed: it goes into the history."))
	if len(text) > LONGEST_REASON:
		frappe.throw(_("The reason is longer than {0} letters.").format(LONGEST_REASON))
	return text


def open_risks(filters: Mapping) -> list[frappe._dict]:
	"""Risks of the filters (company, register, category, risk_owner) that are not closed, the highest score first."""
	asked = {name: filters.get(name) for name in ("company", "register", "category", "risk_owner")}
	return [row for row in queries.risks(asked) if row.status != CLOSED]


def about(risk: Mapping) -> str:
	"""What a risk is about, in one cell: party, item, item group."""
	return " · ".join(filter(None, (risk["party"], risk["item_code"], risk["item_group"])))


def sees_all(suppliers: Collection[str], allowed: Collection[str] | None) -> bool:
	"""Whether none of the suppliers is hidden from the user: a share of what the others sold is none.

	Args:
		suppliers: whose amounts a figure is of.
		allowed: those that User Permissions leave, as ``report_scope.supply`` gives them; None for all. A permission on a
			company leaves suppliers by the company that they stand for, and most of them stand for none.
	"""
	return allowed is None or len(among(sorted(suppliers), allowed)) == len(suppliers)


def check_sees_all(suppliers: Collection[str], allowed: Collection[str] | None) -> None:
	"""Raise PermissionError unless the user sees all of the suppliers: :func:`sees_all`."""
	if not sees_all(suppliers, allowed):
		frappe.throw(
			_("Concentration is a figure of all suppliers, and you may see some of them only."),
			frappe.PermissionError,
		)
