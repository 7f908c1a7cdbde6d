"""When figures were made, also in words and on the reader's clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.query_builder.functions import Max
from frappe.utils import format_datetime, formatdate, get_datetime, get_system_timezone, getdate, now_datetime
from frappe.utils.scheduler import is_scheduler_inactive

from relationship_suite.relationship_core.facts import watermarks
from relationship_suite.relationship_core.facts.waiting import is_at_work

#: Runs come every quarter of an hour and may take their time: figures of an earlier one are called old.
EXPECTED = timedelta(hours=2)
#: Class of the line in which a report says its age.
AGE = "relationship-age"


def last_refresh(party_type: str, party: str) -> datetime | None:
	"""When the last refresh that read this party's documents and ended well began; None before the first.

	That is one of everybody, which the watermark tells: one that found nothing to do leaves no run behind and has looked
	nevertheless. Or it is one of this Customer or Supplier alone, which leaves all others as old as they were.
	"""
	run = frappe.qb.DocType("Relationship Refresh")
	((alone,),) = (
		frappe.qb.from_(run)
		.select(Max(run.started_at))
		.where((run.kind == "One Party") & run.status.isin(["Completed", "Completed with errors"]))
		.where((run.party_type == party_type) & (run.party == party))
		.run()
	)
	# SQLite gives a text, and a watermark is one.
	known = [get_datetime(when) for when in (alone, watermarks.get(watermarks.REFRESHED_AT)) if when]
	return max(known, default=None)


def freshness(updated: datetime | str | None, pending: int) -> str:
	"""When the figures were made, and how many documents of the party have come since.

	Args:
		updated: in the site's time zone, as the database keeps it; None where nothing was calculated yet.
		pending: documents that came since.
	"""
	if not updated:
		return _("Not calculated yet.")
	moment = on_users_clock(get_datetime(updated))
	when = format_datetime(moment, "HH:mm")
	if getdate(moment) != getdate(on_users_clock(now_datetime())):
		when = f"{formatdate(getdate(moment))}, {when}"
	if pending == 1:
		return _("Updated {0}, one document since").format(when)
	if pending:
		return _("Updated {0}, {1} documents since").format(when, pending)
	return _("Updated {0}").format(when)


def of_everybody() -> tuple[str, str | None]:
	"""When the figures of all parties were made, and what is wrong with them, both in words; one statement if nothing is."""
	marks = watermarks.every()
	updated = marks.get(watermarks.REFRESHED_AT)
	warned = warning(updated, marks)
	if not warned and watermarks.TROUBLE in marks:
		warned = _("Something is missing from the figures: a run had failures. See Relationship Refresh.")
	return freshness(updated, 0), warned


def warning(updated: datetime | str | None, marks: Mapping[str, str] | None = None) -> str | None:
	"""That figures are incomplete, or older than they should be, and why; None where they are not.

	The one rule of reports and tabs: runs that end well are expected every :data:`EXPECTED`.

	Args:
		updated: as in :func:`freshness`.
		marks: all watermarks, where they have been read already.
	"""
	if watermarks.WANTED["Rebuild"] in (watermarks.every() if marks is None else marks):
		return _("The figures are incomplete: they are being made anew, or will be by the next run.")
	if updated and now_datetime() - get_datetime(updated) <= EXPECTED:
		return None
	if is_at_work():
		return _("The figures are not up to date: a run is still at work on them.")
	if frappe.get_cached_doc("Relationship Suite Settings").refresh_paused:
		return _("The figures are not up to date: the refresh is paused in Relationship Suite Settings.")
	if is_scheduler_inactive(verbose=False):
		return _("The figures are not up to date: the scheduler of this site is off.")
	return _("The figures are not up to date: no run has ended well lately. See Relationship Refresh.")


def on_users_clock(moment: datetime) -> datetime:
	"""A moment of the site's time zone in that of the session's user, where Frappe's own lists show it; both naive."""
	site = get_system_timezone()
	zone = frappe.get_cached_doc("User", frappe.session.user).time_zone or site
	return moment.replace(tzinfo=ZoneInfo(site)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
