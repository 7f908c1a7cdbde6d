"""What suppliers commit to and deliver of what is planned, as ibis expressions over the facts (``definitions.md``).

Terms as in CPFR (VICS). Quantities in stock UOM.
"""

from __future__ import annotations

from datetime import date

import ibis
from ibis.expr.types import Table as Expression

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.days import day_of
from relationship_suite.relationship_core.facts.expressions import Chosen, fact, of_chosen, with_names
from relationship_suite.srm_extensions.scorecards.metrics import CELL, Parties, month_of

_CARRIED = ("voucher", "item_code", "first_day", "last_day", "release_qty", "commit_qty")


def ended_buckets(as_of: date, chosen: Chosen = None, parties: Parties | None = None) -> Expression:
	"""The planned buckets that were over on a day, with ``received_qty``: what came of the item from their first to last day.

	Rejects came and count, as in the deliveries; returns do not take back that it came. A bucket that is running has no
	figure yet: it would look like a gap. ``commit_qty`` is NULL where the supplier had said nothing.

	Args:
		as_of: the day that counts as today.
		chosen: months in which the buckets end, or cells; None for all.
		parties: names by column; None for all.
	"""
	bucket = fact(schema.PLANNED_BUCKET)
	bucket = bucket.filter(
		bucket.last_day < day_of(as_of), (bucket.release_qty > 0) | (bucket.commit_qty > 0)
	)
	bucket = of_chosen(with_names(bucket, parties or {}), "supplier", "bucket_month", chosen)
	receipt = fact(schema.RECEIPT_LINE)
	receipt = receipt.filter(receipt.is_return == 0)
	# The month of what is no return is that of its delivery: by it the receipts of a bucket lie together.
	receipt = receipt.select(
		"delivered_day",
		of_company="company",
		of_supplier="supplier",
		of_month="quality_month",
		of_item="item_code",
		qty=receipt.accepted_qty + receipt.rejected_qty,
	)
	bucket = _by_receipt_month(bucket)
	is_of_it = [
		bucket.company == receipt.of_company,
		bucket.supplier == receipt.of_supplier,
		bucket.receipt_month == receipt.of_month,
		bucket.item_code == receipt.of_item,
	]
	joined = bucket.left_join(receipt, is_of_it)
	came = joined.delivered_day.between(joined.first_day, joined.last_day)
	by = ["company", "supplier", month_of(joined.bucket_month), "item_group", "uom", "line"]
	return joined.group_by(by).aggregate(
		**{column: joined[column].max() for column in _CARRIED},
		received_qty=ibis.ifelse(came, joined.qty, 0.0).sum(),
	)


def _by_receipt_month(bucket: Expression) -> Expression:
	"""Buckets with each ``receipt_month`` that they touch: a week may touch two."""
	last = bucket.mutate(receipt_month=bucket.bucket_month)
	first = bucket.filter(bucket.first_month != bucket.bucket_month)
	return last.union(first.mutate(receipt_month=first.first_month))


def commitments_by_month(bucket: Expression) -> Expression:
	"""The :func:`ended_buckets` by company, supplier, month in which they end, item group and UOM.

	Commit rate = ``covered_qty`` / ``released_qty``, commit reliability = ``kept_qty`` / ``committed_qty``. Of each bucket no more
	is covered than was released, and no more kept than was committed: a surplus in one hides no gap in another.
	"""
	said = bucket.commit_qty.fill_null(0.0)
	return bucket.group_by(list(CELL)).aggregate(
		buckets_due=ibis.ifelse(bucket.release_qty > 0, 1, 0).sum(),
		released_qty=bucket.release_qty.sum(),
		covered_qty=_smaller(said, bucket.release_qty).sum(),
		buckets_committed=ibis.ifelse(said > 0, 1, 0).sum(),
		committed_qty=said.sum(),
		kept_qty=_smaller(bucket.received_qty, said).sum(),
	)


def _smaller(value, limit):
	return ibis.ifelse(value > limit, limit, value)
