"""Where a release and its commitment differ: exceptions that come and go, who resolves them, and who is told."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.factories import planning as make
from tests.factories.planning import AS_OF
from tests.site.test_interaction_privacy import forget
from tests.site.test_risk_privacy import known_of

EXCEPTION, AGREEMENT = "Planning Exception", "Planning Agreement"
JULY, AUGUST, SEPTEMBER = "2026-07-01", "2026-08-01", "2026-09-01"
pytestmark = pytest.mark.usefixtures("planning_day")


def of(release):
	"""The one exception of a release's agreement, as a document."""
	import frappe

	[name] = frappe.get_all(EXCEPTION, {"agreement": release.agreement}, pluck="name", order_by="name")
	return frappe.get_doc(EXCEPTION, name)


@pytest.fixture
def gap(release):
	"""Six of ten are committed to August."""
	make.commitment(release, _2026_08_01=[("2026-08-31", 6)])
	return of(release)


class TestTheyComeAndGo:
	def test_they_come_with_a_commitment_and_go_with_the_next(self, release):
		first = make.commitment(
			release,
			_2026_07_01=[("2026-07-31", 12)],
			_2026_08_01=[("2026-08-31", 6)],
			_2026_09_01=[("2026-10-05", 10)],
		)
		assert make.exceptions(release.agreement) == [
			("Excess", JULY, 2, "Open"),
			("Gap", AUGUST, 4, "Open"),
			("Late", SEPTEMBER, 10, "Open"),
		]
		make.commitment(release, previous=first.name, _2026_08_01=[("2026-08-31", 7)])
		assert make.exceptions(release.agreement) == [
			("Excess", JULY, 2, "Closed"),
			("Gap", AUGUST, 3, "Open"),
			("Late", SEPTEMBER, 10, "Closed"),
		]

	def test_a_release_that_asks_for_more_is_held_against_what_is_committed(self, item, release):
		import frappe

		make.commitment(release)
		more = {"warehouse": make.stores()}
		buying.purchase_order(
			"_RS Commits", ordered=AS_OF, due=date(2026, 7, 20), qty=25, item_code=item, more=more
		)
		second = make.release(frappe.get_doc("Planning Agreement", release.agreement))
		assert make.exceptions(release.agreement) == [
			("Changed inside the Fence", JULY, 15, "Open"),
			("Gap", JULY, 15, "Open"),
		]
		make.commitment(second)
		assert make.exceptions(release.agreement, status="Open") == []


class TestWhoResolvesThem:
	def test_the_planner_until_a_day_and_with_a_word(self, gap):
		import frappe

		assert (gap.responsible, str(gap.due_on)) == ("Administrator", "2026-07-22")

		gap.update({"status": "Resolved", "qty": 1})
		with pytest.raises(frappe.ValidationError, match="say what was agreed"):
			gap.save()
		gap.reload()
		gap.update({"status": "Resolved", "qty": 1, "resolution": "Bought elsewhere"}).save()
		assert (gap.qty, gap.ended_by, str(gap.ended_on)) == (4, "Administrator", str(AS_OF))

		make.release(frappe.get_doc(AGREEMENT, gap.agreement))
		assert make.exceptions(gap.agreement) == [("Gap", AUGUST, 4, "Resolved")]

	def test_nobody_enters_or_closes_one(self, gap):
		import frappe

		with pytest.raises(frappe.ValidationError, match="cannot be entered"):
			frappe.get_doc({**gap.as_dict(), "name": None, "__islocal": 1}).insert()
		with pytest.raises(frappe.ValidationError, match="Closed is set by"):
			gap.update({"status": "Closed"}).save()

	def test_it_is_given_to_who_may_see_it(self, become, gap):
		import frappe

		buying.ensure("Supplier Group", "_RS Theirs", supplier_group_name="_RS Theirs", is_group=0)
		stranger = become("Sourcing User", ("Supplier Group", "_RS Theirs"))
		frappe.set_user("Administrator")
		with pytest.raises(frappe.ValidationError, match="may not see exceptions"):
			gap.update({"responsible": stranger}).save()

	def test_a_planner_who_may_not_see_it_any_more_gets_none(self, become, item):
		import frappe

		stranger = become("Sourcing User", ("Company", buying.COMPANY_2))
		become("Sourcing Manager")
		frappe.set_user("Administrator")
		released = make.release(make.agreement("_RS Commits", item, planner=stranger))
		make.commitment(released, _2026_08_01=[("2026-08-31", 6)])

		responsible = of(released).responsible
		assert responsible != stranger
		assert {"Sourcing Manager", "Relationship Manager"} & set(frappe.get_roles(responsible))
		assert told(stranger, released) == []
		assert len(told(responsible, released)) == 1


