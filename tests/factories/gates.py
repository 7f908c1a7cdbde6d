"""Suppliers whose standings warn or stop, and documents that they are in the way of."""

from __future__ import annotations

import json
from datetime import date

import frappe

from tests.factories import buying
from tests.factories import scorecards as make

ORDER, RFQ, LOG = "Purchase Order", "Request for Quotation", "Supplier Gate Override"
SETTINGS = "Relationship Suite Settings"
REASON = "relationship_override_reason"
#: Orders are stopped and requests warned of at the bottom, and the other way about in the middle.
STANDINGS = [
	{"standing": "Poor", "min_score": 0, "max_score": 50, "rfq_action": "Warn", "order_action": "Stop"},
	{"standing": "Fair", "min_score": 50, "max_score": 80, "rfq_action": "Stop", "order_action": "Warn"},
	{"standing": "Best", "min_score": 80, "max_score": 100},
]


def scored(name: str) -> None:
	"""By the one scorecard of this name Poor scores 0, Fair 50, Best 100; Elsewhere scores 0 in the other company."""
	buying.masters()
	card(name)
	for day, supplier, late, company in (
		(3, "Poor", True, buying.COMPANY),
		(3, "Fair", True, buying.COMPANY),
		(4, "Fair", False, buying.COMPANY),
		(3, "Best", False, buying.COMPANY),
		(3, "Elsewhere", True, buying.COMPANY_2),
	):
		make.line(f"_RS {supplier}", date(2026, 3, day), late=late, company=company)
	make.refresh()


def open_gates() -> None:
	"""Both gates do what the standings say, and the settings name nobody who may override."""
	for gate in ("order_gate", "rfq_gate"):
		frappe.db.set_single_value(SETTINGS, gate, "Stop")
	frappe.db.set_single_value(SETTINGS, "override_role", "")
	frappe.clear_messages()


def card(name: str, **values):
	"""A scorecard whose standings do something; the only one without further values."""
	doc = make.only_scorecard(name) if not values else make.scorecard(name, **values)
	doc.set("standings", [])
	for row in STANDINGS:
		doc.append("standings", row)
	doc.save() if not doc.is_new() else doc.insert()
	return doc


def judge_by(item_group: str) -> None:
	"""The gate's scorecard is of items of this group alone."""
	buying.ensure("Item Group", item_group, item_group_name=item_group, is_group=0)
	frappe.db.set_value("Performance Scorecard", "_RS Gate", "item_group", item_group)
	frappe.clear_document_cache("Performance Scorecard", "_RS Gate")


def order(supplier: str, submit: bool = False, **values):
	"""An order of this file's supplier."""
	day = date(2026, 7, 1)
	return buying.purchase_order(f"_RS {supplier}", ordered=day, due=day, submit=submit, **values)


def rfq(*suppliers: str, submit: bool = False):
	"""A request to these suppliers."""
	item = buying.item("_RS Item")
	doc = frappe.get_doc(
		{
			"doctype": RFQ,
			"company": buying.COMPANY,
			"transaction_date": date(2026, 7, 1),
			"status": "Draft",
			"subject": "_RS",
			"message_for_supplier": "Please quote",
			"suppliers": [{"supplier": buying.supplier(f"_RS {name}")} for name in suppliers],
			"items": [
				{
					"item_code": item,
					"item_group": "_RS Goods",
					"qty": 1,
					"uom": buying.UOM,
					"stock_uom": buying.UOM,
					"conversion_factor": 1,
					"schedule_date": date(2026, 7, 9),
				}
			],
		}
	)
	doc.insert(ignore_mandatory=True)
	if submit:
		doc.submit()
	return doc


def said() -> str:
	"""All messages so far."""
	return " ".join(json.dumps(each) for each in frappe.local.message_log)


def logged(**filters) -> list[dict]:
	"""Overrides, oldest first."""
	fields = [
		"supplier",
		"document_type",
		"document",
		"overridden_by",
		"reason",
		"standing",
		"score",
		"period",
	]
	return frappe.get_all(LOG, filters, fields, order_by="creation, name")


def overridden(doc, reason: str = "Only source of the part"):
	"""The document, submitted with a reason."""
	doc.reload()
	doc.set(REASON, reason)
	doc.save(ignore_permissions=True)
	doc.submit()
	return doc
