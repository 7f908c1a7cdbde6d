"""The portal of the demo company's supplier: somebody who speaks for it, an order confirmed, and a proposal that waits for us."""

from __future__ import annotations

from datetime import date, timedelta

#: Who logs in to the supplier's portal.
USER, PASSWORD = "supplier@demo.example", "supplier"
REMARK = "Our press is being repaired until the end of next week."
#: By how much the proposal is later.
LATER = timedelta(days=14)


def open_to_supplier(as_of: date) -> None:
	"""A user of the supplier that forecasts go to, else of the one with the most open orders, and its replies to its first orders.

	Needs an open site whose documents are up to ``as_of``; does nothing where nobody has an open order.
	"""
	import frappe

	from relationship_suite.srm_extensions.portal import model, queries, records

	orders = queries.open_orders().orders
	if not orders:
		return
	planned = set(frappe.get_all("Planning Agreement", {"enabled": 1}, pluck="supplier"))
	count: dict[str, int] = {}
	for order in orders:
		count[order.supplier] = count.get(order.supplier, 0) + 1
	supplier = max(sorted(count), key=lambda name: (name in planned, count[name]))
	_user(supplier)
	mine = [order for order in orders if order.supplier == supplier]
	mine.sort(key=lambda order: order.next_day < as_of)  # those that are overdue come last
	frappe.set_user(USER)
	for order in mine[1:2]:
		records.reply(supplier, order.name, order.seen, {}, "")
	for order in mine[:1]:
		line = order.open_lines[0]
		day = max(line.expected_on, as_of) + LATER
		records.reply(supplier, order.name, order.seen, {line.name: model.Wanted(day=day)}, REMARK)
	frappe.set_user("Administrator")
	frappe.db.commit()


def _user(supplier: str) -> None:
	import frappe

	doc = {"doctype": "User", "email": USER, "first_name": "Sam", "last_name": "Supplier"}
	user = frappe.get_doc({**doc, "user_type": "Website User", "send_welcome_email": 0})
	user.flags.ignore_password_policy = True
	user.new_password = PASSWORD
	user.append_roles("Supplier")
	user.insert(ignore_permissions=True)
	row = {"doctype": "Portal User", "parenttype": "Supplier", "parentfield": "portal_users"}
	frappe.get_doc({**row, "parent": supplier, "user": USER}).insert(ignore_permissions=True)
