"""Gates: a supplier's standing warns of, or stops, a Purchase Order and a Request for Quotation."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.factories import buying, gates
from tests.factories import scorecards as make
from tests.factories.gates import ORDER, SETTINGS, logged, order, rfq, said
from tests.factories.item_updates import update_items
from tests.factories.statements import watched


@pytest.fixture(autouse=True, scope="module")
def _scored(site):
	import frappe

	gates.scored("_RS Gate")
	yield
	frappe.set_user("Administrator")
	make.only_scorecard("_RS After")
	frappe.db.commit()


@pytest.fixture(autouse=True)
def _open(clean):
	gates.open_gates()


# What a standing does -------------------------------------------------------------------------------------


def test_a_standing_that_stops_lets_a_draft_be_kept_and_says_so_and_why():
	assert order("Poor").docstatus == 0
	assert "is stopped: Poor, 0.0 of 100 in 2026-03 (_RS Gate)" in said()
	assert buying.named("_RS Poor") in said()


def test_a_standing_that_stops_lets_nobody_submit_without_a_reason():
	import frappe

	doc = order("Poor")
	with pytest.raises(frappe.ValidationError, match="Reason for the Override"):
		doc.submit()

	assert frappe.db.get_value(ORDER, doc.name, "docstatus") == 0
	assert logged(document=doc.name) == []


def test_an_order_that_is_submitted_as_it_is_imported_is_stopped_too():
	import frappe

	draft = order("Poor").as_dict(no_default_fields=True)
	for row in draft["items"]:
		row.pop("name", None)
	doc = frappe.get_doc({**draft, "doctype": ORDER, "name": None, "docstatus": 1})

	with pytest.raises(frappe.ValidationError, match="is stopped"):
		doc.insert(ignore_permissions=True, ignore_mandatory=True)


def test_a_period_without_enough_data_leaves_the_gate_shut():
	import frappe

	known = {"supplier": buying.named("_RS Poor"), "company": buying.COMPANY}
	[name] = frappe.get_all("Performance Scorecard Result", known, pluck="name")
	later = frappe.copy_doc(frappe.get_doc("Performance Scorecard Result", name))
	later.update({"period": "2026-04", "period_start": "2026-04-01", "period_end": "2026-04-30"})
	later.update({"is_scored": 0, "score": 0, "standing": "", "kpis": []})
	later.insert(ignore_permissions=True)

	with pytest.raises(frappe.ValidationError, match="is stopped: Poor"):
		order("Poor", submit=True)


def test_a_standing_that_warns_lets_the_order_go():
	assert order("Fair", submit=True).docstatus == 1
	assert "needs a second look: Fair, 50.0 of 100" in said()


def test_each_document_has_what_the_standing_does_to_it():
	import frappe

	assert rfq("Poor", submit=True).docstatus == 1
	assert "needs a second look: Poor" in said()
	with pytest.raises(frappe.ValidationError, match="is stopped: Fair"):
		rfq("Fair", submit=True)


def test_a_good_standing_and_none_at_all_say_nothing():
	assert order("Best", submit=True).docstatus == 1
	assert order("Unknown", submit=True).docstatus == 1
	assert "of 100" not in said()


def test_one_supplier_of_many_stops_a_request():
	import frappe

	with pytest.raises(frappe.ValidationError) as stopped:
		rfq("Best", "Fair", "Poor", submit=True)

	assert buying.named("_RS Fair") in str(stopped.value)
	assert buying.named("_RS Best") not in str(stopped.value)


def test_scores_of_another_company_stop_nothing():
	assert order("Elsewhere", submit=True).docstatus == 1
	assert "of 100" not in said()


@pytest.mark.parametrize(
	("most", "is_stopped", "words"), [("Off", False, ""), ("Warn", False, "second look")]
)
def test_the_setting_is_the_most_that_is_done(most, is_stopped, words):
	import frappe

	frappe.db.set_single_value(SETTINGS, "order_gate", most)

	assert order("Poor", submit=True).docstatus == 1
	assert words in said()
	assert bool(words) == ("of 100" in said())


def test_a_disabled_scorecard_stops_nothing():
	import frappe

	frappe.db.set_value("Performance Scorecard", "_RS Gate", "enabled", 0)

	assert order("Poor", submit=True).docstatus == 1


def test_a_scorecard_for_an_item_group_is_asked_only_of_orders_with_such_items():
	import frappe

	buying.ensure("Item Group", "_RS Gears", item_group_name="_RS Gears", is_group=0)
	frappe.db.set_value("Performance Scorecard", "_RS Gate", "item_group", "_RS Gears")
	frappe.clear_document_cache("Performance Scorecard", "_RS Gate")

	assert order("Poor", submit=True).docstatus == 1
	frappe.db.set_value("Performance Scorecard", "_RS Gate", "item_group", "_RS Goods")
	with pytest.raises(frappe.ValidationError, match="is stopped"):
		order("Poor", submit=True)


def test_a_card_for_a_group_holds_for_the_groups_below_it():
	import frappe

	buying.ensure("Item Group", "_RS Upper", item_group_name="_RS Upper", is_group=1)
	frappe.db.set_value("Item Group", "_RS Upper", {"lft": 90001, "rgt": 90004})
	frappe.db.set_value("Item Group", "_RS Goods", {"lft": 90002, "rgt": 90003})
	frappe.db.set_value("Performance Scorecard", "_RS Gate", "item_group", "_RS Upper")

	with pytest.raises(frappe.ValidationError, match="is stopped"):
		order("Poor", submit=True)


def test_the_item_group_is_the_items_and_not_what_comes_with_the_request():
	import frappe

	buying.ensure("Item Group", "_RS Gears", item_group_name="_RS Gears", is_group=0)
	frappe.db.set_value("Performance Scorecard", "_RS Gate", "item_group", "_RS Goods")
	doc = order("Poor")
	doc.items[0].item_group = "_RS Gears"

	with pytest.raises(frappe.ValidationError, match="is stopped"):
		doc.submit()


# Lines that are added to a submitted order -----------------------------------------------------------------


def submitted_before(supplier: str, **values):
	"""An order from before the supplier's standing was in the way."""
	import frappe

	frappe.db.set_single_value(SETTINGS, "order_gate", "Off")
	po = order(supplier, submit=True, **values)
	frappe.db.set_single_value(SETTINGS, "order_gate", "Stop")
	frappe.clear_messages()
	return po


