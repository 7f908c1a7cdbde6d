"""The timeline of a customer with 20,000 events among ten times as many: the 95th percentile of a page, and statements.

What is asked for is what a reader does: the first page, one far back, and each filter. It is read by the Administrator, whose
rights leave no kind of row out, and by somebody of sales who may see this customer alone, by a User Permission.
"""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

from benchmarks.documents import AS_OF
from benchmarks.facts import machine, on_bench, on_embedded, say
from benchmarks.measure import percentile, timed

RUNS = 40
#: One event in so many is the customer's; the rest are spread over so many others, and all over so many days.
ONE_IN, OTHERS, DAYS = 10, 997, 1500
PARTY, WORD, READER = "_RS Timeline", "drill", "rs-timeline@example.com"
WANTED_MS, WANTED_STATEMENTS = 200, 12

_HEAD = "name, owner, creation, modified, modified_by, docstatus"
_WHO = f"if(seq % {ONE_IN} = 0, '{PARTY}', concat('_RS Other ', crc32(seq) % {OTHERS}))"
_AT = f"date_sub('{AS_OF} 18:00:00', interval crc32(concat('at', seq)) % {DAYS * 1440} minute)"
_TITLE = f"concat('_RS Talk of ', if(seq % 50 = 0, '{WORD}', 'saws'), ' ', seq)"
#: Every second mail is the customer's by its reference, the others by a link.
_IS_LINKED = f"seq % {2 * ONE_IN} >= {ONE_IN}"
_BOUGHT = {"company": "'_RS Benchmark'", "currency": "'EUR'", "grand_total": "seq", "docstatus": "1"}

#: DocType -> how many of a hundred events it is, and its columns as SQL over ``seq``.
EVENTS: dict[str, tuple[int, dict[str, str]]] = {
	"Communication": (
		35,
		{
			"communication_type": "'Communication'",
			"communication_medium": "'Email'",
			"sent_or_received": "'Sent'",
			"subject": _TITLE,
			"communication_date": _AT,
			"user": "'Administrator'",
			"reference_doctype": f"if({_IS_LINKED}, null, 'Customer')",
			"reference_name": f"if({_IS_LINKED}, null, {_WHO})",
		},
	),
	"Comment": (
		8,
		{
			"comment_type": "'Comment'",
			"content": _TITLE,
			"reference_doctype": "'Customer'",
			"reference_name": _WHO,
		},
	),
	"Call Log": (8, {"summary": _TITLE, "start_time": _AT, "type": "'Incoming'"}),
	"Event": (5, {"subject": _TITLE, "starts_on": _AT, "event_type": "'Public'"}),
	"ToDo": (3, {"description": _TITLE, "reference_type": "'Customer'", "reference_name": _WHO}),
	"Issue": (3, {"subject": _TITLE, "customer": _WHO}),
	"Interaction": (
		10,
		{
			"party_type": "'Customer'",
			"party": _WHO,
			"subject": _TITLE,
			"channel": "'Call'",
			"happened_on": _AT,
			"person": "'Administrator'",
		},
	),
	"Quotation": (
		3,
		{"quotation_to": "'Customer'", "party_name": _WHO, "transaction_date": f"date({_AT})", **_BOUGHT},
	),
	"Sales Order": (8, {"customer": _WHO, "transaction_date": f"date({_AT})", **_BOUGHT}),
	"Delivery Note": (8, {"customer": _WHO, "posting_date": f"date({_AT})", **_BOUGHT}),
	"Sales Invoice": (9, {"customer": _WHO, "posting_date": f"date({_AT})", **_BOUGHT}),
}
#: Child table -> its parent, field, the columns that name the customer, and which rows there are.
LINKS = {
	"Communication Link": ("Communication", "timeline_links", ("link_doctype", "link_name"), _IS_LINKED),
	"Dynamic Link": ("Call Log", "links", ("link_doctype", "link_name"), "1"),
	"Event Participants": ("Event", "event_participants", ("reference_doctype", "reference_docname"), "1"),
}


