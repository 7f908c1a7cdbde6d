import frappe
from frappe import _
from frappe.utils import cint, flt

from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.messages import lines, say
from relationship_suite.srm_extensions.risk import indicator_notes, queries
from relationship_suite.srm_extensions.risk.model import LEVELS
from relationship_suite.srm_extensions.risk.watched import WATCHED

#: Months that a window may have.
LONGEST = 24


class RiskIndicator(Record):
	"""A figure of the facts that is watched, and the risk that a breach proposes."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		breach_from: DF.Float
		category: DF.Link
		enabled: DF.Check
		ends_below: DF.Float
		impact: DF.Literal["", "1", "2", "3", "4", "5"]
		indicator_name: DF.Data
		likelihood: DF.Literal["", "1", "2", "3", "4", "5"]
		measure: DF.Literal[
			"OTIF Trend",
			"PPM Trend",
			"Lead Time Drift",
			"Single Source",
			"Concentration",
			"Spend Dependency",
			"Receivable Concentration",
		]
		minimum_evidence: DF.Int
		minimum_share: DF.Percent
		only_company: DF.Link | None
		register: DF.Link | None
		responsible: DF.Link | None
		window_months: DF.Int
	# end: auto-generated types

	def onload(self) -> None:
		self.set_onload("meanings", {name: _(each.meaning) for name, each in WATCHED.items()})

	def validate(self) -> None:
		self.validate_figures()
		self.validate_register()

	def on_update(self) -> None:
		if not self.flags.is_starting:  # on a new site the first run looks at everything anyway
			indicator_notes.want_everything()

	def on_trash(self) -> None:
		indicator_notes.want_everything()

	def validate_figures(self) -> None:
		"""Everything that is wrong with measure, window, thresholds and levels, at once."""
		found = [said for _field, said in self.problems()]
		for axis in ("likelihood", "impact"):
			if cint(self.get(axis)) not in LEVELS:
				found.append(_("{0}: levels are 1 to 5.").format(self._label(axis)))
		if found:
			frappe.throw(lines(found), title=_("Risk Indicator cannot be used"))

	def problems(self) -> list[tuple[str, str]]:
		"""Why no figure can be held against thresholds as this stands: fields, and what is wrong with them in plain text."""
		watched = WATCHED.get(self.measure)
		if watched is None:
			return [("measure", _("{0}: choose one of the list.").format(self._label("measure")))]
		checks = (
			(
				"window_months",
				1 <= cint(self.window_months) <= LONGEST,
				_("{0} must be from 1 to {1}."),
				LONGEST,
			),
			("minimum_evidence", cint(self.minimum_evidence) >= 0, _("{0} must be 0 or more.")),
			("minimum_share", 0 <= flt(self.minimum_share) <= 100, _("{0} must be from {1} to {2}."), 0, 100),
			(
				"breach_from",
				0 < flt(self.breach_from) <= watched.highest,
				_("{0} must be above 0 and {1} at most."),
				f"{watched.highest:,}",
			),
			(
				"ends_below",
				0 < flt(self.ends_below) <= flt(self.breach_from),
				_("{0} must be above 0, and not above {1}."),
				self._label("breach_from"),
			),
		)
		return [
			(field, said.format(self._label(field), *values))
			for field, is_right, said, *values in checks
			if not is_right
		]

	def validate_register(self) -> None:
		"""A register is one of a company, and then only this is watched."""
		if not self.register:
			return
		if not self.flags.ignore_permissions and self.has_value_changed("register"):
			frappe.has_permission(queries.REGISTER, "read", self.register, throw=True)
		company = frappe.db.get_value(queries.REGISTER, self.register, "company")
		if self.only_company and self.only_company != company:
			frappe.throw(
				say(
					_("Register {0} is one of {1}, and not of {2}."),
					self.register,
					company,
					self.only_company,
				)
			)
		self.only_company = company

	def _label(self, fieldname: str) -> str:
		return _(self.meta.get_label(fieldname))
