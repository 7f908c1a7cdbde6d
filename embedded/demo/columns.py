"""A document as ERPNext's columns: what follows from quantities, rates and dates is worked out here. Pure.

``stock_qty`` = qty x conversion factor, ``amount`` = qty x rate (a debit note without quantity: the rate),
``base_*`` = x conversion rate, no taxes and no discounts, so net = gross. Columns a site lacks are the
writer's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from embedded.demo.rows import PURCHASE_DOCTYPES, Document, Item, Line, Record, TreeNode, child_name

Row = dict[str, object]
PRECISION = 6
DUE_DAYS = timedelta(days=30)
OPEN_STATUSES = ("Unpaid", "Overdue", "Partly Paid")


@dataclass(frozen=True)
class Accounts:
	"""Links of a company's books, empty where the site has no books."""

	debit_to: str = ""
	credit_to: str = ""
	income_account: str = ""
	expense_account: str = ""
	cost_center: str = ""


def stamp(name: str, owner: str, at: datetime, docstatus: int = 0, idx: int = 0) -> Row:
	"""The columns every row has."""
	return {
		"name": name,
		"owner": owner,
		"creation": at,
		"modified": at,
		"modified_by": owner,
		"docstatus": docstatus,
		"idx": idx,
	}


def record_rows(record: Record, owner: str, child_name) -> tuple[Row, dict[str, list[Row]]]:
	"""A record and its children by DocType; ``child_name(doctype, parent, idx)`` names them."""
	parent = {**stamp(record.name, owner, record.at, record.docstatus), **record.fields}
	children: dict[str, list[Row]] = {}
	for child in record.children:
		rows = children.setdefault(child.doctype, [])
		for idx, fields in enumerate(child.rows, 1):
			name = child_name(child.doctype, f"{record.doctype}:{record.name}:{child.parentfield}", idx)
			row = stamp(name, owner, record.at, record.docstatus, idx)
			rows.append({**row, **_place(record.doctype, record.name, child.parentfield), **fields})
	return parent, children


def tree_row(node: TreeNode, owner: str, at: datetime, company: str = "") -> Row:
	"""A tree master; ``lft`` and ``rgt`` come when the tree is whole."""
	key = node.doctype.lower().replace(" ", "_")
	label = node.name.rsplit(" - ", 1)[0] if company else node.name
	row = stamp(node.name, owner, at)
	row |= {f"{key}_name": label, f"parent_{key}": node.parent, "is_group": int(node.is_group)}
	row |= {"old_parent": node.parent, "lft": 0, "rgt": 0}
	if company:
		row["company"] = company
	return row


def _place(doctype: str, parent: str, parentfield: str) -> Row:
	return {"parent": parent, "parenttype": doctype, "parentfield": parentfield}


def document_rows(
	document: Document, items: Mapping[str, Item], owner: str, company_currency: str, accounts: Accounts
) -> tuple[Row, list[Row]]:
	"""The parent row and the rows of its lines."""
	at = document.recorded_at or document.at
	lines = [
		stamp(line.name, owner, at, document.docstatus, idx)
		| _line_columns(document, line, items[line.item_code], accounts)
		for idx, line in enumerate(document.lines, 1)
	]
	row = stamp(document.name, owner, at, document.docstatus)
	row |= {"company": document.company, "currency": document.currency}
	row |= {"conversion_rate": document.conversion_rate}
	row |= _totals(document, lines)
	row |= _party(document, accounts, company_currency)
	if document.doctype != "Purchase Order":
		row |= {"posting_date": document.day, "posting_time": document.at.time(), "set_posting_time": 1}
	row |= document.fields
	if document.doctype.endswith("Invoice"):
		owed = row["grand_total"] if row.get("status") in OPEN_STATUSES else 0.0
		row.setdefault("outstanding_amount", owed)
		row.setdefault("due_date", document.day + DUE_DAYS)
		row.setdefault("is_opening", "No")
	return row, lines


