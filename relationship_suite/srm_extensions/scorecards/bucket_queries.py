"""Reads of what came of planned buckets: those that the KPIs of commitments count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from relationship_suite.relationship_core.facts.days import date_of
from relationship_suite.relationship_core.facts.engines import SiteEngine
from relationship_suite.srm_extensions.scorecards.buckets import ended_buckets


def ended(
	as_of: date,
	months: Sequence[date],
	item: str | None,
	*,
	companies: Collection[str] | None,
	suppliers: Collection[str] | None,
) -> list[dict]:
	"""The buckets that were over on a day and end in these months, by supplier, item and bucket; one statement.

	Args:
		as_of: the day that counts as today.
		months: those of the last days.
		item: of this one alone.
		companies: None for all.
		suppliers: None for all.

	Returns:
		Rows in the words of the report; ``committed`` is None where the supplier had said nothing.
	"""
	names = {"company": companies, "supplier": suppliers, "item_code": [item] if item else None}
	found = ended_buckets(as_of, months, names).order_by(["supplier", "item_code", "first_day", "line"])
	return [_plain(row) for row in SiteEngine().rows(found)]


def _plain(row: dict) -> dict:
	return {
		"supplier": row["supplier"],
		"company": row["company"],
		"release": row["voucher"],
		"item": row["item_code"],
		"uom": row["uom"],
		"first_day": date_of(row["first_day"]),
		"last_day": date_of(row["last_day"]),
		"release_qty": row["release_qty"],
		"committed": row["commit_qty"],
		"received": row["received_qty"],
	}
