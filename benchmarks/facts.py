"""The fact layer at size: full computation, a night after one day's documents, a night without changes, the reports.

Every figure is measured in one run on one site; what is compared is printed as a ratio.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from benchmarks import erpnext, reports
from benchmarks.documents import AS_OF, NEXT_DAY, Size, age, count, make_day, make_history, touch_one
from benchmarks.measure import peak_memory, stages, timed

#: Runs that only count statements: the same documents of few suppliers and of many.
COUNTED_LINES, FEW_AND_MANY = 20_000, (50, 5_000)


def main() -> int:
	"""Measure and print."""
	parser = argparse.ArgumentParser(prog="make benchmark", description=(__doc__ or "").splitlines()[0])
	parser.add_argument("--lines", type=int, default=1_000_000, help="order lines, and as many receipt lines")
	parser.add_argument("--suppliers", type=int, default=500)
	parser.add_argument("--months", type=int, default=36)
	parser.add_argument("--invoices", action="store_true", help="purchase and sales invoices as well")
	parser.add_argument("--sample", type=int, default=erpnext.SAMPLE, help="suppliers asked of ERPNext")
	parser.add_argument("--bench", help="folder of a real bench: ERPNext is measured on the same tables")
	parser.add_argument(
		"--site", help="site of that bench with the app; it is filled, and worth nothing afterwards"
	)
	parser.add_argument(
		"--count", action="store_true", help="print how many statements a full computation takes, and no more"
	)
	arguments = parser.parse_args()
	if bool(arguments.bench) != bool(arguments.site):
		parser.error("--bench and --site belong together")
	size = Size(arguments.lines, arguments.suppliers, arguments.months, arguments.invoices)
	opened = on_bench(Path(arguments.bench), arguments.site) if arguments.bench else on_embedded()
	with opened:
		if arguments.count:
			say(str(statements(size)))
			return 0
		report(size, arguments.sample)
	if not arguments.bench:
		few_and_many()
	return 0


@contextmanager
def on_embedded():
	"""A site on a MariaDB of its own, thrown away afterwards."""
	from embedded import mariadb, paths
	from embedded.engine.site import build_template, open_copy

	template = build_template(db="mariadb")
	# As a server for this many documents is set up: Frappe's own guide gives it most of the memory.
	half = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**31
	sized = {"--innodb-buffer-pool-size": f"{max(half, 1)}G", "--innodb-log-file-size": "1G"}
	mariadb.OPTIONS[:] = [
		f"{name}={sized.get(name, value)}" if value else name
		for name, _, value in (option.partition("=") for option in mariadb.OPTIONS)
	]
	site = open_copy(template, paths.BUILD / "benchmark")
	try:
		site.connect()
		yield
	finally:
		site.destroy()
		shutil.rmtree(paths.BUILD / "benchmark", ignore_errors=True)


@contextmanager
def on_bench(bench: Path, name: str):
	"""A site of a real bench."""
	os.chdir(bench / "sites")
	import frappe

	frappe.init(site=name, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	try:
		yield
	finally:
		frappe.destroy()


def report(size: Size, sample: int) -> None:
	"""One run over all figures."""
	import frappe

	from relationship_suite import tasks

	say(f"{size.lines:,} order lines, {size.suppliers:,} suppliers, {size.months} months; {machine()}")
	tasks.run("Rebuild", as_of=AS_OF)  # what an installation does once, on a site without documents
	say(f"documents made in {timed(lambda: make_history(size)).seconds:.0f} s")
	with stages() as spent:
		full = timed(lambda: tasks.run("Rebuild", bar, as_of=AS_OF))
	say("facts: " + ", ".join(f"{n:,} {name}" for name, n in count().items()))
	results = [frappe.db.count(d) for d in ("Performance Scorecard Result", "Customer Insight")]
	say(f"results: {results[0]:,} supplier scores, {results[1]:,} customer insights")
	line("full computation, results written", full)
	say("of it: " + ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in spent.items()))
	touch_one()
	tasks.run("Nightly", as_of=AS_OF)  # compiles once per process
	documents = make_day(size)
	night = timed(lambda: tasks.run("Nightly", as_of=NEXT_DAY))
	line(
		f"night after a day's {documents:,} documents",
		night,
		f"1/{full.seconds / night.seconds:,.0f} of the full one",
	)
	age()
	tasks.run("Nightly", as_of=NEXT_DAY)
	line("night without changes", timed(lambda: tasks.run("Nightly", as_of=NEXT_DAY)))
	say(f"{'peak memory of the worker':34}{peak_memory():10.0f} MiB")
	reports.measure(say, size.invoices)
	growth(size, full.seconds)
	against_erpnext(size, sample, full.seconds)


def statements(size: Size) -> int:
	"""Statements of a full computation on a site with a history of this size, without those that only carry rows."""
	from relationship_suite import tasks

	make_history(size)
	return timed(lambda: tasks.run("Rebuild", as_of=AS_OF)).asked


def few_and_many() -> None:
	"""Does a full computation take more statements for many suppliers? Each is asked on a site, and in a process, of its own."""
	counted = {}
	for suppliers in FEW_AND_MANY:
		command = [sys.executable, "-m", "benchmarks.facts", "--count"]
		command += ["--lines", str(COUNTED_LINES), "--suppliers", str(suppliers)]
		counted[suppliers] = subprocess.run(
			command, capture_output=True, text=True, check=True
		).stdout.strip()
	said = ", ".join(f"{count} for {suppliers:,} suppliers" for suppliers, count in counted.items())
	say(f"statements of a full computation of {COUNTED_LINES:,} lines: {said}")


def growth(size: Size, seconds: float) -> None:
	"""The exponent of the time over the sizes that were measured on this machine so far."""
	from embedded import paths

	kept = paths.BUILD / "benchmark.json"
	known = json.loads(kept.read_text()) if kept.exists() else {}
	if not size.invoices:
		known[str(size.lines)] = seconds
	kept.parent.mkdir(parents=True, exist_ok=True)
	kept.write_text(json.dumps(known))
	sizes = sorted(map(int, known))
	if len(sizes) > 1:
		ratio = math.log(known[str(sizes[-1])] / known[str(sizes[0])])
		exponent = ratio / math.log(sizes[-1] / sizes[0])
		say(
			f"growth exponent of the full computation from {sizes[0]:,} to {sizes[-1]:,} lines: {exponent:.2f}"
		)


def against_erpnext(size: Size, sample: int, seconds: float) -> None:
	"""Our full computation against ERPNext's own scorecards of all suppliers and months."""
	if not erpnext.is_there():
		say(
			"ERPNext's own scorecard is not on the embedded site: no ratio against it (give --bench and --site)"
		)
		return
	theirs = erpnext.seconds_for_all(size, sample)
	say(
		f"ERPNext's own scorecards with its {theirs.variables} default variables, extrapolated from "
		f"{theirs.sample} suppliers: {theirs.written:,.0f} s with results written, "
		f"{theirs.written / seconds:,.0f} times our full computation; its variables alone {theirs.computed:,.0f} s, "
		f"{theirs.computed / seconds:,.0f} times"
	)


def line(what: str, measured, more: str = "") -> None:
	"""A row of the table."""
	say(
		f"{what:34}{measured.seconds:10.3f} s {measured.asked:6,} statements"
		f" + {measured.rows_sent:,} that carry rows  {more}"
	)


def machine() -> str:
	"""Processors and how busy they are with other work."""
	return f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"


def say(text: str) -> None:
	print(text, flush=True)


def bar(done: int, total: int, what: str) -> None:
	"""Where the rebuild is, on a terminal."""
	if sys.stdout.isatty():
		from relationship_suite.tasks import terminal_progress

		terminal_progress(done, total, what)


if __name__ == "__main__":
	sys.exit(main())
