"""Columns of script reports: short to write, alike everywhere. Labels come translated."""

from __future__ import annotations

from typing import Any

Column = dict[str, Any]


def link(fieldname: str, label: str, doctype: str, width: int = 180) -> Column:
	return {
		"fieldname": fieldname,
		"label": label,
		"fieldtype": "Link",
		"options": doctype,
		"width": width,
	}


def text(fieldname: str, label: str, width: int = 140) -> Column:
	return {"fieldname": fieldname, "label": label, "fieldtype": "Data", "width": width}


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
	return {"fieldname": fieldname, "label": label, "fieldtype": "Date", "width": width}


def hidden(fieldname: str, label: str, fieldtype: str = "Data", **more: Any) -> Column:
	"""Not shown; there for the formatter or for the currency of other columns."""
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "hidden": 1, **more}
