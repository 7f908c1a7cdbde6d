"""The outbox: documents note here, in their own transaction, that they have changed.

A note is one INSERT and nothing else, so that a user's submit stays as quick as it was.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import frappe
from frappe.utils import now_datetime
from pypika.terms import Criterion, ValueWrapper

from relationship_suite.compat import union
from relationship_suite.relationship_core.facts import bulk, schema, touches, watermarks
from relationship_suite.relationship_core.facts.keys import FACTS_OF, PARTIES

#: After so many failed tries a document is left alone until it changes again or an admin retries it.
MAX_ATTEMPTS = 5


@dataclass(frozen=True)
class Change:
	"""A noted change of one document."""

	id: int
	voucher_type: str
	voucher: str


def note(doc, method: str | None = None) -> None:
	"""``doc_events`` handler: the document has changed."""
	note_vouchers([(doc.doctype, doc.name)])


def note_reference(doc, method: str | None = None) -> None:
	"""``doc_events`` handler of Quality Inspection: the inspected document has changed."""
	if doc.reference_type in FACTS_OF and doc.reference_name:
		note_vouchers([(doc.reference_type, doc.reference_name)])


def note_deletions(doc, method: str | None = None) -> None:
	"""``doc_events`` handler of Transaction Deletion Record: once it is done, everything is read anew.

	ERPNext deletes the documents by SQL, without an event and without a trace that the sweep could find.
	"""
	if doc.status == "Completed":
		watermarks.want("Rebuild")


def note_contact(doc, method: str | None = None) -> None:
	"""``doc_events`` handler of Contact: whose contact it is has changed, and so whom its mails, calls and meetings reach.

	Costs nothing where its links to parties are what they were, which is nearly always.
	"""
	before = doc.get_doc_before_save()
	if method == "on_trash" or (before and _parties_of(before) != _parties_of(doc)):
		note_select(touches.through_contact(doc.name))


def note_contact_name(doc, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""``doc_events`` handler: a Contact has another name, or was merged into another, whose parties its mails reach now.

	Links that Frappe has not rewritten bear the old name still.
	"""
	for name in (old, new):
		note_select(touches.through_contact(name))


def note_issue(doc, method: str | None = None) -> None:
	"""``doc_events`` handler of Issue: it is another customer's or goes, and so whom its mails reach.

	Costs nothing where the customer is the same, which is nearly always.
	"""
	before = doc.get_doc_before_save()
	if method == "on_trash" or (before and (before.customer or "") != (doc.customer or "")):
		note_select(touches.on_issue(doc.name))


