"""A page of a party's timeline: which rows there are, in one statement over all its providers, and what they tell, in another."""

from __future__ import annotations

from functools import cache

import frappe
from frappe.query_builder import Order

from relationship_suite.compat import is_one_of, readable, union_all
from relationship_suite.relationship_core.timeline.asked import Asked, Place
from relationship_suite.relationship_core.timeline.provider_queries import Provider, providers


def read(asked: Asked) -> tuple[list[dict], Place | None]:
	"""The rows of a page, the latest first, and the place of the last one; None where nothing follows.

	Each provider's newest rows are looked up, one more than a page has; the newest of all are among them. The statement has as
	many parts as there are providers whose rows the session's user may see. What is sorted is names and times alone; what the
	rows tell is read for those that are shown.
	"""
	chosen = [each for each in providers(asked.party_type) if not asked.kinds or each.name in asked.kinds]
	right_to = cache(readable)  # orders and returns may be of one DocType, and a right may cost a statement
	parts = [part for part in (each.keys(asked, right_to) for each in chosen) if part]
	if not parts:
		return [], None
	found = union_all(*(frappe.qb.from_(part.as_(f"part_{n}")).select("*") for n, part in enumerate(parts)))
	# The database orders names, here and in each part: its order is not Python's.
	keys = frappe.qb.from_(found.as_("found")).select("*").orderby("name", order=Order.desc).run(as_dict=True)
	keys.sort(key=lambda key: (key.at, key.doctype), reverse=True)
	shown = keys[: asked.size]
	last = Place(shown[-1].at, shown[-1].doctype, shown[-1].name) if len(keys) > len(shown) else None
	return _told(shown, {each.identity: each for each in chosen}), last


def _told(keys: list[dict], tellers: dict[tuple[str, str, str], Provider]) -> list[dict]:
	"""The rows as plain text in the reader's language, people with their names."""
	if not keys:
		return []
	wanted: dict[tuple[str, str, str], list[str]] = {}
	for key in keys:
		wanted.setdefault(_identity(key), []).append(key.name)
	found = union_all(*(tellers[each].rows(names) for each, names in wanted.items())).as_("found")
	rows = frappe.qb.from_(found).select("*").orderby("name").run(as_dict=True)
	told = {(_identity(row), row.name): row for row in rows}
	people = _names({row.person for row in rows if row.person})
	return [
		_row(key, told[_identity(key), key.name], tellers[_identity(key)], people)
		for key in keys
		if (_identity(key), key.name) in told  # not deleted in between
	]


def _identity(row: dict) -> tuple[str, str, str]:
	"""Of which provider a row is: :attr:`Provider.identity`."""
	return row.kind, row.doctype, row.moment


def _row(key: dict, row: dict, teller: Provider, people: dict[str, str]) -> dict:
	return {
		"kind": key.kind,
		"doctype": key.doctype,
		"name": key.name,
		"at": key.at[:19],
		"text": teller.text(row),
		"detail": row.detail,
		"person": people.get(row.person, row.person),
		"channel": row.channel,
		"direction": row.direction,
		"amount": row.figure if row.currency else None,
		"currency": row.currency,
	}


def _names(users: set[str]) -> dict[str, str]:
	if not users:
		return {}
	user = frappe.qb.DocType("User")
	return dict(
		frappe.qb.from_(user).select(user.name, user.full_name).where(is_one_of(user.name, users)).run()
	)
