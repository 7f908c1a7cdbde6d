"""Reads of indicators: their settings, the companies that they watch, and the figures by subject."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import frappe
from frappe.query_builder.functions import Sum
from frappe.utils import cint, flt, getdate

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.days import add_months
from relationship_suite.reports.scope import scoped
from relationship_suite.srm_extensions.risk import concentration_queries, figures, receivable_queries, watched
from relationship_suite.srm_extensions.risk.indicators import Indicator, Reading, Subject, Thresholds
from relationship_suite.srm_extensions.risk.queries import REGISTER

INDICATOR = "Risk Indicator"


@dataclass(frozen=True)
class Register:
	"""Where a company's risks are proposed, and who answers for it."""

	name: str
	responsible: str


@dataclass(frozen=True)
class Asked:
	"""What is looked at: companies, of figures of single suppliers these alone (None for all), as of a day."""

	as_of: date
	companies: Collection[str]
	suppliers: Collection[str] | None


def indicators() -> list[Indicator]:
	"""The enabled indicators, by name.

	A register of an indicator's own that is not enabled takes no risks: they are then proposed in that of the company.
	"""
	responsible = dict(
		frappe.get_all(REGISTER, {"enabled": 1}, ["name", "responsible"], order_by="name asc", as_list=True)
	)
	rows = frappe.get_all(
		INDICATOR,
		filters={"enabled": 1},
		fields=[
			*("name", "measure", "only_company", "register", "responsible", "window_months", "breach_from"),
			*("ends_below", "minimum_evidence", "minimum_share", "category", "likelihood", "impact"),
		],
		order_by="name asc",
	)
	return [
		replace(
			_indicator(row),
			register=row.register if row.register in responsible else "",
			responsible=row.responsible or responsible.get(row.register, ""),
		)
		for row in rows
	]


def unsaved(doc) -> Indicator:
	"""An indicator as it stands in its form; a register is one of a company."""
	company = doc.only_company or (doc.register and frappe.db.get_value(REGISTER, doc.register, "company"))
	return replace(_indicator(doc), company=company or "")


def _indicator(row) -> Indicator:
	return Indicator(
		name=row.name,
		measure=row.measure,
		thresholds=Thresholds(flt(row.breach_from), flt(row.ends_below)),
		months=cint(row.window_months),
		evidence=cint(row.minimum_evidence),
		share=flt(row.minimum_share),
		category=row.category,
		likelihood=cint(row.likelihood),
		impact=cint(row.impact),
		company=row.only_company or "",
	)


def registers() -> dict[str, Register]:
	"""The oldest enabled register of each company; one without has no risks, and nothing of it is watched."""
	rows = frappe.get_all(
		REGISTER,
		filters={"enabled": 1},
		fields=["name", "company", "responsible"],
		order_by="creation desc, name desc",
	)
	return {row.company: Register(row.name, row.responsible) for row in rows}


def readings(indicator: Indicator, asked: Asked) -> Mapping[Subject, Reading]:
	"""The figures of an indicator, of all subjects of what is asked for; one statement each."""
	return _READ[indicator.measure](indicator, asked) if asked.companies else {}


def first_day(indicator: Indicator, as_of: date) -> date:
	"""First day of the window that an indicator judges; the day itself where its figure is one of a day."""
	has_window = watched.WATCHED[indicator.measure].has_window
	return figures.first_month(as_of, indicator.months) if has_window else as_of


def _before(indicator: Indicator, asked: Asked) -> date:
	"""First of the months that a window is held against."""
	return add_months(first_day(indicator, asked.as_of), -figures.BASELINE)


def _months_of(indicator: Indicator, asked: Asked, *columns: str, by: tuple[str, ...] = ()) -> list[tuple]:
	"""Sums of columns of the supplier months by company, supplier and month, of the window and the months before it."""
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	keys = [table.company, table.supplier, table.month]
	more = [table[column] for column in by]
	query = (
		frappe.qb.from_(table)
		.select(*keys, *(Sum(table[column]) for column in columns), *more)
		.groupby(*keys, *more)
		.orderby(*keys, *more)
	)
	return _in_months(query, table, "month", _before(indicator, asked), asked)


def _in_months(query, table, month: str, first: date, asked: Asked) -> list[tuple]:
	query = scoped(
		query,
		table,
		month=month,
		first=first,
		last=asked.as_of,
		companies=asked.companies,
		suppliers=asked.suppliers,
		item_groups=(),
	)
	return [
		(company, supplier, getdate(day), *(each if isinstance(each, str) else flt(each) for each in sums))
		for company, supplier, day, *sums in query.run()
	]


def _otif(indicator: Indicator, asked: Asked) -> dict[Subject, Reading]:
	rows = _months_of(indicator, asked, "lines_otif", "lines_due")
	return figures.otif_fall(rows, first_day(indicator, asked.as_of), indicator.evidence)


def _ppm(indicator: Indicator, asked: Asked) -> dict[Subject, Reading]:
	rows = _months_of(indicator, asked, "defective_qty", "received_qty", "receipt_lines", by=("uom",))
	return figures.ppm_rise(rows, first_day(indicator, asked.as_of), indicator.evidence)


def _lead_time(indicator: Indicator, asked: Asked) -> dict[Subject, Reading]:
	table, split = frappe.qb.Table(schema.LEAD_TIME.name), first_day(indicator, asked.as_of)
	keys = [table.company, table.supplier, table.delivered_month]
	query = (
		frappe.qb.from_(table)
		.select(*keys, Sum(table.lead_days * table.receipts), Sum(table.receipts))
		.groupby(*keys)
		.orderby(*keys)
	)
	rows = _in_months(query, table, "delivered_month", _before(indicator, asked), asked)
	return figures.lead_time_drift(rows, split, indicator.evidence)


def _spend(by: str, indicator: Indicator, asked: Asked):
	first = first_day(indicator, asked.as_of)
	return concentration_queries.spend(by, first=first, last=asked.as_of, companies=asked.companies)


def _single_source(indicator: Indicator, asked: Asked) -> dict[Subject, Reading]:
	return figures.single_sources(_spend("item_code", indicator, asked), indicator.share)


def _concentration(indicator: Indicator, asked: Asked) -> dict[Subject, Reading]:
	return figures.concentrations(_spend("item_group", indicator, asked), indicator.share)


def _dependency(indicator: Indicator, asked: Asked) -> dict[Subject, Reading]:
	spend = _spend("company", indicator, asked)
	return figures.dependencies({company: amounts for (company, _all), amounts in spend.items()}, "Supplier")


def _receivables(indicator: Indicator, asked: Asked) -> dict[Subject, Reading]:
	owed = receivable_queries.owed(asked.companies, asked.as_of)
	return figures.dependencies(owed, "Customer")


_READ: dict[str, Callable[[Indicator, Asked], Mapping[Subject, Reading]]] = {
	watched.OTIF_TREND: _otif,
	watched.PPM_TREND: _ppm,
	watched.LEAD_TIME_DRIFT: _lead_time,
	watched.SINGLE_SOURCE: _single_source,
	watched.CONCENTRATION: _concentration,
	watched.SPEND_DEPENDENCY: _dependency,
	watched.RECEIVABLES: _receivables,
}
