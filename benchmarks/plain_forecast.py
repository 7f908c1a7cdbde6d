"""The forecast engine once more, a series at a time and in plain Python: to compare its results, and its time, with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

#: What is known after each month: level, trend, damping.
State = tuple[float, float, float]


def forecast(history: Sequence[float], horizon: int = 6) -> tuple[str, list[float]]:
	"""Method and forecasts of one series under the engine's own rules; ``history`` begins with its first month."""
	demand = [max(each, 0.0) for each in history]
	with_demand = sum(each > 0 for each in demand)
	power = 2 if len(demand) >= 1.32 * max(with_demand, 1) else 1
	best: tuple[float, str, list[float]] | None = None
	for method, at in _candidates(demand):
		loss = sum(
			abs(at(target - lead, lead) - demand[target]) ** power
			for lead in range(1, horizon + 1)
			for target in range(max(len(demand) - 12, 0), len(demand))
			if target - lead >= 2
		)
		if best is None or loss < best[0] * (1 - 1e-9):
			best = loss, method, [at(len(demand) - 1, lead) for lead in range(1, horizon + 1)]
	return best[1:]


def _candidates(demand: Sequence[float]) -> Iterator[tuple[str, Callable[[int, int], float]]]:
	"""Name, and the forecast after a month for a lead, of every method and parameter."""

	def seasonal(month: int, lead: int) -> float:
		past = month + lead - 12 * -(-lead // 12)
		return demand[past] if past >= 0 else demand[month]

	yield "Naive", lambda month, lead: demand[month]
	yield "Seasonal Naive", seasonal
	for alpha in (0.05, 0.1, 0.2, 0.3, 0.5, 0.7):
		yield "Simple Smoothing", _ahead(_holt(demand, alpha, 0.0, 0.0))
	for alpha in (0.1, 0.3, 0.5, 0.8):
		for beta in (0.1, 0.3):
			yield "Holt", _ahead(_holt(demand, alpha, beta, 0.9))
	for alpha in (0.05, 0.1, 0.2, 0.3):
		yield "Croston", _ahead(_croston(demand, alpha))
	for alpha in (0.1, 0.2, 0.3):
		for beta in (0.05, 0.1, 0.2):
			yield "TSB", _ahead(_tsb(demand, alpha, beta))


def _ahead(states: Sequence[State]) -> Callable[[int, int], float]:
	def at(month: int, lead: int) -> float:
		level, trend, phi = states[month]
		return max(level + trend * sum(phi**step for step in range(1, lead + 1)), 0.0)

	return at


def _holt(demand: Sequence[float], alpha: float, beta: float, phi: float) -> list[State]:
	level, trend, found = demand[0], 0.0, [(demand[0], 0.0, phi)]
	for now in demand[1:]:
		before, level = level, alpha * now + (1 - alpha) * (level + phi * trend)
		trend = beta * (level - before) + (1 - beta) * phi * trend
		found.append((level, trend, phi))
	return found


def _croston(demand: Sequence[float], alpha: float) -> list[State]:
	size, interval, since, seen, found = 0.0, 1.0, 1, 0, []
	for now in demand:
		if now > 0:
			size = alpha * now + (1 - alpha) * size if seen else now
			if seen:
				interval = alpha * since + (1 - alpha) * interval if seen > 1 else since
			seen, since = seen + 1, 0
		since += 1
		found.append((size / interval, 0.0, 0.0))
	return found


def _tsb(demand: Sequence[float], alpha: float, beta: float) -> list[State]:
	size, chance, found = 0.0, 0.0, []
	for age, now in enumerate(demand, start=1):
		weight = max(beta, 1 / age)
		chance = weight * (now > 0) + (1 - weight) * chance
		if now > 0:
			size = alpha * now + (1 - alpha) * size if size else now
		found.append((chance * size, 0.0, 0.0))
	return found
