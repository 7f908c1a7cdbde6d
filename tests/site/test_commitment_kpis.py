"""Commit rate and commit reliability: what is released, committed and received of the buckets that are over, by month."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest

from tests.factories import buying, cells
from tests.factories import planning as make
from tests.factories import scorecards as cards
from tests.factories.planning import AS_OF, COMPANY

_numbers = count(1)
_number = [0]
JULY, AUGUST, SEPTEMBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)
COLUMNS = (
	"buckets_due",
	"released_qty",
	"covered_qty",
	"buckets_committed",
	"committed_qty",
	"kept_qty",
)


@pytest.fixture(autouse=True)
def _masters(clean):
	_number[0] = next(_numbers)
	make.start()
	yield
	make.start()


def keeper() -> str:
	"""The supplier of a test, which no other has documents of."""
	return f"_RS Keeps {_number[0]}"


@pytest.fixture
def on(monkeypatch):
	"""The day on which commitments are entered."""
	from relationship_suite.srm_extensions.doctype.supply_commitment import supply_commitment

	def enter(day: date) -> None:
		monkeypatch.setattr(supply_commitment, "nowdate", lambda: str(day))

	enter(AS_OF)
	return enter


@pytest.fixture
def item(on) -> str:
	"""One that is asked for ten times a month."""
	made = make.goods(f"_RS Kept {_number[0]}")
	make.sold(made, [10] * 6)
	make.forecast()
	return made


@pytest.fixture
def agreement(item):
	return make.agreement(keeper(), item)


@pytest.fixture
def release(agreement):
	"""Ten are asked for in July, August and September."""
	return make.release(agreement)


def receive(item: str, qty: float, day: date, **values):
	"""A receipt of an order that was made after the release."""
	into = {"warehouse": make.stores()}
	order = buying.purchase_order(keeper(), ordered=AS_OF, due=day, qty=qty, item_code=item, more=into)
	return buying.purchase_receipt(order, on=day, qty=qty, **values)


def months(as_of: date) -> dict[date, tuple]:
	"""Month -> what the roll-up says of the supplier's buckets in it, after a refresh; months without any are left out."""
	import frappe
	from frappe.utils import getdate

	assert cards.refresh(as_of).status == "Completed"
	table = frappe.qb.Table("relationship_supplier_month")
	query = frappe.qb.from_(table).select(table.month, *(table[column] for column in COLUMNS))
	rows = query.where(table.supplier == buying.named(keeper())).orderby(table.month).run()
	found: dict[date, tuple] = {}
	for month, *figures in rows:
		so_far = found.get(getdate(month), (0.0,) * len(COLUMNS))
		found[getdate(month)] = tuple(float(a) + b for a, b in zip(figures, so_far, strict=True))
	return {month: figures for month, figures in found.items() if any(figures)}


class TestWhatIsCommitted:
	def test_of_each_bucket_at_most_what_was_released_in_the_month_in_which_it_ends(self, release):
		make.commitment(release, _2026_07_01=[("2026-07-31", 12)], _2026_08_01=[("2026-08-31", 6)])

		assert months(SEPTEMBER) == {JULY: (1, 10, 10, 1, 12, 0), AUGUST: (1, 10, 6, 1, 6, 0)}

	def test_a_bucket_that_is_running_counts_from_the_day_after_it_on(self, release):
		make.commitment(release)

		assert months(date(2026, 7, 31)) == {}
		assert list(months(AUGUST)) == [JULY]
		assert months(date(2026, 7, 31)) == {}

	def test_without_a_commitment_nothing_is_committed(self, release):
		assert months(AUGUST) == {JULY: (1, 10, 0, 0, 0, 0)}

	def test_what_is_over_keeps_the_versions_that_it_had(self, on, agreement, release):
		first = make.commitment(release, _2026_07_01=[("2026-07-31", 8)])
		assert months(AUGUST) == {JULY: (1, 10, 8, 1, 8, 0)}

		on(date(2026, 8, 3))
		make.commitment(release, previous=first.name, _2026_07_01=[("2026-07-31", 10)])
		make.release(agreement, date(2026, 8, 4))
		assert months(AUGUST) == {JULY: (1, 10, 8, 1, 8, 0)}

	def test_until_then_the_last_versions_count(self, on, agreement, release):
		first = make.commitment(release, _2026_07_01=[("2026-07-31", 8)])
		make.commitment(release, previous=first.name, _2026_07_01=[("2026-07-31", 9)])
		assert months(AUGUST)[JULY] == (1, 10, 9, 1, 9, 0)

		buying.purchase_order(
			keeper(),
			ordered=AS_OF,
			due=date(2026, 7, 25),
			qty=25,
			item_code=agreement.items[0].item,
			more={"warehouse": make.stores()},
		)
		second = make.release(agreement, date(2026, 7, 21))
		receive(agreement.items[0].item, 15, date(2026, 7, 20))
		assert months(AUGUST)[JULY] == (1, 25, 9, 1, 9, 9)  # what was said before stands until it is answered

		on(date(2026, 7, 22))
		make.commitment(second, _2026_07_01=[("2026-07-31", 20)])
		assert months(AUGUST)[JULY] == (1, 25, 20, 1, 20, 15)

	def test_a_version_that_is_deleted_gives_its_buckets_back(self, agreement, release):
		import frappe

		second = make.release(agreement, date(2026, 7, 21))
		said = make.commitment(second, _2026_07_01=[("2026-07-31", 7)])
		assert months(AUGUST)[JULY] == (1, 10, 7, 1, 7, 0)

		frappe.delete_doc("Supply Commitment", said.name, force=True)
		assert months(AUGUST)[JULY] == (1, 10, 0, 0, 0, 0)
		frappe.delete_doc("Forecast Release", second.name, force=True)
		assert months(AUGUST)[JULY] == (1, 10, 0, 0, 0, 0)
		assert rows()["voucher"] == {release.name}


