"""What happens to our results when a Customer is saved or deleted."""

from __future__ import annotations

import frappe

from relationship_suite.crm_extensions.segmentation.records import forget_customer


def validate(doc, method: str | None = None) -> None:
	"""The segment is computed: a form that was opened before, or a script, does not set it back."""
	if doc.meta.has_field("relationship_segment"):
		kept = None if doc.is_new() else frappe.db.get_value("Customer", doc.name, "relationship_segment")
		doc.relationship_segment = kept or ""


def on_trash(doc, method: str | None = None) -> None:
	"""Results go with their customer."""
	forget_customer(doc.name)