def told(user: str, release) -> list:
	"""Subject and text of the notices that a user has of the exceptions of a release's agreement."""
	import frappe

	names = frappe.get_all(EXCEPTION, {"agreement": release.agreement}, pluck="name", order_by="name")
	asked = {"document_type": EXCEPTION, "document_name": ("in", names or [""]), "for_user": user}
	fields = ["subject", "email_content"]
	return frappe.get_all("Notification Log", asked, fields, order_by="creation, name")


class TestWhoIsTold:
	@pytest.fixture
	def planner(self, become) -> str:
		import frappe

		user = become("Sourcing User")
		frappe.set_user("Administrator")
		return user

	@pytest.fixture
	def theirs(self, item, planner):
		return make.release(make.agreement("_RS Commits", item, planner=planner))

	def test_whoever_plans_once_of_each_and_in_one_notice(self, item, theirs, planner):
		import frappe

		first = make.commitment(theirs, _2026_08_01=[("2026-08-31", 6)], _2026_09_01=[("2026-09-30", 9.5)])
		[notice] = told(planner, theirs)
		assert notice.subject == f"{theirs.supplier}: 2 exceptions are to be resolved by you"
		assert f"Gap, {item}: 4 " in notice.email_content
		assert "from 2026-09-01 to 2026-09-30. To be resolved until 2026-07-22." in notice.email_content

		second = make.commitment(
			theirs, previous=first.name, _2026_08_01=[("2026-08-31", 5)], _2026_09_01=[("2026-09-30", 12)]
		)
		[_first, notice] = told(planner, theirs)
		assert notice.subject == f"{item} of {theirs.supplier}: an exception is to be resolved by you"
		assert "Excess" in notice.email_content
		assert "Gap" not in notice.email_content

		make.commitment(
			theirs, previous=second.name, _2026_08_01=[("2026-08-31", 5)], _2026_09_01=[("2026-09-30", 12)]
		)
		make.release(frappe.get_doc(AGREEMENT, theirs.agreement))
		assert len(told(planner, theirs)) == 2

	def test_not_who_has_entered_the_commitment_and_sees_it_there(self, theirs, planner):
		import frappe

		from relationship_suite.srm_extensions.planning.commitment_api import get_commitment

		frappe.set_user(planner)
		doc = make.commitment(theirs, _2026_08_01=[("2026-08-31", 6)])
		assert get_commitment(doc.name)["sentence"].endswith("One exception is open.")
		frappe.set_user("Administrator")
		assert told(planner, theirs) == []

	def test_whoever_it_is_handed_to_in_their_language(self, gap, release, planner):
		import frappe

		frappe.db.set_value("User", planner, "language", "zh")
		gap.update({"responsible": planner}).save()
		gap.update({"due_on": date(2026, 7, 30)}).save()
		frappe.db.set_value("User", planner, "language", None)

		[notice] = told(planner, release)
		assert "缺口" in notice.email_content

	def test_nobody_of_one_that_is_resolved(self, gap, release, planner):
		gap.update({"responsible": planner, "status": "Resolved", "resolution": "Bought elsewhere"}).save()
		assert told(planner, release) == []


def test_all_that_names_a_planner_is_handed_over_and_forgotten(become, item, monkeypatch):
	import frappe

	from relationship_suite.srm_extensions.planning import commitment_api

	monkeypatch.setattr(frappe, "sendmail", lambda *args, **more: None)
	planner = become("Sourcing Manager")
	released = make.release(make.agreement("_RS Commits", item, planner=planner))
	commitment = make.commitment(released, _2026_08_01=[("2026-08-31", 6)])
	commitment_api.accept(commitment.name)
	of(released).update({"status": "Resolved", "resolution": "Bought elsewhere"}).save()
	frappe.set_user("Administrator")
	names = {"Supply Commitment": commitment.name, EXCEPTION: of(released).name}
	found = known_of(planner)
	assert [doctype for doctype, name in names.items() if name not in found.get(doctype, [])] == []

	new = forget(planner)
	for doctype, name in {AGREEMENT: released.agreement, **names}.items():
		assert planner not in frappe.get_doc(doctype, name).as_json().replace(new, ""), doctype
