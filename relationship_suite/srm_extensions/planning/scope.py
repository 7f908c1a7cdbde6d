"""What a planning report or form is asked for, within what the session's user may see."""

from __future__ import annotations

import frappe
from frappe import _

from relationship_suite.reports import scope


def company_of(filters: frappe._dict, reference: str) -> str:
	"""The company that a planning report is asked for, by default the user's: :func:`reports.scope.company_of`."""
	missing = _("Choose a company: each plans for itself.")
	return scope.company_of(filters, reference, missing, is_own_meant=True)
