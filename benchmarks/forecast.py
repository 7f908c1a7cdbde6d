"""How long the forecast engine takes, and how much longer a plain loop: ``.venv/bin/python -m benchmarks.forecast``."""

from __future__ import annotations

import argparse
import time

import numpy as np

from benchmarks import plain_forecast
from relationship_suite.srm_extensions.planning import model

#: Series that the plain loop is timed with; its time is extrapolated.
SAMPLE = 40


def histories(count: int, months: int, seed: int = 1) -> np.ndarray:
	"""Made-up demand: level and season, trend, and a third of it intermittent; some series begin later."""
	random = np.random.default_rng(seed)
	month = np.arange(months)
	scale = random.lognormal(3, 1, (count, 1))
	season = 1 + random.uniform(0, 0.5, (count, 1)) * np.sin(2 * np.pi * month / 12)
	trend = 1 + random.uniform(-0.01, 0.02, (count, 1)) * month
	found = random.poisson(np.maximum(scale * season * trend, 0)).astype(np.float64)
	found[::3] *= random.random(found[::3].shape) < 0.3
	for row, begins in zip(found[::7], random.integers(0, months - 1, len(found[::7])), strict=True):
		row[:begins] = np.nan
	return found


def main() -> None:
	arguments = argparse.ArgumentParser(description=__doc__)
	arguments.add_argument("--series", type=int, default=20_000)
	arguments.add_argument("--months", type=int, default=36)
	asked = arguments.parse_args()
	history = histories(asked.series, asked.months)
	model.forecast(history[: model.BLOCK])  # what is loaded on first use
	started = time.perf_counter()
	found = model.forecast(history)
	seconds = time.perf_counter() - started

	sample = range(0, asked.series, max(asked.series // SAMPLE, 1))
	started = time.perf_counter()
	plain = [plain_forecast.forecast(history[row][np.isfinite(history[row])]) for row in sample]
	loop = (time.perf_counter() - started) * asked.series / len(sample)
	alike = sum(
		method == found.chosen[row].method and np.allclose(quantity, found.quantity[row])
		for row, (method, quantity) in zip(sample, plain, strict=True)
	)
	print(f"{asked.series:,} series of {asked.months} months: {seconds:.2f} s")
	print(f"a plain loop: {loop:.0f} s (from {len(sample)} series), {loop / seconds:.0f} times as long")
	print(f"the same method and forecasts: {alike} of {len(sample)}")


if __name__ == "__main__":
	main()
