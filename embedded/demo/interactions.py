"""People of the demo company's customers and suppliers, and what ours have logged of talks with them. Pure."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from embedded.demo import words
from embedded.demo.cast import World
from embedded.demo.rows import Child, Fields, Record, at_hour, child_name, workday

#: Kind of customer or supplier -> talks with one of them, on average.
RATES = {
	"big": 4,
	"loyal": 1.5,
	"lapsing": 1,
	"gone quiet": 1,
	"new": 1,
	"drifting": 4,
	"bad": 3,
	"average": 1,
}
#: Those with whom the story is: there is a talk these last days, and something to follow from it.
STORY = {"gone quiet": words.TALKS_WITH_QUIET, "drifting": words.TALKS_WITH_DRIFTING}
#: Of the customers that have gone quiet, every so manyeth was called.
CALLED = 3
STORY_DAYS = 21
ROLES = ("Relationship Manager", "Sourcing Manager", "Sales User", "Purchase User")


def records(world: World) -> list[Record]:
	"""Users, contacts, interactions with their needs, and the tasks of their follow-ups."""
	rng = world.rng("interactions")
	found = [_user(name, world.opening) for name in words.USERS]
	quiet = 0
	for party_type, parties in (("Customer", world.customers), ("Supplier", world.suppliers)):
		for party in parties:
			if party.kind not in RATES:
				continue
			contact = _contact(rng, party_type, party.name, world.opening)
			found.append(contact)
			first = max(getattr(party, "first", world.start), world.start)
			last = min(getattr(party, "last", world.as_of), world.as_of) - timedelta(days=STORY_DAYS)
			for _number in range(round(rng.expovariate(1 / RATES[party.kind])) if first < last else 0):
				day = workday(first + timedelta(days=rng.randint(0, (last - first).days)))
				talks = words.TALKS_WITH_CUSTOMERS if party_type == "Customer" else words.TALKS_WITH_SUPPLIERS
				found += _talk(rng, party_type, party.name, contact.name, day=day, talk=rng.choice(talks))
			quiet += party.kind == "gone quiet"
			is_called = quiet % CALLED == 1 or party.name == words.STORY_CUSTOMER
			if party.kind in STORY and (party_type == "Supplier" or is_called):
				day = world.as_of - timedelta(days=rng.randint(1, STORY_DAYS - 1))
				due = world.as_of + timedelta(days=rng.randint(-2, 9))
				talk = rng.choice(STORY[party.kind])
				found += _talk(rng, party_type, party.name, contact.name, day=day, talk=talk, due=due)
	return found


def _user(email: str, at: datetime) -> Record:
	first, last = (part.capitalize() for part in email.partition("@")[0].split("."))
	fields = {
		"email": email,
		"first_name": first,
		"last_name": last,
		"full_name": f"{first} {last}",
		"enabled": 1,
		"user_type": "System User",
	}
	roles = Child("roles", "Has Role", tuple({"role": role} for role in ROLES))
	return Record("User", email, at, fields, (roles,))


def _contact(rng: random.Random, party_type: str, party: str, at: datetime) -> Record:
	first, last = rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES)
	letters = "".join(letter for letter in party.lower() if letter.isascii() and letter.isalnum())
	email = f"{first}.{last}@{letters}.example".lower()
	fields = {
		"first_name": first,
		"last_name": last,
		"full_name": f"{first} {last}",
		"designation": rng.choice(words.DESIGNATIONS),
		"email_id": email,
		"phone": f"+49 30 5550 {rng.randint(1000, 9999)}",
		"is_primary_contact": 1,
		"status": "Passive",
	}
	children = (
		Child("links", "Dynamic Link", ({"link_doctype": party_type, "link_name": party},)),
		Child("email_ids", "Contact Email", ({"email_id": email, "is_primary": 1},)),
	)
	return Record("Contact", f"{first} {last}-{party}", at, fields, children)


def _talk(
	rng: random.Random,
	party_type: str,
	party: str,
	contact: str,
	*,
	day: date,
	talk: words.Talk,
	due: date | None = None,
) -> Iterator[Record]:
	"""An interaction, and the task of its follow-up where one is due."""
	at = at_hour(day, rng)
	name = child_name("Interaction", party, rng.getrandbits(40))
	minutes = {"Visit": 90, "Event": 120}.get(talk.channel, 10) + rng.randint(0, 20)
	user = rng.choice(words.USERS)
	fields: dict[str, object] = {
		"party_type": party_type,
		"party": party,
		"contact": contact,
		"channel": talk.channel,
		"direction": "Incoming" if talk.is_theirs else "Outgoing",
		"happened_on": at,
		"ended_on": at + timedelta(minutes=minutes),
		"duration_minutes": minutes,
		"person": user,
		"subject": talk.subject,
		"notes": talk.notes,
		"outcome": talk.outcome,
		"sentiment": talk.sentiment,
	}
	if due:
		task = child_name("ToDo", name, 1)
		fields |= {
			"follow_up": "ToDo",
			"follow_up_on": due,
			"follow_up_by": user,
			"follow_up_text": talk.to_do,
			"follow_up_status": "Open",
			"follow_up_type": "ToDo",
			"follow_up_document": task,
		}
		yield Record("ToDo", task, at, _task(name, talk.to_do, user, due))
	needs: tuple[Fields, ...] = ({"kind": talk.need[0], "topic": talk.need[1]},) if talk.need else ()
	yield Record(
		"Interaction", name, at, fields, (Child("needs", "Interaction Need", needs),) if needs else ()
	)


def _task(interaction: str, text: str, user: str, due: date) -> Fields:
	return {
		"status": "Open",
		"priority": "Medium",
		"date": due,
		"allocated_to": user,
		"assigned_by": user,
		"description": f"<p>{text}</p>",
		"reference_type": "Interaction",
		"reference_name": interaction,
	}
