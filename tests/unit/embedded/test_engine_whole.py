"""The engine as a whole, with a toy app, in a process of its own: one process has one site."""

import json
import os
import subprocess
import sys

import pytest

from embedded import paths
from embedded.engine import activate

APP = {
	"__init__.py": '__version__ = "0.0.1"\n',
	"modules.txt": "Toy Module\n",
	"patches.txt": "[pre_model_sync]\n\n[post_model_sync]\ntoy_app.patches.first\n",
	"patches/__init__.py": "",
	"patches/first.py": "import frappe\n\n\ndef execute():\n\tfrappe.db.set_global('toy_patch', 'ran')\n",
	"hooks.py": """
app_name = "toy_app"
app_title = "Toy"
required_apps = ["frappe/erpnext"]
after_install = "toy_app.code.after_install"
after_migrate = "toy_app.code.after_migrate"
before_uninstall = "toy_app.code.before_uninstall"
after_uninstall = "toy_app.code.after_uninstall"
doc_events = {"Purchase Order": {"on_submit": "toy_app.code.on_submit"}}
""",
	"code.py": """
import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields


def after_install():
	field = {"fieldname": "toy_score", "label": "Score", "fieldtype": "Float", "module": "Toy Module"}
	create_custom_fields({"Supplier": [field]})


def after_migrate():
	frappe.db.set_global("toy_calls", (frappe.db.get_global("toy_calls") or "") + "migrate ")


def before_uninstall():
	frappe.db.set_global("toy_calls", (frappe.db.get_global("toy_calls") or "") + "before ")


def after_uninstall():
	frappe.db.set_global("toy_calls", (frappe.db.get_global("toy_calls") or "") + "after")


def on_submit(doc, method=None):
	frappe.enqueue("toy_app.code.job", name=doc.name, enqueue_after_commit=True)


def job(name):
	frappe.publish_progress(50, title="Toy")
	frappe.get_doc({"doctype": "Toy Thing", "title": name}).insert()


def bad_job():
	raise ValueError("a bad job")
""",
	"toy_module/__init__.py": "",
	"toy_module/doctype/__init__.py": "",
	"toy_module/doctype/toy_thing/__init__.py": "",
	"toy_module/doctype/toy_thing/toy_thing.py": """
from frappe.model.document import Document


class ToyThing(Document):
	pass
""",
	"toy_module/doctype/toy_thing/toy_thing.json": json.dumps(
		{
			"doctype": "DocType",
			"name": "Toy Thing",
			"module": "Toy Module",
			"creation": "2024-01-01 00:00:00",
			"modified": "2024-01-01 00:00:00",
			"autoname": "hash",
			"fields": [{"fieldname": "title", "fieldtype": "Data", "label": "Title"}],
			"permissions": [{"role": "System Manager", "read": 1, "write": 1, "create": 1}],
		}
	),
}

