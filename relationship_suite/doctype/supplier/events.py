"""What happens to our results when a Supplier is deleted."""

from __future__ import annotations

from relationship_suite.srm_extensions.scorecards import standing_records


def on_trash(doc, method: str | None = None) -> None:
	"""The history of standings goes with its supplier."""
	standing_records.forget(supplier=doc.name)
