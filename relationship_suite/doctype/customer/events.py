"""What happens to our results when a Customer is deleted."""

from __future__ import annotations

from relationship_suite.crm_extensions.segmentation.records import forget_customer


def on_trash(doc, method: str | None = None) -> None:
	"""Results go with their customer."""
	forget_customer(doc.name)