def test_update_items_adds_no_line_to_an_order_of_a_supplier_that_is_stopped():
	import frappe

	po = submitted_before("Poor")
	with pytest.raises(frappe.ValidationError, match=r"is stopped: Poor.*new Purchase Order"):
		update_items(po, date(2026, 7, 1), date(2026, 7, 9))


def test_update_items_warns_of_a_line_that_is_added_and_says_nothing_of_those_that_are_there():
	import frappe

	po = submitted_before("Fair")
	update_items(po, date(2026, 7, 3))
	assert "of 100" not in said()

	update_items(po, date(2026, 7, 3), date(2026, 7, 9))
	assert "needs a second look: Fair" in said()
	assert frappe.db.count("Purchase Order Item", {"parent": po.name, "docstatus": 1}) == 2


def test_update_items_changes_the_lines_that_are_there_though_the_supplier_is_stopped():
	po = submitted_before("Poor")
	update_items(po, date(2026, 7, 3))

	assert str(po.reload().items[0].schedule_date) == "2026-07-03"


def test_update_items_raises_no_quantity_of_a_supplier_that_is_stopped():
	import frappe

	po = submitted_before("Poor")
	with pytest.raises(frappe.ValidationError, match=r"is stopped: Poor.*new Purchase Order"):
		update_items(po, date(2026, 7, 1), qty=10.5)


def test_a_larger_package_is_a_raised_quantity():
	import frappe

	po = submitted_before("Poor", factor=6)
	with pytest.raises(frappe.ValidationError, match="is stopped: Poor"):
		update_items(po, date(2026, 7, 1), conversion_factor=12)


def test_update_items_warns_of_a_quantity_that_is_raised():
	po = submitted_before("Fair")
	update_items(po, date(2026, 7, 1), qty=11)

	assert "needs a second look: Fair" in said()
	assert po.reload().items[0].qty == 11


@pytest.mark.parametrize("values", [{"qty": 9}, {"qty": 0.7}, {"rate": 4}, {"qty": 4, "rate": 6}])
def test_less_of_a_supplier_that_is_stopped_passes_without_a_word(values):
	po = submitted_before("Poor")
	update_items(po, date(2026, 7, 1), **values)

	assert po.reload().items[0].qty == values.get("qty", 10)
	assert "of 100" not in said()


def test_a_quantity_that_no_computer_can_write_down_is_not_raised_by_being_saved_again():
	po = submitted_before("Poor", qty=0.1, factor=3)
	update_items(po, date(2026, 7, 3))

	assert "of 100" not in said()


def test_a_price_that_is_raised_is_warned_of_and_not_stopped():
	po = submitted_before("Poor")
	update_items(po, date(2026, 7, 1), rate=6)

	assert "needs a second look: Poor" in said()
	assert po.reload().items[0].rate == 6


def test_a_line_that_gets_dearer_is_warned_of_beside_one_of_another_group_that_is_raised():
	import frappe

	from relationship_suite.doctype.supplier_gate import before_update_after_submit

	gates.judge_by("_RS Gears")
	gear = buying.item("_RS Gear")
	frappe.db.set_value("Item", gear, "item_group", "_RS Gears")
	po = submitted_before("Poor", lines=2)
	frappe.db.set_value("Purchase Order Item", po.items[0].name, "item_code", gear)
	changed = frappe.get_doc("Purchase Order", po.name)
	changed.load_doc_before_save()
	changed.items[0].base_amount += 10
	changed.items[1].stock_qty += 1
	with watched() as statements:
		before_update_after_submit(changed)
	assert "needs a second look: Poor" in said()
	assert len(ours(statements)) == 2


