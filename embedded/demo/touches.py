"""Communications, calls, meetings and issues of the demo company. Pure."""

from __future__ import annotations

import random
from datetime import date, timedelta

from embedded.demo import words
from embedded.demo.cast import EUR_COMPANY, World
from embedded.demo.rows import Child, Document, Fields, Record, at_hour, child_name, workday

RATES = {
	"big": 9,
	"loyal": 3,
	"lapsing": 2,
	"gone quiet": 2,
	"new": 2,
	"seasonal": 1,
	"occasional": 1,
	"one-time": 1,
}


def records(world: World, sales: list[Document], orders: list[Document]) -> list[Record]:
	"""Touches with customers and suppliers, each bound to its party in one of the ways ERPNext does it."""
	invoices: dict[str, list[Document]] = {}
	for sale in sales:
		invoices.setdefault(sale.party, []).append(sale)
	rng = world.rng("touches")
	issues = _issues(world, rng, invoices)
	found = [*issues, *_answers(world, rng, issues)]
	for customer in world.customers:
		for number in range(_count(rng, RATES.get(customer.kind, 0))):
			day = _day(world, rng, customer.first, customer.last)
			if number % 4 == 2:
				found.append(_call(rng, "Customer", customer.name, day))
			elif number % 4 == 3:
				found.append(_event(rng, "Customer", customer.name, day))
			else:
				found.append(
					_mail(
						world,
						rng,
						"Customer",
						customer.name,
						day=day,
						documents=invoices.get(customer.name, []),
					)
				)
	bought: dict[str, list[Document]] = {}
	for order in orders:
		bought.setdefault(order.party, []).append(order)
	for supplier in world.suppliers:
		for number in range(_count(rng, 6)):
			day = _day(world, rng, world.start, world.as_of)
			if number % 5 == 4:
				found.append(_event(rng, "Supplier", supplier.name, day))
			else:
				found.append(
					_mail(
						world,
						rng,
						"Supplier",
						supplier.name,
						day=day,
						documents=bought.get(supplier.name, []),
					)
				)
	return found


def _count(rng: random.Random, mean: float) -> int:
	return round(rng.expovariate(1 / mean)) if mean else 0


def _day(world: World, rng: random.Random, first: date, last: date) -> date:
	last = min(last, world.as_of)
	return min(workday(first + timedelta(days=rng.randint(0, max(0, (last - first).days)))), world.as_of)


def _identity(rng: random.Random, kind: str, party: str) -> str:
	return child_name(kind, party, rng.getrandbits(40))


def _mail(
	world: World, rng: random.Random, party_type: str, party: str, *, day: date, documents: list[Document]
) -> Record:
	"""A mail: bound by its reference (the party or an earlier document), or by a timeline link."""
	sent = rng.random() < 0.55
	automated = sent and rng.random() < 0.15
	subjects = words.SUBJECTS_SENT if sent else words.SUBJECTS_RECEIVED
	if party_type == "Supplier" and not sent:
		subjects = words.SUBJECTS_SUPPLIER
	known = [document for document in documents if document.day <= day and document.docstatus == 1]
	reference: tuple[str | None, str | None] = (party_type, party)
	links: tuple[Fields, ...] = ()
	way = rng.random()
	if way < 0.3 and known:
		document = rng.choice(known)
		reference, links = (
			(document.doctype, document.name),
			({"link_doctype": party_type, "link_name": party},),
		)
	elif way < 0.5:
		reference, links = (None, None), ({"link_doctype": party_type, "link_name": party},)
	at = at_hour(day, rng)
	user = rng.choice(words.USERS)
	subject = "Your statement of account" if automated else rng.choice(subjects)
	fields = {
		"subject": subject,
		"content": f"<p>{subject}</p>",
		"communication_medium": "Email",
		"communication_type": "Automated Message" if automated else "Communication",
		"communication_date": at,
		"sent_or_received": "Sent" if sent else "Received",
		"status": "Linked" if reference[0] else "Open",
		"delivery_status": "Sent" if sent else "",
		"sender": user if sent else f"office@{_domain(party)}",
		"recipients": f"office@{_domain(party)}" if sent else user,
		"user": user if sent and not automated else "Administrator",
		"reference_doctype": reference[0],
		"reference_name": reference[1],
	}
	children = (Child("timeline_links", "Communication Link", links),) if links else ()
	return Record("Communication", _identity(rng, "Communication", party), at, fields, children)


def _domain(party: str) -> str:
	return "".join(letter for letter in party.lower() if letter.isascii() and letter.isalnum()) + ".example"


