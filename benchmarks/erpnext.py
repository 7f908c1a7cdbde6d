"""ERPNext's own Supplier Scorecard, measured on the same tables: only a benchmark may call its functions.

A full run would take hours. For a random sample of suppliers ERPNext does what its scheduler does (``refresh_scorecards``):
it makes a Supplier Scorecard Period for every month that has none, by its default variables, and saves the scorecard. The
time is extrapolated to all suppliers. The variable functions are timed by themselves as well: what it computes, without a
result written.
"""

from __future__ import annotations

import importlib.util
import random
import time
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from benchmarks.documents import AS_OF, NEXT_DAY, Size

SAMPLE, SEED = 12, 11
CRITERION = "_RS Benchmark"


@dataclass(frozen=True)
class Theirs:
	"""Seconds of all suppliers, extrapolated, with results written and of the variables alone."""

	written: float
	computed: float
	variables: int
	sample: int


def is_there() -> bool:
	"""ERPNext itself, and not the stand-in."""
	try:
		return importlib.util.find_spec("erpnext.accounts.general_ledger") is not None
	except ModuleNotFoundError:
		return False


def seconds_for_all(size: Size, sample: int = SAMPLE) -> Theirs:
	"""Sample suppliers at random, and extrapolate."""
	import frappe
	from erpnext.buying.doctype.supplier_scorecard import supplier_scorecard as cards
	from erpnext.buying.doctype.supplier_scorecard_variable import supplier_scorecard_variable as functions

	variables = frappe.get_all(
		"Supplier Scorecard Variable",
		filters={"is_custom": 0},
		order_by="name",
		fields=["path", "param_name"],
	)
	_criterion([each.param_name for each in variables])
	cards.nowdate = lambda: str(NEXT_DAY)
	suppliers = random.Random(SEED).sample(range(size.suppliers), sample)
	written = computed = 0.0
	for number in suppliers:
		supplier = f"_RS Supplier {number:05}"
		frappe.db.set_value("Supplier", supplier, "creation", size.start, update_modified=False)
		card = _scorecard(supplier)
		started = time.perf_counter()
		cards.make_all_scorecards(card)
		frappe.get_doc("Supplier Scorecard", card).save()
		frappe.db.commit()
		written += time.perf_counter() - started
		started = time.perf_counter()
		for first in _months(size):
			last = first.replace(day=monthrange(first.year, first.month)[1])
			period = frappe._dict(supplier=supplier, start_date=first, end_date=last)
			for each in variables:
				getattr(functions, each.path)(period)
		computed += time.perf_counter() - started
	whole = size.suppliers / sample
	return Theirs(written * whole, computed * whole, len(variables), sample)


def _months(size: Size) -> list[date]:
	"""First days of the months of the history."""
	last = AS_OF.year * 12 + AS_OF.month - 1
	return [date(month // 12, month % 12 + 1, 1) for month in range(last - size.months + 1, last + 1)]


def _criterion(variables: list[str]) -> None:
	"""A criterion whose formula names all variables."""
	import frappe

	if frappe.db.exists("Supplier Scorecard Criteria", CRITERION):
		return
	formula = " + ".join(f"{{{name}}}" for name in variables)
	frappe.get_doc(
		{
			"doctype": "Supplier Scorecard Criteria",
			"criteria_name": CRITERION,
			"max_score": 100,
			"formula": formula,
			"weight": 100,
		}
	).insert(ignore_permissions=True)


def _scorecard(supplier: str) -> str:
	"""A monthly scorecard of the supplier by that criterion; its name is the supplier's.

	Written without its events, which would make the periods since the supplier's creation at once.
	"""
	import frappe

	if not frappe.db.exists("Supplier Scorecard", supplier):
		standing = frappe.get_all("Supplier Scorecard Standing", pluck="name", limit=1)[0]
		card = frappe.get_doc(
			{
				"doctype": "Supplier Scorecard",
				"name": supplier,
				"supplier": supplier,
				"period": "Per Month",
				"weighting_function": "{total_score}",
				"criteria": [{"criteria_name": CRITERION, "weight": 100, "max_score": 100}],
				"standings": [{"standing_name": standing, "min_grade": 0, "max_grade": 100}],
			}
		)
		card.set_parent_in_children()
		card.db_insert()
		for row in (*card.criteria, *card.standings):
			row.db_insert()
	return supplier
