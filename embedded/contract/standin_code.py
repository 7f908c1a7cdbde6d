"""The Python text of the stand-in app: package files and the few controllers that do something."""

from __future__ import annotations

PLAIN = """from frappe.model.document import Document


class {name}(Document):
	pass
"""

NESTED = """from frappe.utils.nestedset import NestedSet


class {name}(NestedSet):
	nsm_parent_field = "{parent}"
"""

# Names that ERPNext gives in code, not in the DocType. Its default for parties is their name, not a series.
PARTY = """
	def autoname(self):
		self.name = self.{kind}_name
"""
CONTROLLERS = {
	"Customer": PARTY.format(kind="customer"),
	"Supplier": PARTY.format(kind="supplier"),
	"Warehouse": """
	def autoname(self):
		import frappe

		abbr = frappe.get_cached_value("Company", self.company, "abbr")
		suffix = f" - {abbr}"
		self.name = self.warehouse_name.removesuffix(suffix) + suffix
""",
	"Cost Center": """
	def autoname(self):
		import frappe

		abbr = frappe.get_cached_value("Company", self.company, "abbr")
		self.name = f"{self.cost_center_name} - {abbr}"
""",
	"Currency Exchange": """
	def autoname(self):
		self.name = f"{self.date}-{self.from_currency}-{self.to_currency}"
""",
	"Company": """
	def on_update(self):
		import frappe

		super().on_update()
		if not frappe.defaults.get_global_default("company"):
			frappe.defaults.set_global_default("company", self.name)
""",
}

HOOKS = """app_name = "erpnext"
app_title = "ERPNext"
app_publisher = "generated stand-in"
app_description = "ERPNext's DocTypes without its logic, generated for tests and try-outs"
app_email = "nobody@example.com"
app_license = "none"
app_version = "{version}"

after_install = "erpnext.setup.install.after_install"

treeviews = ["Customer Group", "Item Group", "Sales Person", "Supplier Group", "Territory"]
add_to_apps_screen = [{"name": "erpnext", "title": "ERPNext", "route": "/desk"}]
"""

PACKAGE = '''"""A stand-in: DocTypes only."""

import frappe

__version__ = "{version}"


def get_default_company(user=None):
	companies = frappe.defaults.get_user_default_as_list("company", user)
	return companies[0] if companies else frappe.defaults.get_global_default("company")


def get_company_currency(company):
	return frappe.get_cached_value("Company", company, "default_currency")


def get_default_currency():
	company = get_default_company()
	return get_company_currency(company) if company else None
'''

INSTALL = """import frappe


def after_install():
	for role in ("Customer", "Supplier"):
		if not frappe.db.exists("Role", role):
			values = {"doctype": "Role", "role_name": role, "desk_access": 0}
			frappe.get_doc(values).insert(ignore_permissions=True)
	roots = {
		"Customer Group": "All Customer Groups",
		"Supplier Group": "All Supplier Groups",
		"Item Group": "All Item Groups",
		"Territory": "All Territories",
		"Sales Person": "Sales Team",
	}
	for doctype, name in roots.items():
		if frappe.db.exists(doctype, name):
			continue
		field = frappe.scrub(doctype) + "_name"
		doc = frappe.get_doc({"doctype": doctype, field: name, "is_group": 1})
		doc.flags.ignore_permissions = True
		doc.flags.ignore_mandatory = True
		doc.insert()
	for uom, is_whole in (("Nos", 1), ("Kg", 0), ("Hour", 0)):
		if not frappe.db.exists("UOM", uom):
			values = {"uom_name": uom, "must_be_whole_number": is_whole}
			frappe.get_doc({"doctype": "UOM", **values}).insert(ignore_permissions=True)
	# As the setup wizard has it.
	frappe.db.set_single_value("Buying Settings", "allow_multiple_items", 1)
	for name, buying in (("Standard Buying", 1), ("Standard Selling", 0)):
		if not frappe.db.exists("Price List", name):
			values = {"price_list_name": name, "enabled": 1, "currency": "USD"}
			values |= {"buying": buying, "selling": 1 - buying}
			frappe.get_doc({"doctype": "Price List", **values}).insert(ignore_permissions=True)
"""

UTILS = '''import frappe
from frappe.utils import flt, nowdate


def get_exchange_rate(from_currency, to_currency, transaction_date=None, args=None):
	"""The last Currency Exchange on or before the date, else 0.0, where ERPNext would ask the internet."""
	if not (from_currency and to_currency):
		return None
	if from_currency == to_currency:
		return 1
	filters = {
		"from_currency": from_currency,
		"to_currency": to_currency,
		"date": ("<=", transaction_date or nowdate()),
	}
	rates = frappe.get_all("Currency Exchange", filters, ["exchange_rate"], order_by="date desc", limit=1)
	return flt(rates[0].exchange_rate) if rates else 0.0
'''

UPDATE_ITEMS = '''import json

import frappe


def update_child_qty_rate(parent_doctype, trans_items, parent_doctype_name, child_docname="items"):
	"""Quantities of lines alone: each line is saved by itself, then the document."""
	doc = frappe.get_doc(parent_doctype, parent_doctype_name)
	doc.check_permission("write")
	for row in json.loads(trans_items):
		line = frappe.get_doc(f"{parent_doctype} Item", row["docname"])
		line.qty = row["qty"]
		line.stock_qty = line.qty * line.conversion_factor
		line.amount = line.net_amount = line.qty * line.rate
		line.flags.ignore_validate_update_after_submit = True
		line.save()
	doc.reload()
	doc.flags.ignore_validate_update_after_submit = True
	doc.save()
'''

APP_FILES = {
	"__init__.py": PACKAGE,
	"hooks.py": HOOKS,
	"patches.txt": "[pre_model_sync]\n\n[post_model_sync]\n",
	"controllers/__init__.py": "",
	"controllers/accounts_controller.py": UPDATE_ITEMS,
	"setup/__init__.py": "",
	"setup/install.py": INSTALL,
	"setup/utils.py": UTILS,
	"templates/__init__.py": "",
}
