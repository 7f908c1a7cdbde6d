"""`make demo`: a site with a company in it, refreshed, summed up on the terminal, and served.

A second run opens the site that the first one made.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from zoneinfo import available_timezones

from embedded import assets, in_use, paths
from embedded.demo import mails, portal
from embedded.demo.findings import print_findings
from embedded.demo.rows import Dataset, RealDataMissing
from embedded.engine.multi_app import set_time_zone
from embedded.engine.site import TemplateError, build_template, open_copy, open_site
from embedded.serve import HOST, check_port, port_number
from embedded.system import Failure, why_not_written

SITES = paths.BUILD / "demo"
SEED = 20260101
#: Kept beside the site: whoever follows the story changes the records that it tells of.
STORY = "story.txt"
BAR = 40
EVERY = 5  # seconds between two lines where there is no terminal


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
		if (folder / STORY).exists():
			print(f"\n{(folder / STORY).read_text()}")
		site.disconnect()
	except (Failure, TemplateError, RealDataMissing) as problem:
		print(f"demo: {problem}", file=sys.stderr)
		return 1
	except Exception as problem:
		if not (why := why_not_written(problem)):
			raise
		print(f"demo: {why}", file=sys.stderr)
		return 1
	if arguments.no_serve:
		return 0
	try:
		assets.build()
	except Failure as problem:  # the figures above are worth having without the Desk
		print(f"\nNo Desk to look at: {problem}.")
		return 0
	print(f"\nOpen http://{HOST}:{arguments.port} and log in as Administrator, password admin. Ctrl+C stops.")
	if arguments.data == "demo":
		print(
			f"A supplier sees http://{HOST}:{arguments.port}/supplier: {portal.USER}, password {portal.PASSWORD}."
		)
	command = ["-m", "embedded.serve", "--site-dir", str(folder), "--port", str(arguments.port)]
	return subprocess.call([sys.executable, *command], cwd=paths.REPO)


def prepare(data: str) -> Path:
	"""The folder of a site with this data, refreshed; made anew when the app, the data or the day's month changes.

	Each data set has folders of its own. Older ones of this data set go, except one that is being served. Raises
	Failure where another process is making one.
	"""
	template = build_template()
	key = hashlib.sha256(f"{template.name}:{data}:{date.today():%Y-%m}".encode()).hexdigest()[:12]
	folder = SITES / data / key
	if folder.exists():
		return folder
	folder.parent.mkdir(parents=True, exist_ok=True)
	with alone(data):
		remove_old(folder.parent)
		unfinished = folder.parent / "unfinished"
		site = open_copy(template, unfinished)
		site.connect()
		set_time_zone(local_time_zone())
		for dataset, as_of in datasets(data):
			load(dataset, as_of)
		if data == "demo":
			from embedded.demo import planning, segments, story

			mails.write()
			segments.create(dataset.companies[0].name, as_of)
			planning.plan(as_of)
			story.tell(as_of)
			(unfinished / STORY).write_text(story.as_text(as_of))
			portal.open_to_supplier(as_of)
		site.disconnect()
		unfinished.rename(folder)  # only a whole site gets the name that the next run looks for
	return folder


def local_time_zone() -> str:
	"""This machine's time zone, so that the Desk's clock is the one on the wall; UTC where it does not say."""
	name = os.environ.get("TZ") or os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
	return name if name in available_timezones() else "UTC"


@contextmanager
def alone(data: str) -> Iterator[None]:
	"""One process at a time makes the site of a data set."""
	held = in_use.hold(SITES / data, alone=True)
	if held is None:
		raise Failure(f"another make demo is loading this data (DATA={data}): wait until it has finished")
	with held:
		yield


def remove_old(folder: Path) -> None:
	"""Delete the sites in a folder that nobody serves, and say which ones stay."""
	for old in sorted(path for path in folder.iterdir() if path.is_dir()):
		if in_use.is_used(old):
			print(
				f"An older demo is still being served: it stays in {old.relative_to(paths.REPO)}.", flush=True
			)
		else:
			shutil.rmtree(old)


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
	from embedded.demo import risks, standings, writer
	from relationship_suite import tasks
	from relationship_suite.doctype.purchase_order import backfill

	bar = Bar()
	print(f"{dataset.title}: writing its documents", flush=True)
	writer.write(dataset, progress=bar)
	print("\nReading them into the figures", flush=True)
	backfill.want()  # first dates of orders from before the app, as its installation does
	log = tasks.run("Rebuild", bar, as_of=as_of)
	risks.write(dataset)
	standings.write(dataset)
	tasks.run("Refresh", as_of=as_of)
	print(
		f"\n{log.status}: {log.vouchers:,} documents, {log.rows_written:,} rows, {log.seconds:.0f} s",
		flush=True,
	)


class Bar:
	"""One line that fills up on a terminal; elsewhere a line now and then, so that a log shows that it goes on."""

	def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
		self.clock = clock
		self.printed_at = clock()

	def __call__(self, done: int, total: int, what: str) -> None:
		if sys.stdout.isatty():
			filled = BAR * done // max(total, 1)
			bar = f"{'#' * filled}{'.' * (BAR - filled)}"
			print(f"\r{bar} {done:>8,} of {total:,} {what:<24}", end="", flush=True)
		elif self.clock() - self.printed_at >= EVERY:
			self.printed_at = self.clock()
			print(f"  {done:,} of {total:,} {what}", flush=True)


def _arguments() -> argparse.Namespace:
	parser = argparse.ArgumentParser(prog="make demo", description=(__doc__ or "").splitlines()[0])
	parser.add_argument("--data", choices=("demo", "real"), default="demo")
	parser.add_argument("--port", type=port_number, default=8000)
	parser.add_argument("--no-serve", action="store_true", help="stop after the tables")
	return parser.parse_args()


if __name__ == "__main__":
	sys.exit(main())
