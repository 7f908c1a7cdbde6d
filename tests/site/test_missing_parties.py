"""The tab of a party that was deleted or renamed meanwhile; and no way to find out which names there are."""

from __future__ import annotations

import pytest

from tests.factories import buying
from tests.site.test_rights import _figures, limit_to_mine  # noqa: F401

TABS = (
	(
		"Supplier",
		"srm_extensions.scorecards.api",
		"supplier_summary",
		"refresh_supplier",
		"Sourcing User",
	),
	(
		"Customer",
		"crm_extensions.segmentation.api",
		"get_overview",
		"refresh_customer",
		"Relationship User",
	),
)


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab[0])
def test_who_sees_all_gets_an_empty_overview(become, tab):
	import frappe

	party_type, module, overview, refresh, role = tab
	become(role, "Sales User", "Purchase User")
	found = frappe.get_attr(f"relationship_suite.{module}.{overview}")("_RS Nobody")

	empty = {"Supplier": ("result", None), "Customer": ("insights", [])}[party_type]
	assert found[empty[0]] == empty[1]
	assert found["pending"] == 0
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(frappe, "enqueue", lambda *args, **values: pytest.fail("a job for nobody"))
		frappe.get_attr(f"relationship_suite.{module}.{refresh}")("_RS Nobody")


@pytest.mark.parametrize("limit", ["itself", "group", "no role"])
@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab[0])
def test_who_does_not_see_all_cannot_tell_hidden_from_missing(become, tab, limit):
	import frappe

	party_type, module, overview, refresh, role = tab
	if limit == "no role":
		become("Website Manager")
	else:
		kind = party_type if limit == "itself" else f"{party_type} Group"
		limit_to_mine(become, role, kind, "Sales User", "Purchase User")

	for method in (overview, refresh):
		call = frappe.get_attr(f"relationship_suite.{module}.{method}")
		for name in ("_RS Nobody", buying.named("_RS Theirs")):
			with pytest.raises(frappe.PermissionError):
				call(name)