def owed_row(invoice: Row, owner: str) -> Row | None:
	"""What a Sales Invoice leaves owed, as ERPNext's payment ledger has it; of one that is paid, and of its payment, nothing."""
	if not invoice.get("outstanding_amount"):
		return None
	name = child_name("Payment Ledger Entry", str(invoice["name"]), 1)
	row = stamp(name, owner, invoice["creation"], docstatus=1)  # type: ignore[arg-type]
	row |= {"posting_date": invoice["posting_date"], "due_date": invoice["due_date"]}
	row |= {"company": invoice["company"], "account": invoice["debit_to"], "account_type": "Receivable"}
	row |= {"party_type": "Customer", "party": invoice["customer"], "delinked": 0}
	for prefix in ("", "against_"):
		row |= {f"{prefix}voucher_type": "Sales Invoice", f"{prefix}voucher_no": invoice["name"]}
	amount = invoice["base_grand_total"]
	row |= {"amount": amount, "amount_in_account_currency": amount}
	row["account_currency"] = invoice["party_account_currency"]
	return row


def _party(document: Document, accounts: Accounts, company_currency: str) -> Row:
	name = document.party
	if document.doctype in PURCHASE_DOCTYPES:
		row: Row = {"supplier": name, "supplier_name": name, "buying_price_list": "Standard Buying"}
	else:
		row = {"customer": name, "customer_name": name, "selling_price_list": "Standard Selling"}
		row |= {"debit_to": accounts.debit_to, "party_account_currency": company_currency}
	if document.doctype == "Purchase Invoice":
		row |= {"credit_to": accounts.credit_to, "party_account_currency": company_currency}
	row |= {
		"title": name,
		"price_list_currency": document.currency,
		"plc_conversion_rate": 1.0,
		"language": "en",
	}
	return row


def _totals(document: Document, lines: list[Row]) -> Row:
	total = round(sum(line["amount"] for line in lines), PRECISION)  # type: ignore[misc]
	base = round(sum(line["base_amount"] for line in lines), PRECISION)  # type: ignore[misc]
	row: Row = {"total_qty": sum(line.qty for line in document.lines)}
	for column in ("total", "net_total", "grand_total", "rounded_total"):
		row[column] = total
		row[f"base_{column}"] = base
	return row


def _line_columns(document: Document, line: Line, item: Item, accounts: Accounts) -> Row:
	row = _place(document.doctype, document.name, "items")
	row |= {
		"item_code": item.code,
		"item_name": item.name[:140],
		"description": item.name,
		"item_group": item.group,
		"qty": line.qty,
		"uom": line.uom or item.stock_uom,
		"stock_uom": item.stock_uom,
		"conversion_factor": line.conversion_factor,
		"stock_qty": round(line.qty * line.conversion_factor, PRECISION),
		"price_list_rate": line.rate,
		"base_price_list_rate": round(line.rate * document.conversion_rate, PRECISION),
	}
	if document.doctype != "POS Invoice":
		row["stock_uom_rate"] = round(line.rate / line.conversion_factor, PRECISION)
	corrects_price = not line.qty and document.fields.get("is_debit_note")
	amount = round(line.rate if corrects_price else line.qty * line.rate, PRECISION)
	for column, value in (("rate", line.rate), ("amount", amount)):
		base = round(value * document.conversion_rate, PRECISION)
		row |= {column: value, f"net_{column}": value, f"base_{column}": base, f"base_net_{column}": base}
	if accounts.cost_center:
		row["cost_center"] = accounts.cost_center
	if document.doctype in ("Sales Invoice", "POS Invoice"):
		row |= {"income_account": accounts.income_account, "expense_account": accounts.expense_account}
	elif document.doctype == "Purchase Invoice":
		row["expense_account"] = accounts.expense_account
	row |= line.fields
	if document.doctype == "Purchase Receipt":
		received = float(line.fields["received_qty"])  # type: ignore[arg-type]
		row["received_stock_qty"] = round(received * line.conversion_factor, PRECISION)
		row.setdefault("valuation_rate", round(row["base_rate"] / line.conversion_factor, PRECISION))  # type: ignore[operator]
	return row
