from itertools import pairwise

import frappe
from frappe import _
from frappe.utils import cint, flt

from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.messages import lines
from relationship_suite.srm_extensions.risk import queries, records
from relationship_suite.srm_extensions.risk.model import LEVELS

HIGHEST_SCORE = LEVELS[-1] ** 2


class RiskSettings(Record):
	"""What levels and scores of risks mean, and who may accept how much."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.srm_extensions.doctype.risk_acceptance_limit.risk_acceptance_limit import (
			RiskAcceptanceLimit,
		)
		from relationship_suite.srm_extensions.doctype.risk_impact_level.risk_impact_level import (
			RiskImpactLevel,
		)
		from relationship_suite.srm_extensions.doctype.risk_likelihood_level.risk_likelihood_level import (
			RiskLikelihoodLevel,
		)
		from relationship_suite.srm_extensions.doctype.risk_rating.risk_rating import RiskRating

		acceptance_limits: DF.Table[RiskAcceptanceLimit]
		impact_levels: DF.Table[RiskImpactLevel]
		likelihood_levels: DF.Table[RiskLikelihoodLevel]
		ratings: DF.Table[RiskRating]
	# end: auto-generated types

	def validate(self) -> None:
		self.validate_settings()

	def on_update(self) -> None:
		if self.ratings:  # Frappe saves every Single once without its rows, before the setup fills them in
			records.restate(queries.scales_of(self))

	def validate_settings(self) -> None:
		"""Everything that is wrong with scales, ratings and limits, at once."""
		found = [*self._level_problems(), *self._rating_problems(), *self._limit_problems()]
		if found:
			frappe.throw(lines(found), title=_("Risk Settings cannot be used"))

	def _level_problems(self) -> list[str]:
		found = []
		for table in ("likelihood_levels", "impact_levels"):
			label = _(self.meta.get_label(table))
			if sorted(cint(row.level) for row in self.get(table)) != list(LEVELS):
				found.append(_("{0}: five rows are needed, for the levels 1 to 5, each once.").format(label))
		shares = [flt(row.probability) for row in sorted(self.likelihood_levels, key=lambda r: cint(r.level))]
		if any(not 0 < share <= 100 for share in shares) or any(a >= b for a, b in pairwise(shares)):
			found.append(
				_("{0}: probabilities have to rise from level to level, above 0 and up to 100.").format(
					_(self.meta.get_label("likelihood_levels"))
				)
			)
		return found

	def _rating_problems(self) -> list[str]:
		label = _(self.meta.get_label("ratings"))
		starts = sorted(cint(row.from_score) for row in self.ratings)
		if not starts or starts[0] != 1:
			return [_("{0}: the lowest rating has to begin at score 1.").format(label)]
		if any(a == b for a, b in pairwise(starts)) or starts[-1] > HIGHEST_SCORE:
			return [
				_("{0}: each has to begin at a score of its own, {1} at most.").format(label, HIGHEST_SCORE)
			]
		return []

	def _limit_problems(self) -> list[str]:
		label, found = _(self.meta.get_label("acceptance_limits")), []
		for row in self.acceptance_limits:
			if not 1 <= cint(row.highest_score) <= HIGHEST_SCORE:
				found.append(
					_("{0}, row {1}: Highest Score must be from 1 to {2}.").format(
						label, row.idx, HIGHEST_SCORE
					)
				)
			if flt(row.highest_loss) < 0:
				found.append(
					_("{0}, row {1}: Highest Expected Loss must be 0 or more.").format(label, row.idx)
				)
			if flt(row.highest_loss) and not row.only_company:
				found.append(
					_(
						"{0}, row {1}: a Highest Expected Loss needs a Company, whose currency it is in."
					).format(label, row.idx)
				)
		return found
