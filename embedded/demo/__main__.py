"""`make demo`: a site with a company in it, refreshed, summed up on the terminal, and served.

A second run opens the site that the first one made.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from embedded import assets, paths
from embedded.demo.findings import print_findings
from embedded.demo.rows import Dataset, RealDataMissing
from embedded.engine.site import TemplateError, build_template, open_copy, open_site
from embedded.serve import HOST, check_port, port_number
from embedded.system import DISK_FULL, Failure, is_disk_full

SITES = paths.BUILD / "demo"
SEED = 20260101
BAR = 40


def main() -> int:
	"""Make the site if it is not there, print what was found, serve."""
	arguments = _arguments()
	try:
		if not arguments.no_serve:
			check_port(arguments.port)  # before minutes of work
		folder = prepare(arguments.data)
		site = open_site(folder)
		site.connect()
		print_findings(date.today())
		site.disconnect()
	except (Failure, TemplateError, RealDataMissing) as problem:
		print(f"demo: {problem}", file=sys.stderr)
		return 1
	except Exception as problem:
		if not is_disk_full(problem):
			raise
		print(f"demo: {DISK_FULL}", file=sys.stderr)
		return 1
	if arguments.no_serve:
		return 0
	try:
		assets.build()
	except Failure as problem:  # the figures above are worth having without the Desk
		print(f"\nNo Desk to look at: {problem}.")
		return 0
	print(f"\nOpen http://{HOST}:{arguments.port} and log in as Administrator, password admin. Ctrl+C stops.")
	command = ["-m", "embedded.serve", "--site-dir", str(folder), "--port", str(arguments.port)]
	return subprocess.call([sys.executable, *command], cwd=paths.REPO)


def prepare(data: str) -> Path:
	"""The folder of a site with this data, refreshed; made anew when the app, the data or the day's month changes."""
	template = build_template()
	key = hashlib.sha256(f"{template.name}:{data}:{date.today():%Y-%m}".encode()).hexdigest()[:12]
	folder = SITES / f"{data}-{key}"
	if folder.exists():
		return folder
	shutil.rmtree(SITES, ignore_errors=True)
	unfinished = SITES / "unfinished"
	site = open_copy(template, unfinished)
	site.connect()
	for dataset, as_of in datasets(data):
		load(dataset, as_of)
	site.disconnect()
	unfinished.rename(folder)  # only a whole site gets the name that the next run looks for
	return folder


def datasets(data: str) -> list[tuple[Dataset, date]]:
	"""What to load, and the day on which it is looked at."""
	if data == "real":
		from embedded.demo import online_retail, scms

		return [(found, found.as_of) for found in (scms.read(), online_retail.read())]
	from embedded.demo import company

	today = date.today()
	return [(company.generate(SEED, today), today)]


def load(dataset: Dataset, as_of: date) -> None:
	"""Write a data set and bring the figures up to it."""
	from embedded.demo import writer
	from relationship_suite import tasks

	print(f"{dataset.title}: writing its documents", flush=True)
	writer.write(dataset, progress=bar)
	print("\nReading them into the figures", flush=True)
	log = tasks.run("Rebuild", bar, as_of=as_of)
	print(
		f"\n{log.status}: {log.vouchers:,} documents, {log.rows_written:,} rows, {log.seconds:.0f} s",
		flush=True,
	)


def bar(done: int, total: int, what: str) -> None:
	"""One line that fills up; nothing where nobody watches."""
	if sys.stdout.isatty():
		filled = BAR * done // max(total, 1)
		print(
			f"\r{'#' * filled}{'.' * (BAR - filled)} {done:>8,} of {total:,} {what:<24}", end="", flush=True
		)


def _arguments() -> argparse.Namespace:
	parser = argparse.ArgumentParser(prog="make demo", description=(__doc__ or "").splitlines()[0])
	parser.add_argument("--data", choices=("demo", "real"), default="demo")
	parser.add_argument("--port", type=port_number, default=8000)
	parser.add_argument("--no-serve", action="store_true", help="stop after the tables")
	return parser.parse_args()


if __name__ == "__main__":
	sys.exit(main())
