"""The demo company is coherent: what a real ERPNext would not let happen does not happen in its data."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from embedded.demo.cast import DRIFT_DAYS, NEW_DAYS, World, build
from embedded.demo.company import generate
from embedded.demo.rows import Dataset, Document, Line

AS_OF = date(2026, 6, 30)
SEED = 7
REPO = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data() -> Dataset:
	return generate(SEED, AS_OF)


@pytest.fixture(scope="module")
def lines(data: Dataset) -> dict[str, tuple[Document, Line]]:
	"""Every line by its name."""
	return {line.name: (document, line) for document in data.documents for line in document.lines}


@pytest.fixture(scope="module")
def receipts(data: Dataset) -> list[tuple[Document, Line]]:
	"""Lines that bring goods in or give them back, from both DocTypes."""
	return [
		(document, line)
		for document in data.documents
		if document.doctype == "Purchase Receipt"
		or (document.doctype == "Purchase Invoice" and document.fields.get("update_stock"))
		for line in document.lines
	]


def order_line(line: Line) -> object:
	return line.fields.get("purchase_order_item") or line.fields.get("po_detail")


def original(line: Line) -> object:
	return line.fields.get("purchase_receipt_item") or line.fields.get("purchase_invoice_item")


def pairs(data: Dataset, doctype: str) -> Iterator[tuple[Document, Line]]:
	return ((document, line) for document in data.of(doctype) for line in document.lines)


def on_time_shares(data: Dataset, receipts: list[tuple[Document, Line]], kind: str) -> tuple[float, float]:
	"""Share of lines due that came in full by their promise: before and within the last three months."""
	edge = AS_OF - timedelta(days=DRIFT_DAYS)
	came: Counter[object] = Counter()
	due = {}
	for document, line in pairs(data, "Purchase Order"):
		if data.profiles[document.party] == kind and document.docstatus == 1:
			promise = line.fields["expected_delivery_date"] or line.fields["schedule_date"]
			due[line.name] = (promise, line.qty)
	for document, line in receipts:
		key = order_line(line)
		if key in due and not document.fields["is_return"] and document.day <= due[key][0]:
			came[key] += line.qty + line.fields["rejected_qty"]
	before = [came[key] >= qty for key, (promise, qty) in due.items() if promise < edge]
	lately = [came[key] >= qty for key, (promise, qty) in due.items() if edge <= promise < AS_OF]
	return sum(before) / len(before), sum(lately) / len(lately)


class TestSize:
	def test_about_2500_order_lines_and_8000_sales_lines(self, data):
		counts = data.counts()
		assert 2300 <= counts["Purchase Order Item"] <= 2700
		assert 7000 <= counts["Sales Invoice Item"] + counts["POS Invoice Item"] <= 9500
		assert (counts["Supplier"], counts["Customer"]) == (40, 403)
		assert 30 <= counts["Item"] <= 60

	@pytest.mark.parametrize("size", [0.05, 0.5])
	def test_scales_with_size(self, data, size):
		small, whole = generate(SEED, AS_OF, size=size).counts(), data.counts()
		for doctype in ("Purchase Order Item", "Sales Invoice Item"):
			assert small[doctype] == pytest.approx(size * whole[doctype], rel=0.35)

	@pytest.mark.parametrize(("months", "size"), [(18, 0.001), (1, 1.0)])
	def test_refuses_what_is_too_small(self, months, size):
		with pytest.raises(ValueError, match="at least"):
			generate(SEED, AS_OF, months, size=size)

	@pytest.mark.parametrize("as_of", [date(2024, 2, 29), date(2025, 12, 31), date(2026, 3, 1)])
	def test_works_on_any_day_of_the_calendar(self, as_of):
		data = generate(3, as_of, 8, size=0.1)
		assert all(document.day <= as_of for document in data.documents)


class TestSeed:
	def test_the_same_seed_gives_the_same_data(self, data):
		assert generate(SEED, AS_OF) == data

	def test_another_seed_gives_other_data(self, data):
		assert generate(SEED + 1, AS_OF).documents != data.documents

	def test_the_hash_seed_of_python_does_not_matter(self):
		code = (
			"import hashlib; from datetime import date; from embedded.demo.company import generate;"
			f"data = generate({SEED}, date(2026, 6, 30), size=0.05);"
			"print(hashlib.sha256(repr((data.documents, data.records, data.masters)).encode()).hexdigest())"
		)
		found = {
			subprocess.run(
				[sys.executable, "-c", code], cwd=REPO, env=os.environ | {"PYTHONHASHSEED": seed}, check=True,
				capture_output=True, text=True,
			).stdout
			for seed in ("1", "2")
		}  # fmt: skip
		here = generate(SEED, AS_OF, size=0.05)
		assert found == {
			hashlib.sha256(repr((here.documents, here.records, here.masters)).encode()).hexdigest() + "\n"
		}


class TestNames:
	def test_documents_of_a_doctype_have_names_of_their_own(self, data):
		names = Counter((row.doctype, row.name) for row in (*data.documents, *data.masters, *data.records))
		assert [name for name, count in names.items() if count > 1] == []

	def test_children_have_ten_characters_and_names_of_their_own(self, data, lines):
		assert len(lines) == sum(len(document.lines) for document in data.documents)
		assert all(len(name) == 10 and name.isalnum() for name in lines)

	def test_orders_are_numbered_by_year_in_the_order_of_their_dates(self, data):
		orders = list(data.of("Purchase Order"))
		assert orders[0].name == f"PO-{orders[0].day.year}-00001"
		assert [order.name for order in orders] == [
			order.name for order in sorted(orders, key=lambda one: one.at)
		]


class TestDates:
	def test_nothing_happens_after_as_of(self, data):
		assert max(document.day for document in data.documents) <= AS_OF
		assert max(record.at.date() for record in (*data.records, *data.masters)) <= AS_OF
		promises = ("schedule_date", "expected_delivery_date", "due_date", "end_of_life", "data")
		promises += ("relationship_requested_on", "relationship_committed_on")
		promises += ("follow_up_on", "date")
		for row in (*data.documents, *data.records, *(line for one in data.documents for line in one.lines)):
			for column, value in row.fields.items():
				day = value.date() if isinstance(value, datetime) else value
				if isinstance(day, date) and column not in promises:
					assert day <= AS_OF, (row.name, column)

	def test_no_order_is_asked_for_or_confirmed_before_it_is_placed(self, data):
		for order, line in pairs(data, "Purchase Order"):
			confirmed = order.fields["order_confirmation_date"]
			promised = line.fields["expected_delivery_date"]
			assert line.fields["schedule_date"] >= order.day
			assert confirmed is None or order.day <= confirmed <= AS_OF
			assert promised is None or promised >= order.day

	def test_goods_come_after_the_order_and_go_back_after_they_came(self, receipts, lines):
		for document, line in receipts:
			if order_line(line):
				assert document.day > lines[order_line(line)][0].day
			if document.fields["is_return"]:
				assert document.day > lines[original(line)][0].day

	def test_invoices_come_with_or_after_the_goods(self, data, lines):
		for document, line in pairs(data, "Purchase Invoice"):
			if line.fields.get("pr_detail"):
				assert document.at >= lines[line.fields["pr_detail"]][0].at

	def test_open_promises_lie_in_the_future(self, data):
		open_orders = [
			order for order in data.of("Purchase Order") if order.fields["status"] == "To Receive and Bill"
		]
		assert any(line.fields["schedule_date"] > AS_OF for order in open_orders for line in order.lines)


class TestPurchases:
	def test_receipts_never_exceed_orders(self, receipts, lines):
		received: Counter[object] = Counter()
		for document, line in receipts:
			if order_line(line) and not document.fields["is_return"]:
				received[order_line(line)] += line.qty + line.fields["rejected_qty"]
		assert all(qty <= lines[name][1].qty for name, qty in received.items())

	def test_returns_never_exceed_receipts_and_point_at_them(self, receipts, lines):
		for document, line in receipts:
			if not document.fields["is_return"]:
				assert line.qty >= 0
				continue
			source_document, source = lines[original(line)]
			assert document.fields["return_against"] == source_document.name
			assert source.item_code == line.item_code
			if line.fields.get("return_qty_from_rejected_warehouse"):
				assert 0 < -line.qty <= source.fields["rejected_qty"]
			else:
				assert 0 <= -line.qty <= source.qty
				assert 0 <= -line.fields["rejected_qty"] <= source.fields["rejected_qty"]
			assert line.qty + line.fields["rejected_qty"] < 0

	def test_lines_keep_item_party_company_and_unit_of_what_they_refer_to(self, data, lines):
		links = (
			"purchase_order_item",
			"po_detail",
			"pr_detail",
			"purchase_receipt_item",
			"sales_invoice_item",
		)
		for document in data.documents:
			for line in document.lines:
				for link in links:
					if name := line.fields.get(link):
						other, source = lines[name]
						assert (other.company, other.party) == (document.company, document.party)
						assert (source.item_code, source.uom) == (line.item_code, line.uom)

	def test_orders_that_are_not_in_force_get_no_goods(self, data, receipts, lines):
		served = {lines[order_line(line)][0].name for _, line in receipts if order_line(line)}
		for order in data.of("Purchase Order"):
			dropped = any(line.fields["delivered_by_supplier"] for line in order.lines)
			if order.docstatus != 1 or order.fields["status"] == "On Hold" or dropped:
				assert order.name not in served

	def test_credit_notes_never_exceed_what_was_billed(self, data, lines):
		for document, line in pairs(data, "Purchase Invoice"):
			if document.fields.get("is_return"):
				source = lines[line.fields["purchase_invoice_item"]][1]
				assert 0 <= -line.qty <= source.qty
				assert line.rate == source.rate

	def test_inspections_belong_to_incoming_lines_of_inspected_items(self, data, lines):
		found = [record for record in data.records if record.doctype == "Quality Inspection"]
		assert {record.fields["status"] for record in found} == {"Accepted", "Rejected"}
		for record in found:
			document, line = lines[record.fields["child_row_reference"]]
			assert document.name == record.fields["reference_name"]
			assert document.doctype == record.fields["reference_type"]
			assert line.fields["quality_inspection"] == record.name
			assert data.items[line.item_code].is_inspected
			assert 0 < record.fields["sample_size"] <= line.qty + line.fields["rejected_qty"]

	def test_every_case_a_report_must_bear_is_there(self, data, receipts, lines):
		orders = list(data.of("Purchase Order"))
		assert {order.docstatus for order in orders} == {0, 1, 2}
		assert {"Closed", "On Hold", "Cancelled", "Completed"} <= {order.fields["status"] for order in orders}
		assert any(line.fields["delivered_by_supplier"] for order in orders for line in order.lines)
		parts = Counter(order_line(line) for document, line in receipts if not document.fields["is_return"])
		assert any(count > 1 for name, count in parts.items() if name)
		assert parts[None]  # a receipt without an order
		assert any(line.fields["rejected_qty"] > 0 for _, line in receipts)
		returns = [line for document, line in receipts if document.fields["is_return"]]
		assert any(line.fields["rejected_qty"] < 0 for line in returns)
		assert any(line.fields.get("return_qty_from_rejected_warehouse") for line in returns)
		assert any(document.doctype == "Purchase Invoice" for document, _ in receipts)
		invoices = list(data.of("Purchase Invoice"))
		assert {document.fields["is_opening"] for document in invoices} == {"Yes", "No"}
		assert any(not line.fields.get("po_detail") for document in invoices for line in document.lines)
		assert any(
			line.rate > lines[line.fields["po_detail"]][1].rate
			for document in invoices
			for line in document.lines
			if line.fields.get("po_detail")
		)
		versions = [json.loads(one.fields["data"]) for one in data.records if one.doctype == "Version"]
		for version in versions:
			_, _, name, ((field, first, last),) = version["row_changed"][0]
			assert field == "expected_delivery_date"
			assert first < last == str(lines[name][1].fields["expected_delivery_date"])


class TestSuppliers:
	def test_drifting_ones_fall_in_the_last_three_months_and_good_ones_do_not(self, data, receipts):
		before, lately = on_time_shares(data, receipts, "drifting")
		assert before - lately > 0.35
		assert all(share > 0.75 for share in on_time_shares(data, receipts, "good"))
		assert on_time_shares(data, receipts, "bad")[0] < 0.6

	def test_single_source_items_come_from_one_supplier(self, data):
		sources = defaultdict(set)
		for order, line in pairs(data, "Purchase Order"):
			if data.profiles[order.party] != "internal":
				sources[line.item_code].add(order.party)
		sole = [parties for parties in sources.values() if len(parties) == 1]
		named = {name for name, kind in data.profiles.items() if kind == "single-source"}
		assert named <= {party for parties in sole for party in parties}

	def test_new_ones_have_no_history(self, data):
		for order in data.of("Purchase Order"):
			if data.profiles[order.party] == "new":
				assert order.day >= AS_OF - timedelta(days=NEW_DAYS)

	def test_both_companies_buy_and_the_group_buys_from_itself(self, data):
		assert {(one.abbr, one.currency) for one in data.companies} == {("TWG", "EUR"), ("TWU", "USD")}
		assert {order.company for order in data.of("Purchase Order")} == {one.name for one in data.companies}
		internal = [order for order in data.of("Purchase Order") if order.fields["is_internal_supplier"]]
		assert {order.party for order in internal} == {data.companies[0].name}
		assert all(order.company != order.party for order in internal)


class TestSales:
	def test_returns_never_exceed_what_was_sold(self, data, lines):
		back: Counter[object] = Counter()
		for document, line in pairs(data, "Sales Invoice"):
			if document.fields["is_return"]:
				source_document, source = lines[line.fields["sales_invoice_item"]]
				assert document.fields["return_against"] == source_document.name
				assert document.day > source_document.day
				assert line.qty < 0
				back[source.name] -= line.qty
		assert back
		assert all(qty <= lines[name][1].qty for name, qty in back.items())

	def test_rhythms_are_what_they_are_called(self, data):
		days = defaultdict(list)
		for document in data.of("Sales Invoice"):
			if not document.fields["is_return"] and document.fields["is_opening"] == "No":
				days[document.party].append((document.day, document.fields.get("is_debit_note")))
		last = {party: max(day for day, corrects in found if not corrects) for party, found in days.items()}
		first = {party: min(day for day, _ in found) for party, found in days.items()}
		of_kind = defaultdict(list)
		for party in days:
			of_kind[data.profiles[party]].append(party)
		assert max(last[party] for party in of_kind["gone quiet"]) <= AS_OF - timedelta(days=118)
		assert min(first[party] for party in of_kind["new"]) >= AS_OF - timedelta(days=92)
		assert all(len([1 for _, more in days[party] if not more]) == 1 for party in of_kind["one-time"])
		recent = [last[party] >= AS_OF - timedelta(days=100) for party in of_kind["loyal"]]
		assert sum(recent) / len(recent) > 0.9

	def test_consolidated_invoices_hold_the_lines_of_their_pos_invoices(self, data):
		consolidated = {
			document.name: document
			for document in data.of("Sales Invoice")
			if document.fields.get("is_consolidated")
		}
		held: Counter[object] = Counter()
		for document in data.of("POS Invoice"):
			held[document.fields.get("consolidated_invoice")] += len(document.lines)
		held.pop(None, None)
		assert held == {name: len(document.lines) for name, document in consolidated.items()}

	def test_every_case_a_report_must_bear_is_there(self, data):
		sales = list(data.of("Sales Invoice"))
		assert any(document.fields["is_opening"] == "Yes" for document in sales)
		assert any(document.fields["is_internal_customer"] for document in sales)
		assert any(document.fields.get("is_debit_note") and not document.lines[0].qty for document in sales)
		costs = {bool(line.fields.get("incoming_rate")) for document in sales for line in document.lines}
		assert costs == {True, False}
		assert {document.currency for document in sales} == {"EUR", "USD", "GBP"}


class TestTouches:
	def test_every_channel_direction_and_way_of_binding_is_there(self, data):
		mails = [record for record in data.records if record.doctype == "Communication"]
		assert {record.fields["sent_or_received"] for record in mails} == {"Sent", "Received"}
		assert {record.fields["reference_doctype"] for record in mails} >= {
			"Customer", "Supplier", "Issue", "Sales Invoice", "Purchase Order", None,
		}  # fmt: skip
		assert any(record.fields["communication_type"] == "Automated Message" for record in mails)
		assert {"Communication", "Call Log", "Event", "Issue"} <= {record.doctype for record in data.records}

	def test_references_exist(self, data):
		there = {(row.doctype, row.name) for row in (*data.documents, *data.records, *data.masters)}
		for record in data.records:
			pointers = [(record.fields.get("reference_doctype"), record.fields.get("reference_name"))]
			for child in record.children:
				for row in child.rows:
					pointers.append((row.get("link_doctype"), row.get("link_name")))
					pointers.append((row.get("reference_doctype"), row.get("reference_docname")))
			assert all(pointer in there for pointer in pointers if pointer[0]), record.name


def test_exchange_rates_stand_still_within_a_month_and_cross_to_one() -> None:
	world: World = build(SEED, AS_OF, 18, 0.1)
	rate = world.rates.rate
	assert rate("USD", "EUR", date(2026, 5, 1)) == rate("USD", "EUR", date(2026, 5, 31))
	assert rate("GBP", "GBP", AS_OF) == 1
	assert rate("USD", "EUR", AS_OF) * rate("EUR", "USD", AS_OF) == pytest.approx(1, abs=1e-5)
	assert len({rate("USD", "EUR", month) for month in world.rates.months}) > 10
