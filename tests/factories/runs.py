"""Steps of a run by themselves, under a lease of their own."""

from __future__ import annotations

from datetime import date

import frappe


def refresh_facts():
	"""What is noted so far, worked into the facts; gives the outcome."""
	from relationship_suite.relationship_core.facts import refresh
	from relationship_suite.relationship_core.facts.transactions import leased

	frappe.db.commit()
	with leased("test") as lease:
		return refresh.refresh_facts(lease)


def rebuild_facts():
	"""Every fact from its source; gives the outcome."""
	from relationship_suite.crm_extensions.segmentation import queries, records
	from relationship_suite.relationship_core.facts import refresh, store
	from relationship_suite.relationship_core.facts.transactions import leased

	frappe.db.commit()
	with leased("test") as lease:
		outcome = refresh.rebuild_facts(lease)
		records.mark_all_due()
		store.note_every_cell(queries.CONSUMER, "Customer")
		frappe.db.commit()
		return outcome


def backfill_first_dates() -> int:
	"""First dates of all orders from their Versions; gives the lines filled."""
	from relationship_suite.doctype.purchase_order import backfill
	from relationship_suite.relationship_core.facts.transactions import leased

	backfill.want()
	frappe.db.commit()
	with leased("test") as lease:
		return backfill.backfill(lease)


def refresh_customers(as_of: date) -> int:
	"""Customer results up to the facts and the day; gives the rows written."""
	from relationship_suite.crm_extensions.segmentation import tasks as customers
	from relationship_suite.relationship_core.facts.transactions import leased

	with leased("test") as lease:
		outcome = customers.refresh_results(lease, as_of)
	for _doctype, name, error in outcome.failures:
		raise AssertionError(f"{name}: {error}")
	return outcome.rows_written


def backfill_customers(as_of: date, **options) -> int:
	"""The history before the first run; gives the rows written."""
	from relationship_suite.crm_extensions.segmentation import tasks as customers
	from relationship_suite.relationship_core.facts.transactions import leased

	with leased("test") as lease:
		return customers.backfill_history(lease, as_of, **options)


def let_the_lease_expire() -> None:
	"""As if the worker that held it had been silent for long."""
	from relationship_suite.relationship_core.facts import schema

	lease = frappe.qb.Table(schema.LEASE.name)
	frappe.qb.update(lease).set(lease.expires_at, "2000-01-01 00:00:00").run()
	frappe.db.commit()
