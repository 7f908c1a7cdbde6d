"""Rights, tried: every role on every DocType, report, workspace and method; and rows that User Permissions keep to themselves."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from datetime import date

import pytest

from relationship_suite.setup.roles import ROLES
from tests.factories import buying, indicators, people, planning, portal, risks, schedules, segments, selling
from tests.factories import scorecards as make
from tests.static import code, guides

DOCTYPES = {name: record for name, record in code.doctypes().items() if not record.get("istable")}
REPORTS = [json.loads(path.read_text()) for path in code.records("report")]
WORKSPACES = [json.loads(path.read_text()) for path in code.records("workspace")]
#: "Supplier" and "Customer" are users of the portal, "Website Manager" knows nothing of us, Guest is not logged in.
EVERYBODY = [*ROLES, "System Manager", "Supplier", "Customer", "Website Manager", "Guest"]
OUTSIDERS = ["Supplier", "Customer", "Website Manager", "Guest"]


@pytest.fixture(autouse=True)
def _parties(clean):
	buying.masters()
	selling.masters()


def become(role: str) -> str:
	import frappe

	user = "Guest" if role == "Guest" else people.user(role)
	frappe.set_user(user)
	return user


# The matrix -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_role_has_the_rights_that_the_json_grants_and_no_other(role):
	import frappe

	user = become(role)
	have, granted = set(), set()
	for name, record in DOCTYPES.items():
		for right in guides.RIGHTS:
			if frappe.has_permission(name, right, user=user):
				have.add((name, right))
			if any(
				rule["role"] == role and not rule.get("permlevel") and rule.get(right)
				for rule in record["permissions"]
			):
				granted.add((name, right))

	assert have == granted


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_role_reads_the_levels_that_the_json_grants_and_no_other(role):
	import frappe

	user = become(role)
	for name, record in DOCTYPES.items():
		granted = {
			rule.get("permlevel", 0)
			for rule in record["permissions"]
			if rule["role"] == role and rule.get("read")
		}
		assert set(frappe.get_meta(name).get_permlevel_access("read", user=user)) == granted, name


# Reports --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_report_opens_for_its_roles_and_for_nobody_else(role):
	from frappe.desk import query_report

	become(role)
	opens = {
		report["name"]: not raises_permission_error(
			lambda name=report["name"]: query_report.get_report_doc(name)
		)
		for report in REPORTS
	}
	runs = [
		name
		for name, may_open in opens.items()
		if not may_open and not raises_permission_error(lambda name=name: query_report.run(name, {}))
	]

	assert opens == {report["name"]: role in {row["role"] for row in report["roles"]} for report in REPORTS}
	assert runs == []


def raises_permission_error(call) -> bool:
	import frappe

	try:
		call()
	except frappe.PermissionError:
		return True
	return False


# Workspaces -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_workspace_opens_for_its_roles_and_for_nobody_else(role):
	become(role)

	assert {record["name"]: opens_workspace(record) for record in WORKSPACES} == {
		record["name"]: role in {row["role"] for row in record["roles"]} for record in WORKSPACES
	}


def opens_workspace(record: dict) -> bool:
	import frappe
	from frappe.desk.desktop import Workspace

	try:
		page = Workspace({"name": record["name"], "title": record["title"], "public": 1}, minimal=True)
	except frappe.PermissionError:  # nothing of its module is for this user
		return False
	return bool(page.is_permitted())


# Methods --------------------------------------------------------------------------------------------------


def whitelisted() -> Iterator[str]:
	"""Dotted path of every method that can be called from outside."""
	for path in code.app_files():
		for function in code.functions(code.tree(path)):
			decorators = [each.func if hasattr(each, "func") else each for each in function.decorator_list]
			if "whitelist" in map(code.name_of, decorators):
				yield f"{code.dotted(path)}.{function.name}"


METHODS = sorted(whitelisted())


def arguments(method, user: str = "Administrator") -> dict:
	"""Something for every argument: a record that is there, where it names one, and the user's where it has an owner."""
	named = {
		"schedule": lambda: schedules.any_schedule(owner=user).name,
		"delivery": lambda: schedules.any_delivery(owner=user),
		"supplier": lambda: buying.supplier("_RS Private"),
		"customer": lambda: selling.customer("_RS Private"),
		"company": lambda: buying.COMPANY,
		"doctype": lambda: "Purchase Order",
		"party_type": lambda: "Customer",
		"party": lambda: selling.customer("_RS Private"),
		"segment": lambda: segments.once("_RS Private"),
		"condition": lambda: "Territory",
		"form": segments.form,
		"indicator": indicators.form,
		"suppliers": lambda: json.dumps([buying.supplier("_RS Private")]),
		"customers": lambda: json.dumps([selling.customer("_RS Private")]),
		"risk": lambda: risks.risk(at=(1, 1)).name,
		"proposal": lambda: indicators.proposal().name,
		"register": risks.register,
		"until": lambda: "2999-01-01",
		"doc": lambda: make.scorecard("_RS Private").as_json(),
		"forecast": planning.one_forecast,
		"agreement": planning.one_agreement,
		"release": planning.one_release,
		"commitment": planning.one_commitment,
		"warehouse": planning.warehouse,
		"confirmation": portal.proposal,
	}
	return {
		name: named.get(name, lambda: "x")()
		for name, parameter in inspect.signature(method).parameters.items()
		if parameter.default is inspect.Parameter.empty or name in named
	}