def test_a_quantity_that_is_raised_goes_by_the_group_of_its_own_item():
	gates.judge_by("_RS Gears")
	po = submitted_before("Poor")
	update_items(po, date(2026, 7, 1), qty=11)
	assert po.reload().items[0].qty == 11


# Who is told what -----------------------------------------------------------------------------------------


def test_who_may_not_see_scores_is_told_of_the_stop_and_not_of_the_score(become):
	import frappe

	doc = order("Poor")
	frappe.clear_messages()
	become("Purchase Manager")
	with pytest.raises(frappe.ValidationError) as stopped:
		doc.submit()

	assert "standing stops this document" in str(stopped.value)
	assert "of 100" not in str(stopped.value)


def test_markup_in_a_name_is_text():
	import frappe

	frappe.db.set_value("Performance Scorecard Result", {"standing": "Poor"}, "standing", "<b>Poor</b>")
	poor = {"standing": "Poor", "parent": "_RS Gate"}
	frappe.db.set_value("Performance Scorecard Standing", poor, "standing", "<b>Poor</b>")
	with pytest.raises(frappe.ValidationError, match="&lt;b&gt;Poor"):
		order("Poor", submit=True)


# The form -------------------------------------------------------------------------------------------------


def asked(supplier: str, doctype: str = ORDER, **values):
	from relationship_suite.srm_extensions.scorecards.gate_api import in_the_way

	return in_the_way(doctype, json.dumps([buying.supplier(f"_RS {supplier}")]), buying.COMPANY, **values)


def test_the_form_hears_of_it_before_it_is_saved(become):
	become("Sourcing User", "Purchase User")

	found = asked("Poor")

	assert (found["is_stopped"], found["may_override"]) == (True, False)
	assert found["said"] == [
		f"{buying.named('_RS Poor')} is stopped: Poor, 0.0 of 100 in 2026-03 (_RS Gate)."
	]
	assert "Sourcing Manager" in found["way_out"]
	assert asked("Best") == {"said": [], "is_stopped": False, "may_override": False, "way_out": ""}


def test_a_supplier_that_is_hidden_from_the_user_is_not_told_of(become):
	become("Sourcing User", "Purchase User", ("Supplier", buying.named("_RS Best")))

	assert asked("Poor")["said"] == []


def test_a_company_that_is_hidden_from_the_user_is_not_told_of(become):
	import frappe

	become("Sourcing User", "Purchase User", ("Company", buying.COMPANY_2))
	with pytest.raises(frappe.PermissionError):
		asked("Poor")


def test_other_documents_have_no_gate():
	import frappe

	with pytest.raises(frappe.ValidationError, match="no gate on Supplier"):
		asked("Poor", "Supplier")


# What it costs --------------------------------------------------------------------------------------------


def ours(statements: list[str]) -> list[str]:
	return [each for each in statements if "Performance Scorecard" in each or "Item Group" in each]


@pytest.mark.parametrize("item_group", [None, "_RS Goods"])
def test_an_order_of_200_lines_costs_two_more_statements_at_most(item_group):
	import frappe

	frappe.db.set_value("Performance Scorecard", "_RS Gate", "item_group", item_group)
	frappe.db.set_single_value(SETTINGS, "order_gate", "Warn")
	long = order("Poor", lines=200)
	counts = {}
	for gate in ("Off", "Warn"):
		frappe.db.set_single_value(SETTINGS, "order_gate", gate)
		for _again in range(2):  # the first fills the caches
			long.reload()
			with watched() as statements:
				long.save(ignore_permissions=True)
		counts[gate] = len(statements)

	assert counts["Warn"] - counts["Off"] == (2 if item_group else 1)
	assert len(ours(statements)) >= 1


@pytest.mark.parametrize("item_group", [None, "_RS Goods"])
def test_raising_200_quantities_costs_two_more_statements_at_most(item_group):
	import frappe

	frappe.db.set_value("Performance Scorecard", "_RS Gate", "item_group", item_group)
	frappe.db.set_single_value(SETTINGS, "order_gate", "Off")
	long = order("Poor", lines=200, submit=True)
	days = [date(2026, 7, 1)] * 200
	counts = {}
	for qty, gate in enumerate(("Off", "Warn", "Off", "Warn"), 11):  # the first two fill the caches
		frappe.db.set_single_value(SETTINGS, "order_gate", gate)
		with watched() as statements:
			update_items(long, *days, qty=qty)
		counts[gate] = len(statements)

	assert counts["Warn"] - counts["Off"] == (2 if item_group else 1)