def rows() -> dict[str, set]:
	"""Values by column of the facts of the supplier's buckets."""
	import frappe

	table = frappe.qb.Table("relationship_planned_bucket")
	query = frappe.qb.from_(table).select("*").where(table.supplier == buying.named(keeper()))
	found = query.run(as_dict=True)
	return {column: {row[column] for row in found} for column in (found[0] if found else {})}


class TestWhatIsKept:
	def test_what_comes_in_the_bucket_at_most_what_is_committed_to_it(self, item, release):
		make.commitment(release)
		receive(item, 30, date(2026, 7, 31))
		receive(item, 3, date(2026, 8, 1))
		receive(item, 4, date(2026, 8, 31))

		assert months(SEPTEMBER) == {JULY: (1, 10, 10, 1, 10, 10), AUGUST: (1, 10, 10, 1, 10, 7)}

	def test_the_day_of_delivery_counts_and_rejects_came(self, item, release):
		make.commitment(release)
		receive(item, 2, date(2026, 8, 3), delivered_on=date(2026, 7, 30))
		receive(item, 2, date(2026, 7, 30), rejected=1)

		assert months(AUGUST)[JULY][-1] == 5

	def test_other_items_suppliers_and_companies_keep_nothing(self, release):
		make.commitment(release)
		receive(make.goods("_RS Kept by None"), 5, date(2026, 7, 20))

		assert months(AUGUST)[JULY][-1] == 0

	def test_a_receipt_that_comes_or_goes_later_restates_the_bucket(self, item, release):
		make.commitment(release)
		assert months(AUGUST)[JULY][-1] == 0
		receipt = receive(item, 6, date(2026, 7, 20))
		assert months(AUGUST)[JULY][-1] == 6

		receipt.reload()
		receipt.cancel()
		assert months(AUGUST)[JULY][-1] == 0

	def test_a_week_takes_what_came_in_the_month_before_and_counts_in_that_of_its_end(self, item):
		weekly = make.release(make.agreement(keeper(), item, bucket="Week"), date(2026, 7, 28))
		make.commitment(weekly, _2026_07_27=[("2026-08-01", 4)], _2026_08_03=[], _2026_08_10=[])
		receive(item, 3, date(2026, 7, 29))
		assert months(date(2026, 8, 2)) == {}

		found = months(date(2026, 8, 3))
		assert list(found) == [AUGUST]
		assert found[AUGUST][3:] == (1, 4, 3)
		receive(item, 1, date(2026, 7, 31))
		assert months(date(2026, 8, 3))[AUGUST][3:] == (1, 4, 4)


