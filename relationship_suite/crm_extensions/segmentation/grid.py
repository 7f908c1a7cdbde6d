"""The grid of recency and frequency as HTML: counts, revenue, names of the segments, how they have moved.

A table with a link in each cell, so that a keyboard and a screen reader get to the members as a mouse does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import sqrt
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import fmt_money

from relationship_suite.crm_extensions.segmentation.model import SEGMENT_NAMES, segments_at

SCORES = (5, 4, 3, 2, 1)
_TEMPLATE = "relationship_suite/templates/includes/customer_segments_grid.html"
#: Share of the colour in the fullest cell: text stays readable on it in either theme.
_DARKEST = 45


def draw(
	rows: Sequence,
	company: str,
	currency: str,
	*,
	by_revenue: bool,
	before: Mapping[str, str],
	since: str,
) -> str:
	"""The grid of a company's scored customers.

	Args:
		rows: customers with ``segment``, ``r``, ``f`` and ``revenue``, as ``queries.insights_of`` gives them.
		company: whose customers they are; the links lead to its members.
		currency: of the company.
		by_revenue: cells are shaded by revenue, else by the number of customers.
		before: customer -> segment at the start of the movement, {} where there is no history of it.
		since: the day of ``before``, as people read it.
	"""
	count, revenue = Counter((row.r, row.f) for row in rows), defaultdict(float)
	for row in rows:
		revenue[row.r, row.f] += row.revenue
	weight = revenue if by_revenue else count
	fullest = max(weight.values(), default=0)

	def cell(r: int, f: int) -> dict:
		names = " · ".join(_(name) for name in segments_at(r, f))
		amount = fmt_money(revenue[r, f], precision=0)
		return {
			"count": count[r, f],
			"revenue": amount,
			"names": names,
			"shade": round(_DARKEST * sqrt(max(weight[r, f], 0) / fullest)) if fullest > 0 else 0,
			"href": _link(company, r=r, f=f),
			"label": _("R{0} F{1}, {2}: {3} customers, net revenue {4} {5}").format(
				r, f, names, count[r, f], amount, currency
			),
		}

	return frappe.render_template(
		_TEMPLATE,
		{
			"columns": SCORES[::-1],
			"rows": [{"r": r, "cells": [cell(r, f) for f in SCORES[::-1]]} for r in SCORES],
			"segments": _moved(rows, company, before),
			"currency": currency,
			"since": since if before else "",
		},
	)


def movement(rows: Sequence, before: Mapping[str, str]) -> dict[str, int]:
	"""Segment -> members now minus members then."""
	now, then = Counter(row.segment for row in rows), Counter(before.values())
	return {name: now[name] - then[name] for name in SEGMENT_NAMES}


def _moved(rows: Sequence, company: str, before: Mapping[str, str]) -> list[dict]:
	"""Segments that have members, or had some, with how many and by how many more or fewer than then."""
	count, change = Counter(row.segment for row in rows), movement(rows, before)
	return [
		{
			"name": _(name),
			"count": count[name],
			"change": change[name] if before else None,
			"href": _link(company, segment=name),
		}
		for name in SEGMENT_NAMES
		if count[name] or (before and change[name])
	]


def _link(company: str, **values) -> str:
	"""A query of the report that is open: the path in front of it is "/app" on Frappe 15 and "/desk" on 16."""
	return "?" + urlencode({"company": company, "show": "Members", "segment": "", "r": "", "f": "", **values})
