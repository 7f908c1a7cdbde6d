"""Indicators watch the facts in each run: a breach is proposed once, with its evidence, to somebody who decides."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest

from tests.factories import buying, people, scorecards
from tests.factories import indicators as make
from tests.factories import risks as made
from tests.factories.indicators import JUNE, decide
from tests.factories.statements import watched as statements_run

_number = count(1)
MAY_1, JUNE_1 = date(2026, 5, 4), date(2026, 6, 4)


class Killed(BaseException):
	"""As a worker dies: nothing catches it."""


@pytest.fixture(scope="module", autouse=True)
def _nothing_else_is_watched(site):
	import frappe

	buying.masters()
	make.start()
	frappe.db.set_value(
		"Risk Register", {"name": ("!=", "")}, "enabled", 0
	)  # a company's oldest one gets its proposals
	made.register()
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback()
	make.end()


@pytest.fixture(autouse=True)
def _alone(clean):
	"""Each test has an indicator of its own, and nothing of the others goes on."""
	make.start()
	yield
	make.start()


@pytest.fixture
def name() -> str:
	return f"_RS Watched {next(_number)}"


@pytest.fixture
def watched():
	return watch()


def watch(**values):
	"""An indicator that knows the breaches of earlier tests."""
	doc = make.indicator(**values)
	run()
	doc.flags.known = {row.name for row in make.proposals(doc.name)}
	return doc


def fell(supplier: str) -> None:
	"""All on time in May, nothing of what is due in June."""
	for place in range(2):
		scorecards.line(supplier, MAY_1)
		scorecards.line(supplier, date(2026, 6, 2 + place), late=True)


def run(as_of: date = JUNE):
	return scorecards.refresh(as_of)


def store(*values) -> None:
	import frappe

	frappe.db.set_value(*values)
	frappe.db.commit()


def found(watched) -> list[dict]:
	"""What this test's indicator has proposed of this file's suppliers, oldest first: a bench keeps those of others."""
	rows = [row for row in make.proposals(watched.name) if row.name not in watched.flags.known]
	return [row for row in rows if row.party.endswith(buying.named(""))]


def test_a_breach_is_proposed_once_with_its_evidence_a_task_and_a_notice(name, watched):
	import frappe

	fell(name)
	assert run().status == "Completed"
	[proposal] = found(watched)

	assert (proposal.party, proposal.company, proposal.status) == (buying.named(name), buying.COMPANY, "Open")
	assert (proposal.value, proposal.breach_from, proposal.began_on) == (100, 20, JUNE)
	assert (proposal.register, proposal.likelihood, proposal.impact) == (made.register(), 4, 3)
	assert make.tasks(proposal.name) == [made.OWNER]
	assert make.notices(proposal.name) == [f"Risk proposed: OTIF Trend: {buying.named(name)}"]
	shown = frappe.get_doc(make.PROPOSAL, proposal.name).overview()
	assert (
		shown["sentence"] == "OTIF fell by 100.0 points, from 100.0 % (2 lines due) to 0.0 % (2 lines due)."
	)
	assert shown["proposed"].startswith("Proposes a new risk in ")
	assert shown["behind"]["options"]["supplier"] == buying.named(name)

	scorecards.line(name, JUNE_1, late=True)
	run()
	assert len(found(watched)) == 1
	assert len(make.tasks(proposal.name)) == len(make.notices(proposal.name)) == 1
	assert run().get("name") is None, "nothing is left to do"


def test_a_figure_between_the_thresholds_goes_on_and_below_them_it_is_over(name, watched):
	for day in range(1, 5):
		scorecards.line(name, date(2026, 5, day))
		scorecards.line(name, date(2026, 6, day))
	late = scorecards.line(name, date(2026, 6, 5), late=True)
	run()
	[proposal] = found(watched)
	assert proposal.value == pytest.approx(20)

	scorecards.line(name, date(2026, 6, 6))  # 1 of 6 is late: 16.7 points
	run()
	[proposal] = found(watched)
	assert (proposal.status, proposal.value) == ("Open", pytest.approx(100 / 6, abs=0.05))

	late.reload()
	late.cancel()
	run()
	[proposal] = found(watched)
	assert (proposal.status, proposal.ended_on) == ("Over", JUNE)
	assert make.tasks(proposal.name) == []
	assert make.tasks(proposal.name, "Closed") == [made.OWNER]


def test_accepting_makes_the_risk_and_the_same_breach_is_not_proposed_again(name, watched):
	import frappe

	fell(name)
	run()
	[proposal] = found(watched)
	risk = frappe.get_doc("Risk", decide(proposal.name))

	assert (risk.party, risk.category, risk.register) == (buying.named(name), "Delivery", made.register())
	assert (risk.inherent_score, risk.risk_owner) == (12, made.OWNER)
	assert risk.cause.startswith("OTIF fell by 100.0 points")
	assert [row["note"].endswith("Seen on site") for row in made.history(risk.name)] == [True]
	[proposal] = found(watched)
	assert (proposal.status, proposal.risk, proposal.reason) == ("Accepted", risk.name, "Seen on site")
	assert (proposal.decided_by, make.tasks(proposal.name)) == ("Administrator", [])
	scorecards.line(name, JUNE_1, late=True)
	run()
	assert len(found(watched)) == 1


def test_an_open_risk_about_the_same_is_raised(name, watched):
	import frappe

	risk = made.risk(supplier=name, at=(2, 4), register=made.register())
	made.risk(supplier=name, at=(1, 1), category="Quality")
	fell(name)
	run()
	[proposal] = found(watched)
	shown = frappe.get_doc(make.PROPOSAL, proposal.name).overview()
	assert shown["proposed"] == f"Proposes to raise the inherent score of {risk.name} from 8 to 16."

	assert decide(proposal.name) == risk.name
	assert [row["inherent_score"] for row in made.history(risk.name)] == [8, 16]


def test_a_risk_that_is_as_high_already_is_reviewed(name, watched):
	risk = made.risk(supplier=name, at=(5, 5))
	fell(name)
	run()
	[proposal] = found(watched)
	decide(proposal.name)

	assert [(row["inherent_score"], row["is_review"]) for row in made.history(risk.name)] == [
		(25, 0),
		(25, 1),
	]


def test_what_is_dismissed_comes_back_only_as_a_new_breach(name, watched):
	fell(name)
	run()
	[proposal] = found(watched)
	decide(proposal.name, "One lorry broke down", accept=False)
	scorecards.line(name, JUNE_1, late=True)
	run()
	[proposal] = found(watched)
	assert (proposal.status, proposal.reason, proposal.ended_on) == (
		"Dismissed",
		"One lorry broke down",
		None,
	)
	assert make.tasks(proposal.name) == []

	for day in range(1, 4):
		scorecards.line(name, date(2026, 7, day))
	run(date(2026, 7, 31))
	assert found(watched)[0].ended_on == date(2026, 7, 31)
	scorecards.line(name, date(2026, 8, 3), late=True)
	run(date(2026, 8, 31))
	assert [(row.status, row.value) for row in found(watched)] == [("Dismissed", 100), ("Open", 62.5)]


def test_several_breaches_of_one_run_are_one_notice(name, watched):
	fell(name)
	fell(f"{name} too")
	run()

	told = [make.notices(row.name) for row in found(watched)]
	assert sorted(told) == [[], ["2 risks proposed"]]
	assert [make.tasks(row.name) for row in found(watched)] == [[made.OWNER]] * 2


def test_an_indicator_that_is_disabled_watches_nothing_any_more(name, watched):
	fell(name)
	run()
	watched.enabled = 0
	watched.save()
	run()

	assert [row.status for row in found(watched)] == ["Over"]


def test_a_company_without_a_register_is_not_watched(name):
	import frappe

	watched = watch(only_company=buying.COMPANY_2)
	for due in (MAY_1, JUNE_1):
		scorecards.line(name, due, late=due == JUNE_1, company=buying.COMPANY_2)
	run()
	assert found(watched) == []

	register = made.register("_RS Second", buying.COMPANY_2)
	run()
	assert [row.register for row in found(watched)] == [register]
	frappe.db.set_value("Risk Register", register, "enabled", 0)


def test_the_indicators_own_register_and_person_go_first(name):
	mine = made.register("_RS Of Its Own")
	person = people.user("Risk Owner")
	watched = watch(register=mine, responsible=person)
	fell(name)
	run()
	[proposal] = found(watched)

	assert (proposal.register, proposal.responsible) == (mine, person)
	assert make.tasks(proposal.name) == [person]


def test_who_answers_for_the_indicators_own_register_is_asked(name):
	person = people.user("Risk Owner")
	mine = made.register("_RS Of A Person")
	store("Risk Register", mine, "responsible", person)
	watched = watch(register=mine)
	fell(name)
	run()
	[proposal] = found(watched)

	assert (proposal.register, proposal.responsible) == (mine, person)
	assert make.tasks(proposal.name) == [person]


def test_a_register_of_its_own_that_is_not_enabled_gives_way_to_the_companys(name):
	import frappe

	mine = made.register("_RS Shut")
	watched = watch(register=mine)
	fell(name)
	run()
	store("Risk Register", mine, "enabled", 0)
	fell(f"{name} too")
	run()

	early, late = found(watched)
	assert (early.register, late.register) == (mine, made.register())
	for proposal in (early, late):
		risk = decide(proposal.name)
		assert frappe.db.get_value("Risk", risk, "register") == made.register()


@pytest.mark.parametrize("dies_at", ["tell", "begin"])
def test_a_kill_in_the_middle_leaves_each_breach_told_once(monkeypatch, name, watched, dies_at):
	from relationship_suite.srm_extensions.risk import indicator_tasks, proposal_records

	fell(name)
	fell(f"{name} too")
	monkeypatch.setattr(indicator_tasks, "BATCH", 1)
	calls, real = count(), getattr(proposal_records, dies_at)

	def second_time(*args):
		if next(calls) == 1:
			raise Killed
		return real(*args)

	with monkeypatch.context() as patch:
		patch.setattr(proposal_records, dies_at, second_time)
		with pytest.raises(Killed):
			run()
	import frappe

	frappe.db.rollback()
	assert len(found(watched)) == 1

	run()
	assert [row.status for row in found(watched)] == ["Open", "Open"]
	assert [len(make.tasks(row.name)) for row in found(watched)] == [1, 1]
	assert [len(make.notices(row.name)) for row in found(watched)] == [1, 1]


def test_an_indicator_that_fails_stops_no_other_and_is_tried_again(monkeypatch, name, watched):
	from relationship_suite.srm_extensions.risk import indicator_queries

	make.indicator("_RS Broken", "PPM Trend")
	fell(name)

	def fails(*_args):
		raise ValueError("the figures are broken")

	with monkeypatch.context() as patch:
		patch.setitem(indicator_queries._READ, "PPM Trend", fails)
		log = run()

	assert log.status == "Completed with errors"
	assert [(row.voucher_type, row.voucher) for row in log.failures] == [
		("Risk Indicator", buying.named("_RS Broken"))
	]
	assert len(found(watched)) == 1
	assert run().status == "Completed"


def test_refreshing_one_supplier_looks_at_it_alone_and_the_others_follow(name, watched):
	import frappe

	from relationship_suite import tasks

	fell(name)
	fell(f"{name} too")
	frappe.db.commit()
	assert tasks.refresh_party("Supplier", buying.named(name), as_of=JUNE).status == "Completed"
	assert [row.party for row in found(watched)] == [buying.named(name)]

	run()
	assert {row.party for row in found(watched)} == {buying.named(name), buying.named(f"{name} too")}


def test_the_number_of_statements_does_not_grow_with_the_suppliers(name, watched):
	from relationship_suite.relationship_core.facts import watermarks
	from relationship_suite.srm_extensions.risk import indicator_notes

	def statements() -> int:
		watermarks.ask(indicator_notes.EVERYTHING)
		with statements_run() as said:
			run()
		return len([each for each in said if "Risk Proposal" in each or "supplier_month" in each])

	fell(name)
	run()
	few = statements()
	for place in range(4):
		for due in (MAY_1, JUNE_1):
			scorecards.line(f"{name} {place}", due)
	run()

	assert statements() == few
