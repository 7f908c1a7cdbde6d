"""The writer puts a data set on a site as it is, once."""

from __future__ import annotations

from datetime import date

import pytest

from embedded.demo.company import generate
from embedded.demo.rows import Dataset


@pytest.fixture
def data() -> Dataset:
	return generate(5, date(2026, 6, 30), size=0.05)


@pytest.fixture
def write(clean, monkeypatch, request):
	"""``writer.write`` without its commits, so that the next test finds the site as it was."""
	if request.config.getoption("--bench"):
		pytest.skip("ERPNext commits while it sets up a company: not on a site that others use")
	import frappe

	from embedded.demo import writer

	monkeypatch.setattr(frappe.db, "commit", lambda *args, **kwargs: None)
	return writer.write


def test_every_document_and_line_is_there_with_its_amounts(data, write):
	import frappe
	from frappe.query_builder.functions import Count, Sum

	before = {
		doctype: frappe.db.count(doctype) for doctype in data.counts() if frappe.db.exists("DocType", doctype)
	}
	written = write(data)
	for doctype in ("Purchase Order", "Purchase Receipt", "Purchase Invoice", "Sales Invoice", "POS Invoice"):
		documents = list(data.of(doctype))
		lines = [line for document in documents for line in document.lines]
		assert written[doctype] == len(documents) == frappe.db.count(doctype) - before[doctype]
		table = frappe.qb.DocType(f"{doctype} Item")
		names = [document.name for document in documents]
		((count, qty),) = (
			frappe.qb.from_(table)
			.select(Count(table.name), Sum(table.qty))
			.where(table.parent.isin(names))
			.run()
		)
		assert count == len(lines)
		assert float(qty) == pytest.approx(sum(line.qty for line in lines))


def test_a_written_order_opens_as_a_document(data, write):
	import frappe

	write(data)
	order = next(
		document for document in data.of("Purchase Order") if document.fields["status"] == "Completed"
	)
	found = frappe.get_doc("Purchase Order", order.name)
	assert (found.docstatus, found.supplier, str(found.transaction_date)) == (1, order.party, str(order.day))
	assert [line.name for line in found.items] == [line.name for line in order.lines]
	assert found.net_total == pytest.approx(sum(line.qty * line.rate for line in order.lines))
	assert found.items[0].base_net_amount == pytest.approx(
		order.lines[0].qty * order.lines[0].rate * order.conversion_rate
	)


def test_trees_are_nested(data, write):
	import frappe

	write(data)
	bounds = {
		name: frappe.db.get_value("Item Group", name, ["lft", "rgt"])
		for name in ("All Item Groups", "Components", "Optics")
	}
	(all_left, all_right), (left, right), (leaf_left, leaf_right) = bounds.values()
	assert all_left < left < leaf_left < leaf_right < right < all_right


def test_a_second_run_writes_nothing_and_progress_ends_at_the_total(data, write):
	seen: list[tuple[int, int]] = []
	write(data, progress=lambda done, total, doctype: seen.append((done, total)))
	assert seen == sorted(seen)
	assert seen[-1][0] == seen[-1][1] == sum(data.counts().values())
	assert write(data) == {}


def test_what_open_invoices_leave_owed_is_in_the_payment_ledger(data, write):
	import frappe

	from relationship_suite.srm_extensions.risk import receivable_queries

	write(data)
	company = data.companies[0]
	open_ones = frappe.get_all(
		"Sales Invoice",
		{"company": company.name, "outstanding_amount": (">", 0)},
		["customer", "base_grand_total"],
		order_by="name",
	)
	found = receivable_queries.owed([company.name], data.as_of)[company.name]

	assert open_ones
	assert set(found) == {row.customer for row in open_ones}
	assert sum(found.values()) == pytest.approx(sum(row.base_grand_total for row in open_ones))
