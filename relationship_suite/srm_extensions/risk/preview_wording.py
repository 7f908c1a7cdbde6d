"""What the form of an indicator shows of what it would find, translated and in the user's formats."""

from __future__ import annotations

from typing import Any

from frappe import _
from frappe.utils import formatdate

from relationship_suite.srm_extensions.risk.indicator_wording import figure, sentence
from relationship_suite.srm_extensions.risk.indicators import Event, Indicator
from relationship_suite.srm_extensions.risk.preview_queries import Found, Look

#: Figures that are shown.
SHOWN = 8


def in_words(look: Look, indicator: Indicator) -> str:
	"""What would be found, in a sentence or two; where it is nothing, why."""
	if look.hides:
		return _("Concentration is a figure of all suppliers, and you may see some of them only.")
	if not look.companies:
		return _none_watched(indicator.company)
	if not look.found:
		return _no_figure(look, indicator)
	breaches = sum(each.is_breach for each in look.found)
	highest = look.found[0]
	most = (highest.subject.name, figure(indicator.measure, highest.reading.value))
	said = (
		_("{0} of {1} figures would be in breach now; the highest is that of {2}: {3}.").format(
			breaches, len(look.found), *most
		)
		if breaches
		else _("None of {0} figures would be in breach now; the highest is that of {1}: {2}.").format(
			len(look.found), *most
		)
	)
	return " ".join((said, *_more(look, indicator)))


def _none_watched(company: str) -> str:
	if company:
		return _("{0} keeps no enabled risk register: nothing of it would be watched.").format(company)
	return _("No company that you may see keeps an enabled risk register: nothing would be watched.")


def _no_figure(look: Look, indicator: Indicator) -> str:
	if look.unknown:
		return _(
			"{0} have too little evidence for a figure: {1} lines or receipts are needed, in the window and before it."
		).format(look.unknown, indicator.evidence)
	if look.first == look.as_of:
		return _("There is no figure on {0}: nothing would be in breach.").format(formatdate(look.as_of))
	return _("There is no figure from {0} to {1}: nothing would be in breach.").format(
		formatdate(look.first), formatdate(look.as_of)
	)


def _more(look: Look, indicator: Indicator) -> list[str]:
	said = []
	if look.unknown:
		said.append(_("{0} more have too little evidence.").format(look.unknown))
	if over := sum(each.event is Event.ENDED for each in look.found):
		said.append(_("Breaches that would end: {0}.").format(over))
	return said


def thresholds(indicator: Indicator) -> str:
	"""Where a breach begins and ends."""
	enter, leave = (
		figure(indicator.measure, each) for each in (indicator.thresholds.enter, indicator.thresholds.leave)
	)
	return _("A breach begins at {0} and ends below {1}.").format(enter, leave)


def rows(look: Look, indicator: Indicator) -> list[dict[str, Any]]:
	"""The highest figures.

	Of each ``company``; ``about``, the ``doctype`` and ``name`` of what it is of; ``value`` and, in words, ``figure``;
	``state`` with its ``colour``; and what is found there where it is a breach, ``said``.
	"""
	return [_row(each, indicator) for each in look.found[:SHOWN]]


def _row(found: Found, indicator: Indicator) -> dict[str, Any]:
	subject, reading = found.subject, found.reading
	state, colour = _state(found.event)
	return {
		"company": subject.company,
		"about": [{"doctype": doctype, "name": name} for doctype, name in subject.records],
		"value": reading.value,
		"figure": figure(indicator.measure, reading.value),
		"state": state,
		"colour": colour,
		"said": sentence(indicator.measure, subject, reading) if found.is_breach else "",
	}


def _state(event: Event | None) -> tuple[str, str]:
	"""What becomes of it, in words and as a colour."""
	return {
		Event.BEGAN: (_("New breach"), "red"),
		Event.GOES_ON: (_("Breach goes on"), "orange"),
		Event.ENDED: (_("Breach would end"), "green"),
		None: (_("No breach"), "gray"),
	}[event]
