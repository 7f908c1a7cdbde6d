"""Risks as ISO 31000 has them: likelihood times impact on scales of five, before and after controls. Knows no frappe.

Formulas are those of ``definitions.md``, Risk: score = likelihood x impact (1 to 25), expected loss = probability x amount.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

#: Likelihood and impact have as many levels; the heat map is as wide and high.
LEVELS = (1, 2, 3, 4, 5)
LIKELIHOOD, IMPACT = "Likelihood", "Impact"
IDENTIFIED, ASSESSED, IN_TREATMENT, ACCEPTED, CLOSED = (
	"Identified",
	"Assessed",
	"In Treatment",
	"Accepted",
	"Closed",
)
#: Ends of an acceptance that nobody has asked for.
TIME_OVER, GROWN = "Its time was over", "The risk has grown"
#: Progress of a treatment that is done, per cent.
DONE = 100


@dataclass(frozen=True)
class Position:
	"""A cell of the heat map."""

	likelihood: int
	impact: int

	@property
	def score(self) -> int:
		"""Likelihood x impact, 1 to 25."""
		return self.likelihood * self.impact


@dataclass(frozen=True)
class Rating:
	"""A name and a colour for the scores from ``from_score`` up to the next rating."""

	name: str
	from_score: int
	colour: str


@dataclass(frozen=True)
class Scales:
	"""What the levels mean: names of each, probability (0 to 1) by level of likelihood, and ratings from the lowest up."""

	likelihood: tuple[str, ...]
	impact: tuple[str, ...]
	probability: tuple[float, ...]
	ratings: tuple[Rating, ...]

	def rating(self, score: int) -> Rating:
		"""The rating of a score from 1 to 25."""
		return [each for each in self.ratings if each.from_score <= score][-1]


@dataclass(frozen=True)
class Control:
	"""Something that takes a share (0 to 1) of the likelihood or of the impact away."""

	acts_on: str
	effectiveness: float


@dataclass(frozen=True)
class Limit:
	"""Up to where a role may accept risks: ``company`` "" for every one, ``highest_loss`` None where the score decides alone."""

	role: str
	company: str
	highest_score: int
	highest_loss: float | None


@dataclass(frozen=True)
class Losses:
	"""Money of a risk in the currency of its company: expected before controls, what is left of the amount, expected after."""

	inherent: float
	residual_amount: float
	residual: float


def left_by(controls: Iterable[Control], acts_on: str) -> float:
	"""Share of likelihood or impact that controls leave: each takes its own of what the others leave, prod(1 - e)."""
	return math.prod(1 - each.effectiveness for each in controls if each.acts_on == acts_on)


def residual(inherent: Position, controls: Sequence[Control]) -> Position:
	"""Where controls bring a risk: each level times the share that is left, rounded half up, never below 1."""

	def level(before: int, acts_on: str) -> int:
		return max(1, math.floor(before * left_by(controls, acts_on) + 0.5 + 1e-9))

	return Position(level(inherent.likelihood, LIKELIHOOD), level(inherent.impact, IMPACT))


def losses(amount: float, inherent: Position, controls: Sequence[Control], scales: Scales) -> Losses:
	"""Expected loss = probability of the level of likelihood x amount; controls on the impact lower the amount."""
	after = residual(inherent, controls)
	left = amount * left_by(controls, IMPACT)
	return Losses(
		inherent=amount * scales.probability[inherent.likelihood - 1],
		residual_amount=left,
		residual=left * scales.probability[after.likelihood - 1],
	)


def status(*, is_closed: bool, is_accepted: bool, is_assessed: bool, progress: Iterable[float]) -> str:
	"""What state a risk is in; ``progress`` of its treatments in per cent. What comes first here hides the rest."""
	if is_closed:
		return CLOSED
	if is_accepted:
		return ACCEPTED
	if not is_assessed:
		return IDENTIFIED
	return IN_TREATMENT if any(each < DONE for each in progress) else ASSESSED


def limit_for(
	limits: Iterable[Limit], roles: Collection[str], company: str, score: int, loss: float
) -> Limit | None:
	"""The limit by which somebody with these roles may accept a risk; None where none reaches so far.

	Args:
		limits: of all roles, in the order of the settings.
		roles: of whoever accepts.
		company: of the risk; ``loss`` is in its currency.
		score: residual, 1 to 25.
		loss: expected after controls.
	"""
	for each in limits:
		is_theirs = each.role in roles and each.company in ("", company)
		if (
			is_theirs
			and score <= each.highest_score
			and (each.highest_loss is None or loss <= each.highest_loss)
		):
			return each
	return None


def has_outgrown(score: int, loss: float, accepted_score: int, accepted_loss: float) -> bool:
	"""Whether a risk is more than was accepted; a cent is none."""
	return score > accepted_score or loss > accepted_loss + 0.01


@dataclass(frozen=True)
class Placed:
	"""A risk on the heat map: where it was without controls, is, should be, and was before; None where nobody has said."""

	name: str
	inherent: Position
	residual: Position
	target: Position | None = None
	before: Position | None = None

	@property
	def change(self) -> int | None:
		"""Residual score now less that before."""
		return self.residual.score - self.before.score if self.before else None


def is_overdue(due_on: date, progress: float, as_of: date) -> bool:
	"""Whether a treatment should be done by now and is not."""
	return progress < DONE and due_on < as_of
