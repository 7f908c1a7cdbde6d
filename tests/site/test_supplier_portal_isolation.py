"""No supplier's user meets anything of another: each page and method, names of all kinds, users of two suppliers."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote_plus

import pytest

from tests.factories import buying, scorecards
from tests.factories import portal as make

#: Names that break what is put together from strings. Frappe lets no name have < or >: those are in what is shown.
HOSTILE = [
	"_RS O'Brien",
	'_RS 50% "off"',
	"_RS % or 1=1 --",
	"_RS 上海 & Söhne",
	"_RS back\\slash",
	"_RS a/b?c=d#e",
]
PLAIN = [f"_RS Isolated {place}" for place in range(18)]
ALL = [*HOSTILE, *PLAIN]
SHOWN = "<b>bold</b><img src=x onerror=alert(1)>"
PAGES = ["supplier", "supplier/orders", "supplier/score"]


@pytest.fixture(autouse=True, scope="module")
def made(site):
	"""An order of each supplier, a user of each, and a score of the first two."""
	import frappe

	make.start()
	orders = {name: make.order(name) for name in ALL}
	users = {name: make.user(f"u{place}", name) for place, name in enumerate(ALL)}
	for name in ALL[:2]:
		frappe.db.set_value("Supplier", buying.supplier(name), "supplier_name", SHOWN)
		frappe.get_doc(
			{
				"doctype": "Performance Scorecard Result",
				"scorecard": _scorecard(),
				"supplier": buying.supplier(name),
				"company": buying.COMPANY,
				"period": "2026-01",
				"period_start": date(2026, 1, 1),
				"period_end": date(2026, 1, 31),
				"is_scored": 1,
				"score": 70 if name == ALL[0] else 31,
				"standing": "Fair",
			}
		).insert(ignore_permissions=True)
	frappe.db.commit()
	yield orders, users
	frappe.db.rollback()
	frappe.set_user("Administrator")


def _scorecard() -> str:
	import frappe

	name = scorecards.scorecard_once("_RS Portal")
	frappe.db.set_value("Performance Scorecard", name, "enabled", 1)
	return name


@pytest.fixture(autouse=True)
def _as_it_was(made):
	import frappe

	yield
	frappe.db.rollback()
	frappe.set_user("Administrator")


def test_each_user_reads_the_orders_of_their_supplier_and_no_other(made):
	import frappe

	from relationship_suite.srm_extensions.portal import queries, scope

	orders, users = made
	for name, user in users.items():
		frappe.set_user(user)
		own = scope.own_suppliers()
		assert own == [buying.named(name)]
		assert [order.name for order in queries.open_orders(suppliers=own)] == [orders[name].name]
		assert [other for other in ALL if queries.order_of(own[0], orders[other].name)] == [name]


def test_each_method_refuses_each_supplier_and_order_of_others(made):
	import frappe

	from relationship_suite.srm_extensions.portal import api

	orders, users = made
	for name, user in users.items():
		frappe.set_user(user)
		for other in ALL:
			if other == name:
				continue
			with pytest.raises(frappe.PermissionError):
				api.reply(buying.named(other), orders[other].name, "")
			with pytest.raises(frappe.DoesNotExistError):
				api.reply(buying.named(name), orders[other].name, "")
	assert frappe.db.count("Order Confirmation", {"company": buying.COMPANY}) == 0


@pytest.mark.parametrize("name", [*HOSTILE, PLAIN[0]])
@pytest.mark.parametrize("route", PAGES)
def test_a_page_shows_what_is_the_user_s_own(made, name, route):
	import frappe

	orders, users = made
	frappe.set_user(users[name])
	status, html, _where = make.page(route)

	assert status == 200
	assert [other for other in ALL if orders[other].name in html] == ([name] if route == PAGES[1] else [])
	assert "<img src=x" not in html
	other = next(each for each in ALL if each != name)
	assert make.page(route, supplier=buying.named(other))[0] == 403


@pytest.mark.parametrize("name", [*HOSTILE, PLAIN[0]])
def test_the_page_of_an_order_opens_for_its_supplier_alone(made, name):
	import frappe

	orders, users = made
	frappe.set_user(users[name])
	own, other = orders[name].name, orders[next(each for each in ALL if each != name)].name

	assert make.page("supplier/order", supplier=buying.named(name), name=own)[0] == 200
	for asked in (other, "", "x' or '1'='1", own.lower(), SHOWN):
		status, html, _where = make.page("supplier/order", name=asked)
		assert status == 404, asked
		assert "<img src=x" not in html
	# What one was not given is there for another, at the same address.
	frappe.set_user(next(users[each] for each in ALL if orders[each].name == other))
	assert make.page("supplier/order", name=other)[0] == 200


def test_a_score_is_told_to_its_supplier_alone(made):
	import frappe

	_orders, users = made
	for name, theirs, others in ((ALL[0], "70.0", "31.0"), (ALL[1], "31.0", "70.0")):
		frappe.set_user(users[name])
		html = make.page("supplier/score")[1]
		assert f">{theirs}<" in html
		assert others not in html
	frappe.set_user(users[PLAIN[0]])
	assert "There is no score yet" in make.page("supplier/score")[1]


def test_who_speaks_for_two_suppliers_chooses_among_theirs(made):
	import frappe

	orders, _users = made
	frappe.set_user("Administrator")
	two = ALL[2], ALL[4]
	frappe.set_user(make.user("u-two", *two))
	for name in two:
		status, html, _where = make.page("supplier/orders", supplier=buying.named(name))
		assert status == 200
		assert [other for other in ALL if orders[other].name in html] == [name]
		assert html.count("<option") == 2
	assert make.page("supplier/orders", supplier=buying.named(ALL[3]))[0] == 403


@pytest.mark.parametrize("route", [*PAGES, "supplier/order"])
def test_a_guest_is_sent_to_log_in_and_comes_back(route):
	import frappe

	frappe.set_user("Guest")
	status, html, where = make.page(route, name="PO-1")

	assert status == 302
	assert html == ""
	assert where.startswith("/login?redirect-to=" + quote_plus(f"/{route}"))


def test_who_speaks_for_no_supplier_sees_nothing(made):
	import frappe

	_orders, users = made
	name = ALL[5]
	for user in (make.user("u-none"), scorecards.user("Sourcing Manager")):
		frappe.set_user(user)
		assert {make.page(route)[0] for route in PAGES} == {403}
	frappe.set_user("Administrator")
	frappe.db.set_value("Supplier", buying.named(name), "disabled", 1)
	frappe.set_user(users[name])
	assert make.page("supplier/orders")[0] == 403


def test_without_the_role_a_portal_row_opens_nothing(made):
	import frappe

	frappe.set_user("Administrator")
	frappe.set_user(make.user("u-customer", ALL[0], role="Customer"))
	assert make.page("supplier/orders")[0] == 403


def test_confirmations_are_not_read_past_the_pages(made):
	import frappe

	_orders, users = made
	frappe.set_user(users[ALL[0]])
	for doctype in ("Order Confirmation", "Performance Scorecard Result"):
		with pytest.raises(frappe.PermissionError):
			frappe.client.get_list(doctype)


def test_the_statements_of_a_page_do_not_grow_with_the_orders(made):
	import frappe

	_orders, users = made

	def statements() -> int:
		frappe.set_user(users[PLAIN[1]])
		make.page("supplier/orders")
		with scorecards.counted() as found:
			make.page("supplier/orders")
		return len(found)

	one = statements()
	frappe.set_user("Administrator")
	for _each in range(5):
		make.order(PLAIN[1])
	assert statements() == one


def test_pages_are_chinese_for_who_reads_chinese(made):
	import frappe

	_orders, users = made
	frappe.set_user(users[ALL[3]])
	frappe.local.lang = "zh"
	try:
		html = make.page("supplier/orders")[1]
	finally:
		frappe.local.lang = "en"
	assert "待您确认" in html
