"""Install and migrate."""

from __future__ import annotations

import frappe
from frappe import _
from packaging.version import Version

from relationship_suite import compat
from relationship_suite.doctype.purchase_order import backfill
from relationship_suite.relationship_core.facts import consumers
from relationship_suite.relationship_core.facts.api import TIMEOUT
from relationship_suite.setup import custom_fields, indexes, risks, roles, scorecards, tables


def before_install() -> None:
	"""Stop with a sentence where Frappe or ERPNext is of another major version, before anything is written."""
	check_versions()
	tables.create_tables()  # from the next step on documents are noted there
	roles.create()  # DocTypes that are synced next name them


def after_install() -> None:
	set_up()
	scorecards.create_default()
	backfill.want()
	# Documents that are there already are read by a worker; on an empty site the job has nothing to do. Where it is
	# lost or fails, the next run of whatever kind does what it was for.
	frappe.enqueue(
		"relationship_suite.tasks.first_run", queue="long", timeout=TIMEOUT, enqueue_after_commit=True
	)


def before_migrate() -> None:
	check_versions()
	roles.create()


def after_migrate() -> None:
	set_up()


def set_up() -> None:
	"""What install and migrate share; idempotent. Indexes come last: on a large site they take longest."""
	tables.create_tables()
	consumers.forget_others()
	custom_fields.create()
	risks.create()
	indexes.create()


def check_versions() -> None:
	"""Raise ValidationError where an app is missing, of a version that we do not know, or of another than the other."""
	lowest, highest = compat.SUPPORTED
	majors = set()
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
		majors.add(Version(found).major)
	if len(majors) > 1:
		frappe.throw(_("Relationship Suite needs Frappe and ERPNext of the same major version."))
