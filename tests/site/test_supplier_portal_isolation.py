"""No supplier's user meets anything of another: each page and method, names of all kinds, users of two suppliers."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

import pytest

from tests.factories import crowd, people
from tests.factories import portal as make
from tests.factories.statements import watched

SUPPLIERS = 200
#: Pages, and which record of a supplier's each is asked for by name.
PAGES = {
	"supplier": None,
	"supplier/orders": None,
	"supplier/order": "order",
	"supplier/forecasts": None,
	"supplier/forecast": "agreement",
	"supplier/score": None,
}
#: By how much the places of those differ whom a user tries to reach.
STRIDES = (1, 6, 7, 93)
#: Statements of a page, with those of Frappe's website around it.
MOST = 40


@pytest.fixture(autouse=True, scope="module")
def members(site):
	import frappe

	make.start()
	found = [crowd.member(place) for place in range(SUPPLIERS)]
	crowd.write(found)
	yield found
	frappe.db.rollback()
	frappe.set_user("Administrator")
	crowd.remove(found)


@pytest.fixture(autouse=True)
def _as_it_was(members):
	import frappe

	yield
	frappe.db.rollback()
	frappe.set_user("Administrator")


def become(user: str) -> None:
	import frappe

	frappe.set_user(user)


def open_page(route: str, of: crowd.Member, **asked: str) -> tuple[int, str]:
	"""Status and text of a page, asked for the record of a member where it is about one."""
	if PAGES[route]:
		asked["name"] = getattr(of, PAGES[route])
	status, html, _where = make.page(route, **asked)
	return status, html


def whose(html: str) -> set[str]:
	"""Marks of the suppliers that a page tells of."""
	return set(re.findall(r"RSM-\d{3}-\w+", html))


def test_every_page_is_tried():
	from tests.static import code

	pages = {path.stem for path in (code.ROOT / "www" / "supplier").glob("*.py")} - {"__init__"}
	assert {route.removeprefix("supplier/") for route in PAGES} - {"supplier"} == pages - {"index"}


def test_each_user_speaks_for_their_supplier_and_no_other(members):
	from relationship_suite.srm_extensions.portal import scope

	for each in members:
		become(each.user)
		assert scope.own_suppliers() == [each.supplier]


@pytest.mark.parametrize("route", PAGES)
def test_a_page_tells_each_user_of_their_supplier_alone(members, route):
	for each in members:
		become(each.user)
		status, html = open_page(route, each)
		assert (status, whose(html)) == (200, {each.mark})
		assert "<img src=x" not in html


@pytest.mark.parametrize("route", PAGES)
def test_no_page_opens_for_another_supplier_or_shows_a_record_of_it(members, route):
	for each, other in pairs(members):
		become(each.user)
		status, html = open_page(route, other, supplier=other.supplier)
		assert (status, whose(html) - {each.mark}) == (403, set())
		if PAGES[route]:
			status, html = open_page(route, other)
			assert (status, whose(html) - {each.mark}) == (404, set())


def test_each_method_refuses_suppliers_and_records_of_others(members):
	import frappe

	from relationship_suite.srm_extensions.portal import api, forecast_api

	for each, other in pairs(members):
		become(each.user)
		for call, record in ((api.reply, "order"), (forecast_api.commit, "agreement")):
			with pytest.raises(frappe.PermissionError):
				call(other.supplier, getattr(other, record), "", "[]")
			with pytest.raises(frappe.DoesNotExistError):
				call(each.supplier, getattr(other, record), "", "[]")
	suppliers = {"supplier": ("in", [each.supplier for each in members])}
	assert not frappe.db.exists("Order Confirmation", suppliers)
	assert not frappe.db.exists("Supply Commitment", suppliers)


def pairs(members) -> list[tuple[crowd.Member, crowd.Member]]:
	"""Each with others, so that each is tried and tries; those next to it, and those whose names break the same."""
	return [
		(each, members[(each.place + stride) % SUPPLIERS]) for each in members[::10] for stride in STRIDES
	]


def test_who_speaks_for_two_suppliers_chooses_among_theirs(members):
	for one, two, other in zip(members[:6:2], members[101:107:2], members[50:53], strict=True):
		crowd.speaks_for(one.user, two)
		become(one.user)
		for mine, besides in ((one, two), (two, one)):
			for route in PAGES:
				status, html = open_page(route, mine, supplier=mine.supplier)
				# The other one stands in the list to choose from, and nowhere else.
				assert (status, whose(html.replace(f">{_escaped(besides)}<", ""))) == (200, {mine.mark})
				assert html.count("<option") == 2
				assert open_page(route, other, supplier=other.supplier)[0] == 403
			assert open_page("supplier/order", besides, supplier=mine.supplier)[0] == 404
			assert open_page("supplier/forecast", besides, supplier=mine.supplier)[0] == 404


def _escaped(each: crowd.Member) -> str:
	from frappe.utils import escape_html

	return escape_html(f"{each.mark} {crowd.SHOWN}").replace("&quot;", "&#34;")


@pytest.mark.parametrize("route", [route for route, record in PAGES.items() if record])
def test_a_record_of_no_such_name_is_not_there_and_is_later_for_who_has_it(members, route):
	become(members[0].user)
	own = getattr(members[0], PAGES[route])
	for asked in ("", "x' or '1'='1", own.lower(), f" {own}", crowd.SHOWN, "%", "\ud800", "a\0b"):
		status, html, _where = make.page(route, name=asked)
		assert status == 404, asked
		assert "<img src=x" not in html
	# What one was not given is there for another, at the same address.
	assert open_page(route, members[1])[0] == 404
	become(members[1].user)
	assert open_page(route, members[1])[0] == 200


@pytest.mark.parametrize("route", PAGES)
def test_a_guest_is_sent_to_log_in_and_comes_back(route):
	become("Guest")
	status, html, where = make.page(route, name="PO-1")

	assert (status, html) == (302, "")
	assert where.startswith("/login?redirect-to=" + quote_plus(f"/{route}"))


def test_the_portal_is_home_to_who_speaks_for_a_supplier_and_to_nobody_else(members):
	from frappe.website.utils import get_home_page_via_hooks

	become(members[0].user)
	assert get_home_page_via_hooks() == "supplier"
	for user in (make.user("u-home"), "Administrator", "Guest"):
		become(user)
		assert get_home_page_via_hooks() != "supplier"


def test_who_speaks_for_no_supplier_sees_nothing(members):
	import frappe

	for user in (make.user("u-none"), people.user("Sourcing Manager")):
		become(user)
		assert {make.page(route)[0] for route in PAGES} == {403}
	become("Administrator")
	frappe.db.set_value("Supplier", members[0].supplier, "disabled", 1)
	frappe.db.delete("Has Role", {"parent": members[1].user})
	frappe.clear_cache(user=members[1].user)
	for each in members[:2]:
		become(each.user)
		assert make.page("supplier/orders")[0] == 403
	frappe.db.rollback()
	frappe.clear_cache(user=members[1].user)


def test_what_the_pages_keep_is_not_read_past_them(members):
	import frappe

	become(members[0].user)
	for doctype in (
		"Order Confirmation",
		"Performance Scorecard Result",
		"Forecast Release",
		"Supply Commitment",
	):
		with pytest.raises(frappe.PermissionError):
			frappe.client.get_list(doctype)


@pytest.mark.parametrize("route", PAGES)
def test_the_statements_of_a_page_are_few_and_do_not_grow_with_the_records(members, route):
	import frappe

	def statements(each) -> int:
		become(each.user)
		open_page(route, each)
		with watched() as found:
			open_page(route, each)
		return len(found)

	one = statements(members[0])
	become("Administrator")
	more = [crowd.member(SUPPLIERS + place) for place in range(5)]
	crowd.write(more)
	for doctype in ("Purchase Order", "Planning Agreement", "Forecast Release"):
		for each in more:
			frappe.db.set_value(doctype, {"supplier": each.supplier}, "supplier", members[0].supplier)
	for each in more:  # a score in each of several companies
		theirs = {"supplier": members[0].supplier, "company": each.mark}
		frappe.db.set_value("Performance Scorecard Result", {"supplier": each.supplier}, theirs)
	try:
		assert statements(members[0]) == one <= MOST
	finally:
		become("Administrator")
		frappe.db.rollback()
		crowd.remove(more)


@pytest.mark.parametrize(("route", "words"), {"orders": "待您确认", "forecasts": "待您承诺"}.items())
def test_pages_are_chinese_for_who_reads_chinese(members, route, words):
	import frappe

	become(members[3].user)
	frappe.local.lang = "zh"
	try:
		html = make.page(f"supplier/{route}")[1]
	finally:
		frappe.local.lang = "en"
	assert words in html
