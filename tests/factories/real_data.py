"""Real documents in the tests' site: a hundred thousand lines that later tests should not have to read again."""

from __future__ import annotations

from datetime import date

import frappe

from relationship_suite import tasks

#: Kinds of documents that the data sets hold, with their lines.
DOCUMENTS = ("Purchase Order", "Purchase Receipt", "Purchase Invoice", "Sales Invoice")


def remove(company: str, as_of: date) -> None:
	"""Delete the documents of a company in bulk, and all that was made of them."""
	for doctype in DOCUMENTS:
		doc, line = frappe.qb.DocType(doctype), frappe.qb.DocType(f"{doctype} Item")
		names = frappe.qb.from_(doc).select(doc.name).where(doc.company == company)
		frappe.qb.from_(line).delete().where(line.parent.isin(names)).run()
		frappe.qb.from_(doc).delete().where(doc.company == company).run()
	frappe.db.commit()
	assert tasks.run("Rebuild", as_of=as_of).status == "Completed"