SUPPLIERS = {"System Manager", "Relationship Manager", "Sourcing Manager", "Sourcing User", "Risk Owner"}
CUSTOMERS = {"System Manager", "Relationship Manager", "Relationship User"}
ASSESSORS = SUPPLIERS - {"Sourcing User"}
MAKERS = {"System Manager", "Relationship Manager", "Sourcing Manager"}
BUYERS = {*EVERYBODY} - {"Guest"}  # with ERPNext's own role that writes orders
#: Each row of a timeline asks for its own right: the timeline itself is for whoever may read the party.
PARTY_READERS = {*EVERYBODY} - {"Guest"}
RUN_LOG = {"System Manager", "Relationship Manager", "Sourcing Manager"}
#: Method -> the roles that it is for, where ERPNext lets them read the party.
CALLERS = {
	f"relationship_suite.{module}.{name}": roles
	for module, methods in {
		"crm_extensions.segmentation.api": {"get_overview": CUSTOMERS, "refresh_customer": CUSTOMERS},
		"crm_extensions.segmentation.segment_api": {
			"evaluate": {"System Manager", "Relationship Manager"},
			"add_customers": {"System Manager", "Relationship Manager"},
			"preview": CUSTOMERS,
			"conditions": CUSTOMERS,
			"values_of": CUSTOMERS,
		},
		"srm_extensions.scorecards.api": dict.fromkeys(
			(
				"supplier_summary",
				"refresh_supplier",
				"standings",
				"standing_names",
				"scorecard_problems",
				"suppliers_needing_attention",
				"average_score",
				"late_open_lines",
			),
			SUPPLIERS,
		)
		| {"starting_tables": MAKERS},
		"srm_extensions.scorecards.gate_api": {"in_the_way": BUYERS},
		"relationship_core.timeline.api": dict.fromkeys(("get_page", "get_kinds", "get_card"), PARTY_READERS),
		"srm_extensions.risk.api": dict.fromkeys(("level_names", "heat_map", "supplier_risks"), SUPPLIERS)
		| dict.fromkeys(("review_risk", "withdraw_acceptance"), ASSESSORS)
		| {"accept_risk": ASSESSORS - {"System Manager"}},  # whom the settings name
		"relationship_core.schedules.api": dict.fromkeys(("preview", "send_now", "send_again"), MAKERS),
		"srm_extensions.scorecards.backtest_api": {"backtest": SUPPLIERS},
		# ERPNext itself shows its scorecards to none but the System Manager.
		"srm_extensions.scorecards.carry_over_api": {
			"carry_over": {"System Manager"} if buying.is_bench() else MAKERS
		},
		"srm_extensions.risk.indicator_api": {"preview": SUPPLIERS},
		"srm_extensions.risk.proposal_api": dict.fromkeys(("accept_proposal", "dismiss_proposal"), ASSESSORS),
		"srm_extensions.planning.api": {"get_overview": SUPPLIERS},
		"srm_extensions.planning.release_api": {
			"get_release": SUPPLIERS,
			"issue": SUPPLIERS - {"Risk Owner"},
		},
		"srm_extensions.planning.commitment_api": {"get_commitment": SUPPLIERS}
		| dict.fromkeys(("draft", "accept", "make_orders"), SUPPLIERS - {"Risk Owner"}),
		# Whom the supplier's *Portal Users* name: tests/site/test_supplier_portal_isolation.py
		"srm_extensions.portal.api": {"reply": set()},
		"srm_extensions.portal.forecast_api": {"commit": set()},
		"srm_extensions.portal.decision_api": dict.fromkeys(("accept", "refuse"), SUPPLIERS),
		"relationship_core.facts.api": dict.fromkeys(("get_state", "start", "retry_failed"), RUN_LOG),
	}.items()
	for name, roles in methods.items()
}


def test_it_is_said_of_every_method_whom_it_is_for():
	assert sorted(CALLERS) == METHODS


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_method_answers_its_roles_and_nobody_else(role, monkeypatch):
	import frappe

	monkeypatch.setattr(frappe, "enqueue", lambda *args, **values: None)
	# ERPNext decides who reads its parties, and these roles of its own do.
	user = "Guest" if role == "Guest" else people.user(role, "Sales User", "Purchase User")
	calls = {path: (frappe.get_attr(path), arguments(frappe.get_attr(path), user)) for path in CALLERS}
	frappe.set_user(user)

	def answers(path: str) -> bool:
		method, values = calls[path]
		try:
			found = method(**values)
		except frappe.PermissionError:
			return False
		return not isinstance(found, dict) or found.get("may_read", True)

	assert {path for path in CALLERS if answers(path)} == {
		path for path, roles in CALLERS.items() if role in roles
	}