def note_issue_name(doc, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""``doc_events`` handler: an Issue has another name, or was merged into another, whose customer its mails reach now."""
	note_select(touches.on_issue(new))


def _parties_of(contact) -> set[tuple[str, str]]:
	return {(link.link_doctype, link.link_name) for link in contact.links if link.link_doctype in PARTIES}


def note_new_name(doc, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""``doc_events`` handler: a document that fills facts has another name, or has been merged into another."""
	note_vouchers([(doc.doctype, old), (doc.doctype, new)])


def note_rename(doc, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""``doc_events`` handler: a record that facts name has another name, or has been merged into another.

	The note bears the old name, under which the facts still stand; :func:`note_naming` finds them in the background.
	"""
	note_vouchers([(doc.doctype, old)])


def renames() -> list[Change]:
	"""The noted renames that are still to be worked off."""
	change = frappe.qb.Table(schema.CHANGE.name)
	rows = (
		frappe.qb.from_(change)
		.select(change.id, change.voucher_type, change.voucher)
		.where(change.voucher_type.notin(list(FACTS_OF)) & (change.attempts < MAX_ATTEMPTS))
		.orderby(change.attempts, change.id)
		.run()
	)
	return [Change(*row) for row in rows]


def note_naming(doctype: str, old: str) -> None:
	"""Note every document whose facts name this record; Frappe has by now rewritten the links of the documents.

	It reads whole fact tables: not in a user's request.
	"""
	for table in schema.FACTS:
		fact = frappe.qb.Table(table.name)
		named = [fact[column] == old for column in table.column_names if schema.LINKS.get(column) == doctype]
		if table is schema.TOUCH:
			named.append((fact.party_type == doctype) & (fact.party == old))
		if named:
			vouchers = frappe.qb.from_(fact).select(fact.voucher_type, fact.voucher).distinct()
			note_select(vouchers.where(Criterion.any(named)))


def note_select(vouchers) -> int:
	"""Note what a SELECT of ``voucher_type``, ``voucher`` gives, in one INSERT; gives how many."""
	source = frappe.qb.from_(vouchers.as_("source")).select(
		"voucher_type",
		"voucher",
		ValueWrapper(now_datetime()).as_("noted_at"),
		ValueWrapper(0).as_("attempts"),
	)
	change = frappe.qb.Table(schema.CHANGE.name)
	query = frappe.qb.into(change).columns("voucher_type", "voucher", "noted_at", "attempts")
	query.from_(source.as_("noted")).select("*").run()
	return frappe.db._cursor.rowcount


def note_vouchers(vouchers: Iterable[tuple[str, str]]) -> None:
	"""Note changes of ``(voucher_type, voucher)``, in one INSERT for up to a thousand."""
	now = now_datetime()
	rows = [(voucher_type, voucher, now, 0) for voucher_type, voucher in vouchers]
	bulk.insert(schema.CHANGE.name, ("voucher_type", "voucher", "noted_at", "attempts"), rows)


def pending(limit: int) -> list[Change]:
	"""The oldest noted changes that are still to be worked off."""
	change = frappe.qb.Table(schema.CHANGE.name)
	rows = (
		frappe.qb.from_(change)
		.select(change.id, change.voucher_type, change.voucher)
		.where(change.attempts < MAX_ATTEMPTS)
		.orderby(change.attempts, change.id)
		.limit(limit)
		.run()
	)
	return [Change(*row) for row in rows]


def pending_of(party_type: str, party: str) -> list[Change]:
	"""Noted changes of one party's documents, by the document as it is now or by the facts as they were."""
	column = frappe.scrub(party_type)
	change = frappe.qb.Table(schema.CHANGE.name)
	parts = []
	for doctype, tables in FACTS_OF.items():
		mine = (change.voucher_type == doctype) & (change.attempts < MAX_ATTEMPTS)
		noted = frappe.qb.from_(change).select(change.id, change.voucher_type, change.voucher).where(mine)
		for table in tables:
			fact = frappe.qb.Table(table.name)
			before = noted.inner_join(fact).on(
				(fact.voucher_type == doctype) & (fact.voucher == change.voucher)
			)
			if table is schema.TOUCH:
				names = frappe.qb.from_(change).select(change.voucher).where(mine)
				now = touches.SOURCES[doctype](names).as_("reached")
				parts += [
					before.where((fact.party_type == party_type) & (fact.party == party)),
					noted.inner_join(now)
					.on(now.voucher == change.voucher)
					.where((now.party_type == party_type) & (now.party == party)),
				]
			elif column in table.column_names:
				doc = frappe.qb.DocType(doctype)
				parts += [
					before.where(fact[column] == party),
					noted.inner_join(doc).on(doc.name == change.voucher).where(doc[column] == party),
				]
	return sorted((Change(*row) for row in union(*parts).run()), key=lambda found: found.id)


def count_pending() -> int:
	"""How many changes wait, failed ones included."""
	from frappe.query_builder.functions import Count

	change = frappe.qb.Table(schema.CHANGE.name)
	return frappe.qb.from_(change).select(Count("*")).run()[0][0]


def ids_of_documents(page: int = 50_000) -> array:
	"""Every note of a document, those included that are not tried any more; renames are not among them.

	Numbers and not records: an outbox that nobody has read for weeks may hold millions.
	"""
	change = frappe.qb.Table(schema.CHANGE.name)
	of_documents = frappe.qb.from_(change).select(change.id).where(change.voucher_type.isin(list(FACTS_OF)))
	found, last = array("q"), 0
	while rows := of_documents.where(change.id > last).orderby(change.id).limit(page).run():
		found.extend(row[0] for row in rows)
		last = found[-1]
	return found


def settle(ids: Sequence[int]) -> None:
	"""Remove just the notes that were read; a later note of the same document stays."""
	if ids:
		change = frappe.qb.Table(schema.CHANGE.name)
		frappe.qb.from_(change).delete().where(change.id.isin(list(ids))).run()


def record_failure(failed: Change, error: str) -> None:
	"""Keep the note, with one more attempt and what went wrong; a rebuild, which has none, leaves one."""
	change = frappe.qb.Table(schema.CHANGE.name)
	if not failed.id:
		values = (failed.voucher_type, failed.voucher, now_datetime(), 1, error)
		bulk.insert(
			schema.CHANGE.name, ("voucher_type", "voucher", "noted_at", "attempts", "error"), [values]
		)
		return
	query = frappe.qb.update(change).set(change.attempts, change.attempts + 1).set(change.error, error)
	query.where(change.id == failed.id).run()


def retry_failed() -> None:
	"""Give every failed note its attempts back."""
	change = frappe.qb.Table(schema.CHANGE.name)
	frappe.qb.update(change).set(change.attempts, 0).where(change.attempts > 0).run()
