"""Columns of script reports: short to write, alike everywhere. Labels come translated.

A link to what the session's user may not read is plain text: it would lead nowhere, and Frappe 15 refuses the whole report.

What is no number is aligned to the left here: the table of the browser aligns a column by its first cell, and takes an
empty one for a number.
"""

from __future__ import annotations

from typing import Any

import frappe

Column = dict[str, Any]


def link(fieldname: str, label: str, doctype: str, width: int = 180) -> Column:
	return {"fieldname": fieldname, "label": label, **_link_to(doctype), "width": width, "align": "left"}


def text(fieldname: str, label: str, width: int = 140) -> Column:
	return {"fieldname": fieldname, "label": label, "fieldtype": "Data", "width": width, "align": "left"}


def count(fieldname: str, label: str, width: int = 100) -> Column:
	return {"fieldname": fieldname, "label": label, "fieldtype": "Int", "width": width}


def number(fieldname: str, label: str, precision: int = 1, width: int = 100) -> Column:
	return {
		"fieldname": fieldname,
		"label": label,
		"fieldtype": "Float",
		"precision": precision,
		"width": width,
	}


def percent(fieldname: str, label: str, width: int = 110) -> Column:
	"""Per cent with one decimal."""
	return {"fieldname": fieldname, "label": label, "fieldtype": "Percent", "precision": 1, "width": width}


def money(fieldname: str, label: str, width: int = 140) -> Column:
	"""An amount in the row's ``currency``."""
	return {
		"fieldname": fieldname,
		"label": label,
		"fieldtype": "Currency",
		"options": "currency",
		"width": width,
	}


def date(fieldname: str, label: str, width: int = 110) -> Column:
	return {"fieldname": fieldname, "label": label, "fieldtype": "Date", "width": width, "align": "left"}


def hidden(fieldname: str, label: str, fieldtype: str = "Data", **more: Any) -> Column:
	"""Not shown; there for the formatter or for the currency of other columns."""
	kind = _link_to(more.pop("options")) if fieldtype == "Link" else {"fieldtype": fieldtype}
	return {"fieldname": fieldname, "label": label, **kind, "hidden": 1, **more}


def _link_to(doctype: str) -> dict[str, str]:
	if frappe.has_permission(doctype, "read") or frappe.has_permission(doctype, "select"):
		return {"fieldtype": "Link", "options": doctype}
	return {"fieldtype": "Data"}
