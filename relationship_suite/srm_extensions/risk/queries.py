"""Reads of risks: scales and limits of the settings, risks within what the user may see, their history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import IfNull, Max
from frappe.utils import cint, flt

from relationship_suite.compat import is_one_of
from relationship_suite.srm_extensions.risk.model import (
	DONE,
	IMPACT,
	LIKELIHOOD,
	Control,
	Limit,
	Placed,
	Position,
	Rating,
	Scales,
	has_outgrown,
)

RISK, REGISTER, SETTINGS = "Risk", "Risk Register", "Risk Settings"
ASSESSMENT, ACCEPTANCE, TREATMENT = "Risk Assessment", "Risk Acceptance", "Risk Treatment"
#: What lists of risks show of each.
_FIELDS = (
	*("name", "risk_title", "register", "company", "category", "status", "risk_owner", "review_on"),
	*("party_type", "party", "item_code", "item_group", "currency", "residual_rating", "rating_colour"),
	*("inherent_likelihood", "inherent_impact", "inherent_score", "inherent_rating"),
	*("residual_likelihood", "residual_impact", "residual_score", "residual_loss"),
	*("target_likelihood", "target_impact", "target_score"),
)


def check_may_see_assessments(right: str = "read") -> None:
	"""Raise PermissionError unless the session's user may read (or write) risks and, at level 1, their assessment."""
	levels = frappe.get_meta(RISK).get_permlevel_access(right)
	if not frappe.has_permission(RISK, right) or 1 not in levels:
		frappe.throw(_("You may not see or change how risks are assessed."), frappe.PermissionError)


def scales() -> Scales:
	"""What the settings say that levels and scores mean."""
	return scales_of(frappe.get_cached_doc(SETTINGS))


def scales_of(settings) -> Scales:
	"""The scales of a Risk Settings document."""
	likelihood = sorted(settings.likelihood_levels, key=lambda row: cint(row.level))
	return Scales(
		likelihood=tuple(row.level_name for row in likelihood),
		impact=tuple(
			row.level_name for row in sorted(settings.impact_levels, key=lambda row: cint(row.level))
		),
		probability=tuple(flt(row.probability) / 100 for row in likelihood),
		ratings=tuple(
			Rating(row.rating, cint(row.from_score), row.colour)
			for row in sorted(settings.ratings, key=lambda row: cint(row.from_score))
		),
	)


def limits() -> list[Limit]:
	"""Up to where whom may accept risks, in the order of the settings."""
	return [
		Limit(
			row.role,
			row.only_company or "",
			cint(row.highest_score),
			flt(row.highest_loss) if row.highest_loss else None,
		)
		for row in frappe.get_cached_doc(SETTINGS).acceptance_limits
	]


def controls_of(doc) -> list[Control]:
	"""The controls of a risk that are in operation."""
	return [
		Control(row.acts_on, flt(row.effectiveness) / 100) for row in doc.controls if cint(row.in_operation)
	]


def position(values: Mapping[str, Any], prefix: str) -> Position | None:
	"""Where ``<prefix>_likelihood`` and ``<prefix>_impact`` are on the map; None where one of them is not said."""
	likelihood, impact = (cint(values.get(f"{prefix}_{axis.lower()}")) for axis in (LIKELIHOOD, IMPACT))
	return Position(likelihood, impact) if likelihood and impact else None


def acceptance_of(risk: str) -> frappe._dict | None:
	"""The acceptance of a risk that is in force."""
	fields = [
		"name",
		"accepted_by",
		"accepted_on",
		"accepted_until",
		"residual_score",
		"residual_loss",
		"reason",
	]
	found = frappe.get_all(
		ACCEPTANCE,
		filters={"risk": risk, "ended_on": ("is", "not set")},
		fields=fields,
		order_by="creation desc",
		limit=1,
	)
	return found[0] if found else None


