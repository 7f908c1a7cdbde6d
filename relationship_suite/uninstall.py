"""Uninstall: leave nothing behind."""

from __future__ import annotations

import shutil

import click
import frappe

from relationship_suite.setup import custom_fields, desk, indexes, risks, roles, tables


def before_uninstall() -> None:
	"""While our records still stand: custom fields, with the columns that they brought."""
	if is_dry_run():
		return
	columns = custom_fields.columns()
	custom_fields.delete()
	for doctype, fieldname in columns:
		if frappe.db.has_column(doctype, fieldname):
			frappe.db.sql_ddl(drop_column_statement(doctype, fieldname))
	desk.delete()
	risks.delete_block()
	_delete_settings()
	_delete_customisations()
	frappe.clear_cache()


def after_uninstall() -> None:
	"""After Frappe has removed our DocTypes: the plain tables, jobs and roles."""
	if is_dry_run():
		return
	made_roles = roles.made()
	tables.drop_tables()
	shutil.rmtree(frappe.get_site_path("private", "relationship_facts"), ignore_errors=True)
	indexes.delete()
	for name in frappe.get_all(
		"Scheduled Job Type", filters={"method": ("like", "relationship_suite.%")}, pluck="name"
	):
		frappe.delete_doc("Scheduled Job Type", name, force=True, ignore_missing=True)
	# Frappe's log clean-up would stumble over a log that is gone.
	frappe.db.delete("Logs To Clear", {"ref_doctype": ("in", ["Relationship Refresh", "Report Delivery"])})
	roles.delete(made_roles)
	frappe.db.commit()  # Frappe 15 commits before this hook and not after it


def is_dry_run() -> bool:
	"""Only to be told what would go: Frappe calls the hooks of a ``--dry-run`` as well, and tells them nothing of it."""
	command = click.get_current_context(silent=True)
	return bool(command and command.params.get("dry_run"))


def _delete_customisations() -> None:
	"""What people and Frappe have made of our DocTypes and reports: it would come back into force with the app."""
	ours = {"module": ("in", custom_fields.MODULES)}
	doctypes = frappe.get_all("DocType", filters=ours, order_by="name", pluck="name")
	reports = frappe.get_all("Report", filters=ours, order_by="name", pluck="name")
	for doctype, field, names in (
		("Custom DocPerm", "parent", doctypes),
		("Property Setter", "doc_type", doctypes),
		("Auto Email Report", "report", reports),
		("Prepared Report", "report_name", reports),
		("Custom Role", "report", reports),
	):
		for name in frappe.get_all(doctype, filters={field: ("in", names or [""])}, pluck="name"):
			frappe.delete_doc(doctype, name, force=True, ignore_permissions=True)  # the whole app goes


def _delete_settings() -> None:
	"""What was saved in our Single DocTypes: Frappe drops the tables of DocTypes, and Singles have none of their own."""
	singles = frappe.get_all(
		"DocType",
		filters={"module": ("in", custom_fields.MODULES), "issingle": 1},
		order_by="name",
		pluck="name",
	)
	if singles:
		frappe.db.delete("Singles", {"doctype": ("in", singles)})


def drop_column_statement(doctype: str, fieldname: str) -> str:
	"""DDL; both names come from our own constant."""
	quote = "`" if frappe.db.db_type == "mariadb" else '"'
	return f"ALTER TABLE {quote}tab{doctype}{quote} DROP COLUMN {quote}{fieldname}{quote}"
