"""How far a run is, for whoever opens its record meanwhile: kept in the cache, where it costs no statement.

A page asks for it every few seconds, so it can be left and come back to; the record itself has the outcome.
"""

from __future__ import annotations

import time

import frappe

from relationship_suite.relationship_core.facts.refresh import Progress

#: What a run does, in this order, the consumers by their names; people read them.
STAGES = {
	"first_dates": "Reading first dates from the versions of orders",
	"reconcile": "Comparing facts with their documents",
	"facts": "Reading documents",
	"supplier_months": "Summing up months of suppliers",
	"supplier_scores": "Scoring suppliers",
	"risk_indicators": "Looking at indicators of risk",
	"customer_segments": "Scoring customers",
	"own_segments": "Evaluating customer segments",
	"item_demand": "Forecasting the demand of items",
}
_KEY = "relationship_suite_progress"
_EVERY = 0.5  # seconds between writes
_KEPT = 6 * 3600  # as long as a run may go without a sign of life


def watched(run: str, stage: str, progress: Progress) -> Progress:
	"""The same progress, noted in the cache as well: for the run of this name, at one of ``STAGES``."""
	noted = -_EVERY

	def note(done: int, total: int, what: str) -> None:
		nonlocal noted
		progress(done, total, what)
		now = time.monotonic()
		if now - noted >= _EVERY or done >= total:
			noted = now
			state = {"run": run, "stage": stage, "done": done, "total": total, "what": what}
			frappe.cache.set_value(_KEY, state, expires_in_sec=_KEPT)

	return note


def current() -> dict | None:
	"""``run``, ``stage``, ``done``, ``total``, ``what`` of the run that noted last; None where none did lately."""
	found = frappe.cache.get_value(_KEY, expires=True)  # else Frappe 15 goes on saying what it first said
	return dict(found) if found else None  # the cache hands out its own object


def forget() -> None:
	"""The run has ended."""
	frappe.cache.delete_value(_KEY)
