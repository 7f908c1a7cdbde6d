"""The contracts that are kept: well formed, and with the fields of the Frappe that the embedded engine is."""

import pytest

from embedded import paths
from embedded.contract import dump, model


@pytest.fixture(scope="module")
def contract():
	return model.load(paths.CONTRACTS / "erpnext-16.json")


def test_frappes_own_doctypes_are_the_same_field_by_field(contract):
	wanted = {name for name, each in contract.doctypes.items() if each.app == "frappe"}
	engine = model.Contract(contract.versions, dump.read_doctypes("frappe", paths.ENGINE / "frappe", wanted))
	assert model.differences(model.restrict(contract, sorted(wanted)), engine) == []


@pytest.mark.parametrize("version", ["15", "16"])
def test_a_field_has_a_known_shape(version):
	for doctype in model.load(paths.CONTRACTS / f"erpnext-{version}.json").doctypes.values():
		for field in doctype.fields:
			assert set(field.flags) <= set(dump.FLAGS)
			assert field.fieldtype not in dump.LAYOUT
			if field.fieldtype in ("Link", "Table", "Table MultiSelect"):
				assert field.options, f"{doctype.name}.{field.name} links to nothing"
