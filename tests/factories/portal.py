"""Users of suppliers, their orders, and the pages as they are served to them."""

from __future__ import annotations

import json
from datetime import date

import frappe

from tests.factories import buying, people, planning

#: The day that orders are needed on, and the day that they were placed.
DUE, ORDERED = date(2999, 8, 10), date(2026, 5, 1)
#: The day that forecasts are released on.
RELEASED = date(2999, 7, 15)


def start() -> None:
	"""A site with the masters, as Administrator."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	buying.masters()


def user(name: str, *suppliers: str, role: str = "Supplier") -> str:
	"""A user of the website that speaks for these suppliers, by the names that the tests give them."""
	address = f"{frappe.scrub(buying.named(name)).replace('_', '.').strip('.')}@portal.example.com"
	people.account(address, name, user_type="Website User", roles=[{"role": role}])
	for each in suppliers:
		names(buying.supplier(each), address)
	return address


def names(supplier: str, user: str) -> None:
	"""The supplier's *Portal Users* name a user."""
	row = {"parenttype": "Supplier", "parentfield": "portal_users", "parent": supplier, "user": user}
	if not frappe.db.exists("Portal User", row):
		frappe.get_doc({"doctype": "Portal User", **row}).insert(ignore_permissions=True)


def order(supplier: str, **values):
	"""A submitted order of one line of ten, needed in a day to come."""
	return buying.purchase_order(supplier, **{"ordered": ORDERED, "due": DUE, **values})


def seen(order) -> str:
	"""What a page of an order was made of, as it is now."""
	from relationship_suite.srm_extensions.portal import queries

	return queries.order_of(order.supplier, order.name).seen


def reply(order, *lines: dict, remark: str = "", **values) -> str:
	"""Reply as the session's user; a line is told by its place, from 0; gives the status."""
	from relationship_suite.srm_extensions.portal import api

	rows = [{**row, "line": order.items[row.get("line", 0)].name} for row in lines]
	asked = {"supplier": order.supplier, "order": order.name, "seen": values.pop("seen", None) or seen(order)}
	return api.reply(**asked, lines=json.dumps(rows), remark=remark, **values)["status"]


def replies(order) -> list:
	"""The replies to an order, the first first."""
	names = frappe.get_all(
		"Order Confirmation", {"purchase_order": order.name}, order_by="version", pluck="name"
	)
	return [frappe.get_doc("Order Confirmation", name) for name in names]


def state(order) -> str:
	"""How an order stands with its supplier."""
	from relationship_suite.srm_extensions.portal import queries

	return queries.order_of(order.supplier, order.name).state


def proposal() -> str:
	"""The name of a proposal that waits for a decision; the session's user stays who it is."""
	who = frappe.session.user
	frappe.set_user("Administrator")
	made = order("_RS Proposing")
	frappe.set_user(user("_RS Proposer", "_RS Proposing"))
	reply(made, {"day": "2999-09-01"})
	frappe.set_user(who)
	return replies(made)[0].name


def as_us(call, *args):
	"""What we do in the meantime, as Administrator; the session's user stays who it is."""
	return acting("Administrator", call, *args)


def acting(user: str, call, *args):
	"""What a user does in the meantime; the session's user stays who it is."""
	who = frappe.session.user
	frappe.set_user(user)
	try:
		return call(*args)
	finally:
		frappe.set_user(who)


def page(route: str, **asked: str):
	"""What the website answers to the session's user: status, text and where it leads to."""
	from frappe.utils import set_request
	from frappe.website.serve import get_response

	set_request(method="GET", path=route)
	frappe.local.form_dict = frappe._dict(asked)
	frappe.local.flags.redirect_location = None
	frappe.local.response = frappe._dict(docs=[])
	answer = get_response(route)
	return answer.status_code, answer.get_data(as_text=True), answer.headers.get("Location")


def own_order():
	"""An order of a supplier that Administrator speaks for as well, made when it is missing."""
	supplier = buying.supplier("_RS Asked")
	names(supplier, "Administrator")
	name = frappe.db.get_value("Purchase Order", {"supplier": supplier, "docstatus": 1}, order_by="creation")
	return frappe.get_doc("Purchase Order", name) if name else order("_RS Asked")


def buyer() -> str:
	"""A buyer of ours who may change orders."""
	return people.user("Sourcing User", "Purchase User", "Purchase Manager")


def forecast(supplier: str, qty: float = 10, **terms):
	"""A release of three months to the supplier of that name: so many of an item of its own are asked for in August and September."""
	item = planning.goods(f"{supplier} Part")
	for due in (date(2999, 8, 31), date(2999, 9, 30)):
		planning.material_request(item, qty, due=due)
	return planning.release(planning.agreement(supplier, item, **terms), RELEASED)


def release_again(release, *, more: float):
	"""The next version, in which so many more are asked for in August."""
	planning.material_request(release.lines[0].item, more, due=date(2999, 8, 31))
	return planning.release(frappe.get_doc("Planning Agreement", release.agreement), RELEASED)


def forecast_seen(release) -> str:
	"""What a page of a forecast was made of, as it is now."""
	from relationship_suite.srm_extensions.portal import forecast_queries

	return forecast_queries.forecast_of(release.supplier, release.agreement).seen


def commit(release, *lines: dict, remark: str = "", seen: str | None = None):
	"""Commit as the session's user; a line is of August unless it says so; gives the Supply Commitment."""
	from relationship_suite.srm_extensions.portal import forecast_api

	rows = [{"item": release.lines[0].item, "first_day": "2999-08-01", **row} for row in lines]
	asked = {"supplier": release.supplier, "agreement": release.agreement}
	asked["seen"] = seen or forecast_seen(release)
	made = forecast_api.commit(**asked, lines=json.dumps(rows), remark=remark)
	return frappe.get_doc("Supply Commitment", made["commitment"])


def own_forecast():
	"""A forecast of a supplier that Administrator speaks for as well, made when it is missing."""
	supplier = buying.supplier("_RS Foretold")
	names(supplier, "Administrator")
	name = frappe.db.get_value("Forecast Release", {"supplier": supplier, "is_latest": 1})
	return frappe.get_doc("Forecast Release", name) if name else forecast("_RS Foretold")
