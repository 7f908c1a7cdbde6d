"""What a supplier commits to in its portal becomes a version of Supply Commitment, as one that is entered in the Desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.srm_extensions.planning.commitment import Key, Promise
from relationship_suite.srm_extensions.planning.commitment_queries import COMMITMENT
from relationship_suite.srm_extensions.planning.release_queries import AGREEMENT
from relationship_suite.srm_extensions.portal import forecast_queries, forecasts
from relationship_suite.srm_extensions.portal.forecasts import Forecast, Typed


def commit(supplier: str, agreement: str, seen: str, typed: Mapping[Key, Sequence[Typed]], remark: str):
	"""Keep what a supplier commits to of the newest forecast of an agreement; gives the Supply Commitment.

	Inside the running transaction; that the session's user speaks for the supplier is for the caller to check.

	Args:
		supplier: whose agreement it has to be.
		agreement: name of the Planning Agreement.
		seen: the ``Forecast.seen`` of the page that the user commits on.
		typed: bucket -> its deliveries; an empty list says nothing of a bucket any more, and one that is missing stays as it was.
		remark: to us.

	Raises:
		frappe.DoesNotExistError: the supplier has no such agreement, or nothing is released.
		frappe.TimestampMismatchError: there is a newer forecast or commitment than the page was made of.
		frappe.ValidationError: a bucket of another forecast, a quantity or day that cannot be, or nothing that is committed.
	"""
	if not frappe.db.exists(
		AGREEMENT, {"name": agreement, "supplier": supplier}
	):  # nobody holds what belongs to others
		_missing()
	now = forecast_queries.held(agreement)
	found = forecast_queries.forecast_of(supplier, agreement)
	if found is None:
		_missing()
	if now != seen:
		_too_late()
	buckets = forecast_queries.buckets_of(found)
	if not typed.keys() <= {each.key for each in forecasts.still_open(buckets, getdate(nowdate()))}:
		frappe.throw(_("A period that you commit to is not open in this forecast. Reload the page."))
	said = forecasts.promises(buckets, forecast_queries.said_in(found), typed)
	if not said:
		frappe.throw(_("Enter a quantity for at least one period; 0 says that nothing comes."))
	return _insert(found, said, remark)


def _insert(found: Forecast, said: Mapping[Key, Sequence[Promise]], remark: str):
	doc = frappe.get_doc(
		{
			"doctype": COMMITMENT,
			"release": found.release,
			"previous_commitment": found.commitment.name if found.is_answered else None,
			"remark": remark,
			"lines": [
				{
					"item": item,
					"first_day": first_day,
					"commit_qty": one.qty,
					"commit_date": one.day,
					"note": one.note,
				}
				for (item, first_day), deliveries in said.items()
				for one in deliveries
			],
		}
	)
	try:
		return doc.insert(ignore_permissions=True)  # of its own forecast: no rights in the Desk
	except frappe.DuplicateEntryError:
		_too_late()


def _missing() -> None:
	frappe.throw(_("There is no such forecast."), frappe.DoesNotExistError)


def _too_late() -> None:
	frappe.throw(
		_("This forecast or what is committed to it was changed since you opened it. Reload the page."),
		frappe.TimestampMismatchError,
	)
