from __future__ import annotations

from zoneinfo import available_timezones

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr

from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.messages import say
from relationship_suite.relationship_core.schedules import mail_wording, queries, records, wording
from relationship_suite.relationship_core.schedules.model import (
	EDGES,
	FISCAL_YEARS,
	NAME,
	PERIODS,
	NoFiscalYear,
	time_of,
)

#: Fields that say when it is sent, besides its time: a change of one of them makes the next sending anew.
_WHEN = (
	"enabled",
	"frequency",
	"weekday",
	"day_of_month",
	"month",
	"time_zone",
	"holiday_list",
	"on_day_off",
)
#: Set by the sendings, and by nobody else.
_COMPUTED = ("due_utc", "next_run_at", "problem")


class ReportSchedule(Record):
	"""Which report goes to whom and when; the sendings are in ``relationship_core/schedules/``."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.relationship_core.doctype.report_schedule_filter.report_schedule_filter import (
			ReportScheduleFilter,
		)
		from relationship_suite.relationship_core.doctype.report_schedule_recipient.report_schedule_recipient import (
			ReportScheduleRecipient,
		)

		attach_csv: DF.Check
		attach_pdf: DF.Check
		attach_xlsx: DF.Check
		day_of_month: DF.Int
		due_utc: DF.Data | None
		enabled: DF.Check
		filters: DF.Table[ReportScheduleFilter]
		frequency: DF.Literal["Daily", "Weekly", "Monthly", "Quarterly", "Yearly"]
		holiday_list: DF.Link | None
		message: DF.SmallText | None
		month: DF.Literal[
			"January",
			"February",
			"March",
			"April",
			"May",
			"June",
			"July",
			"August",
			"September",
			"October",
			"November",
			"December",
		]
		next_run_at: DF.Datetime | None
		on_day_off: DF.Literal["Send Anyway", "Next Working Day", "Leave Out"]
		on_missed: DF.Literal["Send the Latest", "Send Each", "Skip"]
		only_with_data: DF.Check
		problem: DF.SmallText | None
		recipients: DF.Table[ReportScheduleRecipient]
		report: DF.Link
		rows_in_mail: DF.Int
		send_time: DF.Time
		time_zone: DF.Autocomplete | None
		title: DF.Data
		weekday: DF.Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
		with_chart: DF.Check
	# end: auto-generated types

	def validate(self) -> None:
		self.keep_owner()
		self.validate_report()
		self.validate_filters()
		self.validate_recipients()
		self.validate_when()
		self.validate_rows()
		self.set_next_sending()

	def on_trash(self) -> None:
		records.forget(self.name)

	def keep_owner(self) -> None:
		"""The mails say who has set them up, and REST would take another name."""
		if before := self.get_doc_before_save():
			self.owner = before.owner

	def validate_report(self) -> None:
		"""Whoever saves it may open the report: nobody has what they cannot see sent to others."""
		if self.has_value_changed("report") or self.is_new():
			queries.check_may_open(self.report)

	def validate_filters(self) -> None:
		seen: set[str] = set()
		for row in self.filters:
			row.filter = (row.filter or "").strip()
			if row.filter in seen:
				frappe.throw(say(_("Filters, row {0}: {1} is there twice. Remove one."), row.idx, row.filter))
			seen.add(row.filter)
			self._validate_period(row)
		today, calendar = records.utc_now().date(), queries.calendar_of(self)
		for row, found in zip(self.filters, queries.filters_of(self), strict=True):
			try:
				found.value(today, calendar)
			except NoFiscalYear:
				said = _("Filters, row {0}: {1} is not set up. Make it in the list Fiscal Year.")
				frappe.throw(say(said, row.idx, _(row.period)))
			except (ValueError, OverflowError, RecursionError):
				said = _("Filters, row {0}: {1} is no value for {2}. A list is written as {3}.")
				frappe.throw(say(said, row.idx, row.value, row.filter, '["A", "B"]'))

	def _validate_period(self, row) -> None:
		if not row.period:
			row.edge = ""
		elif row.period not in PERIODS:
			frappe.throw(say(_("Filters, row {0}: there is no period {1}."), row.idx, row.period))
		elif row.edge not in EDGES:
			said = _("Filters, row {0}: choose whether {1} gets the first day of {2}, its last day, or both.")
			frappe.throw(say(said, row.idx, row.filter, _(row.period)))
		elif row.edge == NAME and row.period not in FISCAL_YEARS:
			frappe.throw(
				say(_("Filters, row {0}: {1} has no name. Choose its days."), row.idx, _(row.period))
			)
		else:
			row.value = ""

	def validate_recipients(self) -> None:
		seen: set[tuple] = set()
		for row in self.recipients:
			if bool(row.user) == bool(row.role):
				frappe.throw(say(_("Recipients, row {0}: name either a user or a role."), row.idx))
			if (row.user, row.role) in seen:
				said = _("Recipients, row {0}: {1} is there twice. Remove one.")
				frappe.throw(say(said, row.idx, row.user or row.role))
			seen.add((row.user, row.role))

	def validate_when(self) -> None:
		if self.time_zone and self.time_zone not in available_timezones():
			said = _(
				"Time Zone: there is no time zone {0}. Choose one of the list, for instance Europe/Berlin."
			)
			frappe.throw(say(said, self.time_zone))
		if self.frequency not in ("Daily", "Weekly") and not 1 <= cint(self.day_of_month) <= 31:
			frappe.throw(say(_("Day of the Month: {0} is not between 1 and 31."), self.day_of_month))
		try:
			self.send_time = str(time_of(self.send_time))
		except (ValueError, OverflowError):
			frappe.throw(say(_("Time: {0} is no time of the day. Write it as 07:00."), self.send_time))

	def validate_rows(self) -> None:
		if not 0 <= cint(self.rows_in_mail) <= mail_wording.MOST_ROWS:
			said = _("Rows in the Mail: {0} is not between 0 and {1}. Attach a file for more.")
			frappe.throw(say(said, self.rows_in_mail, mail_wording.MOST_ROWS))

	def set_next_sending(self) -> None:
		"""The next sending from now on, where it is new, has a problem or is sent otherwise than before; else what is stored."""
		before = self.get_doc_before_save()
		stored = frappe.db.get_value(self.doctype, self.name, _COMPUTED, as_dict=True) if before else None
		if stored and not stored.problem and _when(self) == _when(before):
			self.update(stored)
			return
		self.due_utc, self.next_run_at, self.problem = "", None, ""
		if self.enabled:
			self.due_utc, self.next_run_at = records.next_sending(self, records.utc_now())
			if not self.due_utc:
				frappe.throw(wording.no_sending())


def _when(schedule: Document) -> list[str]:
	"""What says when it is sent, in one form, whether it comes from a request or the database."""
	return [str(time_of(schedule.send_time)), *(cstr(schedule.get(field)) for field in _WHEN)]
