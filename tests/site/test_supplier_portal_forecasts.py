"""What a supplier commits to in its portal becomes a version of Supply Commitment; nobody's answer is lost."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.factories import planning as plans
from tests.factories import portal as make

JULY, AUGUST, SEPTEMBER = "2999-07-01", "2999-08-01", "2999-09-01"
pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture
def release():
	"""Ten are asked for in August and in September, as the user of their supplier."""
	import frappe

	made = make.forecast("_RS Grower")
	frappe.set_user(make.user("_RS Gil", "_RS Grower"))
	return made


def said(doc) -> list[tuple]:
	"""(first day of the bucket, day, quantity, note) of a commitment's lines."""
	return [(str(row.first_day), str(row.commit_date), row.commit_qty, row.note or "") for row in doc.lines]


def state(release) -> str:
	from relationship_suite.srm_extensions.portal import forecast_queries

	return forecast_queries.forecast_of(release.supplier, release.agreement).state


class TestACommitment:
	def test_it_is_a_version_as_one_that_is_entered_in_the_desk(self, release):
		doc = make.commit(
			release, {"qty": "6", "day": "2999-08-20", "note": "Kiln 2"}, remark="Kiln 1 is cold"
		)

		assert (doc.name, doc.version, doc.is_latest, doc.status) == (f"{release.name}-C1", 1, 1, "To Review")
		assert (doc.supplier, doc.owner, doc.remark) == (
			release.supplier,
			make.user("_RS Gil"),
			"Kiln 1 is cold",
		)
		assert said(doc) == [(AUGUST, "2999-08-20", 6, "Kiln 2")]
		assert (doc.lines[0].release_qty, doc.lines[0].uom) == (10, buying.UOM)
		assert plans.exceptions(release.agreement) == [("Gap", AUGUST, 4, "Open")]

	def test_a_period_takes_several_deliveries_and_no_day_is_its_last(self, release):
		doc = make.commit(
			release, {"qty": "4", "day": "2999-08-03"}, {"qty": "6"}, {"first_day": SEPTEMBER, "qty": 0}
		)
		assert said(doc) == [
			(AUGUST, "2999-08-03", 4, ""),
			(AUGUST, "2999-08-31", 6, ""),
			(SEPTEMBER, "2999-09-30", 0, ""),
		]

	def test_what_is_not_typed_stays_and_what_is_left_empty_is_not_said_any_more(self, release):
		make.commit(release, {"qty": 4, "note": "Kiln 2"}, {"first_day": SEPTEMBER, "qty": 9})
		doc = make.commit(release, {"first_day": SEPTEMBER, "qty": ""})
		assert (doc.version, said(doc)) == (2, [(AUGUST, "2999-08-31", 4, "Kiln 2")])

	def test_a_newer_forecast_asks_again_and_starts_with_what_was_said(self, release):
		make.commit(release, {"qty": 10}, {"first_day": SEPTEMBER, "qty": 10})
		assert state(release) == "Committed"
		second = make.as_us(lambda: make.release_again(release, more=5))
		assert state(release) == "Newer Forecast"

		doc = make.commit(second, {"qty": 15})
		assert (doc.release, doc.version, doc.previous_commitment) == (second.name, 1, None)
		assert [row[2] for row in said(doc)] == [15, 10]
		assert plans.exceptions(release.agreement, status="Open") == []

	def test_a_delivery_that_was_made_before_the_newer_forecast_stays_as_it_was(self, release):
		import frappe

		make.commit(release, {"qty": 4, "day": "2999-07-18"}, {"qty": 6})
		agreement = frappe.get_doc("Planning Agreement", release.agreement)
		second = make.as_us(plans.release, agreement, date(2999, 7, 20))
		with pytest.raises(frappe.ValidationError, match="the day is before the forecast was released"):
			make.commit(second, {"qty": 5, "day": "2999-07-18"})
		doc = make.commit(second, {"first_day": SEPTEMBER, "qty": 9})
		assert [row[2] for row in said(doc)] == [4, 6, 9]

	def test_our_acceptance_is_told(self, release):
		from relationship_suite.srm_extensions.planning import commitment_api

		doc = make.commit(release, {"qty": 10})
		make.as_us(commitment_api.accept, doc.name)
		assert state(release) == "Accepted"

	@pytest.mark.parametrize("meanwhile", ["a colleague", "a newer forecast", "our acceptance"])
	def test_who_commits_on_an_old_page_is_told_and_nothing_is_overwritten(self, release, meanwhile):
		import frappe

		from relationship_suite.srm_extensions.planning import commitment_api

		first = make.commit(release, {"qty": 4})
		page = make.forecast_seen(release)
		if meanwhile == "a colleague":
			make.commit(release, {"qty": 5})
		elif meanwhile == "a newer forecast":
			make.as_us(lambda: make.release_again(release, more=5))
		else:
			make.as_us(commitment_api.accept, first.name)
		with pytest.raises(frappe.TimestampMismatchError, match="was changed since you opened it"):
			make.commit(release, {"qty": 6}, seen=page)
		latest = frappe.get_doc("Supply Commitment", {"agreement": release.agreement, "is_latest": 1})
		assert latest.lines[0].commit_qty == (5 if meanwhile == "a colleague" else 4)

	@pytest.mark.parametrize(
		("line", "message"),
		[
			({"qty": "-1"}, "Part .*, August 2999: the quantity must be 0 or more"),
			({"qty": "nan"}, "0 or more"),
			({"qty": "1e12"}, "August 2999: the quantity is too large"),
			({"qty": "ten"}, "ten is no quantity"),
			({"qty": 1, "day": "2999-06-30"}, "August 2999: the day is before the forecast was released"),
			(
				{"qty": 1, "day": "3002-09-04"},
				"August 2999: the day is more than three years after the period",
			),
			({"qty": 1, "day": "soon"}, "soon is no date"),
			({"qty": 1, "note": "x" * 141}, "longer than 140"),
			({"note": "later"}, "A note needs a quantity"),
			({"qty": 1, "note": '"<img src=x onerror=alert(1)>"'}, "A remark is plain text"),
			({"qty": ""}, "at least one period"),
			({"first_day": "2998-08-01", "qty": 1}, "not open in this forecast"),
			({"item": "elsewhere", "qty": 1}, "not open in this forecast"),
		],
	)
	def test_what_cannot_be_is_named_with_what_would_be_right(self, release, line, message):
		import frappe

		with pytest.raises(frappe.ValidationError, match=message):
			make.commit(release, line)
		assert not frappe.db.exists("Supply Commitment", {"release": release.name})

	def test_two_deliveries_on_one_day_and_parts_of_a_piece_are_none(self, release):
		import frappe

		with pytest.raises(frappe.ValidationError, match="August 2999: two deliveries on one day"):
			make.commit(release, {"qty": 1}, {"qty": 2})
		frappe.db.set_value("UOM", buying.UOM, "must_be_whole_number", 1)
		with pytest.raises(frappe.ValidationError, match="August 2999: the quantity must be a whole number"):
			make.commit(release, {"qty": 1.5})

	def test_a_period_has_a_delivery_a_day_at_most(self, release):
		import frappe

		days = [f"2999-08-{day:02}" for day in range(1, 32)]
		assert len(make.commit(release, *({"qty": 1, "day": day} for day in days)).lines) == 31
		with pytest.raises(frappe.ValidationError, match="August 2999: there are more than 31 deliveries"):
			make.commit(release, *({"qty": 1, "day": day} for day in [*days, "2999-09-01"]))

	def test_a_period_that_has_ended_stays_as_it_was_said(self, release, monkeypatch):
		import frappe

		from relationship_suite.srm_extensions.portal import forecast_records, forecast_wording

		make.commit(release, {"first_day": JULY, "qty": 3}, {"qty": 10})
		for module in (forecast_records, forecast_wording):
			monkeypatch.setattr(module, "nowdate", lambda: "2999-08-02")
		html = make.page("supplier/forecast", name=release.agreement)[1]
		assert "August 2999" in html
		assert "July 2999" not in html
		assert [row[2] for row in said(make.commit(release, {"qty": 8}))] == [3, 8]
		with pytest.raises(frappe.ValidationError, match="not open in this forecast"):
			make.commit(release, {"first_day": JULY, "qty": 4})


