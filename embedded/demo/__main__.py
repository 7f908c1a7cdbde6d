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
from embedded.demo.rows import Dataset, RealDataMissing
from embedded.engine.site import TemplateError, build_template, open_copy, open_site
from embedded.serve import HOST, check_port
from embedded.system import Failure

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
		print_findings()
		site.disconnect()
	except (Failure, TemplateError, RealDataMissing) as problem:
		print(problem, file=sys.stderr)
		return 1
	except OSError as problem:
		print(f"The demo could not be written: {problem.strerror or problem}.", file=sys.stderr)
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


def print_findings() -> None:
	"""The suppliers with the most lines due and how they fared."""
	import frappe
	from frappe.query_builder import Order
	from frappe.query_builder.functions import Sum

	month = frappe.qb.Table("relationship_supplier_month")
	due = Sum(month.lines_due)
	rows = (
		frappe.qb.from_(month)
		.select(
			month.supplier,
			due.as_("due"),
			Sum(month.lines_otif).as_("otif"),
			Sum(month.received_qty).as_("received"),
			Sum(month.defective_qty).as_("defective"),
		)
		.groupby(month.supplier)
		.orderby(due, order=Order.desc)
		.limit(12)
		.run(as_dict=True)
	)
	print(f"\n{'Supplier':<36}{'Lines due':>10}{'OTIF':>9}{'PPM':>10}")
	for row in rows:
		otif = f"{100 * row.otif / row.due:.1f} %" if row.due else "-"
		ppm = f"{1e6 * row.defective / row.received:,.0f}" if row.received else "-"
		print(f"{row.supplier[:35]:<36}{int(row.due):>10,}{otif:>9}{ppm:>10}")


def _arguments() -> argparse.Namespace:
	parser = argparse.ArgumentParser(prog="make demo", description=(__doc__ or "").splitlines()[0])
	parser.add_argument("--data", choices=("demo", "real"), default="demo")
	parser.add_argument("--port", type=int, default=8000)
	parser.add_argument("--no-serve", action="store_true", help="stop after the tables")
	return parser.parse_args()


if __name__ == "__main__":
	sys.exit(main())
