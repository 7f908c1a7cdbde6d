"""Small named values that the runs leave for the next one: how far, by which rules, what is still wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import frappe

from relationship_suite.relationship_core.facts import schema

#: Kind of run -> the watermark that asks the next run, of whatever kind, to be one: after an install or a change of the
#: tables, or because another run was on. The first of them goes first.
WANTED: dict[str, str] = {"Rebuild": "rebuild_wanted", "Reconcile": "reconcile_wanted"}
#: First dates of orders older than the install are still to be read from their versions: the last order that was looked at.
BACKFILL_WANTED = "backfill_wanted"
#: When the last run that ended well began, idle ones included.
REFRESHED_AT = "refreshed_at"
#: The last run that failed or left something out, until one ends well.
TROUBLE = "trouble"


def every() -> dict[str, str]:
	"""All watermarks by name, in one statement."""
	mark = frappe.qb.Table(schema.WATERMARK.name)
	return dict(frappe.qb.from_(mark).select(mark.name, mark.value).run())


def get(name: str) -> str | None:
	"""The value of a watermark; None where there is none."""
	mark = frappe.qb.Table(schema.WATERMARK.name)
	rows = frappe.qb.from_(mark).select(mark.value).where(mark.name == name).run()
	return rows[0][0] if rows else None


def keep(name: str, value: str) -> None:
	"""Set a watermark, inside the running transaction."""
	mark = frappe.qb.Table(schema.WATERMARK.name)
	frappe.qb.update(mark).set(mark.value, value).where(mark.name == name).run()
	# Some drivers count the rows that were found, others those that were changed.
	if frappe.db._cursor.rowcount < 1 and get(name) is None:
		frappe.qb.into(mark).columns("name", "value").insert(name, value).run()


def forget(name: str) -> None:
	"""Remove a watermark, inside the running transaction."""
	mark = frappe.qb.Table(schema.WATERMARK.name)
	frappe.qb.from_(mark).delete().where(mark.name == name).run()


def want(kind: str) -> None:
	"""Ask for a run of this kind, inside the running transaction. Every wish is one of its own: see :func:`fulfil`."""
	keep(WANTED[kind], frappe.generate_hash(length=16))


def ask(name: str) -> None:
	"""Leave a wish that nobody else's meets: one INSERT of a mark ``name:...``, inside the running transaction."""
	mark = frappe.qb.Table(schema.WATERMARK.name)
	wish = f"{name}:{frappe.generate_hash(length=16)}"
	frappe.qb.into(mark).columns("name", "value").insert(wish, "").run()


def asked(marks: Mapping[str, str], name: str) -> list[str]:
	"""The wishes of this name among all watermarks."""
	return sorted(each for each in marks if each.startswith(f"{name}:"))


def grant(wishes: Sequence[str]) -> None:
	"""Remove just these wishes, inside the running transaction; one that came meanwhile stays."""
	if wishes:
		mark = frappe.qb.Table(schema.WATERMARK.name)
		frappe.qb.from_(mark).delete().where(mark.name.isin(list(wishes))).run()


def wanted() -> dict[str, str]:
	"""Kind of run -> the wish, of those that are asked for; the first goes first."""
	marks = every()
	return {kind: marks[name] for kind, name in WANTED.items() if name in marks}


def fulfil(kind: str, wish: str) -> None:
	"""Take back this wish, inside the running transaction; one that came meanwhile stays."""
	mark = frappe.qb.Table(schema.WATERMARK.name)
	frappe.qb.from_(mark).delete().where((mark.name == WANTED[kind]) & (mark.value == wish)).run()
