"""Who keeps the figures right is told of a run that failed, once per cause and day, and when runs are well again."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import nowdate
from frappe.utils.user import get_users_with_role

from relationship_suite.relationship_core import notices
from relationship_suite.relationship_core.facts import failing, watermarks
from relationship_suite.relationship_core.facts.transactions import retrying
from relationship_suite.relationship_core.facts.waiting import count_failed
from relationship_suite.relationship_core.messages import lines, say

RUN = "Relationship Refresh"
#: Who is told where the settings name no role.
ROLES = ("Relationship Manager", "System Manager")
#: Watermarks: the day on which a cause was told last.
_TOLD = "told:"
_WELL = "well"
#: Failures that a message names; the run has the others.
NAMED = 5


def tell(run) -> None:
	"""Tell of this run what has to be told; nothing that goes wrong here reaches the run.

	Args:
		run: the Relationship Refresh that has ended; of a run that left none its kind and status are enough.
	"""
	if run.kind == "One Party":  # whoever pressed the button sees it
		return
	try:
		retrying(lambda: _tell(run))
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title="Relationship Suite: nobody could be told of a run")
		frappe.db.commit()


def _tell(run) -> None:
	cause = _cause(run)
	if cause:
		watermarks.keep(watermarks.TROUBLE, run.name)
	elif watermarks.get(watermarks.TROUBLE) is None or count_failed() or failing.is_any():
		return
	if _is_new(cause or _WELL):
		for user in recipients():
			name = run.get("name") or watermarks.get(watermarks.TROUBLE)
			notices.tell(user, RUN, name, _worded, run, cause)
	if not cause:
		watermarks.forget(watermarks.TROUBLE)
	frappe.db.commit()


def _cause(run) -> str:
	"""What kept the run from ending well, as short as it stays the same from run to run; "" where nothing did."""
	if run.status == "Failed":
		return _last_line(run.error).partition(":")[0] or "stopped"
	return "failures" if run.status == "Completed with errors" else ""


def _is_new(cause: str) -> bool:
	mark, today = f"{_TOLD}{cause}"[:140], nowdate()
	if watermarks.get(mark) == today:
		return False
	watermarks.keep(mark, today)
	return True


def recipients() -> list[str]:
	"""Users who hold the role that is set, or one of :data:`ROLES`; where nobody does, the Administrator."""
	role = frappe.db.get_single_value("Relationship Suite Settings", "told_role")
	found = {user for name in ([role] if role else ROLES) for user in get_users_with_role(name)}
	return sorted(found) or ["Administrator"]


def _worded(run, cause: str) -> tuple[str, str]:
	"""Subject, and what failed with the next step as HTML."""
	kind = _(run.kind, context=RUN)
	if not cause:
		subject = _("Relationship Suite: runs are well again")
		text = _("The run {0} ended without a failure. The figures are up to date.")
		return subject, f"<p>{say(text, kind)}</p>"
	if run.status == "Failed":
		subject = _("Relationship Suite: the run {0} failed").format(kind)
		what = [_last_line(run.error)]
	else:
		subject = _("Relationship Suite: the run {0} left something out").format(kind)
		what = [f"{_(f.voucher_type)} {f.voucher}: {_last_line(f.error)}" for f in run.failures]
	step = say("<p><b>{0}</b> {1}</p>", _("Next step:"), run.next_step or "")
	return subject, f"<p>{lines(filter(None, what[:NAMED]))}</p>{step}"


def _last_line(traceback: str | None) -> str:
	return ((traceback or "").strip().splitlines() or [""])[-1]
