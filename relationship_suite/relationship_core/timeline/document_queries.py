"""Submitted documents on a timeline: quotations, orders, deliveries, invoices, returns, payments."""

from __future__ import annotations

import frappe
from pypika.queries import Selectable
from pypika.terms import Criterion, Term

from relationship_suite.relationship_core.timeline.asked import Asked
from relationship_suite.relationship_core.timeline.provider_queries import Provider

CUSTOMER, SUPPLIER = ("Customer",), ("Supplier",)


class Document(Provider):
	"""Documents that name their party in a field."""

	def __init__(
		self,
		doctype: str,
		parties: tuple[str, ...],
		party: str,
		at: str,
		*,
		by: str = "",
		figure: str = "grand_total",
		currency: str = "currency",
		is_return: bool | None = None,
		without: str = "",
	) -> None:
		"""Documents of one DocType.

		Args:
			doctype: of the documents.
			parties: kinds of party that they may name.
			party: field of the party, which ``by`` names the kind of where it may be any.
			at: field of the day.
			figure, currency: fields of the amount; "" where there is none with a currency.
			is_return: what gives back (True), what does not (False), or either (None).
			without: field of a mark that leaves a document out.
		"""
		self.kind = "Return" if is_return else ""
		self.doctype, self.parties, self.party, self.at, self.by = doctype, parties, party, at, by
		self.figure, self.currency, self.is_return, self.without = figure, currency, is_return, without

	def of_party(self, doc, asked: Asked) -> Criterion:
		theirs = (doc.docstatus == 1) & (doc[self.party] == asked.party)
		if self.by:
			theirs = theirs & (doc[self.by] == asked.party_type)
		if self.without:
			theirs = theirs & (doc[self.without] == 0)
		return theirs if self.is_return is None else theirs & (doc.is_return == int(self.is_return))

	def values(self, doc) -> dict[str, Term]:
		amount = {"figure": doc[self.figure], "currency": doc[self.currency]} if self.figure else {}
		return {"title": doc.name, "person": doc.owner, **amount}


class Requests(Provider):
	"""Requests for Quotation that were sent to a supplier."""

	doctype = "Request for Quotation"
	parties = SUPPLIER
	at = "transaction_date"

	def names(self, asked: Asked) -> Selectable:
		row = frappe.qb.DocType("Request for Quotation Supplier")
		asked_them = frappe.qb.from_(row).select(row.parent.as_("name"))
		return asked_them.where(row.supplier == asked.party).distinct()

	def of_party(self, doc, asked: Asked) -> Criterion:
		return doc.docstatus == 1

	def values(self, doc) -> dict[str, Term]:
		return {"title": doc.name, "person": doc.owner}


def _both(doctype: str, parties: tuple[str, ...], party: str, **more) -> tuple[Document, Document]:
	"""Documents of a kind, and their returns."""
	return tuple(
		Document(doctype, parties, party, "posting_date", is_return=each, **more) for each in (False, True)
	)


PROVIDERS = (
	Document(
		"Quotation", ("Customer", "Lead", "Prospect"), "party_name", "transaction_date", by="quotation_to"
	),
	Document("Sales Order", CUSTOMER, "customer", "transaction_date"),
	*_both("Delivery Note", CUSTOMER, "customer"),
	# A consolidated invoice stands for those of the till, which are listed themselves.
	*_both("Sales Invoice", CUSTOMER, "customer", without="is_consolidated"),
	*_both("POS Invoice", CUSTOMER, "customer"),
	Requests(),
	Document("Supplier Quotation", SUPPLIER, "supplier", "transaction_date"),
	Document("Purchase Order", SUPPLIER, "supplier", "transaction_date"),
	*_both("Purchase Receipt", SUPPLIER, "supplier"),
	*_both("Subcontracting Receipt", SUPPLIER, "supplier", figure=""),
	*_both("Purchase Invoice", SUPPLIER, "supplier"),
	Document(
		"Payment Entry",
		(*CUSTOMER, *SUPPLIER),
		"party",
		"posting_date",
		by="party_type",
		figure="paid_amount",
		currency="paid_from_account_currency",
	),
)