def _call(rng: random.Random, party_type: str, party: str, day: date) -> Record:
	at = at_hour(day, rng)
	identity = f"call-{_identity(rng, 'Call Log', party)}"
	incoming = rng.random() < 0.5
	seconds = rng.randint(20, 1500)
	reached = rng.random() < 0.85
	fields = {
		"id": identity,
		"type": "Incoming" if incoming else "Outgoing",
		"status": "Completed" if reached else "No Answer",
		"from": "+49 30 5550 0100" if incoming else "+49 30 5550 0199",
		"to": "+49 30 5550 0199" if incoming else "+49 30 5550 0100",
		"duration": seconds if reached else 0,
		"start_time": at,
		"end_time": at + timedelta(seconds=seconds if reached else 20),
		"customer": party if rng.random() < 0.5 else None,
		"summary": "Talked about the next order" if reached else "",
	}
	links = Child("links", "Dynamic Link", ({"link_doctype": party_type, "link_name": party},))
	return Record("Call Log", identity, at, fields, (links,))


def _event(rng: random.Random, party_type: str, party: str, day: date) -> Record:
	at = at_hour(day, rng, 9, 15)
	fields = {
		"subject": f"{rng.choice(words.MEETINGS)}: {party}",
		"event_category": "Meeting",
		"event_type": "Public",
		"status": "Completed",
		"starts_on": at,
		"ends_on": at + timedelta(minutes=rng.choice((30, 60, 90, 120))),
		"sender": rng.choice(words.USERS),
	}
	participant = {"reference_doctype": party_type, "reference_docname": party}
	children = (Child("event_participants", "Event Participants", (participant,)),)
	return Record("Event", f"EV-{_identity(rng, 'Event', party)}", at, fields, children)


def _issues(world: World, rng: random.Random, invoices: dict[str, list[Document]]) -> list[Record]:
	"""Complaints follow purchases; customers that go quiet or lapse have more of them."""
	planned = []
	for customer in world.customers:
		chance = 0.09 if customer.kind in ("lapsing", "gone quiet") else 0.03
		for sale in invoices.get(customer.name, []):
			day = workday(sale.day + timedelta(days=rng.randint(2, 25)))
			if rng.random() < chance and day <= world.as_of and customer.kind not in ("internal", "walk-in"):
				planned.append((day, customer, sale.company))
	planned.sort(key=lambda plan: (plan[0], plan[1].name))
	found = []
	for day, customer, company in planned:
		at = at_hour(day, rng)
		hours = rng.lognormvariate(2.2, 1.0)
		solved_at = at + timedelta(hours=20 + 6 * hours)
		solved = solved_at.date() <= world.as_of and rng.random() < 0.93
		replied_at = at + timedelta(hours=hours)
		fields = {
			"subject": rng.choice(words.ISSUES),
			"customer": customer.name,
			"customer_name": customer.name,
			"company": company or EUR_COMPANY.name,
			"raised_by": f"office@{_domain(customer.name)}",
			"status": rng.choice(("Resolved", "Closed")) if solved else "Open",
			"priority": rng.choice(("Low", "Medium", "Medium", "High")),
			"opening_date": day,
			"opening_time": at.time(),
			"first_responded_on": replied_at if replied_at.date() <= world.as_of else None,
			"first_response_time": 3600 * hours if replied_at.date() <= world.as_of else 0,
			"sla_resolution_date": solved_at if solved else None,
			"resolution_time": (solved_at - at).total_seconds() if solved else 0,
		}
		found.append(Record("Issue", world.series.next("ISS", day), at, fields))
	return found


def _answers(world: World, rng: random.Random, issues: list[Record]) -> list[Record]:
	"""The first reply to an issue, as the mail that ERPNext keeps under it."""
	found = []
	for issue in issues:
		replied_at = issue.fields["first_responded_on"]
		if replied_at is None:
			continue
		user = rng.choice(words.USERS)
		fields = {
			"subject": f"Re: {issue.fields['subject']}",
			"content": "<p>Thank you, we are looking into it.</p>",
			"communication_medium": "Email",
			"communication_type": "Communication",
			"communication_date": replied_at,
			"sent_or_received": "Sent",
			"status": "Linked",
			"sender": user,
			"recipients": issue.fields["raised_by"],
			"user": user,
			"reference_doctype": "Issue",
			"reference_name": issue.name,
		}
		links = ({"link_doctype": "Customer", "link_name": issue.fields["customer"]},)
		found.append(
			Record(
				"Communication", _identity(rng, "Communication", issue.name), replied_at, fields,  # type: ignore[arg-type]
				(Child("timeline_links", "Communication Link", links),),
			)
		)  # fmt: skip
	return found
