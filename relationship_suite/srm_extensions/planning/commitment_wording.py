"""What a commitment says, in plain text, translated."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import formatdate

from relationship_suite.srm_extensions.planning import commitment, commitment_queries
from relationship_suite.srm_extensions.planning.release import WEEK


def sentence(doc: Any, release: Any) -> str:
	"""How much of a release is answered, in full and in time."""
	wanted, promised = commitment_queries.wanted(release), commitment_queries.promises(doc)
	answered = [each for each in wanted if each.key in promised]
	full = [
		each for each in answered if commitment.in_time(promised[each.key], each.last_day) >= each.release_qty
	]
	said = _(
		"Version {0} of {1}: {2} of {3} released quantities are answered, {4} of them in full and in time."
	).format(doc.version, formatdate(doc.committed_on), len(answered), len(wanted), len(full))
	if doc.is_latest:
		return said
	return f"{said} {_('Another version has taken its place.')}"


def table(doc: Any, release: Any) -> dict[str, Any]:
	"""Buckets as columns, items as rows of cells: what is released, what is committed, and how much of it is late."""
	wanted, promised = commitment_queries.wanted(release), commitment_queries.promises(doc)
	days = sorted({each.first_day for each in wanted})
	rows: dict[str, dict[str, Any]] = {}
	for each in wanted:
		mine = rows.setdefault(each.item, {"item": each.item, "uom": each.uom, "cells": []})
		said = promised.get(each.key)
		total = None if said is None else sum(one.qty for one in said)
		late = 0 if said is None else total - commitment.in_time(said, each.last_day)
		mine["cells"].append({"released": each.release_qty, "committed": total, "late": late})
	pattern = "d MMM" if release.bucket == WEEK else "MMM yy"
	return {"buckets": [formatdate(day, pattern) for day in days], "items": list(rows.values())}
