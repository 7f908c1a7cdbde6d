"""What the Desk asks of a timeline."""

import json
from datetime import date

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.doors import check_text, whitelist
from relationship_suite.relationship_core.facts.keys import PARTIES
from relationship_suite.relationship_core.messages import say
from relationship_suite.relationship_core.timeline import card_queries, page_queries
from relationship_suite.relationship_core.timeline.asked import Asked, Place
from relationship_suite.relationship_core.timeline.provider_queries import providers

#: Rows a page: unless asked otherwise, and at most.
ROWS, MOST_ROWS = 20, 100
#: No name in Frappe is longer.
LONGEST = 140
#: Letters of a time with its microseconds.
LONGEST_TIME = 26


def check_may_read(party_type: str, party: str) -> None:
	"""Raise PermissionError unless the session's user may read this party; of one that is not there it says the same.

	Raises:
		frappe.ValidationError: there is no such kind of party.
	"""
	if party_type not in PARTIES:
		frappe.throw(
			say(_("{0} is no kind of party. Choose one of: {1}."), party_type, ", ".join(map(_, PARTIES)))
		)
	# From the cache: several methods ask for one page, and the party has five tables of its own.
	is_there = frappe.get_cached_value(party_type, party, "name")
	if not (is_there and frappe.has_permission(party_type, "read", frappe.get_cached_doc(party_type, party))):
		frappe.throw(say(_("You may not see {0} {1}."), _(party_type), party), frappe.PermissionError)


@whitelist(methods=["GET", "POST"])  # frappe.xcall of Frappe 15 only posts
def get_page(party_type: str, party: str, after: str = "", wanted: str = "", size: int = ROWS) -> dict:
	"""A page of a party's timeline, the latest rows first, of what the session's user may read.

	Args:
		party_type, party: whose.
		after: ``after`` of the page before; empty for the first one.
		wanted: a JSON object that narrows the timeline down: ``kinds`` (a list of what :func:`get_kinds` gives), ``channel``,
			``person`` (a user), ``from_date``, ``to_date``, ``search`` (in the title); what is left out does not.
		size: rows, 100 at most.

	Returns:
		``rows`` (``kind``, ``doctype``, ``name``, ``at``, ``text``, ``detail``, ``person``, ``channel``, ``direction``,
		``amount``, ``currency``) and ``after``; empty where nothing follows.

	Raises:
		frappe.PermissionError: the user may not read this party.
		frappe.ValidationError: an argument is none of its kind; the sentence names it.
	"""
	check_may_read(party_type, party)
	filters = _filters(wanted)
	rows, last = page_queries.read(
		Asked(
			party_type,
			party,
			size=min(max(size, 1), MOST_ROWS),
			after=_place(after),
			kinds=tuple(_texts(filters.get("kinds"), "kinds")),
			channel=_text(filters, "channel"),
			person=_text(filters, "person"),
			first=_day(_text(filters, "from_date"), _("From Date")),
			last=_day(_text(filters, "to_date"), _("To Date")),
			words=_text(filters, "search"),
		)
	)
	return {"rows": rows, "after": json.dumps([last.at, last.doctype, last.name]) if last else ""}


@whitelist(methods=["GET", "POST"])
def get_kinds(party_type: str, party: str) -> list[dict]:
	"""Kinds of rows that a timeline of this party may have, for the filter: ``value`` and ``label``.

	Raises:
		frappe.PermissionError: the user may not read this party.
	"""
	check_may_read(party_type, party)
	names = dict.fromkeys(each.name for each in providers(party_type))
	return [{"value": name, "label": _(name)} for name in names]


@whitelist(methods=["GET", "POST"])
def get_card(party_type: str, party: str) -> dict:
	"""What stands beside a party's timeline, of what the session's user may see.

	Returns:
		``title``, ``figures``, ``contacts``, ``open_items`` and ``items`` as :mod:`card_queries` has them.

	Raises:
		frappe.PermissionError: the user may not read this party.
	"""
	check_may_read(party_type, party)
	return {
		"title": card_queries.title(party_type, party),
		"figures": card_queries.figures(party_type, party),
		"contacts": card_queries.contacts(party_type, party),
		"open_items": card_queries.open_items(party_type, party),
		"items": card_queries.items(party_type, party, getdate(nowdate())),
	}


def _place(text: str) -> Place | None:
	if not text:
		return None
	found = _texts(_parsed(text, "after"), "after")
	if len(found) != len(Place.__dataclass_fields__) or len(found[0]) > LONGEST_TIME:
		frappe.throw(say(_("{0} is none that this timeline has given."), "after"))
	_day(found[0], "after")
	return Place(*found)


def _filters(text: str) -> dict:
	found = _parsed(text, "wanted") if text else {}
	if not isinstance(found, dict):
		frappe.throw(say(_("{0} must be a JSON object."), "wanted"))
	return found


def _parsed(text: str, argument: str) -> object:
	"""None for what is no JSON."""
	try:
		found = json.loads(text)
	except (ValueError, RecursionError):
		return None
	check_text(found, argument)
	return found


def _text(filters: dict, name: str) -> str:
	value = filters.get(name) or ""
	if not isinstance(value, str):
		frappe.throw(say(_("{0} must be a text."), name))
	return value[:LONGEST]


def _texts(found: object, argument: str) -> list[str]:
	if found is None and argument == "kinds":
		return []
	if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
		frappe.throw(say(_("{0} must be a JSON list of texts."), argument))
	return found


def _day(text: str, label: str) -> date | None:
	if not text:
		return None
	try:
		return date.fromisoformat(text[:10])
	except ValueError:
		frappe.throw(say(_("{0}: {1} is not a date."), label, text))
