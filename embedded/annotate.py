"""Write the type annotations into the app's DocType controllers, by Frappe's own tool: `python -m embedded.annotate`.

On a bench Frappe does so itself when a DocType is saved in developer mode; here after the JSON was edited by hand.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from embedded.engine.site import DEFAULT_APPS, build_template, open_copy


def main() -> None:
	"""Annotate every DocType of the last app."""
	with tempfile.TemporaryDirectory() as folder:
		site = open_copy(build_template(), Path(folder) / "site")
		site.connect()
		import frappe
		from frappe.types.exporter import TypeExporter

		modules = frappe.get_module_list(DEFAULT_APPS[-1])
		for name in frappe.get_all(
			"DocType", filters={"module": ("in", modules)}, pluck="name", order_by="name"
		):
			TypeExporter(frappe.get_doc("DocType", name)).export_types()
			print(name)
		site.disconnect()


if __name__ == "__main__":
	main()
