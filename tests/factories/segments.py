"""Customer Segments as tests want them, and who is in them."""

from __future__ import annotations

import json
from datetime import date

import frappe

from tests.factories.buying import named
from tests.factories.insights import AS_OF
from tests.factories.selling import COMPANY

SEGMENT, MEMBERSHIP = "Customer Segment", "Customer Segment Membership"


def segment(name: str, *lines: tuple, combine: str = "All Lines", company: str = COMPANY, **values):
	"""A saved segment; ``lines`` are (condition, operator, value, days), a group its name alone, indented by a leading number."""
	doc = frappe.get_doc(
		{
			"doctype": SEGMENT,
			"segment_name": named(name),
			"company": company,
			"based_on": "Rules",
			"combine": combine,
			"enabled": 1,
			"rules": [line(*each) for each in lines],
			**values,
		}
	)
	return doc.insert()


def line(*parts) -> dict:
	"""A row of the rules."""
	indent = parts[0] if isinstance(parts[0], int) else 0
	rest = parts[1:] if isinstance(parts[0], int) else parts
	return {
		"indent": indent,
		**dict(zip(("criterion", "operator", "value", "days"), map(_text, rest), strict=False)),
	}


def _text(value):
	return value if isinstance(value, int) else str(value)


def of(*customers: str, name: str = "_RS Listed", **values):
	"""A static list of these customers."""
	rows = [{"customer": each} for each in customers]
	return segment(name, based_on="Static List", customers=rows, **values)


def form(*lines: tuple, company: str = COMPANY, **values) -> str:
	"""A segment as its form sends it before it is saved; by default of everybody with a purchase."""
	lines = lines or (("Purchase Days", "at least", 1),)
	rows = [{"idx": idx, **line(*each)} for idx, each in enumerate(lines, start=1)]
	known = {"doctype": SEGMENT, "company": company, "based_on": "Rules", "combine": "All Lines"}
	return json.dumps({**known, "rules": rows, **values})


def once(name: str) -> str:
	"""The name of an empty list, made where it is not there yet."""
	if not frappe.db.exists(SEGMENT, named(name)):
		of(name=name)
	return named(name)


def evaluate(as_of: date = AS_OF, party: str | None = None):
	"""One turn of the segments; gives its outcome."""
	from relationship_suite.crm_extensions.segmentation import segment_tasks
	from relationship_suite.relationship_core.facts.transactions import leased

	frappe.db.commit()
	with leased("test") as lease:
		return segment_tasks.refresh_results(lease, as_of, party=party)


def members(segment) -> set[str]:
	"""Who is in it by the history."""
	rows = frappe.get_all(
		MEMBERSHIP, {"customer_segment": segment.name, "left_on": ("is", "not set")}, pluck="customer"
	)
	assert len(rows) == len(set(rows))
	return set(rows)


def history(segment, customer: str) -> list[tuple]:
	"""(entered, left, why entered, why left) of a customer, oldest first."""
	rows = frappe.get_all(
		MEMBERSHIP,
		{"customer_segment": segment.name, "customer": customer},
		["entered_on", "left_on", "reason", "left_because"],
		order_by="entered_on",
	)
	return [(row.entered_on, row.left_on, row.reason, row.left_because or "") for row in rows]


def forget() -> None:
	"""No segments of other tests."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	for name in frappe.get_all(SEGMENT, order_by="name", pluck="name"):
		frappe.delete_doc(SEGMENT, name, force=True)
	frappe.db.commit()
