"""What a supplier is asked to deliver: the agreement, its versions, what they differ in, and who sees them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.factories import planning as make
from tests.factories.planning import AS_OF
from tests.factories.statements import counted

AGREEMENT, RELEASE, LINE = "Planning Agreement", "Forecast Release", "Forecast Release Line"
JULY, AUGUST, SEPTEMBER = "2026-07-01", "2026-08-01", "2026-09-01"


@pytest.fixture(autouse=True)
def _masters(clean):
	make.start()
	yield
	make.start()


class TestTheAgreement:
	@pytest.mark.parametrize(
		("values", "said"),
		[
			({"horizon": 7}, "from 1 to 6: forecasts look 6 months ahead"),
			({"horizon": 0}, "from 1 to 6"),
			({"bucket": "Week", "horizon": 27}, "from 1 to 26"),
			({"frozen": 2, "flexible": 2}, "4 together, more than the 3"),
			({"frozen": -1}, "0 or more"),
			({"tolerance": 101}, "Tolerance must be from 0 to 100 %"),
		],
	)
	def test_what_is_wrong_is_named_with_what_would_be_right(self, values, said):
		import frappe

		with pytest.raises(frappe.ValidationError, match=said):
			make.agreement("_RS Wrong", make.goods("_RS Any"), **values)

	@pytest.mark.parametrize(
		("rows", "said"),
		[
			([{"share": 100}, {"share": 100}], "Row 2: .* is there twice"),
			([{"share": 0}], "Row 1: Share must be above 0"),
			([{"share": 101}], "Row 1: Share must be above 0"),
		],
	)
	def test_what_is_wrong_with_items_is_named_by_row(self, rows, said):
		import frappe

		one = make.goods("_RS Any")
		with pytest.raises(frappe.ValidationError, match=said):
			make.agreement("_RS Wrong", items=[{"item": one, **row} for row in rows])

	def test_whoever_makes_it_is_its_planner_and_quantities_are_in_the_items_uom(self):
		doc = make.agreement("_RS Right", make.goods("_RS Any"))
		assert (doc.planner, doc.items[0].uom) == ("Administrator", buying.UOM)


class TestARelease:
	def test_forecast_requests_and_open_orders_of_this_supplier_are_in_it(self, item):
		make.material_request(item, 5, due=date(2026, 8, 20))
		more = {"warehouse": make.stores()}
		buying.purchase_order(
			"_RS Asked", ordered=AS_OF, due=date(2026, 8, 9), qty=8, item_code=item, more=more
		)
		buying.purchase_order(
			"_RS Another", ordered=AS_OF, due=date(2026, 8, 9), qty=70, item_code=item, more=more
		)
		doc = make.release(make.agreement("_RS Asked", item))

		assert doc.name == f"{doc.agreement}-V1"
		assert make.released(doc) == {(item, JULY): 10, (item, AUGUST): 13, (item, SEPTEMBER): 10}
		august = doc.lines[1]
		assert (august.forecast_qty, august.requested_qty, august.ordered_qty) == (10, 5, 8)
		assert [row.fence for row in doc.lines] == ["Frozen", "Flexible", "Open"]

	def test_what_is_closed_stopped_or_cancelled_is_not(self, item):
		request = make.material_request(item, 50, due=date(2026, 8, 20))
		request.db_set("status", "Stopped")
		more = {"warehouse": make.stores()}
		closed, cancelled = (
			buying.purchase_order(
				"_RS Closed", ordered=AS_OF, due=date(2026, 8, 9), qty=80, item_code=item, more=more
			)
			for _ in range(2)
		)
		closed.db_set("status", "Closed")
		cancelled.cancel()
		doc = make.release(make.agreement("_RS Closed", item))

		assert make.released(doc)[item, AUGUST] == 10

	def test_the_next_version_says_what_changed_and_takes_the_place_of_the_one_before(self, item):
		agreement = make.agreement("_RS Changed", item)
		first = make.release(agreement)
		buying.purchase_order(
			"_RS Changed",
			ordered=AS_OF,
			due=date(2026, 7, 20),
			qty=25,
			item_code=item,
			more={"warehouse": make.stores()},
		)
		second = make.release(agreement, date(2026, 7, 16))
		first.reload()

		assert (second.version, second.previous_release) == (2, first.name)
		assert [row.change_qty for row in second.lines] == [15, 0, 0]
		assert (second.changed, second.changed_in_fence) == (1, 1)
		assert (first.is_latest, second.is_latest) == (0, 1)
		assert make.released(first)[item, JULY] == 10

	def test_a_version_stays_as_it_is_and_none_is_entered_by_hand(self, item):
		import frappe

		doc = frappe.get_doc(RELEASE, make.release(make.agreement("_RS Stays", item)).name)
		doc.lines[0].release_qty = 99
		with pytest.raises(frappe.ValidationError, match="stays as it was released"):
			doc.save()
		with pytest.raises(frappe.ValidationError, match="made from a Planning Agreement"):
			frappe.get_doc({**doc.as_dict(), "name": None, "version": 9, "__islocal": 1}).insert()

	def test_of_two_that_release_at_once_one_is_told(self, item, monkeypatch):
		import frappe

		from relationship_suite.srm_extensions.planning import release_queries

		agreement = make.agreement("_RS At Once", item)
		make.release(agreement)
		monkeypatch.setattr(
			release_queries, "last_version", lambda doctype, **of: None
		)  # read before the other's commit
		with pytest.raises(frappe.ValidationError, match="just released this version"):
			make.release(agreement)

	def test_one_that_is_not_enabled_is_not_released(self, item):
		import frappe

		with pytest.raises(frappe.ValidationError, match="not enabled"):
			make.release(make.agreement("_RS Off", item, enabled=0))

	def test_weeks_share_out_a_month(self, item):
		doc = make.release(make.agreement("_RS Weekly", item, bucket="Week", horizon=8))
		assert str(doc.lines[0].first_day) == "2026-07-13"
		assert doc.lines[0].release_qty == pytest.approx(10 * 7 / 31, abs=0.001)

	def test_the_reads_do_not_grow_with_the_items(self, item):
		from relationship_suite.srm_extensions.planning import release_queries

		def statements(*items) -> int:
			doc = make.agreement("_RS Many", *items)
			with counted() as seen:
				release_queries.asked(doc)
			return len(seen)

		many = [make.goods(f"_RS Many {place}") for place in range(12)]
		assert statements(item) == statements(item, *many) == 4

	def test_the_form_shows_it_as_a_table_with_a_sentence(self, item):
		from relationship_suite.srm_extensions.planning.release_api import get_release

		found = get_release(make.release(make.agreement("_RS Table", item)).name)

		assert found["sentence"].endswith("one item in 3 buckets.")
		assert found["buckets"] == ["Jul 2026", "Aug 2026", "Sep 2026"]
		assert found["fences"] == ["Frozen", "Flexible", "Open"]
		assert [cell["qty"] for cell in found["items"][0]["cells"]] == [10, 10, 10]


class TestWhoSeesWhat:
	@pytest.fixture
	def two(self, item):
		"""A release to each of two suppliers, of two groups."""
		import frappe

		for name in ("_RS Mine", "_RS Theirs"):
			buying.ensure("Supplier Group", name, supplier_group_name=name, is_group=0)
			frappe.db.set_value("Supplier", buying.supplier(name), "supplier_group", name)
		made = {name: make.release(make.agreement(name, item)) for name in ("_RS Mine", "_RS Theirs")}
		return {name: made[name].name for name in made}

	def test_permissions_on_what_the_supplier_links_to_hold_everywhere(self, become, two):
		import frappe

		from relationship_suite.srm_extensions.planning import release_api

		become("Sourcing User", ("Supplier Group", "_RS Mine"))
		for doctype in (AGREEMENT, RELEASE):
			assert set(frappe.get_list(doctype, pluck="supplier", limit=0)) == {buying.named("_RS Mine")}
		parents = frappe.get_list(LINE, fields=["parent"], parent_doctype=RELEASE, limit=0)
		assert {row.parent for row in parents} == {two["_RS Mine"]}
		assert release_api.get_release(two["_RS Mine"])["items"]
		theirs = two["_RS Theirs"]
		with pytest.raises(frappe.PermissionError):
			release_api.get_release(theirs)
		with pytest.raises(frappe.PermissionError):
			release_api.issue(theirs.rpartition("-")[0])

	@pytest.mark.parametrize(("role", "may"), [("Sourcing User", True), ("Risk Owner", False)])
	def test_who_may_release(self, become, two, role, may):
		import frappe

		from relationship_suite.srm_extensions.planning import release_api

		agreement = two["_RS Mine"].rpartition("-")[0]
		become(role)
		if may:
			assert release_api.issue(agreement) == {"release": f"{agreement}-V2"}
		else:
			with pytest.raises(frappe.PermissionError):
				release_api.issue(agreement)
