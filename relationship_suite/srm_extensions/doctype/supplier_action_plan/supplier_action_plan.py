import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core import notices
from relationship_suite.relationship_core.messages import say
from relationship_suite.srm_extensions.scorecards import plan_queries, plan_wording, plans
from relationship_suite.srm_extensions.scorecards.plans import CANCELLED, COMPLETED, DONE, OPEN

#: What only the plan itself may write.
BEFORE = ("before_period", "before_standing", "before_score")
AFTER = ("after_period", "after_standing", "after_score")


class SupplierActionPlan(Record):
	"""What is to be done so that a supplier gets better, by whom and until when, and what came of it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.srm_extensions.doctype.supplier_action_plan_item.supplier_action_plan_item import (
			SupplierActionPlanItem,
		)

		after_period: DF.Data | None
		after_score: DF.Float
		after_standing: DF.Data | None
		before_period: DF.Data | None
		before_score: DF.Float
		before_standing: DF.Data | None
		company: DF.Link
		due_on: DF.Date
		goal: DF.Data
		items: DF.Table[SupplierActionPlanItem]
		next_due_on: DF.Date | None
		outcome: DF.SmallText | None
		progress: DF.Percent
		responsible: DF.Link
		scorecard: DF.Link | None
		standing_change: DF.Link | None
		status: DF.Literal["Open", "Completed", "Cancelled"]
		supplier: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		self.validate_dates()
		self.validate_people()
		self.validate_end()
		self.set_done()
		self.set_progress()
		self.set_scores()

	def on_update(self) -> None:
		self.tell_responsible()

	def onload(self) -> None:
		"""The form shows the score of today beside the one before, to who may see scores."""
		if 1 in self.meta.get_permlevel_access() and self.status == OPEN:
			self.set_onload("now", plan_queries.latest_score(self.supplier, self.company, self.scorecard))

	def validate_dates(self) -> None:
		"""No item is due after the plan."""
		for row in self.items:
			if row.due_on and self.due_on and getdate(row.due_on) > getdate(self.due_on):
				said = _("Items, row {0}, Due On: {1} is after the plan is due, {2}.")
				frappe.throw(
					say(said, row.idx, frappe.format(row.due_on, "Date"), frappe.format(self.due_on, "Date"))
				)

	def validate_people(self) -> None:
		"""Whoever is to do something has to be able to open the plan."""
		for user in sorted({self.responsible, *(row.responsible for row in self.items)} - {None, ""}):
			if not frappe.has_permission(self.doctype, "read", self, user=user):
				frappe.throw(say(_("Responsible: {0} may not see action plans of {1}."), user, self.supplier))

	def validate_end(self) -> None:
		"""A plan ends with a word on what came of it, and is completed once nothing of it is open."""
		if self.status == OPEN:
			return
		if not (self.outcome or "").strip():
			frappe.throw(_("Outcome: say what came of the plan, or why it was given up."))
		open_rows = [str(row.idx) for row in self.items if row.status == OPEN]
		if self.status == COMPLETED and open_rows:
			said = _("Items, row {0}: still open. Set them to Done or Dropped, or leave the plan open.")
			frappe.throw(say(said, ", ".join(open_rows)))

	def set_done(self) -> None:
		"""The day on which an item was done: the one on which it was first saved so."""
		before = self.get_doc_before_save()
		known = {row.name: row.done_on for row in before.items} if before else {}
		for row in self.items:
			row.done_on = (known.get(row.name) or nowdate()) if row.status == DONE else None

	def set_progress(self) -> None:
		items = [plans.Item(row.status, getdate(row.due_on)) for row in self.items]
		self.progress = plans.progress(items)
		self.next_due_on = plans.next_due(items) if self.status == OPEN else None

	def set_scores(self) -> None:
		"""The score as the plan is opened, and as it is completed; nobody types one."""
		before = self.get_doc_before_save()
		for field in (*BEFORE, *AFTER):
			self.set(field, before.get(field) if before else None)
		if not before:
			self._keep_score(BEFORE)
		if self.status != COMPLETED:
			for field in AFTER:
				self.set(field, None)
		elif not before or before.status != COMPLETED:
			self._keep_score(AFTER)

	def _keep_score(self, fields: tuple[str, str, str]) -> None:
		found = plan_queries.latest_score(self.supplier, self.company, self.scorecard)
		if found:
			self.scorecard = self.scorecard or found.scorecard
			for field, value in zip(fields, (found.period, found.standing, found.score), strict=True):
				self.set(field, value)

	def tell_responsible(self) -> None:
		"""Whoever has just been given something to do is told, once, unless they have given it to themselves."""
		if self.status in (COMPLETED, CANCELLED):
			return
		before = self.get_doc_before_save()
		known = {row.name: row.responsible for row in before.items} if before else {}
		giver = None if self.flags.is_opened_by_standing else frappe.session.user
		theirs: dict[str, list] = {}
		for row in self.items:
			user = row.responsible or self.responsible
			is_new = known.get(row.name, "") != row.responsible
			if row.status == OPEN and is_new and user != giver:
				theirs.setdefault(user, []).append(row)
		for user, rows in sorted(theirs.items()):
			notices.tell(user, self.doctype, self.name, plan_wording.to_do, self, rows)