class TestThePages:
	def test_they_ask_say_what_differs_and_show_what_was_said(self, release):
		home = make.page("supplier")[1]
		assert "One forecast waits for your commitment." in home
		second = make.as_us(lambda: make.release_again(release, more=5))
		assert "Quantities that differ from the last forecast: 1." in make.page("supplier/forecasts")[1]

		page = make.page("supplier/forecast", name=release.agreement)[1]
		assert "5 more than before" in page
		assert 'value="15" data-as-is="15"' in page
		make.commit(second, {"qty": 7, "day": "2999-08-20", "note": 'Kiln & "mill"'})
		page = make.page("supplier/forecast", name=release.agreement)[1]
		assert 'value="7" data-as-is="15"' in page
		assert "Kiln &amp; &#34;mill&#34;" in page
		assert "all forecasts are answered" in make.page("supplier")[1]

	def test_large_quantities_are_read_in_groups_and_typed_without(self):
		import frappe

		release = make.forecast("_RS Bulk", 12000)
		frappe.set_user(make.user("_RS Bo", "_RS Bulk"))
		page = make.page("supplier/forecast", name=release.agreement)[1]
		assert f"asked: 12,000 {buying.UOM}" in page
		assert 'value="12000"' in page

	def test_a_period_that_was_left_open_starts_empty_until_a_newer_forecast_asks_again(self, release):
		def september() -> str:
			html = make.page("supplier/forecast", name=release.agreement)[1]
			bucket = html[html.index(f'data-bucket="{SEPTEMBER}"') :]
			return bucket[bucket.index('name="qty"') :].split(">")[0]

		assert 'value="10"' in september()
		make.commit(release, {"qty": 6})
		assert 'value="" data-as-is="10"' in september()
		make.as_us(lambda: make.release_again(release, more=5))
		assert 'value="10"' in september()

	def test_what_is_not_planned_any_more_is_not_asked_for(self, release):
		import frappe

		frappe.db.set_value("Planning Agreement", release.agreement, "enabled", 0)
		assert "No forecast was released to you" in make.page("supplier/forecasts")[1]
		assert make.page("supplier/forecast", name=release.agreement)[0] == 404
		with pytest.raises(frappe.DoesNotExistError):
			make.commit(release, {"qty": 1}, seen="x")
