"""What an order confirmation says to us, in plain text, translated."""

from __future__ import annotations

from typing import Any

from frappe import _

from relationship_suite.relationship_core.messages import lines, paragraph
from relationship_suite.srm_extensions.portal import model


def sentence(doc: Any) -> str:
	"""What the supplier wants, and what is to be done about it."""
	said = [*_changes(doc), *_next(doc)]
	return " ".join(said)


def notice(doc: Any) -> tuple[str, str]:
	"""Subject in plain text, and text as HTML, for whoever is to decide on a proposal."""
	subject = _("{0} proposes another day or quantity for order {1}").format(doc.supplier, doc.purchase_order)
	return subject, f"<p>{lines([sentence(doc), *filter(None, [doc.remark])])}</p>"


def answer(doc: Any, name: str) -> tuple[str, str, str]:
	"""Subject and label of the link in plain text, and text as HTML, for the supplier's user whose proposal was decided on."""
	said = [_("Dear {0},").format(name)]
	if doc.status == model.ACCEPTED:
		subject = _("{0} accepts your proposal for order {1}").format(doc.company, doc.purchase_order)
		said.append(_("we accept the days and quantities that you propose. The order has them now."))
	else:
		subject = _("{0} does not accept your proposal for order {1}").format(doc.company, doc.purchase_order)
		said += [_("we cannot accept the days and quantities that you propose:"), doc.answer]
		said.append(_("Please reply again."))
	return subject, _("Open the order"), "".join(paragraph([each]) for each in [*said, doc.company])


def _changes(doc: Any) -> list[str]:
	later = [row.days_later for row in doc.lines if row.days_later > 0]
	earlier = sum(row.days_later < 0 for row in doc.lines)
	other = sum(not model.is_same(row.qty, row.ordered_qty) for row in doc.lines)
	said = []
	if later:
		said.append(
			_("Lines that come later: {0} of {1}, by up to {2} days.").format(
				len(later), len(doc.lines), max(later)
			)
		)
	if earlier:
		said.append(_("Lines that come earlier: {0} of {1}.").format(earlier, len(doc.lines)))
	if other:
		said.append(_("Lines with another quantity: {0} of {1}.").format(other, len(doc.lines)))
	return said or [_("The supplier confirms the order as it is.")]


def _next(doc: Any) -> list[str]:
	if doc.status == model.PROPOSED:
		return [
			_("Nothing is changed yet: accept it and the order gets these quantities and expected dates.")
		]
	if doc.status == model.SUPERSEDED:
		return [_("A later reply has taken its place.")]
	return []
