"""Registers and risks with explicit days."""

from __future__ import annotations

import secrets
from datetime import date

import frappe

from tests.factories import buying

REGISTER, RISK, SETTINGS = "Risk Register", "Risk", "Risk Settings"
OWNER = "Administrator"


def register(name: str = "_RS Supply", company: str = buying.COMPANY, **values) -> str:
	"""This file's register of that name."""
	buying.masters()
	return buying.ensure(
		REGISTER,
		buying.named(name),
		register_name=buying.named(name),
		company=company,
		responsible=OWNER,
		review_months=3,
		enabled=1,
		**values,
	)


def draft(title: str = "_RS Strike", *, supplier: str | None = "_RS Risky", at=(4, 5), **values):
	"""A Risk of this file's supplier, not inserted; ``at`` are the inherent levels, None where it is not assessed."""
	values.setdefault("register", register())
	if supplier:
		values.update(party_type="Supplier", party=buying.supplier(supplier))
	if at:
		values.update(inherent_likelihood=str(at[0]), inherent_impact=str(at[1]))
	return frappe.get_doc(
		{
			"doctype": RISK,
			"risk_title": title,
			"category": "Delivery",
			"risk_owner": OWNER,
			"event": "No delivery for weeks",
			**values,
		}
	)


def risk(title: str = "_RS Strike", **values):
	"""The same, inserted."""
	return draft(title, **values).insert()


def control(effectiveness: float, acts_on: str = "Likelihood", **values) -> dict:
	return {
		"control": f"_RS Control {secrets.token_hex(2)}",
		"acts_on": acts_on,
		"effectiveness": effectiveness,
		"in_operation": 1,
		**values,
	}


def treatment(due_on: date, progress: float = 0, **values) -> dict:
	return {
		"treatment": "Second source",
		"treatment_option": "Change likelihood",
		"responsible": OWNER,
		"due_on": due_on,
		"progress": progress,
		**values,
	}


def history(name: str) -> list[dict]:
	"""Its assessments, oldest first."""
	return frappe.get_all(
		"Risk Assessment",
		filters={"risk": name},
		fields=["residual_score", "inherent_score", "target_score", "is_review", "note", "assessed_by"],
		order_by="creation",
	)


def acceptances(name: str) -> list[dict]:
	"""Its acceptances, oldest first."""
	return frappe.get_all(
		"Risk Acceptance",
		filters={"risk": name},
		fields=["accepted_by", "by_role", "accepted_until", "ended_on", "ended_because", "residual_score"],
		order_by="creation",
	)


def settings():
	return frappe.get_doc(SETTINGS)
