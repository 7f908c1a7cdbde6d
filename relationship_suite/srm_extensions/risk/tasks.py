"""Every day: acceptances whose time is over, and treatments that are overdue."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import frappe
from frappe.utils import getdate, nowdate

from relationship_suite.srm_extensions.risk import queries, treatment_records


def daily() -> None:
	"""Put risks back to what they are without an acceptance whose time is over, and tell of that and of overdue treatments."""
	today = getdate(nowdate())
	ended = frappe.get_all(
		queries.ACCEPTANCE,
		filters={"ended_on": ("is", "not set"), "accepted_until": ("<", today)},
		order_by="name",
		pluck="risk",
	)
	_each(ended, _end_acceptance, "Risk acceptance could not be ended")
	overdue = queries.risks_overdue(today)
	_each(
		overdue,
		lambda name: treatment_records.tell_overdue(name, today),
		"Nobody could be told of a treatment",
	)


def _end_acceptance(name: str) -> None:
	frappe.get_doc(queries.RISK, name).save(ignore_permissions=True)  # the scheduler's own doing


def _each(names: Iterable[str], do: Callable[[str], None], failed: str) -> None:
	"""Each risk in a transaction of its own; one that fails is logged and stops no other."""
	for name in names:
		try:
			do(name)
			frappe.db.commit()
		except Exception:
			frappe.db.rollback()
			frappe.log_error(title=failed, reference_doctype=queries.RISK, reference_name=name)
			frappe.db.commit()
