import frappe
from frappe import _
from frappe.utils import add_months, cint, flt, getdate, nowdate

from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.messages import lines, say
from relationship_suite.srm_extensions.risk import grid, model, queries, records, treatment_records, wording


class Risk(Record):
	"""A risk of a register: what may happen and why, how likely and how bad it is, what is done about it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.srm_extensions.doctype.risk_control.risk_control import RiskControl
		from relationship_suite.srm_extensions.doctype.risk_treatment.risk_treatment import RiskTreatment

		assessment_note: DF.SmallText | None
		category: DF.Link
		cause: DF.SmallText | None
		closed_on: DF.Date | None
		closing_reason: DF.SmallText | None
		company: DF.Link | None
		consequence: DF.SmallText | None
		controls: DF.Table[RiskControl]
		currency: DF.Link | None
		event: DF.SmallText
		inherent_impact: DF.Literal["", "1", "2", "3", "4", "5"]
		inherent_likelihood: DF.Literal["", "1", "2", "3", "4", "5"]
		inherent_loss: DF.Currency
		inherent_rating: DF.Data | None
		inherent_score: DF.Int
		is_closed: DF.Check
		item_code: DF.Link | None
		item_group: DF.Link | None
		loss_amount: DF.Currency
		party: DF.DynamicLink | None
		party_type: DF.Literal["", "Supplier", "Customer"]
		rating_colour: DF.Data | None
		register: DF.Link
		residual_amount: DF.Currency
		residual_impact: DF.Int
		residual_likelihood: DF.Int
		residual_loss: DF.Currency
		residual_rating: DF.Data | None
		residual_score: DF.Int
		review_on: DF.Date | None
		reviewed_on: DF.Date | None
		risk_owner: DF.Link
		risk_title: DF.Data
		status: DF.Literal["Identified", "Assessed", "In Treatment", "Accepted", "Closed"]
		target_impact: DF.Literal["", "1", "2", "3", "4", "5"]
		target_likelihood: DF.Literal["", "1", "2", "3", "4", "5"]
		target_score: DF.Int
		treatments: DF.Table[RiskTreatment]
	# end: auto-generated types

	def onload(self) -> None:
		self.set_onload("risk", self.overview())

	def validate(self) -> None:
		self.set_company()
		self.validate_register()
		self.validate_subject()
		self.validate_positions()
		self.validate_controls()
		self.validate_treatments()
		self.set_position()
		self.set_losses()
		self.set_treatments()
		self.set_closing()
		self.end_acceptance()
		self.set_status()
		self.set_review()

	def on_update(self) -> None:
		self.note_assessment()
		treatment_records.tell_assigned(self)
		self.tell_ended()

	def on_trash(self) -> None:
		records.delete_history(self.name)

	# What may be typed -------------------------------------------------------------------------------------

	def validate_register(self) -> None:
		if self.is_new() and not cint(frappe.db.get_value(queries.REGISTER, self.register, "enabled")):
			frappe.throw(say(_("Register {0} is not enabled: it takes no new risks."), self.register))
		if not self.flags.ignore_permissions and self.has_value_changed("register"):
			# The company follows from it, and Frappe asks for rights before.
			frappe.has_permission(queries.REGISTER, "read", self.register, throw=True)

	def validate_subject(self) -> None:
		if self.party_type and self.party_type not in ("Supplier", "Customer"):
			frappe.throw(say(_("{0} is no kind of party that a risk can be about."), self.party_type))
		if bool(self.party_type) != bool(self.party):
			frappe.throw(_("Party Type and Party belong together: fill both or neither."))
		if not (self.party or self.item_code or self.item_group):
			frappe.throw(_("Say what the risk is about: a Party, an Item or an Item Group."))

	def validate_positions(self) -> None:
		for prefix in ("inherent", "target"):
			values = [cint(self.get(f"{prefix}_{axis}")) for axis in ("likelihood", "impact")]
			if any(value and value not in model.LEVELS for value in values):
				frappe.throw(_("{0}: levels are 1 to 5.").format(self._labels(prefix)))
			if any(values) and not all(values):
				frappe.throw(_("{0} belong together: choose both.").format(self._labels(prefix)))
		if flt(self.loss_amount) < 0:
			frappe.throw(_("{0} must be 0 or more.").format(_(self.meta.get_label("loss_amount"))))

	def validate_controls(self) -> None:
		found = [
			_("Controls, row {0}: Effectiveness must be from 0 to 100.").format(row.idx)
			for row in self.controls
			if not 0 <= flt(row.effectiveness) <= 100
		]
		if found:
			frappe.throw(lines(found))

	def validate_treatments(self) -> None:
		found = []
		for row in self.treatments:
			if not 0 <= flt(row.progress) <= model.DONE:
				found.append(_("Treatments, row {0}: Progress must be from 0 to 100.").format(row.idx))
			if flt(row.cost) < 0:
				found.append(_("Treatments, row {0}: Cost must be 0 or more.").format(row.idx))
		if found:
			frappe.throw(lines(found))

	# What follows from it ----------------------------------------------------------------------------------

	def set_company(self) -> None:
		self.company = frappe.db.get_value(queries.REGISTER, self.register, "company")
		self.currency = frappe.get_cached_value("Company", self.company, "default_currency")

	def set_position(self) -> None:
		inherent, target = queries.position(self, "inherent"), queries.position(self, "target")
		after = model.residual(inherent, queries.controls_of(self)) if inherent else None
		self.residual_likelihood = after.likelihood if after else 0
		self.residual_impact = after.impact if after else 0
		for prefix, place in (("inherent", inherent), ("residual", after), ("target", target)):
			self.set(f"{prefix}_score", place.score if place else 0)
		scales = queries.scales()
		self.inherent_rating = scales.rating(inherent.score).name if inherent else ""
		rating = scales.rating(after.score) if after else None
		self.residual_rating = rating.name if rating else ""
		self.rating_colour = rating.colour if rating else ""

	def set_losses(self) -> None:
		inherent, amount = queries.position(self, "inherent"), flt(self.loss_amount)
		found = model.Losses(0, amount, 0)
		if inherent:
			found = model.losses(amount, inherent, queries.controls_of(self), queries.scales())
		self.inherent_loss = flt(found.inherent, self.precision("inherent_loss"))
		self.residual_amount = flt(found.residual_amount, self.precision("residual_amount"))
		self.residual_loss = flt(found.residual, self.precision("residual_loss"))

	def set_treatments(self) -> None:
		"""The day on which each was done: kept from before, today for what is done now. What was told is kept as well."""
		before = self.get_doc_before_save()
		known = {row.name: row for row in before.treatments} if before else {}
		for row in self.treatments:
			kept = known.get(row.name, frappe._dict())
			row.currency, row.told_due_on = self.currency, kept.told_due_on
			is_done = flt(row.progress) >= model.DONE
			row.completed_on = (kept.completed_on or nowdate()) if is_done else None

	def set_closing(self) -> None:
		before = self.get_doc_before_save()
		if self.is_closed and not (self.closing_reason or "").strip():
			frappe.throw(_("{0} is missing.").format(_(self.meta.get_label("closing_reason"))))
		known = before.closed_on if before else None
		self.closed_on = (known or nowdate()) if self.is_closed else None

	def end_acceptance(self) -> None:
		"""End the acceptance in force where the risk is more than was accepted, or closed, or its time is over."""
		self.flags.ended = None
		found = None if self.is_new() else queries.acceptance_of(self.name)
		if not found:
			return
		if self.is_closed:
			records.end_acceptance(self.name, "The risk was closed")
		elif model.has_outgrown(
			self.residual_score, self.residual_loss, found.residual_score, found.residual_loss
		):
			self.flags.ended = records.end_acceptance(self.name, model.GROWN)
		elif getdate(found.accepted_until) < getdate(nowdate()):
			self.flags.ended = records.end_acceptance(self.name, model.TIME_OVER)

	def set_status(self) -> None:
		self.status = model.status(
			is_closed=bool(self.is_closed),
			is_accepted=not self.is_new() and queries.acceptance_of(self.name) is not None,
			is_assessed=bool(self.residual_score),
			progress=[flt(row.progress) for row in self.treatments],
		)

	def set_review(self) -> None:
		"""When it is looked at next: as typed, else by the register. Only a review moves the last one."""
		if not self.flags.is_reviewed:
			before = self.get_doc_before_save()
			self.reviewed_on = before.reviewed_on if before else None
		if not self.review_on:
			self.review_on = self._next_review(getdate(nowdate()))

	def set_reviewed(self, day) -> None:
		"""It was looked at on this day; to be saved."""
		self.flags.is_reviewed = True
		self.reviewed_on, self.review_on = day, self._next_review(day)

	def note_assessment(self) -> None:
		"""Keep each change of the assessment in the history."""
		before = self.get_doc_before_save()
		if not self.residual_score and not (before and before.residual_score):
			return
		if not before or any(str(self.get(f) or 0) != str(before.get(f) or 0) for f in records.ASSESSED):
			records.note_assessment(self)

	def tell_ended(self) -> None:
		"""Tell of an acceptance that has ended by itself."""
		if self.flags.ended:
			records.tell_ended(self, self.flags.ended)

	# What the form and print show --------------------------------------------------------------------------

	def overview(self) -> dict | None:
		"""``sentence``, ``heat_map`` (HTML, "" where it is not assessed) and ``acceptance`` in force.

		None for whoever may not see how risks are assessed.
		"""
		if 1 not in self.meta.get_permlevel_access():
			return None
		acceptance = queries.acceptance_of(self.name)
		before = queries.position_before(self.name)
		found = queries.placed([self.as_dict()], {self.name: before} if before else {})
		place = found[0] if found else None
		return {
			"sentence": wording.sentence(self, place, acceptance, getdate(nowdate())),
			"heat_map": grid.draw_one(place, queries.scales()) if place else "",
			"acceptance": acceptance,
		}

	def _next_review(self, day):
		return add_months(day, cint(frappe.db.get_value(queries.REGISTER, self.register, "review_months")))

	def _labels(self, prefix: str) -> str:
		return ", ".join(_(self.meta.get_label(f"{prefix}_{axis}")) for axis in ("likelihood", "impact"))
