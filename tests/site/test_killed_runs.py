"""A run that is killed in the turn of any consumer is made good by the next one: nothing is lost, and nobody is told twice."""

from __future__ import annotations

import signal
from datetime import date

import pytest

from tests.factories import buying, indicators, planning, processes, risks, runs, segments, selling, standings
from tests.factories import scorecards as make

#: The day of the runs, and the one of the good month before it.
TODAY, BEFORE = date(2026, 6, 30), date(2026, 5, 28)
CONSUMERS = (
	"supplier_months",
	"supplier_scores",
	"risk_indicators",
	"customer_segments",
	"own_segments",
	"item_demand",
)


@pytest.fixture(autouse=True, scope="module")
def _site(site):
	import frappe

	segments.forget()
	standings.begin()
	selling.masters()
	indicators.end()
	indicators.start()
	risks.register()
	indicators.indicator()
	segments.segment("_RS Buyers", ("Purchase Days", "at least", 1))
	frappe.db.commit()
	yield
	segments.forget()
	indicators.end()
	standings.end()


class Story:
	"""A supplier that falls, a customer who comes and an item that is asked for: something to do for every consumer."""

	def __init__(self, number: str) -> None:
		import frappe

		self.supplier, self.customer = f"_RS Fallen {number}", f"_RS Comer {number}"
		self.item = planning.goods(f"_RS Asked {number}")
		self.address = f"{frappe.scrub(number)}@fallen.example.com"
		standings.contact(self.address, supplier=self.supplier)
		make.line(self.supplier, BEFORE.replace(day=3))
		make.refresh(BEFORE)
		make.line(self.supplier, TODAY.replace(day=3), late=True)
		selling.sales_invoice(self.customer, on=TODAY.replace(day=3))
		planning.sold(self.item, [5, 6, 7], until=TODAY.replace(day=1))
		frappe.db.commit()

	def told(self) -> dict[str, list]:
		"""What has come of it, as rows that hold no name of this story."""
		import frappe

		def rows(doctype: str, fields: list[str], **of) -> list[tuple]:
			return sorted(frappe.get_all(doctype, of, fields, as_list=True, order_by="name"), key=repr)

		supplier, customer = buying.named(self.supplier), buying.named(self.customer)
		fallen = frappe.get_all(standings.CHANGE, {"supplier": supplier}, pluck="name", order_by="name")
		proposed = frappe.get_all(indicators.PROPOSAL, {"party": supplier}, pluck="name", order_by="name")
		notice, about = "Notification Log", ["for_user", "type"]
		return {
			"months": make.results(supplier=self.supplier)
			and [{**row, "name": "", "supplier": ""} for row in make.results(supplier=self.supplier)],
			"changes": rows(
				standings.CHANGE, ["cause", "to_standing", "is_current", "is_waiting"], supplier=supplier
			),
			"notices of the fall": rows(notice, about, document_name=("in", fallen)),
			"mails of the fall": rows("Email Queue", ["status"], reference_name=("in", fallen)),
			"proposals": rows(indicators.PROPOSAL, ["status", "value"], name=("in", proposed)),
			"notices of the proposal": rows(notice, about, document_name=("in", proposed)),
			"tasks": rows("ToDo", ["allocated_to", "status"], reference_name=("in", proposed)),
			# Not its segment and the method of it: they hang on how many customers there are, and every story adds one.
			"insight": rows(
				"Customer Insight",
				["company", "purchase_days", "revenue", "last_purchase_on"],
				customer=customer,
				segment=("is", "set"),
			),
			"members": rows(segments.MEMBERSHIP, ["left_on", "reason"], customer=customer),
			"forecasts": rows("Demand Forecast", ["is_current", "method", "planned_qty"], item=self.item),
		}


def run() -> None:
	from relationship_suite import tasks

	tasks.run("Refresh", as_of=TODAY)


def dies_in(consumer: str, point: int) -> None:
	"""A run whose worker is killed before the so-manieth write or commit of a consumer's own work."""
	from relationship_suite.relationship_core.facts import consumers

	[mine] = [each for each in consumers.registered() if each.name == consumer]
	jobs = mine.load()
	work = jobs.refresh_results

	def deadly(*args, **values):
		processes.die_at(point)
		return work(*args, **values)

	jobs.refresh_results = deadly
	run()


@pytest.fixture(scope="module")
def undisturbed(site) -> dict[str, list]:
	"""What comes of a story when nobody is killed."""
	story = Story("Whole")
	run()
	found = story.told()
	assert [what for what, rows in found.items() if not rows] == [], "every consumer has something to do"
	return found


def test_every_consumer_is_killed_here(site):
	from relationship_suite.relationship_core.facts import consumers

	assert sorted(each.name for each in consumers.registered()) == sorted(CONSUMERS)


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_killed_at_its_writes_the_next_run_makes_it_good(consumer, undisturbed):
	kills, died = 0, None
	while died != 0:
		story = Story(f"{consumer} {kills}")
		died = processes.wait(processes.start(lambda at=3**kills: dies_in(consumer, at)))
		runs.let_the_lease_expire()
		run()
		assert story.told() == undisturbed, f"killed at {3**kills}"
		assert died in (0, -signal.SIGKILL)
		kills += died != 0
	assert kills > 1, "it has to be at work when it is killed"
