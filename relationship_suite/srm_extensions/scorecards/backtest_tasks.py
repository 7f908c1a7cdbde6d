"""The back-test as a job: what it has found and how far it is lies in the cache, for whoever asked for it alone."""

from __future__ import annotations

import hashlib
from typing import Any

import frappe
from frappe.utils import getdate, nowdate

from relationship_suite.reports.scope import permitted, permitted_parties
from relationship_suite.reports.trees import item_groups
from relationship_suite.srm_extensions.scorecards import backtest_queries, backtest_wording, queries
from relationship_suite.srm_extensions.scorecards.backtest_queries import Progress
from relationship_suite.srm_extensions.scorecards.queries import RESULT, Card

#: More rows of the roll-up than this take over a second: a worker reads them.
MOST_AT_ONCE = 3000
#: Seconds that a job may take, and that its answer is kept.
TIMEOUT, KEPT = 1500, 900
#: Seconds without a period done after which a job counts as killed: a twelfth of its time, and some.
SILENT = 150


def card_of(doc) -> Card:
	"""The scorecard as it stands in the form, valid but not saved."""
	return Card(
		doc.get("scorecard_name") or "",
		queries.template_of(doc),
		doc.only_company or None,
		item_groups(doc.item_group),
		"",
		False,
	)


def key_of(card: Card, actions: dict[str, str]) -> str:
	"""The same for the same question of the same user on the same day: who comes back finds what was begun."""
	known = repr((card.template, card.company, card.item_groups, actions, frappe.session.user, nowdate()))
	return f"relationship_backtest:{hashlib.sha1(known.encode(), usedforsecurity=False).hexdigest()}"


def state(key: str) -> dict[str, Any] | None:
	"""``done`` and ``total`` periods, ``result`` once it is there, ``failed`` where it broke off; None where nothing was asked."""
	return frappe.cache.get_value(key, expires=True)


def keep(key: str, **values: Any) -> None:
	"""Keep the state of a back-test: an answer for a while, how far it is until a killed one can be asked anew."""
	frappe.cache.set_value(key, values, expires_in_sec=SILENT if "total" in values else KEPT)


def compute(
	card: Card, actions: dict[str, str], progress: Progress = lambda done, total: None
) -> dict[str, Any]:
	"""What the form draws, of the suppliers and companies that the session's user may see."""
	suppliers = permitted_parties("Supplier", RESULT)
	found = backtest_queries.verdicts(
		card,
		getdate(nowdate()),
		suppliers=None if suppliers is None else set(suppliers),
		companies=permitted("Company", RESULT),
		progress=progress,
	)
	return backtest_wording.shown(card.template, found, actions)


def ask(doc, key: str) -> None:
	"""Have a worker answer for the scorecard in the form.

	A user has one job for a scorecard at a time, whatever is changed in the form meanwhile: what is asked last is answered
	next. Asked again while it waits, it is not lost with a job that was just ending.
	"""
	asked_by = hashlib.sha1(repr((frappe.session.user, doc.name)).encode(), usedforsecurity=False).hexdigest()
	place = f"relationship_backtest_asked:{asked_by}"
	asked = {"fields": doc.as_dict(no_nulls=True), "key": key}
	frappe.cache.set_value(place, asked, expires_in_sec=KEPT)
	keep(key, done=0, total=0)
	frappe.enqueue(
		"relationship_suite.srm_extensions.scorecards.backtest_tasks.run",
		place=place,
		queue="long",
		timeout=TIMEOUT,
		job_id=f"relationship_suite_backtest_{asked_by}",
		deduplicate=True,
	)


def run(place: str) -> None:
	"""A worker's part: answer what was asked last, until nothing else is asked. It runs as whoever asked."""
	while asked := frappe.cache.get_value(place, expires=True):
		if "result" in (state(asked["key"]) or {}):
			return
		_answer(**asked)


def _answer(fields: dict[str, Any], key: str) -> None:
	"""``fields`` are those of the scorecard in the form."""
	try:
		doc = frappe.get_doc(fields)
		result = compute(
			card_of(doc), order_actions(doc), lambda done, total: keep(key, done=done, total=total)
		)
		keep(key, result=result)
	except Exception:
		keep(key, failed=True)
		raise


def order_actions(doc) -> dict[str, str]:
	"""Standing -> what it does to a Purchase Order."""
	return {str(row.standing or ""): str(row.order_action or "") for row in doc.standings}
