"""What was said with a customer, supplier, lead or prospect, and what is to follow from it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import add_to_date, cint, format_datetime, get_datetime, getdate, now_datetime

from relationship_suite.relationship_core.doors import Record
from relationship_suite.crm_extensions.interactions import contact_records, follow_up_records
from relationship_suite.relationship_core.messages import say

#: Clocks of the devices that people type on differ by so many minutes.
CLOCKS_DIFFER = 5
#: More than anybody sits in a meeting; what is longer was typed in another unit.
LONGEST_MINUTES = 7 * 24 * 60


class Interaction(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.crm_extensions.doctype.interaction_need.interaction_need import (
			InteractionNeed,
		)

		channel: DF.Literal["Visit", "Call", "Email", "Chat", "Event", "Portal", "Other"]
		contact: DF.Link | None
		contact_email: DF.Data | None
		direction: DF.Literal["", "Outgoing", "Incoming"]
		duration_minutes: DF.Int
		ended_on: DF.Datetime | None
		follow_up: DF.Literal["", "ToDo", "Event"]
		follow_up_by: DF.Link | None
		follow_up_document: DF.DynamicLink | None
		follow_up_done_on: DF.Date | None
		follow_up_on: DF.Date | None
		follow_up_status: DF.Literal["", "Open", "Done", "Cancelled"]
		follow_up_text: DF.Data | None
		follow_up_time: DF.Time | None
		follow_up_type: DF.Link | None
		happened_on: DF.Datetime
		needs: DF.Table[InteractionNeed]
		notes: DF.SmallText | None
		outcome: DF.Literal["", "Agreed", "Interested", "No decision", "Declined", "Solved", "Not reached"]
		party: DF.DynamicLink
		party_type: DF.Literal["Customer", "Supplier", "Lead", "Prospect"]
		person: DF.Link
		sentiment: DF.Literal["", "Positive", "Neutral", "Negative"]
		subject: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		self.set_computed()
		self.set_happened_on()
		self.set_defaults()
		self.validate_when()
		self.validate_duration()
		self.validate_contact()
		self.validate_follow_up()
		self.set_ended_on()
		contact_records.set_address(self)

	def on_update(self) -> None:
		follow_up_records.keep_up(self)
		contact_records.set_address_of_task(self)

	def on_trash(self) -> None:
		follow_up_records.cancel(self)

	def set_computed(self) -> None:
		before = self.get_doc_before_save()
		for field in follow_up_records.COMPUTED:
			self.set(field, before.get(field) if before else None)

	def set_defaults(self) -> None:
		"""A day alone is enough for a follow-up: it becomes a ToDo of whoever had the interaction."""
		self.person = self.person or frappe.session.user
		if self.follow_up_on and not self.follow_up:
			self.follow_up = "ToDo"
		if self.follow_up and not self.follow_up_by:
			self.follow_up_by = self.person
		if self.follow_up != "Event":
			self.follow_up_time = None

	def set_happened_on(self) -> None:
		"""To the minute: where clocks show no seconds, a form would lose them as it opens, and look changed."""
		if self.happened_on:
			self.happened_on = get_datetime(self.happened_on).replace(second=0, microsecond=0)

	def set_ended_on(self) -> None:
		"""For the calendar."""
		self.ended_on = add_to_date(get_datetime(self.happened_on), minutes=cint(self.duration_minutes))

	def validate_when(self) -> None:
		if get_datetime(self.happened_on) > add_to_date(now_datetime(), minutes=CLOCKS_DIFFER):
			said = _("{0}: {1} is still to come. Plan it as a follow-up, or as an Event in the calendar.")
			self._refuse(say(said, self._label("happened_on"), format_datetime(self.happened_on)))

	def validate_duration(self) -> None:
		if not 0 <= cint(self.duration_minutes) <= LONGEST_MINUTES:
			said = _("{0} must be from 0 to {1}.")
			self._refuse(say(said, self._label("duration_minutes"), LONGEST_MINUTES))

	def validate_contact(self) -> None:
		link = {"parenttype": "Contact", "parent": self.contact}
		link |= {"link_doctype": self.party_type, "link_name": self.party}
		if self.contact and not frappe.db.exists("Dynamic Link", link):
			said = _(
				"{0}: {1} is no contact of {2} {3}. Choose one of theirs, add them to the links of the Contact, or leave the field empty."
			)
			self._refuse(say(said, self._label("contact"), self.contact, _(self.party_type), self.party))

	def validate_follow_up(self) -> None:
		if not self.follow_up:
			return
		if not self.follow_up_on:
			self._refuse(say(_("{0} is missing: the day of the follow-up."), self._label("follow_up_on")))
		before = self.get_doc_before_save()
		if before and follow_up_records.planned(before) == follow_up_records.planned(self):
			return
		if getdate(self.follow_up_on) < getdate(self.happened_on):
			said = _("{0}: {1} is before the interaction. Choose a later day.")
			self._refuse(say(said, self._label("follow_up_on"), self.get_formatted("follow_up_on")))
		if not (
			frappe.db.get_value("User", self.follow_up_by, "enabled")
			and frappe.has_permission("Interaction", "read", doc=self, user=self.follow_up_by)
		):
			said = _("{0}: {1} may not see this interaction. Choose somebody who may.")
			self._refuse(say(said, self._label("follow_up_by"), self.follow_up_by))

	def _label(self, field: str) -> str:
		return _(self.meta.get_label(field))

	def _refuse(self, sentence: str) -> None:
		frappe.throw(sentence, title=_("Interaction cannot be saved"))


def on_doctype_update() -> None:
	"""What happened with a party, latest first; and what the sweep looks for, which Frappe 16 does not index."""
	frappe.db.add_index("Interaction", ["party_type", "party", "happened_on"])
	frappe.db.add_index("Interaction", ["modified"])