def main() -> int:
	"""Measure and print."""
	parser = argparse.ArgumentParser(prog="make benchmark", description=(__doc__ or "").splitlines()[0])
	parser.add_argument("--events", type=int, default=20_000, help="events of the customer")
	parser.add_argument("--bench", help="folder of a real bench")
	parser.add_argument("--site", help="site of that bench with the app; it is worth nothing afterwards")
	arguments = parser.parse_args()
	if bool(arguments.bench) != bool(arguments.site):
		parser.error("--bench and --site belong together")
	with on_bench(Path(arguments.bench), arguments.site) if arguments.bench else on_embedded():
		say(f"{arguments.events:,} events of a customer among {arguments.events * ONE_IN:,}; {machine()}")
		say(f"made in {timed(lambda: make(arguments.events)).seconds:.0f} s")
		say(f"wanted: at most {WANTED_MS} ms and {WANTED_STATEMENTS} statements a page")
		for reader in ("Administrator", limited()):
			measure(reader)
	return 0


def make(events: int) -> None:
	"""The customers, and what happened with them."""
	import frappe

	from relationship_suite.compat import analyze

	other = f"if(seq = 1, '{PARTY}', concat('_RS Other ', seq - 2))"
	_insert("Customer", OTHERS + 1, {"name": other, "customer_name": other})
	for doctype, (share, columns) in EVENTS.items():
		_insert(doctype, _count(events, share), {"name": _name(doctype), **columns})
	for doctype, (parent, field, (kind, party), chosen) in LINKS.items():
		columns = {
			"name": f"concat('{parent[:3]}c-', seq)",
			"parent": _name(parent),
			"parenttype": f"'{parent}'",
			"parentfield": f"'{field}'",
			kind: "'Customer'",
			party: _WHO,
		}
		_insert(doctype, _count(events, EVENTS[parent][0]), columns, chosen)
	frappe.db.commit()
	analyze([f"tab{doctype}" for doctype in (*EVENTS, *LINKS)])


def _count(events: int, share: int) -> int:
	return events * ONE_IN * share // 100


def _name(doctype: str) -> str:
	return f"concat('_RS {doctype} ', seq)"


def _insert(doctype: str, count: int, columns: dict[str, str], chosen: str = "1") -> None:
	import frappe

	head = {"owner": "'Administrator'", "modified_by": "'Administrator'", "creation": _AT, "modified": _AT}
	values = {"docstatus": "0", **head, **columns}
	frappe.db.sql(
		f"insert into `tab{doctype}` ({', '.join(f'`{each}`' for each in values)}) "
		f"select {', '.join(values.values())} from seq_1_to_{count} where {chosen}"
	)


def limited() -> str:
	"""Somebody of sales whom a User Permission shows this customer alone."""
	import frappe

	if not frappe.db.exists("User", READER):
		roles = [{"role": role} for role in ("Sales User", "Support Team")]
		user = {"doctype": "User", "email": READER, "first_name": "Reader", "send_welcome_email": 0}
		frappe.get_doc({**user, "roles": roles}).insert()
		permission = {"doctype": "User Permission", "user": READER, "allow": "Customer", "for_value": PARTY}
		frappe.get_doc(permission).insert()
		frappe.db.commit()
	return READER


def measure(reader: str) -> None:
	"""A line for each thing that this reader does."""
	import frappe

	from relationship_suite.relationship_core.timeline.api import get_card, get_page

	frappe.set_user(reader)
	say(f"read by {reader}")
	read = partial(get_page, "Customer", PARTY)
	first = read()
	back = json.dumps([f"{AS_OF.year - 3}-01-01 00:00:00", "Customer", ""])
	asked = {
		"the first page": read,
		"the second page": partial(read, after=first["after"]),
		"a page three years back": partial(read, after=back),
		"a hundred rows": partial(read, size=100),
		"one kind": partial(read, wanted=json.dumps({"kinds": ["Communication"]})),
		"a channel": partial(read, wanted=json.dumps({"channel": "Call"})),
		"a person": partial(read, wanted=json.dumps({"person": "Administrator"})),
		"a month": partial(
			read,
			wanted=json.dumps({"from_date": f"{AS_OF.year - 1}-03-01", "to_date": f"{AS_OF.year - 1}-03-31"}),
		),
		"a word": partial(read, wanted=json.dumps({"search": WORD})),
		"a word that nobody said": partial(read, wanted=json.dumps({"search": "zither"})),
		"what stands beside it": partial(get_card, "Customer", PARTY),
	}
	for title, ask in asked.items():
		found = ask()
		runs = [timed(ask) for _ in range(RUNS)]
		p95 = percentile([each.seconds for each in runs], 0.95)
		statements = max(each.statements for each in runs)
		rows = len(found.get("rows") or ())
		say(f"{title:28}p95 {1000 * p95:6.0f} ms {statements:4} statements {rows:4} rows")


if __name__ == "__main__":
	raise SystemExit(main())