@pytest.mark.parametrize("role", OUTSIDERS)
def test_every_method_turns_outsiders_away(role):
	import frappe

	calls = {path: (frappe.get_attr(path), arguments(frappe.get_attr(path))) for path in METHODS}
	become(role)

	assert [
		path
		for path, (method, values) in calls.items()
		if not raises_permission_error(lambda m=method, v=values: m(**v))
	] == []


def test_no_method_is_open_to_whoever_is_not_logged_in():
	import frappe

	assert [path for path in METHODS if frappe.get_attr(path) in frappe.guest_methods] == []


# Rows -----------------------------------------------------------------------------------------------------

MINE, OTHERS = "_RS Mine", "_RS Others"
ROWS = {
	"Performance Scorecard Result": ("Supplier", "Sourcing User"),
	"Supplier Action Plan": ("Supplier", "Sourcing User"),
	"Supplier Gate Override": ("Supplier", "Sourcing User"),
	"Supplier Standing Change": ("Supplier", "Sourcing User"),
	"Customer Insight": ("Customer", "Relationship User"),
	"Customer Segment Membership": ("Customer", "Relationship User"),
}


def record(doctype: str, party: str, company: str) -> str:
	"""A result of this party, by name."""
	import frappe

	kind = ROWS[doctype][0]
	name = buying.supplier(party) if kind == "Supplier" else selling.customer(party)
	values = {
		"Performance Scorecard Result": {
			"scorecard": make.scorecard_once("_RS Rights"),
			"period": "2026-01",
			"period_start": date(2026, 1, 1),
			"period_end": date(2026, 1, 31),
		},
		"Supplier Gate Override": {"overridden_by": "Administrator", "reason": "-"},
		"Supplier Action Plan": {
			"goal": "-",
			"responsible": "Administrator",
			"due_on": date(2026, 2, 1),
			"items": [{"action": "-", "due_on": date(2026, 2, 1)}],
		},
		"Supplier Standing Change": {"to_standing": "Poor"},
		"Customer Insight": {"as_of": date(2026, 1, 31)},
		"Customer Segment Membership": {"segment": "Loyal", "entered_on": date(2026, 1, 1)},
	}[doctype]
	doc = frappe.get_doc({"doctype": doctype, kind.lower(): name, "company": company, **values})
	doc.insert(ignore_permissions=True, ignore_mandatory=True, ignore_links=True)
	return doc.name


def seen(doctype: str, names: set[str]) -> dict[str, set[str]]:
	"""Which of these records the session's user meets in the list, the form, the report view and a link field."""
	import frappe
	from frappe.desk import reportview
	from frappe.desk.search import search_link

	frappe.form_dict.clear()
	frappe.form_dict.update(
		{"doctype": doctype, "fields": json.dumps([f"`tab{doctype}`.`name`"]), "page_length": 1000}
	)
	rows = reportview.get()
	values = rows.get("values", []) if isinstance(rows, dict) else []
	return {
		"list": {*frappe.get_list(doctype, pluck="name", limit=0, order_by="name")} & names,
		"form": {name for name in names if frappe.has_permission(doctype, "read", doc=name)},
		"report": {row[0] for row in values} & names,
		"link": {
			row["value"]
			for name in names
			for row in search_link(doctype, name, page_length=50, ignore_user_permissions=False)
		}
		& names,
	}


@pytest.mark.parametrize("doctype", ROWS)
@pytest.mark.parametrize("by", ["party", "company"])
def test_user_permissions_keep_rows_apart_everywhere(doctype, by):
	import frappe

	kind, role = ROWS[doctype]
	mine = record(doctype, MINE, buying.COMPANY)
	others = record(doctype, OTHERS, buying.COMPANY_2)
	user = people.user(role)
	party = buying.named(MINE) if kind == "Supplier" else selling.named(MINE)
	allow, value = (kind, party) if by == "party" else ("Company", buying.COMPANY)

	frappe.set_user(user)
	assert all(found == {mine, others} for found in seen(doctype, {mine, others}).values())
	frappe.set_user("Administrator")
	frappe.get_doc({"doctype": "User Permission", "user": user, "allow": allow, "for_value": value}).insert()
	frappe.set_user(user)

	assert seen(doctype, {mine, others}) == {place: {mine} for place in ("list", "form", "report", "link")}


# The tile -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", EVERYBODY)
def test_the_apps_tile_is_for_its_roles(role):
	from relationship_suite.permissions import may_open_app

	become(role)
	assert may_open_app() == (role not in OUTSIDERS)
