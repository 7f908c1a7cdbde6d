"""What risks start with: scales, categories, indicators, and the heat map of the workspace."""

from __future__ import annotations

import frappe
from frappe import _

from relationship_suite.srm_extensions.risk import starting

SETTINGS, CATEGORY, BLOCK = "Risk Settings", "Risk Category", "Custom HTML Block"
INDICATOR = "Risk Indicator"
#: Name of the block that the workspace shows; workspaces are synced from files, their blocks are not.
HEAT_MAP = "Relationship Suite Risk Heat Map"
_HTML = '<div class="risks" style="overflow-x: auto"></div>'
_SCRIPT = """\
frappe.xcall("relationship_suite.srm_extensions.risk.api.heat_map").then(({ html }) => {
	root_element.querySelector(".risks").innerHTML = html; // drawn and escaped by the server
});
"""


def create() -> None:
	"""Scales, categories and indicators where there are none yet, and the block; idempotent."""
	settings = frappe.get_doc(SETTINGS)
	if not settings.likelihood_levels:
		_create_scales(settings)
		_create_indicators()
	_create_block()


def _create_scales(settings) -> None:
	for table, rows in starting.tables().items():
		settings.set(table, [_in_words(row) for row in rows])
	settings.flags.ignore_permissions = True  # setup runs as whoever installs
	settings.flags.ignore_version = True
	settings.save()
	for name, description in starting.CATEGORIES:
		if not frappe.db.exists(CATEGORY, name):
			values = {"category_name": name, "description": _(description)}
			frappe.get_doc({"doctype": CATEGORY, **values}).insert(ignore_permissions=True)  # as above


def _create_indicators() -> None:
	for values in starting.indicators():
		if not frappe.db.exists(INDICATOR, values["indicator_name"]):
			doc = frappe.get_doc({"doctype": INDICATOR, **values})
			doc.flags.is_starting = True
			doc.insert(ignore_permissions=True)  # setup runs as whoever installs


def _in_words(row: dict) -> dict:
	"""What a level means, in the language of whoever installs; names are translated where they are shown."""
	return {**row, "meaning": _(row["meaning"])} if "meaning" in row else row


def _create_block() -> None:
	there = frappe.db.exists(BLOCK, HEAT_MAP)
	block = frappe.get_doc(BLOCK, HEAT_MAP) if there else frappe.new_doc(BLOCK, name=HEAT_MAP)
	values = {"html": _HTML, "script": _SCRIPT, "private": 0}
	if there and all(block.get(field) == value for field, value in values.items()):
		return
	block.update(values)
	block.flags.ignore_permissions = True  # setup runs as whoever installs
	block.save()


def delete_block() -> None:
	"""Remove the block; before the workspace goes."""
	ours = {"force": True, "ignore_missing": True, "ignore_permissions": True}  # the whole app goes
	frappe.delete_doc(BLOCK, HEAT_MAP, **ours)
