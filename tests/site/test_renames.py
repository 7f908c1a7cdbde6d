"""A renamed or merged record moves the facts and the roll-up with it, as a rebuild would."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying, cells, selling

AS_OF = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	selling.masters()
	frappe.db.commit()


def refresh():
	import frappe

	from relationship_suite import tasks

	frappe.db.commit()
	return tasks.run("Refresh", as_of=AS_OF)


def values(table: str, column: str) -> set[str]:
	import frappe

	fact = frappe.qb.Table(table)
	return {row[0] for row in frappe.qb.from_(fact).select(fact[column]).distinct().run()}


def ordered_with(supplier: str, field: str, value: str):
	"""A submitted order whose line has that value."""
	import frappe

	order = buying.purchase_order(supplier, ordered=date(2026, 1, 5), due=date(2026, 2, 10), submit=False)
	order.items[0].set(field, value)
	order.save(ignore_permissions=True)
	order.submit()
	# ERPNext fetches it from the item
	frappe.db.set_value("Purchase Order Item", order.items[0].name, field, value, update_modified=False)
	return order


def renamed_item_group(supplier: str):
	"""An order of a group that has its name in the facts, and is renamed; the order, the old and the new name."""
	import frappe

	old, new = buying.named(f"{supplier} Before"), buying.named(f"{supplier} After")
	buying.ensure("Item Group", old, item_group_name=old, is_group=0)
	order = ordered_with(supplier, "item_group", old)
	refresh()
	assert old in values("relationship_purchase_line", "item_group")
	frappe.rename_doc("Item Group", old, new, force=True)
	frappe.db.commit()
	return order, old, new


@pytest.mark.parametrize("merge", [False, True], ids=["renamed", "merged"])
@pytest.mark.parametrize(
	("doctype", "field", "column", "table"),
	[
		("Item Group", "item_group", "item_group", "relationship_supplier_month"),
		("UOM", "stock_uom", "uom", "relationship_supplier_month"),
	],
)
def test_facts_and_months_follow_the_new_name(doctype, field, column, table, merge):
	import frappe

	from relationship_suite import tasks

	title = f"{frappe.scrub(doctype)}_name" if doctype != "UOM" else "uom_name"
	old, new = buying.named(f"_RS Old {doctype} {merge}"), buying.named(f"_RS New {doctype} {merge}")
	for name in (old, new) if merge else (old,):
		buying.ensure(doctype, name, **{title: name}, **({"is_group": 0} if doctype != "UOM" else {}))
	ordered_with(f"_RS Renamed {doctype} {merge}", field, old)
	refresh()
	assert old in values(table, column)

	frappe.rename_doc(doctype, old, new, force=True, merge=merge)
	refresh()

	assert old not in values(table, column)
	assert new in values(table, column)
	incremental = cells.every_cell()
	cells.empty_facts()
	tasks.run("Rebuild", as_of=AS_OF)
	assert cells.every_cell() == incremental


def test_a_rename_is_one_note_in_the_users_request():
	import frappe

	from tests.factories.statements import watched

	name = buying.ensure("Territory", buying.named("_RS West"), territory_name=buying.named("_RS West"))
	refresh()
	with watched() as statements:
		frappe.rename_doc("Territory", name, buying.named("_RS Far West"), force=True)

	assert len([s for s in statements if "relationship_change" in s]) == 1
	assert not [
		s for s in statements if any(f"relationship_{t}" in s for t in ("sales_line", "purchase_line"))
	]
	assert refresh().status in ("Completed", "Nothing to do")


def test_a_refresh_of_one_party_follows_a_rename():
	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import changes

	order, old, new = renamed_item_group("_RS Group of One")
	other = ordered_with("_RS Group of Another", "item_group", new)

	tasks.refresh_party("Supplier", order.supplier, as_of=AS_OF)

	assert old not in values("relationship_purchase_line", "item_group")
	assert new in values("relationship_purchase_line", "item_group")
	assert [c.voucher for c in changes.pending(10)] == [other.name]


def test_a_kill_while_a_rename_is_worked_off_loses_nothing(monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import changes

	_, old, new = renamed_item_group("_RS Group Killed")

	def killed(*args):
		raise KeyboardInterrupt

	with monkeypatch.context() as patched:
		patched.setattr(changes, "settle", killed)
		with pytest.raises(KeyboardInterrupt):
			refresh()
	frappe.db.rollback()
	lease = frappe.qb.Table("relationship_lease")
	frappe.qb.update(lease).set(lease.expires_at, "2000-01-01 00:00:00").run()  # time passes
	frappe.db.commit()
	assert [(c.voucher_type, c.voucher) for c in changes.renames()] == [("Item Group", old)]

	refresh()

	assert changes.renames() == []
	assert old not in values("relationship_purchase_line", "item_group")
	assert new in values("relationship_purchase_line", "item_group")


def issue_of(customer: str) -> str:
	import frappe

	doc = frappe.get_doc({"doctype": "Issue", "subject": "_RS Late", "customer": selling.customer(customer)})
	return doc.insert(ignore_permissions=True, ignore_mandatory=True).name


@pytest.mark.parametrize("merge", [False, True], ids=["renamed", "merged"])
def test_the_touch_of_an_issue_follows_its_new_name_at_once(merge):
	import frappe

	from relationship_suite import tasks

	old = issue_of("_RS Issue")
	new = issue_of("_RS Issue") if merge else f"{old}-B"
	refresh()
	assert old in values("relationship_touch", "voucher")

	frappe.rename_doc("Issue", old, new, force=True, merge=merge)
	refresh()

	assert old not in values("relationship_touch", "voucher")
	assert new in values("relationship_touch", "voucher")
	incremental = cells.every_cell()
	cells.empty_facts()
	tasks.run("Rebuild", as_of=AS_OF)
	assert cells.every_cell() == incremental