def outgrown() -> list[str]:
	"""Risks that are more than was accepted by the acceptance in force."""
	accepted, risk = frappe.qb.DocType(ACCEPTANCE), frappe.qb.DocType(RISK)
	rows = (
		frappe.qb.from_(accepted)
		.join(risk)
		.on(risk.name == accepted.risk)
		.select(
			risk.name,
			risk.residual_score,
			risk.residual_loss,
			accepted.residual_score,
			accepted.residual_loss,
		)
		.where(accepted.ended_on.isnull())
		.orderby(risk.name)
		.run()
	)
	return [
		name for name, score, loss, *most in rows if has_outgrown(score, flt(loss), most[0], flt(most[1]))
	]


def risks(filters: Mapping[str, Any]) -> list[frappe._dict]:
	"""Risks that the session's user may see, the highest residual score first.

	Args:
		filters: fields of Risk with the value each must have; what is empty does not count.
	"""
	return frappe.get_list(
		RISK,
		fields=list(_FIELDS),
		filters={field: value for field, value in filters.items() if value},
		order_by="residual_score desc, residual_loss desc, name asc",
		limit=0,
	)


def placed(rows: Sequence[Mapping[str, Any]], before: Mapping[str, Position]) -> list[Placed]:
	"""Those of the risks that are assessed, as the heat map has them."""
	found = []
	for row in rows:
		inherent, now = position(row, "inherent"), position(row, "residual")
		if inherent and now:
			target = position(row, "target")
			found.append(Placed(row["name"], inherent, now, target, before.get(row["name"])))
	return found


def positions_on(names: Collection[str], day: date) -> dict[str, Position]:
	"""Residual positions of risks at the end of a day, by name; without those that were not assessed yet."""
	table = frappe.qb.DocType(ASSESSMENT)
	last = (
		frappe.qb.from_(table)
		.select(table.risk, Max(table.creation).as_("made"))
		.where(is_one_of(table.risk, names) & (table.assessed_on <= day))
		.groupby(table.risk)
	)
	rows = (
		frappe.qb.from_(table)
		.join(last)
		.on((last.risk == table.risk) & (last.made == table.creation))
		.select(table.risk, table.residual_likelihood, table.residual_impact)
		.run(as_dict=True)
	)
	found = {row.risk: position(row, "residual") for row in rows}
	return {name: each for name, each in found.items() if each}


def position_before(risk: str) -> Position | None:
	"""Where a risk was before its latest assessment or review; None where there is one at most."""
	rows = frappe.get_all(
		ASSESSMENT,
		filters={"risk": risk},
		fields=["residual_likelihood", "residual_impact"],
		order_by="creation desc",
		limit=2,
	)
	return position(rows[1], "residual") if len(rows) > 1 else None


def open_treatments(names: Collection[str]) -> dict[str, list[frappe._dict]]:
	"""Treatments of these risks that are not done, by risk, in the order of its table; one statement."""
	table = frappe.qb.DocType(TREATMENT)
	rows = (
		frappe.qb.from_(table)
		.select(
			table.parent,
			table.idx,
			table.treatment,
			table.treatment_option,
			table.responsible,
			table.due_on,
			table.progress,
			table.cost,
		)
		.where(is_one_of(table.parent, names) & (IfNull(table.progress, 0) < DONE))
		.orderby(table.parent, table.idx)
		.run(as_dict=True)
	)
	found: dict[str, list[frappe._dict]] = {}
	for row in rows:
		found.setdefault(row.parent, []).append(row)
	return found


def risks_overdue(as_of: date) -> list[str]:
	"""Names of the open risks with a treatment whose due date has passed, and was not told; one statement."""
	risk, table = frappe.qb.DocType(RISK), frappe.qb.DocType(TREATMENT)
	is_untold = table.told_due_on.isnull() | (table.told_due_on != table.due_on)
	rows = (
		frappe.qb.from_(table)
		.join(risk)
		.on(risk.name == table.parent)
		.select(risk.name)
		.distinct()
		.where(
			(risk.is_closed == 0) & (table.due_on < as_of) & (IfNull(table.progress, 0) < DONE) & is_untold
		)
		.orderby(risk.name)
		.run()
	)
	return [row[0] for row in rows]
