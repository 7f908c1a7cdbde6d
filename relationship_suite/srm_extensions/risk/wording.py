"""What a risk says, in plain text, translated and in the user's formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from frappe import _
from frappe.utils import fmt_money, formatdate, get_fullname, getdate

from relationship_suite.relationship_core.messages import lines, paragraph
from relationship_suite.srm_extensions.risk.model import DONE, TIME_OVER, Placed, is_overdue


def sentence(doc, placed: Placed | None, acceptance: dict | None, as_of: date) -> str:
	"""How a risk stands, what it may cost, and what is late.

	Args:
		doc: the Risk.
		placed: where it is on the map; None where it is not assessed.
		acceptance: the one in force.
		as_of: today.
	"""
	if placed is None:
		return _("Not assessed yet: say how likely it is and how much it would hurt.")
	said = [_moved(doc, placed)]
	if doc.residual_loss:
		amount = fmt_money(doc.residual_loss, precision=0, currency=doc.currency)
		said.append(_("Expected loss {0}.").format(amount))
	if acceptance:
		until = formatdate(acceptance["accepted_until"])
		said.append(_("Accepted until {0} by {1}.").format(until, acceptance["accepted_by"]))
	said += _treatments(doc.treatments, as_of)
	if doc.review_on and getdate(doc.review_on) < as_of and not doc.is_closed:
		said.append(_("The review was due on {0}.").format(formatdate(doc.review_on)))
	return " ".join(said)


def of_supplier(rows: Sequence, first: Placed | None) -> str:
	"""What is the highest open risk of a supplier, and has it moved?

	Args:
		rows: its open risks, the highest score first.
		first: where the first of them is; None where it is not assessed.
	"""
	if not rows:
		return _("No open risk is written down about this supplier.")
	title = rows[0].risk_title
	if first is None:
		return _("{0} is written down and not assessed yet.").format(title)
	return f"{_('Highest risk: {0}.').format(title)} {_moved(rows[0], first)}"


def _moved(doc, placed: Placed) -> str:
	rating, now = _(doc.residual_rating), placed.residual.score
	if placed.change:
		before = placed.before.score
		text = (
			_("Score {0} ({1}), up from {2}.") if placed.change > 0 else _("Score {0} ({1}), down from {2}.")
		)
		return text.format(now, rating, before)
	if placed.inherent.score > now:
		return _("Score {0} ({1}); without controls it would be {2}.").format(
			now, rating, placed.inherent.score
		)
	return _("Score {0} ({1}); no control lowers it.").format(now, rating)


def _treatments(rows: Sequence, as_of: date) -> list[str]:
	still_open = [row for row in rows if (row.progress or 0) < DONE]
	late = [row for row in still_open if is_overdue(getdate(row.due_on), row.progress or 0, as_of)]
	said = []
	if still_open:
		one, many = _("One treatment is open."), _("{0} treatments are open.")
		said.append(one if len(still_open) == 1 else many.format(len(still_open)))
	if late:
		one, many = _("One treatment is overdue."), _("{0} treatments are overdue.")
		said.append(one if len(late) == 1 else many.format(len(late)))
	return said


def assigned(doc, treatments: Iterable) -> tuple[str, str]:
	"""Subject in plain text, and text as HTML, for whoever these treatments were given to."""
	subject = _("{0}: something is to be done by you").format(doc.risk_title)
	return subject, _listed(_("{0}, until {1}"), treatments)


def overdue(doc, treatments: Iterable) -> tuple[str, str]:
	"""Subject in plain text, and text as HTML, for whoever these treatments, whose due dates have passed, are to be done by."""
	subject = _("{0}: a treatment is overdue").format(doc.risk_title)
	return subject, _listed(_("{0}, due on {1}"), treatments)


def ended(doc, acceptance: dict) -> tuple[str, str]:
	"""Subject in plain text, and text as HTML, of an acceptance that has ended by itself: by its time, or as the risk has grown."""
	if acceptance["ended_because"] == TIME_OVER:
		subject = _("{0}: its acceptance has run out")
		text = _("The acceptance by {0} until {1} has run out.")
	else:
		subject = _("{0}: it is more than was accepted")
		text = _("The acceptance by {0} until {1} has ended: the risk is more than was accepted.")
	said = text.format(get_fullname(acceptance["accepted_by"]), formatdate(acceptance["accepted_until"]))
	return subject.format(doc.risk_title), paragraph(
		[said, _("The risk is to be treated, or accepted anew.")]
	)


def _listed(text: str, treatments: Iterable) -> str:
	return f"<p>{lines(text.format(row.treatment, formatdate(row.due_on)) for row in treatments)}</p>"
