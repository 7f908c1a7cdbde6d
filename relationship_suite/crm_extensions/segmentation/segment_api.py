"""What the form of a Customer Segment asks for."""

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.crm_extensions.segmentation import rule_wording, segment_queries, segment_records
from relationship_suite.crm_extensions.segmentation.conditions import BY_NAME, CONDITIONS
from relationship_suite.crm_extensions.segmentation.preview_queries import Preview
from relationship_suite.crm_extensions.segmentation.rule_queries import SEGMENT
from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.relationship_core.facts.api import enqueue_run
from relationship_suite.relationship_core.messages import say
from relationship_suite.reports.filters import LONGEST, fields_of, parsed
from relationship_suite.reports.scope import narrowed, permitted

#: So many values are offered at once.
OFFERED = 20
#: Customers that are added to a list at once: no page of Frappe's list is longer.
MOST_ADDED = 2500


@whitelist(methods=["POST"])
def evaluate(segment: str) -> None:
	"""Evaluate a segment now, in the background; a run that is at work already leaves it to the next one.

	Raises:
		frappe.PermissionError: the user may not change the segment.
		frappe.DoesNotExistError: there is none of this name.
	"""
	frappe.has_permission(SEGMENT, "write", segment, throw=True)
	segment_records.mark_due(segment)
	enqueue_run("Refresh")


@whitelist(methods=["POST"])
def add_customers(segment: str, customers: str) -> dict:
	"""Put customers on the list of a segment; who is on it already stays there once.

	Args:
		segment: one that is a static list.
		customers: names as a JSON list, :data:`MOST_ADDED` at most.

	Returns:
		``said``: how many were added, in words.

	Raises:
		frappe.PermissionError: the user may not change the segment, or a name is none of a customer that they may see.
		frappe.ValidationError: there is no segment of this name, it is no list, or too many are asked for. Nobody is added then.
	"""
	frappe.has_permission(SEGMENT, "write", segment, throw=True)
	asked = list(dict.fromkeys(str(each)[:LONGEST] for each in parsed(customers, list, "customers")))
	if len(asked) > MOST_ADDED:
		frappe.throw(say(_("Choose {0} customers at most."), MOST_ADDED))
	segment_queries.check_may_read(segment)  # says of one that is not there that there is none
	doc = frappe.get_doc(SEGMENT, segment, for_update=True)
	if doc.based_on != segment_queries.LIST:
		frappe.throw(say(_("{0} is no static list: its rules say who is in it."), segment))
	if unknown := set(asked) - set(segment_queries.readable_customers(asked)):
		frappe.throw(say(_("You may not see {0} {1}."), _("Customer"), min(unknown)), frappe.PermissionError)
	listed = {row.customer for row in doc.customers}
	added = [each for each in asked if each not in listed]
	doc.extend("customers", [{"customer": each} for each in added])
	if added:
		doc.save()
	said = _("{0} added to {1}; {2} were on the list already.")
	return {"said": said.format(len(added), segment, len(asked) - len(added))}


@whitelist(methods=["POST"])
def preview(form: str) -> dict:
	"""Who would be in a segment as it stands in the form, before it is saved.

	Args:
		form: the document as JSON.

	Returns:
		``problems``, of each its ``row`` (None: of no line) and ``message``. Where there are none: ``words``, the rule as a
		sentence, ``count``, a ``sample`` and ``overlaps`` as :class:`Preview` gives them, and the ``currency`` of amounts.
		All of it of customers that the user may see.

	Raises:
		frappe.PermissionError: the user may not read segments, or not see the company.
		frappe.ValidationError: ``form`` is no segment.
	"""
	frappe.has_permission(SEGMENT, "read", throw=True)
	values = parsed(form, dict, "form")
	if values.get("doctype") != SEGMENT:
		frappe.throw(_("This is no Customer Segment."))
	segment = frappe.get_doc(fields_of(SEGMENT, values))
	narrowed(segment.company, permitted("Company", SEGMENT), "Company")
	problems = segment.problems()
	if problems or not segment.company:
		said = [{"row": each.row, "message": rule_wording.sentence(each, SEGMENT)} for each in problems]
		return {"problems": said}
	definition = segment_queries.unsaved(segment)
	found = Preview(definition, getdate(nowdate()))
	return {
		"problems": [],
		"words": rule_wording.in_words(definition.rule, segment.company),
		"count": found.count(),
		"sample": found.sample(),
		"overlaps": found.overlaps(),
		"currency": frappe.get_cached_value("Company", segment.company, "default_currency"),
	}


@whitelist(methods=["GET", "POST"])
def conditions() -> list[dict]:
	"""What a line can ask for: ``name``, its ``operators``, and whether it ``has_days``, in the order of the form.

	Raises:
		frappe.PermissionError: the user may not read segments.
	"""
	frappe.has_permission(SEGMENT, "read", throw=True)
	return [
		{"name": each.name, "operators": each.operators, "has_days": each.has_days} for each in CONDITIONS
	]


@whitelist(methods=["GET", "POST"])
def values_of(condition: str, txt: str = "") -> list[dict]:
	"""Values that a condition can have and that begin with or contain a text, for the field to offer.

	Args:
		condition: by its name.
		txt: as it is typed.

	Returns:
		``value`` and ``label`` of each; none of a number or a text, and of records those that the user may read.

	Raises:
		frappe.PermissionError: the user may not read segments.
	"""
	frappe.has_permission(SEGMENT, "read", throw=True)
	asked = BY_NAME.get(condition)
	if asked is None or asked.kind not in ("choice", "link", "tree"):
		return []
	if asked.kind == "choice":
		return [{"value": each, "label": _(each)} for each in segment_queries.choices_of(asked)]
	may_look = any(frappe.has_permission(asked.doctype, right) for right in ("read", "select"))
	if not may_look or len(txt) > LONGEST:
		return []
	names = frappe.get_list(
		asked.doctype,
		filters={"name": ("like", f"%{txt}%")},
		pluck="name",
		order_by="name asc",
		limit=OFFERED,
	)
	return [{"value": name, "label": name} for name in names]
