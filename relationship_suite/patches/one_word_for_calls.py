"""Touches of before there was one word for the channel of calls."""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.terms import CALL


def execute() -> None:
	touch = frappe.qb.Table(schema.TOUCH.name)
	frappe.qb.update(touch).set(touch.channel, CALL).where(touch.channel == "Phone").run()
