"""The demo company's orders have their first dates, as on a site where the app has been for a while."""

from __future__ import annotations

import json
from datetime import date

from embedded.demo.company import generate


def test_first_dates_are_kept_for_most_orders_and_are_those_before_any_move():
	"""The oldest orders are from before the app: theirs are unknown, as on a site that has just installed it."""
	data = generate(7, date(2026, 6, 30))
	moved = {}
	for version in (json.loads(one.fields["data"]) for one in data.records if one.doctype == "Version"):
		_, _, name, ((_field, first, _last),) = version["row_changed"][0]
		moved[name] = date.fromisoformat(first)

	kept, unknown = [], []
	for order in data.of("Purchase Order"):
		for line in order.lines:
			known = "relationship_requested_on" in line.fields
			assert order.docstatus or not known
			if order.docstatus:
				(kept if known else unknown).append((order, line))

	assert 0.1 < len(unknown) / len(kept + unknown) < 0.3
	assert max(order.day for order, _ in unknown) < min(order.day for order, _ in kept)
	for _order, line in kept:
		now = line.fields["expected_delivery_date"]
		assert line.fields["relationship_requested_on"] == line.fields["schedule_date"]
		assert line.fields["relationship_committed_on"] == moved.get(line.name, now)
	assert any(line.name in moved for _, line in kept)
