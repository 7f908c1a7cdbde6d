"""The contract files, the stand-in made from them, and the dump that makes them."""

import ast
import json

import pytest

from embedded import paths
from embedded.contract import dump, model, standin
from embedded.contract.model import Contract, DocTypeContract, Field

FILES = {version: paths.CONTRACTS / f"erpnext-{version}.json" for version in ("15", "16")}
ENGINE = {"Currency", "User", "Country"}


@pytest.fixture(params=FILES, ids=lambda version: f"ERPNext {version}")
def contract(request):
	return model.load(FILES[request.param])


def test_writing_a_contract_gives_the_file_again(contract):
	version = contract.versions["erpnext"].split(".")[0]
	assert model.dump(contract) == FILES[version].read_text()


def test_a_contract_holds_only_listed_doctypes(contract):
	assert set(contract.doctypes) <= set(model.listed())


def test_what_only_one_version_has_is_known():
	have = {version: set(model.load(path).doctypes) for version, path in FILES.items()}
	assert have["15"] - have["16"] == {"Newsletter"}
	assert have["16"] - have["15"] == {"Item Lead Time", "UTM Campaign", "UTM Medium", "UTM Source"}
	assert set(model.listed()) == have["15"] | have["16"]


def test_a_dump_of_what_the_stand_in_writes_has_the_contracts_fields(contract, tmp_path):
	"""Generating and dumping are each other's inverse, but for what the stand-in leaves out by design."""
	standin.write(contract, tmp_path, ENGINE)
	dumped = dump.read_doctypes("erpnext", tmp_path / "erpnext", set(model.listed()))
	own = {name: each for name, each in contract.doctypes.items() if each.app == "erpnext"}
	assert set(dumped) == set(own)
	for name, each in dumped.items():
		assert each.marks == own[name].marks
		assert each.autoname == own[name].autoname
		before = {field.name for field in own[name].fields}
		after = {field.name for field in each.fields}
		tables = {field.name for field in own[name].fields if field.fieldtype.startswith("Table")}
		assert before - after <= tables
		assert after - before <= {"amended_from", "lft", "rgt", "is_group"}


def test_every_generated_file_is_sound(contract, tmp_path):
	standin.write(contract, tmp_path, ENGINE)
	modules = set((tmp_path / "erpnext" / "modules.txt").read_text().split("\n")) - {""}
	for path in tmp_path.rglob("*.py"):
		ast.parse(path.read_text())
	for path in tmp_path.rglob("*.json"):
		record = json.loads(path.read_text())
		assert record["module"] in modules
		assert path.parent.parent.parent.name == standin.scrub(record["module"])
		names = [row["fieldname"] for row in record["fields"]]
		assert len(names) == len(set(names))
		assert record["field_order"] == names


def small(*doctypes):
	return Contract({"erpnext": "16.12.0", "frappe": "16.13.0"}, {each.name: each for each in doctypes})


def fields_of(tmp_path, doctype, *others):
	standin.write(small(doctype, *others), tmp_path, ENGINE)
	name = standin.scrub(doctype.name)
	path = tmp_path / "erpnext" / standin.scrub(doctype.module) / "doctype" / name / f"{name}.json"
	record = json.loads(path.read_text())
	return {row["fieldname"]: row for row in record["fields"]}, record


def test_a_link_out_of_the_contract_becomes_data_and_a_table_is_left_out(tmp_path):
	order = DocTypeContract(
		"Order",
		"erpnext",
		"Buying",
		fields=(
			Field("currency", "Link", "Currency"),
			Field("account", "Link", "Account"),
			Field("taxes", "Table", "Tax Row"),
			Field("items", "Table", "Order Item"),
		),
	)
	item = DocTypeContract("Order Item", "erpnext", "Buying", marks=frozenset({"istable"}))
	fields, _ = fields_of(tmp_path, order, item)
	assert (fields["currency"]["fieldtype"], fields["currency"]["options"]) == ("Link", "Currency")
	assert fields["account"]["fieldtype"] == "Data"
	assert "options" not in fields["account"]
	assert "taxes" not in fields
	assert fields["items"]["options"] == "Order Item"


def test_only_what_a_person_states_is_required(tmp_path):
	doctype = DocTypeContract(
		"Order",
		"erpnext",
		"Buying",
		fields=(Field("supplier", "Data", "", "r"), Field("base_rate", "Float", "", "ro")),
	)
	fields, _ = fields_of(tmp_path, doctype)
	assert fields["supplier"]["reqd"] == 1
	assert "reqd" not in fields["base_rate"]
	assert fields["base_rate"]["read_only"] == 1


def test_a_submittable_doctype_can_be_amended_and_starts_with_its_first_status(tmp_path):
	doctype = DocTypeContract(
		"Order",
		"erpnext",
		"Buying",
		marks=frozenset({"is_submittable"}),
		fields=(Field("status", "Select", "\nDraft\nClosed", "r"),),
	)
	fields, record = fields_of(tmp_path, doctype)
	assert fields["amended_from"]["options"] == "Order"
	assert fields["status"]["default"] == "Draft"
	assert all(row["submit"] for row in record["permissions"] if row["role"] == "Purchase User")


def test_a_tree_has_bounds_and_a_nested_set_controller(tmp_path):
	doctype = DocTypeContract("Supplier Group", "erpnext", "Setup", marks=frozenset({"is_tree"}))
	fields, record = fields_of(tmp_path, doctype)
	assert {"lft", "rgt", "is_group"} <= set(fields)
	assert record["nsm_parent_field"] == "parent_supplier_group"
	code = (tmp_path / "erpnext/setup/doctype/supplier_group/supplier_group.py").read_text()
	assert "class SupplierGroup(NestedSet)" in code


def test_differences_read_as_a_list():
	old = small(DocTypeContract("A", "erpnext", "M", fields=(Field("x", "Data"), Field("y", "Data"))))
	new = small(
		DocTypeContract("A", "erpnext", "M", fields=(Field("x", "Int"), Field("z", "Data"))),
		DocTypeContract("B", "erpnext", "M"),
	)
	assert model.differences(old, new) == ["~ A.x", "- A.y", "+ A.z", "+ B"]
	assert model.differences(old, old) == []