SCRIPT = """
import json, sys
from pathlib import Path
from embedded.engine.site import build_template, open_copy

template = build_template(["erpnext", "toy_app"])
site = open_copy(template, Path(sys.argv[1]) / "one").connect()
import frappe
from embedded.engine import workers
from embedded.engine.install import install_app, migrate, uninstall_app

out = {"apps": frappe.get_installed_apps()}
from frappe.utils import get_system_timezone
out["time zones"] = [get_system_timezone(), frappe.db.get_value("User", "Administrator", "time_zone")]
frappe.get_doc({"doctype": "Company", "company_name": "Acme", "abbr": "AC", "default_currency": "USD"}).insert()
supplier = frappe.get_doc({"doctype": "Supplier", "supplier_name": "O'Brien", "toy_score": 3}).insert()
out["supplier"] = [supplier.name, supplier.toy_score]
order = frappe.get_doc({
	"doctype": "Purchase Order", "company": "Acme", "supplier": "O'Brien", "transaction_date": "2024-02-01",
	"items": [{"item_code": frappe.get_doc({"doctype": "Item", "item_code": "I", "item_group": "All Item Groups"})
		.insert().name, "qty": 2, "rate": 5}],
}).insert()
order.submit()
out["before commit"] = frappe.db.count("Toy Thing")
frappe.db.commit()
out["after commit"] = frappe.get_all("Toy Thing", pluck="title")
frappe.enqueue("toy_app.code.job", name="rolled back")
frappe.db.rollback()
frappe.db.commit()
out["after rollback"] = frappe.db.count("Toy Thing")
frappe.enqueue("toy_app.code.bad_job")
frappe.db.commit()
out["failed job"] = [len(workers.failures), frappe.get_all("Error Log", pluck="method")]
order.cancel()
amended = frappe.copy_doc(order)
amended.amended_from, amended.docstatus = order.name, 0
amended.insert()
out["amended"] = [order.name, amended.name]
frappe.db.commit()

other = open_copy(template, Path(sys.argv[1]) / "two").connect()
out["other site"] = frappe.db.count("Supplier")
site.connect()
out["back again"] = frappe.db.count("Supplier")

frappe.get_doc({"doctype": "User", "email": "second@example.com", "first_name": "Second", "send_welcome_email": 0,
	"roles": [{"role": "System Manager"}]}).insert()
statements = []
frappe.set_user("second@example.com")
connection = frappe.db._conn
connection.set_trace_callback(statements.append)
allowed = frappe.has_permission("System Health Report")
connection.set_trace_callback(None)
from frappe.core.report.database_storage_usage_by_tables import database_storage_usage_by_tables as storage
sizes = {row.table: row for row in storage.execute()[1]}
frappe.set_user("Administrator")
out["sizes"] = [
	allowed, sum("dbstat" in statement for statement in statements), sizes["tabDocField"].size,
	sum(row.size for row in sizes.values()), frappe.db.sql("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")[0][0],
]

migrate()
uninstall_app("toy_app")
out["gone"] = [
	frappe.get_installed_apps(), frappe.db.exists("DocType", "Toy Thing"), frappe.db.table_exists("Toy Thing"),
	frappe.get_meta("Supplier").has_field("toy_score"), frappe.db.get_global("toy_calls"),
]
install_app("toy_app")
out["again"] = [frappe.get_installed_apps()[-1], frappe.get_meta("Supplier").has_field("toy_score")]
site.destroy()
other.destroy()
print("RESULT " + json.dumps(out))
"""


@pytest.fixture(scope="module")
def result(tmp_path_factory):
	if not (paths.ENGINE / "frappe").is_dir():
		pytest.skip("the engine is not unpacked: python3 embedded/setup.py")
	folder = tmp_path_factory.mktemp("toy")
	for name, text in APP.items():
		path = folder / "apps" / "toy_app" / name
		path.parent.mkdir(parents=True, exist_ok=True)
		path.write_text(text)
	ran = subprocess.run(
		[sys.executable, "-W", "ignore", "-c", SCRIPT, str(folder)],
		cwd=paths.REPO,
		env=os.environ | {activate.EXTRA_PATHS: str(folder / "apps"), "PYTHONPATH": str(paths.REPO)},
		capture_output=True,
		text=True,
		check=False,
	)
	assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
	return json.loads(ran.stdout.rsplit("RESULT ", 1)[1])


def test_apps_are_installed_in_order(result):
	assert result["apps"] == ["frappe", "erpnext", "toy_app"]


def test_site_and_administrator_have_one_clock(result):
	assert result["time zones"] == ["UTC", "UTC"]


def test_the_stand_in_takes_plain_values_and_custom_fields(result):
	assert result["supplier"] == ["O'Brien", 3]


def test_a_job_runs_when_its_transaction_commits(result):
	assert result["before commit"] == 0
	assert result["after commit"] == [result["amended"][0]]


def test_a_rollback_drops_a_job(result):
	assert result["after rollback"] == 1


def test_a_failing_job_is_recorded_and_stops_nothing(result):
	failures, logged = result["failed job"]
	assert failures == 1
	assert logged == ["toy_app.code.bad_job"]


def test_a_cancelled_document_can_be_amended(result):
	first, second = result["amended"]
	assert second == f"{first}-1"


def test_two_sites_do_not_see_each_other(result):
	assert (result["other site"], result["back again"]) == (0, 1)


def test_a_system_manager_waits_for_one_reading_of_the_file(result):
	allowed, readings, of_one_table, of_all, file_bytes = result["sizes"]
	assert allowed
	assert readings == 1
	assert 0.1 < of_one_table < of_all
	# all tables together make up the file: free pages and SQLite's own tables are the rest
	assert of_all == pytest.approx(file_bytes / 2**20, rel=0.25)


def test_migrate_and_uninstall_call_the_apps_hooks_and_leave_nothing(result):
	apps, doctype, table, field, calls = result["gone"]
	assert apps == ["frappe", "erpnext"]
	assert not doctype
	assert not table
	assert not field
	assert calls == "migrate before after"


def test_an_app_can_be_installed_again(result):
	assert result["again"] == ["toy_app", True]
