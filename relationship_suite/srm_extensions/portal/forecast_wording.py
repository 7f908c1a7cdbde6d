"""What the supplier's pages say of forecasts, in plain text, translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from frappe import _
from frappe.utils import formatdate, getdate, nowdate

from relationship_suite.relationship_core.speakers import address
from relationship_suite.srm_extensions.planning import commitment, release_queries
from relationship_suite.srm_extensions.planning.commitment import Key, Promise, Wanted
from relationship_suite.srm_extensions.planning.commitment_wording import bucket_label
from relationship_suite.srm_extensions.planning.release import FROZEN
from relationship_suite.srm_extensions.portal import forecast_queries, forecasts
from relationship_suite.srm_extensions.portal.forecasts import Forecast
from relationship_suite.srm_extensions.portal.pages import Entry
from relationship_suite.srm_extensions.portal.wording import quantity, typed_quantity

_COLOURS = {
	forecasts.TO_COMMIT: "orange",
	forecasts.NEWER: "orange",
	forecasts.COMMITTED: "gray",
	forecasts.ACCEPTED: "green",
}


def entry(supplier: str) -> Entry:
	"""What is to be done about forecasts."""
	found = forecast_queries.open_forecasts(supplier, getdate(nowdate()))
	asked = sum(not each.is_answered for each in found)
	return Entry(
		route="forecasts",
		label=_("Forecasts"),
		count=asked,
		sentence=sentence(found),
		action=_("Commit to forecasts") if asked else _("See forecasts"),
		found=found,
	)


def sentence(found: Sequence[Forecast]) -> str:
	"""What they want from the supplier."""
	if not found:
		return _("No forecast was released to you.")
	asked = sum(not each.is_answered for each in found)
	if not asked:
		return _("Nothing to commit to: all forecasts are answered.")
	if asked == 1:
		return _("One forecast waits for your commitment.")
	return _("{0} forecasts wait for your commitment.").format(asked)


def state(name: str) -> str:
	"""How a forecast stands, to its supplier."""
	return {
		forecasts.TO_COMMIT: _("Please commit"),
		forecasts.NEWER: _("New forecast: please commit again"),
		forecasts.COMMITTED: _("We are looking at your commitment"),
		forecasts.ACCEPTED: _("Your commitment is accepted"),
	}[name]


def cards(found: Sequence[Forecast]) -> dict[str, Any]:
	"""The list of forecasts: those to commit to, and the others."""
	made = [_card(each) for each in found]
	return {
		"sentence": sentence(found),
		"asked": [card for card in made if card["is_asked"]],
		"others": [card for card in made if not card["is_asked"]],
	}


def forecast(found: Forecast) -> dict[str, Any]:
	"""A forecast with its buckets that have not ended, by item, to commit to."""
	buckets = forecasts.still_open(forecast_queries.buckets_of(found), getdate(nowdate()))
	said = forecast_queries.said_in(found)
	whole = release_queries.whole_uoms({each.uom for each in buckets})
	called = forecast_queries.item_names({each.item for each in buckets})
	items: dict[str, dict[str, Any]] = {}
	for each in buckets:
		mine = items.setdefault(
			each.item,
			{
				"item": called.get(each.item, each.item),
				"code": each.item if called.get(each.item, each.item) != each.item else "",
				"name": each.item,
				"uom": _(each.uom),
				"step": "1" if each.uom in whole else "any",
				"buckets": [],
			},
		)
		mine["buckets"].append(_bucket(each, said, found))
	return {
		**_card(found),
		"seen": found.seen,
		"remark": found.commitment.remark if found.is_answered else "",
		"items": list(items.values()),
	}


def _card(found: Forecast) -> dict[str, Any]:
	what = ", ".join(found.items[:3])
	return {
		"name": found.agreement,
		"company": found.company,
		"version": found.version,
		"released": formatdate(found.released_on),
		"what": f"{what} …" if len(found.items) > 3 else what,
		"changes": _changes(found),
		"has_fence": bool(found.changed_in_fence),
		"state": state(found.state),
		"colour": _COLOURS[found.state],
		"is_asked": not found.is_answered,
		"address": address("forecast", found.supplier, name=found.agreement),
	}


def _changes(found: Forecast) -> str:
	"""How it differs from the version before; nothing where it is the first."""
	if found.version == 1:
		return ""
	if not found.changed:
		return _("Nothing differs from the last forecast.")
	if found.changed_in_fence:
		return _(
			"Quantities that differ from the last forecast: {0}, of them in frozen periods: {1}."
		).format(found.changed, found.changed_in_fence)
	return _("Quantities that differ from the last forecast: {0}.").format(found.changed)


def _bucket(each: Wanted, said: Mapping[Key, Sequence[Promise]], found: Forecast) -> dict[str, Any]:
	promises = commitment.start(each, said, is_answered=found.is_answered)
	return {
		"first_day": each.first_day.isoformat(),
		"last_day": each.last_day.isoformat(),
		"label": bucket_label(each.first_day, each.last_day, found.bucket),
		"asked": quantity(each.release_qty),
		"asked_qty": typed_quantity(each.release_qty),
		"change": _change(each),
		"is_beyond": each.is_beyond,
		"fence": _("Frozen") if each.fence == FROZEN else "",
		"deliveries": [
			{"qty": typed_quantity(one.qty), "day": one.day.isoformat(), "note": one.note} for one in promises
		]
		or [{"qty": "", "day": each.last_day.isoformat(), "note": ""}],
	}


def _change(each: Wanted) -> str:
	if not each.change_qty:
		return ""
	changed = quantity(abs(each.change_qty))
	return (
		_("{0} more than before").format(changed)
		if each.change_qty > 0
		else _("{0} less than before").format(changed)
	)