def test_step_by_step_gives_what_a_rebuild_gives(on, item, agreement, release):
	import frappe

	from relationship_suite import tasks

	first = make.commitment(release, _2026_07_01=[("2026-07-31", 8)])
	months(date(2026, 7, 20))
	receive(item, 5, date(2026, 7, 20))
	months(AUGUST)
	make.commitment(release, previous=first.name, _2026_08_01=[("2026-08-31", 3)])
	make.release(agreement, date(2026, 8, 4))
	receive(item, 2, date(2026, 8, 6)).reload().cancel()
	receive(item, 9, date(2026, 8, 6))
	assert months(SEPTEMBER)[AUGUST][3:] == (1, 3, 3)
	incremental = cells.everything()

	cells.empty()
	frappe.db.commit()
	assert tasks.run("Rebuild", as_of=SEPTEMBER).status == "Completed"

	after = cells.everything()
	for table, found in incremental.items():
		assert found == after[table], table


class TestTheScorecard:
	KPIS = tuple(
		{"kpi": kpi, "weight": 50, "threshold": 0, "target": 80, "stretch": 100, "minimum_evidence": 2}
		for kpi in ("Commit Rate", "Commit Reliability")
	)

	def test_judges_by_both(self, release):
		cards.only_scorecard("_RS Commitments", kpis=self.KPIS)
		make.commitment(release, _2026_07_01=[("2026-07-31", 8)], _2026_08_01=[("2026-08-31", 8)])
		cards.refresh(SEPTEMBER)
		[_july, august] = cards.results(supplier=keeper())  # nothing else has happened with this supplier
		assert august["score"] == 40
		receive(release.lines[0].item, 4, date(2026, 8, 20))
		cards.refresh(SEPTEMBER)

		[_july, august] = cards.results(supplier=keeper())
		assert [
			(row["kpi"], row["value"], row["n"]) for row in sorted(august["kpis"], key=lambda row: row["kpi"])
		] == [
			("Commit Rate", 80, 2),
			("Commit Reliability", 25, 2),
		]
		assert (august["score"], august["is_scored"]) == (52.5, 1)

	def test_a_card_that_does_not_judge_by_them_takes_no_notice(self, release):
		cards.only_scorecard("_RS Deliveries")
		make.commitment(release)
		assert list(months(AUGUST)) == [JULY]
		assert cards.results(supplier=keeper()) == []


class TestWhatIsBehind:
	def run(self, monkeypatch, today: date = SEPTEMBER, **filters) -> tuple:
		from relationship_suite.srm_extensions.report.commitment_versus_forecast import (
			commitment_versus_forecast as report,
		)
		from relationship_suite.srm_extensions.scorecards.measures import MEASURES

		monkeypatch.setattr(report, "nowdate", lambda: str(today))
		behind = MEASURES["Commit Reliability"].behind
		days = {"from_date": "2026-07-01", "to_date": "2026-08-31"}
		mine = {"company": COMPANY, "supplier": buying.named(keeper())}
		return report.execute({**mine, **days, **behind["filters"], **filters})

	def test_the_buckets_that_were_counted_are_listed(self, monkeypatch, item, agreement, release):
		make.commitment(release, _2026_07_01=[("2026-07-31", 12)], _2026_08_01=[("2026-08-31", 6)])
		receive(item, 5, date(2026, 7, 20))
		receive(item, 9, date(2026, 8, 20))
		months(SEPTEMBER)
		make.release(agreement, SEPTEMBER)

		_columns, found, _message, chart, summary = self.run(monkeypatch)
		shown = ("first_day", "release_qty", "committed", "received", "commit_rate", "reliability")
		assert [tuple(row[column] for column in shown) for row in found] == [
			(JULY, 10, 12, 5, 100, 41.67),
			(AUGUST, 10, 6, 9, 60, 100),
		]
		assert {row["release"] for row in found} == {release.name}
		assert [each["value"] for each in summary] == ["80.0 %", "61.1 %", 0]
		assert [each["values"] for each in chart["data"]["datasets"]] == [[10, 10], [12, 6], [5, 9]]
		assert self.run(monkeypatch, to_date="2026-07-31")[1] == found[:1]
		assert self.run(monkeypatch, item=make.goods("_RS Kept by None"))[1] == []

	def test_they_are_for_who_may_see_the_supplier(self, monkeypatch, become, release):
		import frappe

		months(SEPTEMBER)
		become("Sourcing User", ("Supplier", buying.supplier("_RS Other Keeper")))
		with pytest.raises(frappe.PermissionError):
			self.run(monkeypatch)
		assert self.run(monkeypatch, supplier=None)[1] == []
		become("Sourcing User", ("Company", buying.COMPANY_2))
		with pytest.raises(frappe.PermissionError):
			self.run(monkeypatch, supplier=None)
