"""ERPNext's own Supplier Scorecard, measured on the same tables: only a benchmark may call its variable functions.

A full run would take hours. A random sample of suppliers and months is computed with the default variables, and the time
is extrapolated to all of them.
"""

from __future__ import annotations

import importlib.util
import random
import time
from calendar import monthrange
from datetime import date

from benchmarks.documents import AS_OF, Size

SAMPLE, SEED = 12, 11


def is_there() -> bool:
	"""ERPNext itself, and not the stand-in."""
	try:
		return importlib.util.find_spec("erpnext.accounts.general_ledger") is not None
	except ModuleNotFoundError:
		return False


def variables() -> list[str]:
	"""Functions of the default variables of a new site."""
	import frappe

	return frappe.get_all(
		"Supplier Scorecard Variable", filters={"is_custom": 0}, order_by="name", pluck="path"
	)


def seconds_for_all(size: Size, sample: int = SAMPLE) -> tuple[float, int, int]:
	"""Seconds of all suppliers and months, extrapolated; how many variables, and how many cells were sampled."""
	import frappe
	from erpnext.buying.doctype.supplier_scorecard_variable import supplier_scorecard_variable as functions

	names, rng, spent = variables(), random.Random(SEED), 0.0
	for _ in range(sample):
		months = AS_OF.year * 12 + AS_OF.month - 1 - rng.randrange(size.months)
		first = date(months // 12, months % 12 + 1, 1)
		period = frappe._dict(
			supplier=f"_RS Supplier {rng.randrange(size.suppliers):05}",
			start_date=first,
			end_date=first.replace(day=monthrange(first.year, first.month)[1]),
		)
		started = time.perf_counter()
		for name in names:
			getattr(functions, name)(period)
		spent += time.perf_counter() - started
	return spent / sample * size.suppliers * size.months, len(names), sample
