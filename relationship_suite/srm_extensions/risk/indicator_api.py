"""What the form of a Risk Indicator asks for. Every method checks rights first."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.reports.filters import LONGEST, fields_of, parsed
from relationship_suite.srm_extensions.risk import indicator_queries, preview_queries, preview_wording
from relationship_suite.srm_extensions.risk.indicator_queries import INDICATOR
from relationship_suite.srm_extensions.risk.queries import check_may_see_assessments


@whitelist(methods=["POST"])
def preview(indicator: str) -> dict[str, Any]:
	"""What an indicator would find now as it stands in the form, before it is saved.

	Args:
		indicator: the document as JSON.

	Returns:
		``problems``, of each its ``field`` and ``message``. Where there are none: ``sentence``, what would be found or why
		nothing; ``thresholds`` in words, and ``enter`` and ``leave``, as numbers; ``rows`` as ``preview_wording.rows`` gives
		them; and how many ``companies`` are looked at. All of it of companies and parties that the user may see.

	Raises:
		frappe.PermissionError: the user may not read indicators or how risks are assessed, or not see the company.
		frappe.ValidationError: ``indicator`` is none.
	"""
	frappe.has_permission(INDICATOR, "read", throw=True)
	check_may_see_assessments()
	values = parsed(indicator, dict, "indicator")
	if values.get("doctype") != INDICATOR:
		frappe.throw(_("This is no Risk Indicator."))
	doc = frappe.get_doc(fields_of(INDICATOR, values))
	doc.name = str(values.get("name") or "")[:LONGEST]
	if problems := doc.problems():
		return {"problems": [{"field": field, "message": said} for field, said in problems]}
	asked = indicator_queries.unsaved(doc)
	look = preview_queries.look(asked, getdate(nowdate()))
	return {
		"problems": [],
		"sentence": preview_wording.in_words(look, asked),
		"thresholds": preview_wording.thresholds(asked),
		"enter": asked.thresholds.enter,
		"leave": asked.thresholds.leave,
		"rows": preview_wording.rows(look, asked),
		"companies": len(look.companies),
	}
