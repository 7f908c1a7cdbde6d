"""Reads of forecasts that suppliers are asked to commit to. Whose they may be is for the caller to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

import frappe
from frappe.query_builder.functions import Coalesce, Max
from frappe.utils import getdate
from pypika.terms import Criterion

from relationship_suite.compat import is_one_of
from relationship_suite.srm_extensions.planning import commitment_queries
from relationship_suite.srm_extensions.planning.commitment import Key, Promise, Wanted
from relationship_suite.srm_extensions.planning.commitment_queries import COMMITMENT
from relationship_suite.srm_extensions.planning.commitment_records import ACCEPTED
from relationship_suite.srm_extensions.planning.release_queries import AGREEMENT, LINE, RELEASE
from relationship_suite.srm_extensions.portal import forecasts
from relationship_suite.srm_extensions.portal.forecasts import Commitment, Forecast


def open_forecasts(supplier: str, today: date) -> list[Forecast]:
	"""The newest release of each enabled agreement of a supplier that has not run out, the last released first; three statements."""
	return [each for each in _forecasts(supplier) if each.until >= today]


def forecast_of(supplier: str, agreement: str) -> Forecast | None:
	"""The newest release of an agreement of this supplier; None where it is another's, disabled, or nothing is released."""
	found = _forecasts(supplier, frappe.qb.DocType(AGREEMENT).name == agreement)
	return next((each for each in found if each.agreement == agreement), None)


def buckets_of(found: Forecast) -> list[Wanted]:
	"""All buckets of the release, in its order."""
	return commitment_queries.wanted(frappe.get_doc(RELEASE, found.release))


def said_in(found: Forecast) -> dict[Key, list[Promise]]:
	"""What the latest commitment says, by bucket; nothing where there is none."""
	if found.commitment is None:
		return {}
	return commitment_queries.promises(frappe.get_doc(COMMITMENT, found.commitment.name))


def held(agreement: str) -> str:
	"""What a page of this agreement would be made of now; nobody else commits or releases until the transaction ends.

	By locking reads: those see what others have committed since the transaction began.
	"""
	frappe.db.get_value(AGREEMENT, agreement, "name", for_update=True)
	mine = {"agreement": agreement, "is_latest": 1}
	latest = {"order_by": "creation desc", "for_update": True}
	release = frappe.db.get_value(RELEASE, mine, "name", **latest)
	return forecasts.seen(release, frappe.db.get_value(COMMITMENT, mine, ["name", "modified"], **latest))


def item_names(items: Collection[str]) -> dict[str, str]:
	"""Item -> what people call it."""
	doc = frappe.qb.DocType("Item")
	rows = frappe.qb.from_(doc).select(doc.name, doc.item_name).where(is_one_of(doc.name, items)).run()
	return {name: called or name for name, called in rows}


def _forecasts(supplier: str, condition: Criterion | None = None) -> list[Forecast]:
	doc, agreement = frappe.qb.DocType(RELEASE), frappe.qb.DocType(AGREEMENT)
	query = (
		frappe.qb.from_(doc)
		.inner_join(agreement)
		.on((agreement.name == doc.agreement) & (agreement.enabled == 1))
		.select(doc.agreement, doc.supplier, doc.company, doc.name.as_("release"), doc.version)
		.select(doc.released_on, doc.bucket, doc.changed, doc.changed_in_fence)
		.where((doc.supplier == supplier) & (agreement.supplier == supplier) & (doc.is_latest == 1))
		.orderby(doc.released_on, order=frappe.qb.desc)
		.orderby(doc.name)
	)
	rows = (query if condition is None else query.where(condition)).run(as_dict=True)
	# MariaDB compares names without regard to case and accents.
	rows = [row for row in rows if row.supplier == supplier]
	items, until = _items([row.release for row in rows])
	commitments = _commitments([row.agreement for row in rows])
	return [
		Forecast(
			**{**row, "released_on": getdate(row.released_on)},
			until=until.get(row.release, date.min),
			items=tuple(items.get(row.release, ())),
			commitment=commitments.get(row.agreement),
		)
		for row in rows
	]


def _items(releases: Collection[str]) -> tuple[dict[str, list[str]], dict[str, date]]:
	"""Of each release what its items are called, and the last day of its last bucket."""
	row, item = frappe.qb.DocType(LINE), frappe.qb.DocType("Item")
	rows = (
		frappe.qb.from_(row)
		.left_join(item)
		.on(item.name == row.item)
		.select(row.parent, Coalesce(item.item_name, row.item).as_("called"), Max(row.last_day))
		.where((row.parenttype == RELEASE) & is_one_of(row.parent, releases))
		.groupby(row.parent, row.item, item.item_name)
		.orderby(row.parent)
		.orderby(row.item)
		.run()
	)
	items: dict[str, list[str]] = defaultdict(list)
	until: dict[str, date] = {}
	for release, called, last_day in rows:
		items[release].append(called)
		until[release] = max(until.get(release, date.min), getdate(last_day))
	return items, until


def _commitments(agreements: Collection[str]) -> dict[str, Commitment]:
	"""Agreement -> its latest commitment."""
	doc = frappe.qb.DocType(COMMITMENT)
	rows = (
		frappe.qb.from_(doc)
		.select(doc.agreement, doc.name, doc.release, doc.modified, doc.status, doc.remark)
		.where(is_one_of(doc.agreement, agreements) & (doc.is_latest == 1))
		.orderby(doc.creation)
		.run(as_dict=True)
	)
	return {
		row.agreement: Commitment(
			row.name, row.release, str(row.modified), row.status == ACCEPTED, row.remark or ""
		)
		for row in rows
	}
