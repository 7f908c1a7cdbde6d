"""Install and migrate."""

from __future__ import annotations

import frappe
from frappe import _
from packaging.version import Version

from relationship_suite import compat
from relationship_suite.setup import custom_fields, indexes, roles, scorecards, tables


def before_install() -> None:
	"""Stop with a sentence where Frappe or ERPNext is of another major version, before anything is written."""
	check_versions()
	roles.create()  # DocTypes that are synced next name them


def after_install() -> None:
	set_up()
	# Documents that are there already are read by a worker; on an empty site the job has nothing to do.
	frappe.enqueue(
		"relationship_suite.tasks.first_run", queue="long", timeout=6 * 3600, enqueue_after_commit=True
	)


def before_migrate() -> None:
	check_versions()
	roles.create()


def after_migrate() -> None:
	set_up()


def set_up() -> None:
	"""What install and migrate share; idempotent."""
	tables.create_tables()
	indexes.create()
	custom_fields.create()
	scorecards.create_default()


def check_versions() -> None:
	"""Raise ValidationError where an app is missing or of a version that we do not know."""
	lowest, highest = compat.SUPPORTED
	for app in ("frappe", "erpnext"):
		try:
			found = frappe.get_attr(f"{app}.__version__")
		except Exception:
			frappe.throw(_("Relationship Suite needs {0}: install it on this site first.").format("ERPNext"))
		if not lowest <= Version(found) < highest:
			frappe.throw(
				_("Relationship Suite needs {0} 15 or 16, but this bench has {1}.").format(
					"ERPNext" if app == "erpnext" else "Frappe", found
				)
			)
