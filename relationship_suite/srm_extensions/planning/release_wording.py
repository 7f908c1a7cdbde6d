"""What a forecast release says, in plain text, translated."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import formatdate, getdate

from relationship_suite.relationship_core.dates import short_day, short_month
from relationship_suite.srm_extensions.planning.release import WEEK


def sentence(doc: Any) -> str:
	"""What is released, and how it differs from the version before."""
	items = len({row.item for row in doc.lines})
	buckets, day = len(doc.lines) // max(items, 1), formatdate(doc.released_on)
	if items == 1:
		said = _("Version {0} of {1}: one item in {2} buckets.").format(doc.version, day, buckets)
	else:
		said = _("Version {0} of {1}: {2} items in {3} buckets.").format(doc.version, day, items, buckets)
	if not doc.previous_release:
		return said
	if not doc.changed:
		return f"{said} {_('Nothing differs from the version before.')}"
	if doc.changed == 1:
		changed = _("One quantity differs from the version before.")
	else:
		changed = _("{0} quantities differ from the version before.").format(doc.changed)
	if not doc.changed_in_fence:
		return f"{said} {changed}"
	fence = _(
		"{0} of them inside the frozen fence and beyond the tolerance: agree on them with the supplier."
	)
	return f"{said} {changed} {fence.format(doc.changed_in_fence)}"


def table(doc: Any) -> dict[str, Any]:
	"""Lines as rows of items with a cell for each bucket."""
	fences = {getdate(row.first_day): row.fence for row in doc.lines}
	days = sorted(fences)
	rows: dict[str, dict[str, Any]] = {}
	for row in doc.lines:
		mine = rows.setdefault(row.item, {"item": row.item, "uom": row.uom, "cells": []})
		change = row.change_qty if row.has_previous else None
		mine["cells"].append({"qty": row.release_qty, "change": change, "fence": row.fence})
	label = short_day if doc.bucket == WEEK else short_month
	return {
		"buckets": [label(day) for day in days],
		"fences": [fences[day] for day in days],
		"items": list(rows.values()),
	}
