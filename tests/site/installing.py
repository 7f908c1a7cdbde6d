"""A life of the app on a site of its own: ``python -m tests.site.installing FOLDER DATABASE`` writes FOLDER/life.json.

One site per process is all that Frappe's caches allow, so this runs beside pytest and not inside it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

APP = "relationship_suite"
BEFORE, APPS = ["erpnext"], ["erpnext", APP]

#: Tables in which Frappe keeps a diary: every migrate and every deletion adds to them.
DIARIES = {
	"tabActivity Log",
	"tabDeleted Document",
	"tabError Log",
	"tabLog Settings",
	"tabPatch Log",
	"tabPermission Log",
	"tabRoute History",
	"tabScheduled Job Log",
	"tabSessions",
	"tabVersion",
	"__global_search",
}
#: Columns that say when, not what.
MOMENTS = {
	"creation",
	"modified",
	"idx",
	"last_execution",
	"migration_hash",
	"last_active",
	"last_login",
	"login_after",
	"expires_at",
}
#: Tables whose rows get a made-up name each time they are written -> what tells one from another.
NAMELESS = {
	"tabDocField": ("parent", "fieldname"),
	"tabDocPerm": ("parent", "role", "permlevel"),
	"tabDocType Link": ("parent", "link_doctype", "link_fieldname"),
	"tabDocType Action": ("parent", "label"),
	"tabDocType State": ("parent", "title"),
	"tabDefaultValue": ("parent", "defkey"),
	"tabHas Role": ("parent", "role"),
	"tabScheduled Job Type": ("method",),
	"tabSingles": ("doctype", "field"),
	"tabWorkspace Chart": ("parent", "chart_name"),
	"tabWorkspace Custom Block": ("parent", "label"),
	"tabWorkspace Link": ("parent", "type", "label", "link_to"),
	"tabWorkspace Number Card": ("parent", "number_card_name"),
	"tabWorkspace Shortcut": ("parent", "label"),
	"tabWorkspace Sidebar Item": ("parent", "type", "label", "link_to"),
	"tabPerformance Scorecard KPI": ("parent", "kpi"),
	"tabPerformance Scorecard Standing": ("parent", "standing"),
	"tabRisk Acceptance Limit": ("parent", "role"),
	"tabRisk Impact Level": ("parent", "level"),
	"tabRisk Likelihood Level": ("parent", "level"),
	"tabRisk Rating": ("parent", "rating"),
}


def snapshot() -> dict[str, dict]:
	"""Table -> its columns and a digest of each row by name."""
	import frappe

	frappe.db.commit()
	tables = {}
	for table in sorted(frappe.db.get_tables(cached=False)):
		if table.startswith("sqlite_"):
			continue
		rows, columns = _read(table)
		names = {}
		for row in rows:
			if not _is_diary(table, row):
				hidden = MOMENTS | ({"name"} if table in NAMELESS else set())
				values = {key: str(value) for key, value in row.items() if key not in hidden}
				text = json.dumps(values, sort_keys=True)
				names[_key(table, row)] = hashlib.sha1(text.encode()).hexdigest()[:12]
		tables[table] = {"columns": columns, "rows": names}
	return tables


def _read(table: str) -> tuple[list[dict], list[str]]:
	import frappe

	rows = frappe.db.sql(frappe.qb.from_(frappe.qb.Table(table)).select("*").get_sql())
	columns = [description[0] for description in frappe.db._cursor.description]
	return [dict(zip(columns, row, strict=True)) for row in rows], sorted(columns)


def _is_diary(table: str, row: dict) -> bool:
	if table == "tabSingles":
		return row["field"] in MOMENTS
	if table == "tabComment":
		return row["comment_type"] == "Deleted"
	return table in DIARIES


def _key(table: str, row: dict) -> str:
	if table in NAMELESS:
		return ", ".join(str(row[column]) for column in NAMELESS[table])
	return str(row.get("name", "-".join(str(value) for value in row.values())))


def use() -> None:
	"""What people leave behind on a site before they uninstall."""
	import frappe

	from relationship_suite import tasks

	frappe.get_doc("User", "Administrator").add_roles("Sourcing User")
	rule = {
		"doctype": "Custom DocPerm",
		"parent": "Supplier",
		"role": "Sourcing Manager",
		"permlevel": 0,
		"read": 1,
	}
	frappe.get_doc(rule).insert(ignore_permissions=True)
	frappe.get_doc({**rule, "parent": "Performance Scorecard", "role": "Sales User"}).insert(
		ignore_permissions=True
	)
	frappe.make_property_setter(
		{
			"doctype": "Performance Scorecard",
			"fieldname": "frequency",
			"property": "bold",
			"value": "1",
			"property_type": "Check",
		}
	)
	settings = frappe.get_doc("Relationship Suite Settings")
	settings.late_days = 3
	settings.save()
	tasks.run("Refresh")
	frappe.db.commit()


@contextmanager
def version(app: str, number: str) -> Iterator[None]:
	"""Another version of an app, for as long as it takes to ask for it."""
	import importlib

	module = importlib.import_module(app)
	kept, module.__version__ = module.__version__, number
	try:
		yield
	finally:
		module.__version__ = kept


def refusal(app: str, number: str) -> str:
	"""What the installer says on a bench with this version; "" where it agrees."""
	import frappe

	from embedded.engine.install import install_app

	try:
		with version(app, number):
			install_app(APP)
	except frappe.ValidationError as error:
		frappe.db.rollback()
		return str(error)
	finally:
		frappe.flags.in_install = False
	return ""


@contextmanager
def dry_run() -> Iterator[None]:
	"""As ``bench uninstall-app --dry-run`` runs the hooks."""
	import click

	@click.command()
	@click.option("--dry-run", is_flag=True)
	def command(dry_run: bool) -> None:
		"""Frappe's own has this option."""

	with command.make_context("uninstall-app", ["--dry-run"]):
		yield


def live(folder: Path, db: str) -> dict:
	"""Refused, installed, migrated twice, used, uninstalled and installed again."""
	from embedded.engine.install import install_app, migrate, uninstall_app
	from embedded.engine.site import build_template, open_copy

	site = open_copy(build_template(BEFORE, db), folder / "site")
	site.apps = APPS
	site.connect()
	import frappe

	# A role of the site's own, which happens to have the name of one of ours.
	frappe.get_doc({"doctype": "Role", "role_name": "Risk Owner", "desk_access": 1}).insert()
	life = {"before": snapshot()}
	wrong = [("erpnext", "14.9.0"), ("erpnext", "17.0.0"), ("frappe", "14.9.0"), ("frappe", "17.0.0")]
	life["refusals"] = {f"{app} {number}": refusal(app, number) for app, number in wrong}
	life["refused"] = snapshot()
	install_app(APP)
	life["installed"] = snapshot()
	for name in ("migrated", "migrated_again"):
		migrate()
		life[name] = snapshot()
	use()
	life["used"] = snapshot()
	with dry_run():
		for hook in ("before_uninstall", "after_uninstall"):
			frappe.get_attr(f"{APP}.uninstall.{hook}")()
	life["asked"] = snapshot()
	uninstall_app(APP)
	life["uninstalled"] = snapshot()
	install_app(APP)
	life["installed_again"] = snapshot()
	site.disconnect()
	site.destroy()
	return life


def main() -> None:
	folder = Path(sys.argv[1])
	life = live(folder, sys.argv[2])
	(folder / "life.json").write_text(json.dumps(life))


if __name__ == "__main__":
	main()
