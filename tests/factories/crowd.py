"""Many suppliers with hostile names, each with a user, an order, a forecast and a score: rows, and no documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import frappe

from tests.factories import buying, scorecards
from tests.factories.planning import goods

#: Names that break what is put together from strings. Frappe lets no name have < or >: those are in what is shown.
HOSTILE = (
	"_RS O'Brien",
	'_RS 50% "off"',
	"_RS % or 1=1 --",
	"_RS 上海 & Söhne",
	"_RS back\\slash",
	"_RS a/b?c=d#e",
)
SHOWN = "<b>bold</b><img src=x onerror=alert(1)>"
DUE = date(2999, 8, 10)


@dataclass(frozen=True)
class Member:
	"""A supplier, who speaks for it, and its records. All that its pages show of it has :attr:`mark` in it."""

	place: int
	mark: str
	supplier: str
	user: str
	order: str
	line: str
	agreement: str
	release: str


def member(place: int) -> Member:
	own = buying.named("").strip()
	mark = f"RSM-{place:03}-{own}"
	return Member(
		place,
		mark,
		buying.named(f"{HOSTILE[place % len(HOSTILE)]} {place:03}"),
		f"o'brien+{place:03}.{own}@portal.example.com",
		f"{mark}-PO",
		f"{mark}-L",
		f"{mark}-PLA",
		f"{mark}-PLA-V1",
	)


def write(members: Iterable[Member]) -> None:
	"""Their rows, committed."""
	members = list(members)
	company, item = buying.COMPANY, goods("_RS Crowded")
	_insert(
		"Supplier",
		({"name": each.supplier, "supplier_name": f"{each.mark} {SHOWN}", "disabled": 0} for each in members),
	)
	_insert(
		"User",
		(
			{
				"name": each.user,
				"email": each.user,
				"first_name": "u",
				"enabled": 1,
				"user_type": "Website User",
			}
			for each in members
		),
	)
	_insert("Has Role", (_child("User", each.user, "roles", role="Supplier") for each in members))
	for each in members:
		speaks_for(each.user, each)
	_insert(
		"Purchase Order",
		(
			{
				**{"name": each.order, "supplier": each.supplier, "company": company, "docstatus": 1},
				**{
					"status": "To Receive and Bill",
					"transaction_date": date(2026, 5, 1),
					"schedule_date": DUE,
				},
			}
			for each in members
		),
	)
	_insert(
		"Purchase Order Item",
		(
			{
				**_child("Purchase Order", each.order, "items", name=each.line, docstatus=1),
				**{"item_code": item, "item_name": f"{each.mark} {SHOWN}", "uom": buying.UOM, "qty": 10},
				"schedule_date": DUE,
			}
			for each in members
		),
	)
	_insert(
		"Planning Agreement",
		(
			{
				"name": each.agreement,
				"supplier": each.supplier,
				"company": company,
				"enabled": 1,
				"bucket": "Month",
			}
			for each in members
		),
	)
	_insert(
		"Forecast Release",
		(
			{
				**{"name": each.release, "agreement": each.agreement, "supplier": each.supplier},
				**{"company": company, "bucket": "Month", "version": 1, "is_latest": 1, "released_on": DUE},
			}
			for each in members
		),
	)
	_insert(
		"Forecast Release Line",
		(
			{
				**_child("Forecast Release", each.release, "lines"),
				**{"item": item, "uom": buying.UOM, "release_qty": 10 + each.place},
				**{"first_day": date(2999, 8, 1), "last_day": date(2999, 8, 31), "fence": "Open"},
			}
			for each in members
		),
	)
	_insert("Performance Scorecard Result", (_score(each, company) for each in members))
	frappe.db.commit()


def speaks_for(user: str, each: Member) -> None:
	"""The supplier's *Portal Users* name a user."""
	_insert("Portal User", [_child("Supplier", each.supplier, "portal_users", user=user)])


def remove(members: Iterable[Member]) -> None:
	"""All of it again, so that later runs of a bench do not meet it."""
	members = list(members)
	users, suppliers = [each.user for each in members], [each.supplier for each in members]
	for doctype, field, names in (
		("Has Role", "parent", users),
		("User", "name", users),
		("Portal User", "parent", suppliers),
		("Purchase Order Item", "parent", [each.order for each in members]),
		("Forecast Release Line", "parent", [each.release for each in members]),
		("Supplier", "name", suppliers),
		*((doctype, "supplier", suppliers) for doctype in _OF_SUPPLIERS),
	):
		frappe.db.delete(doctype, {field: ("in", names)})
	frappe.db.commit()


_OF_SUPPLIERS = ("Purchase Order", "Planning Agreement", "Forecast Release", "Performance Scorecard Result")


def _score(each: Member, company: str) -> dict:
	name = scorecards.scorecard_once("_RS Portal")
	frappe.db.set_value("Performance Scorecard", name, "enabled", 1)
	return {
		**{"name": f"{each.mark}-S", "scorecard": name, "supplier": each.supplier, "company": company},
		**{"period": "2026-01", "period_start": date(2026, 1, 1), "period_end": date(2026, 1, 31)},
		**{"is_scored": 1, "score": 50, "standing": f"{each.mark} {SHOWN}"},
	}


def _child(parenttype: str, parent: str, parentfield: str, **values) -> dict:
	row = {"name": frappe.generate_hash(length=10), "idx": 1, "parenttype": parenttype}
	return {**row, "parent": parent, "parentfield": parentfield, **values}


def _insert(doctype: str, rows: Iterable[dict]) -> None:
	rows, then = list(rows), datetime(2026, 5, 1)  # long ago: of an hour Frappe lets few users be made
	fields = [*rows[0], "creation", "modified", "owner"]
	values = [(*row.values(), then, then, "Administrator") for row in rows]
	frappe.db.bulk_insert(doctype, fields, values)
