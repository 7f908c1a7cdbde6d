"""What a commitment says, in plain text, translated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from relationship_suite.relationship_core import dates
from relationship_suite.relationship_core.dates import short_day, short_month
from relationship_suite.relationship_core.messages import lines, paragraph, say
from relationship_suite.relationship_core.numbers import figure
from relationship_suite.srm_extensions.planning import commitment, commitment_queries
from relationship_suite.srm_extensions.planning.release import WEEK
from relationship_suite.srm_extensions.planning.release_queries import RELEASE

#: Exceptions that one notice names; the list has the others.
NAMED = 5


def sentence(doc: Any, release: Any) -> str:
	"""How much of a release is answered, in full and in time, and how many exceptions are open."""
	wanted, promised = commitment_queries.wanted(release), commitment_queries.promises(doc)
	answered = [each for each in wanted if each.key in promised]
	full = [
		each for each in answered if commitment.in_time(promised[each.key], each.last_day) >= each.release_qty
	]
	said = _(
		"Version {0} of {1}: {2} of {3} released quantities are answered, {4} of them in full and in time."
	).format(doc.version, formatdate(doc.committed_on), len(answered), len(wanted), len(full))
	if not doc.is_latest:
		return f"{said} {_('Another version has taken its place.')}"
	count = commitment_queries.open_exceptions(doc.agreement)
	if count > 1:
		return f"{said} {_('{0} exceptions are open.').format(count)}"
	return f"{said} {_('One exception is open.')}" if count else said


def table(doc: Any, release: Any) -> dict[str, Any]:
	"""Buckets as columns, items as rows of cells: what is released, committed, and how much of it is late; and the notes."""
	wanted, promised = commitment_queries.wanted(release), commitment_queries.promises(doc)
	days = sorted({each.first_day for each in wanted})
	rows: dict[str, dict[str, Any]] = {}
	for each in wanted:
		mine = rows.setdefault(each.item, {"item": each.item, "uom": each.uom, "cells": []})
		said = promised.get(each.key)
		total = None if said is None else sum(one.qty for one in said)
		late = 0 if said is None else total - commitment.in_time(said, each.last_day)
		mine["cells"].append({"released": each.release_qty, "committed": total, "late": late})
	label = short_day if release.bucket == WEEK else short_month
	return {
		"buckets": [label(day) for day in days],
		"items": list(rows.values()),
		"notes": [
			f"{row.item}, {label(getdate(row.first_day))}: {row.note}" for row in doc.lines if row.note
		],
	}


def bucket_label(first_day: date, last_day: date, kind: str) -> str:
	"""What a week or a month is called."""
	return dates.days(first_day, last_day) if kind == WEEK else dates.month(first_day)


def problem(name: str, bucket: commitment.Wanted, release: Any, row: int | None) -> str:
	"""What is wrong with what is committed to a bucket, and what would be right.

	Args:
		name: of :func:`commitment.wrong`.
		bucket: of the release.
		release: the Forecast Release.
		row: its line in the form; None where the reader sees no numbers of lines.
	"""
	said = {
		commitment.NO_QUANTITY: _("{0}: the quantity must be 0 or more."),
		commitment.TOO_MUCH: _("{0}: the quantity is too large. Look whether it is typed right."),
		commitment.NOT_WHOLE: _("{0}: the quantity must be a whole number, as {1} is no unit to divide."),
		commitment.TOO_EARLY: _(
			"{0}: the day is before the forecast was released on {2}. Choose a later one."
		),
		commitment.TOO_FAR: _(
			"{0}: the day is more than three years after the period. Look whether it is typed right."
		),
		commitment.TWICE: _("{0}: two deliveries on one day. Add their quantities up."),
		commitment.TOO_MANY: _("{0}: there are more than {3} deliveries. Add some of them up."),
	}[name]
	called = frappe.db.get_value("Item", bucket.item, "item_name") or bucket.item
	place = f"{called}, {bucket_label(bucket.first_day, bucket.last_day, release.bucket)}"
	if row is not None:
		place = _("Row {0}, {1}").format(row, place)
	return say(said, place, _(bucket.uom or ""), formatdate(release.released_on), commitment.MOST)


def notice(exceptions: Sequence[Any]) -> tuple[str, str]:
	"""Subject in plain text, and text as HTML, for whoever is to resolve these exceptions of one supplier."""
	first = exceptions[0]
	if len(exceptions) == 1:
		subject = _("{0} of {1}: an exception is to be resolved by you").format(first.item, first.supplier)
	else:
		subject = _("{0}: {1} exceptions are to be resolved by you").format(first.supplier, len(exceptions))
	return subject, f"<p>{lines(map(_told, exceptions[:NAMED]))}</p>"


def entered(doc: Any) -> tuple[str, str]:
	"""Subject in plain text, and text as HTML, for whoever is to review a commitment."""
	subject = _("{0} commits to your forecast: to be reviewed").format(doc.supplier)
	said = sentence(doc, frappe.get_doc(RELEASE, doc.release))
	return subject, paragraph([said]) + (paragraph([doc.remark]) if doc.remark else "")


def accepted(doc: Any, name: str) -> tuple[str, str, str]:
	"""Subject and label of the link in plain text, and text as HTML, for the supplier's user who gave a commitment."""
	day = formatdate(doc.committed_on)
	subject = _("{0} accepts your commitment of {1}").format(doc.company, day)
	said = [
		_("Dear {0},").format(name),
		_("we accept what {0} committed to on {1}. Orders follow from it.").format(doc.supplier, day),
	]
	return subject, _("Open the forecast"), "".join(paragraph([each]) for each in [*said, doc.company])


def _told(doc: Any) -> str:
	"""An exception in one sentence."""
	return _("{0}, {1}: {2} {3}, from {4} to {5}. To be resolved until {6}.").format(
		_(doc.kind),
		doc.item,
		figure(float(doc.qty)),
		_(doc.uom or ""),
		*(formatdate(day) for day in (doc.first_day, doc.last_day, doc.due_on)),
	)
