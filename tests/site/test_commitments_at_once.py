"""Two people at one commitment: nothing is ordered twice, and nobody accepts what has just been superseded."""

from __future__ import annotations

import multiprocessing
from itertools import count

import pytest

from tests.factories import planning as make
from tests.factories import processes
from tests.factories.planning import AS_OF

#: Seconds to wait for somebody who will come.
LONG = 120
_number = count(1)
pytestmark = pytest.mark.usefixtures("planning_day")


@pytest.fixture
def commitment(item):
	"""Ten are committed to July, August and September, by a supplier of whom nothing else is committed to the database."""
	import frappe

	make.warehouse()
	doc = make.commitment(make.release(make.agreement(f"_RS Twice {next(_number)}", item)))
	frappe.db.commit()
	return doc


@pytest.fixture
def accepted(commitment):
	import frappe

	from relationship_suite.srm_extensions.planning.commitment_records import accept

	accept(commitment, AS_OF)
	frappe.db.commit()
	return commitment


@pytest.fixture
def two_connections(clean):
	import frappe

	if frappe.db.db_type == "sqlite":
		pytest.skip("SQLite has one writer at a time, who sees all that others have committed")


def loaded(commitment):
	"""As a request reads it; from now on the transaction sees what there was then."""
	import frappe

	frappe.db.rollback()
	return frappe.get_doc("Supply Commitment", commitment.name)


def order(doc) -> list:
	from relationship_suite.srm_extensions.planning import commitment_records

	return commitment_records.order(doc, AS_OF, make.stores())


def drafts(commitment) -> int:
	import frappe

	frappe.db.rollback()
	return frappe.db.count("Purchase Order", {"supplier": commitment.supplier, "docstatus": 0})


def meanwhile(work) -> None:
	"""Somebody else does this, and is done."""
	import frappe

	def commits():
		work()
		frappe.db.commit()

	assert processes.wait(processes.start(commits)) == 0


def test_who_read_it_before_others_drafted_orders_drafts_none(accepted):
	import frappe

	first, second = loaded(accepted), loaded(accepted)
	assert len(order(first)) == 1
	with pytest.raises(frappe.ValidationError, match="Somebody else has just drafted orders"):
		order(second)
	assert order(frappe.get_doc("Supply Commitment", accepted.name)) == []
	assert frappe.db.count("Purchase Order", {"supplier": accepted.supplier, "docstatus": 0}) == 1


def test_nor_who_cannot_see_these_drafts_yet(accepted, two_connections):
	import frappe

	mine = loaded(accepted)
	meanwhile(lambda: order(frappe.get_doc("Supply Commitment", accepted.name)))

	with pytest.raises(frappe.ValidationError, match="Somebody else has just drafted orders"):
		order(mine)
	assert drafts(accepted) == 1


def test_of_two_at_the_same_moment_one_drafts_orders(accepted, two_connections):
	import frappe

	both_have_read = multiprocessing.get_context("fork").Barrier(2)

	def orders():
		mine = loaded(accepted)
		both_have_read.wait(LONG)
		order(mine)
		frappe.db.commit()

	children = [processes.start(orders) for _child in range(2)]
	assert sorted(processes.wait(child) for child in children) == [0, 1]
	assert drafts(accepted) == 1


def test_what_was_superseded_meanwhile_is_not_accepted(commitment, two_connections):
	import frappe

	from relationship_suite.srm_extensions.planning import commitment_records

	mine = loaded(commitment)
	release = frappe.get_doc("Forecast Release", commitment.release)
	meanwhile(lambda: make.commitment(release, previous=commitment.name))

	with pytest.raises(frappe.ValidationError, match="Another version has taken the place"):
		commitment_records.accept(mine, AS_OF)
	frappe.db.rollback()
	assert frappe.db.get_value("Supply Commitment", commitment.name, "status") == "To Review"


def test_who_accepts_second_leaves_the_first_as_reviewer(commitment, two_connections):
	import frappe

	from relationship_suite.srm_extensions.planning import commitment_records

	def accepts():
		frappe.set_user("Guest")
		commitment_records.accept(frappe.get_doc("Supply Commitment", commitment.name), AS_OF)

	mine = loaded(commitment)
	meanwhile(accepts)
	commitment_records.accept(mine, AS_OF)
	assert mine.status == "Accepted"
	frappe.db.commit()
	assert frappe.db.get_value("Supply Commitment", commitment.name, "accepted_by") == "Guest"


def test_what_is_superseded_is_not_accepted(commitment):
	import frappe

	from relationship_suite.srm_extensions.planning import commitment_records

	release = frappe.get_doc("Forecast Release", commitment.release)
	make.commitment(release, previous=commitment.name)
	with pytest.raises(frappe.ValidationError, match="Another version has taken the place"):
		commitment_records.accept(commitment, AS_OF)
