"""A row of an Interaction: what they need, prefer, complain of or suggest."""

from __future__ import annotations

from relationship_suite.relationship_core.doors import Record


class InteractionNeed(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		contact_email: DF.Data | None
		item: DF.Link | None
		item_group: DF.Link | None
		kind: DF.Literal["Need", "Preference", "Complaint", "Idea"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		topic: DF.Data
	# end: auto-generated types

	pass
