"""The readers of real data: their rules on small files, and the whole files where they are here."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from embedded.demo import online_retail, scms
from embedded.demo.columns import Accounts, document_rows
from embedded.demo.rows import DATA_VARIABLE, Dataset, RealDataMissing, data_file, data_folder

COLUMNS = (
	"PO / SO #", "ASN/DN #", "Vendor", "Item Description", "Product Group", "Sub Classification",
	"PO Sent to Vendor Date", "Scheduled Delivery Date", "Delivered to Client Date", "Delivery Recorded Date",
	"Line Item Quantity", "Line Item Value",
)  # fmt: skip

SMALL_FILE = """
SCMS-1|ASN-1|Acme  Labs|Test kit|HRDT|HIV test|1/15/09|10-Mar-09|12-Mar-09|20-Mar-09|30|100
SCMS-1|ASN-2|Acme  Labs|Gloves|HRDT|Ancillary|1/15/09|10-Mar-09|09-Mar-09|09-Mar-09|4|10
SO-9|DN-9|SCMS from RDC|Test kit|HRDT|HIV test|N/A - From RDC|05-Apr-09|02-Apr-09|03-Apr-09|1|3.5
"""


def real(name: str) -> Path:
	"""The folder of a real data set; skips with the reason where it is not here."""
	try:
		return data_file(name).parent
	except RealDataMissing as missing:
		pytest.skip(f"real data absent: {missing}")


@pytest.fixture(scope="module")
def deliveries() -> Dataset:
	return scms.read(real(scms.FILE))


@pytest.fixture(scope="module")
def retail() -> Dataset:
	folder = real(online_retail.FILE)
	pytest.importorskip("duckdb")
	return online_retail.read(folder)


class TestWhereTheDataLies:
	def test_the_variable_names_the_folder(self, tmp_path):
		assert data_folder({DATA_VARIABLE: str(tmp_path)}) == tmp_path

	def test_without_it_the_folder_beside_the_repository_serves(self):
		found = data_folder({}, exists=lambda path: True)
		assert found.parts[-2:] == ("shared", "data")
		assert found.parent.parent == Path(__file__).resolve().parents[3]

	def test_a_missing_folder_is_named_with_the_variable(self, tmp_path):
		with pytest.raises(RealDataMissing, match=DATA_VARIABLE):
			data_folder({DATA_VARIABLE: str(tmp_path / "nowhere")})

	def test_a_missing_file_is_named(self, tmp_path):
		with pytest.raises(RealDataMissing, match=scms.FILE):
			scms.read(tmp_path)


class TestOrderDates:
	@pytest.mark.parametrize(
		("text", "day"),
		[
			("9/13/07", date(2007, 9, 13)),
			("11/13/06", date(2006, 11, 13)),
			("2012-01-06", date(2006, 12, 1)),  # was 12/1/06
			("2004-02-09", date(2009, 4, 2)),  # was 4/2/09
			("Date Not Captured", None),
			("N/A - From RDC", None),
		],
	)
	def test_are_read_as_they_were_written(self, text, day):
		assert scms.order_date(text) == day


class TestSmallDeliveryFile:
	@pytest.fixture
	def data(self, tmp_path) -> Dataset:
		rows = [line.split("|") for line in SMALL_FILE.strip().splitlines()]
		with (tmp_path / scms.FILE).open("w", encoding="utf-8", newline="") as file:
			writer = csv.writer(file)
			writer.writerow(COLUMNS)
			writer.writerows(rows)
		return scms.read(tmp_path, with_invoices=True)

	def test_an_order_is_received_in_two_deliveries(self, data):
		order, internal = data.of("Purchase Order")
		assert (order.name, order.party, order.day) == ("SCMS-1", "Acme Labs", date(2009, 1, 15))
		assert [line.qty for line in order.lines] == [30, 4]
		first, second, _ = data.of("Purchase Receipt")
		assert [first.day, second.day] == [date(2009, 3, 12), date(2009, 3, 9)]
		assert first.recorded_at == datetime(2009, 3, 20, 12)
		links = [receipt.lines[0].fields["purchase_order_item"] for receipt in (first, second)]
		assert links == [line.name for line in order.lines]
		assert internal.fields["is_internal_supplier"] == 1

	def test_a_missing_order_date_takes_the_earlier_date_and_says_so(self, data):
		internal = list(data.of("Purchase Order"))[1]
		assert internal.day == date(2009, 4, 2)
		assert data.assumed_order_dates == {"SO-9"}

	def test_the_value_of_a_line_is_kept_to_the_cent(self, data):
		order = next(data.of("Purchase Order"))
		parent, _ = document_rows(order, data.items, "Administrator", "USD", Accounts())
		assert parent["net_total"] == pytest.approx(110, abs=0.005)

	def test_invoices_point_at_order_and_receipt(self, data):
		invoice = next(data.of("Purchase Invoice"))
		assert invoice.lines[0].fields["purchase_receipt"] == "ASN-1"
		assert invoice.day == date(2009, 3, 20)


class TestDeliveryHistory:
	def test_has_65_vendors_and_7779_deliveries(self, deliveries):
		counts = deliveries.counts()
		assert counts["Supplier"] == 65
		assert counts["Purchase Receipt Item"] == counts["Purchase Order Item"] == 7779
		assert (counts["Purchase Order"], counts["Purchase Receipt"]) == (4965, 5551)
		assert counts["Item"] == 173

	def test_says_how_many_order_dates_are_assumed(self, deliveries):
		assert deliveries.notes["lines_with_assumed_order_date"] == 4409 + 328
		internal = {
			order.name for order in deliveries.of("Purchase Order") if order.party == scms.INTERNAL_VENDOR
		}
		assert internal < deliveries.assumed_order_dates

	def test_lead_times_are_plausible_where_the_order_date_is_known(self, deliveries):
		days = [
			(line.fields["schedule_date"] - order.day).days
			for order in deliveries.of("Purchase Order")
			if order.name not in deliveries.assumed_order_dates
			for line in order.lines
		]
		assert len(days) == 7779 - 4409 - 328
		assert (min(days), max(days)) == (-10, 581)
		assert sum(day < 0 for day in days) == 1

	def test_late_deliveries_are_as_many_as_in_the_file(self, deliveries):
		due = {
			line.name: line.fields["schedule_date"]
			for order in deliveries.of("Purchase Order")
			for line in order.lines
		}
		late = sum(
			receipt.day > due[line.fields["purchase_order_item"]]
			for receipt in deliveries.of("Purchase Receipt")
			for line in receipt.lines
		)
		assert late == 830

	def test_has_one_internal_supplier(self, deliveries):
		internal = [
			one.name
			for one in deliveries.masters
			if one.doctype == "Supplier" and one.fields["is_internal_supplier"]
		]
		assert internal == [scms.INTERNAL_VENDOR]


class TestRetailLines:
	@pytest.mark.parametrize(
		("invoice", "quantity", "price", "customer", "reason"),
		[
			("489434", 12, 6.95, 13085, ""),
			("489434", 12, 6.95, None, ""),
			("489434", 12, 0.0, 13085, ""),
			("489434", 12, 0.0, None, "free_without_customer"),
			("489434", -12, 0.0, None, "stock_corrections"),
			("C489449", -12, 2.95, 16321, ""),
			("A506401", 1, -53594.36, None, "bad_debt"),
		],
	)
	def test_are_kept_or_left_out_for_a_reason(self, invoice, quantity, price, customer, reason):
		row = online_retail.Row(
			invoice, "85048", "", quantity, datetime(2010, 1, 1), price, customer, "France"
		)
		assert online_retail.left_out(row) == reason

	@pytest.mark.parametrize(
		"code", ["POST", "D", "M", "BANK CHARGES", "GIFT_0001_30", "TEST001", "AMAZONFEE"]
	)
	def test_codes_that_are_no_goods(self, code):
		assert online_retail.is_service(code)

	@pytest.mark.parametrize("code", ["85048", "79323P", "DCGS0058", "PADS", "SP1002"])
	def test_codes_that_are_goods(self, code):
		assert not online_retail.is_service(code)


class TestOnlineRetail:
	def test_every_line_is_accounted_for(self, retail):
		notes = retail.notes
		left_out = notes["stock_corrections"] + notes["bad_debt"] + notes["free_without_customer"]
		assert notes["lines_read"] == 525_461 == notes["lines_kept"] + left_out
		assert retail.counts()["Sales Invoice Item"] == notes["lines_kept"] == 521_802
		assert (notes["stock_corrections"], notes["bad_debt"]) == (2_121, 3)

	def test_customers_and_cash_sales(self, retail):
		names = {one.name for one in retail.masters if one.doctype == "Customer"}
		assert len(names) == 4383 + 1
		cash = sum(len(one.lines) for one in retail.documents if one.party == online_retail.CASH)
		assert cash == retail.notes["cash_lines"]

	def test_returns_are_the_c_invoices(self, retail):
		returns = [document for document in retail.documents if document.fields["is_return"]]
		assert {document.name[:4] for document in returns} == {"SI-C"}
		assert sum(len(document.lines) for document in returns) == 10_205
		assert all(line.qty < 0 for document in returns for line in document.lines)
		sales = [document for document in retail.documents if not document.fields["is_return"]]
		assert all(line.qty > 0 and line.rate >= 0 for document in sales for line in document.lines)

	def test_codes_that_differ_only_by_case_are_one_item(self, retail):
		assert len({code.casefold().strip() for code in retail.items}) == len(retail.items)
		used = {line.item_code for document in retail.documents for line in document.lines}
		assert used == set(retail.items)

	def test_equal_lines_stay_apart(self, retail):
		equal = Counter(
			(document.name, line.item_code, line.qty, line.rate)
			for document in retail.documents
			for line in document.lines
		)
		assert sum(count - 1 for count in equal.values()) > 6000

	def test_names_of_lines_do_not_collide(self, retail):
		names = {line.name for document in retail.documents for line in document.lines}
		assert len(names) == retail.notes["lines_kept"]

	def test_a_part_can_be_read(self, retail):
		part = online_retail.read(real(online_retail.FILE), until=date(2009, 12, 5))
		assert part.as_of <= date(2009, 12, 5)
		assert 0 < part.notes["lines_read"] < 20_000
