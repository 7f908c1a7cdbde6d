"""The fact layer at size: full rebuild, a night after one day's documents, a night without changes.

Documents are made by SQL inside MariaDB: only the columns that the fact layer reads matter here. Every figure is
measured in one run on one site; what is compared is printed as a ratio.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from embedded import paths
from embedded.engine.site import build_template, open_copy

AS_OF = date(2026, 6, 30)
LINES_PER_ORDER = 5
COMPANY = "_RS Benchmark"


@dataclass(frozen=True)
class Size:
	lines: int
	suppliers: int
	months: int

	@property
	def orders(self) -> int:
		return self.lines // LINES_PER_ORDER

	@property
	def days(self) -> int:
		return self.months * 30


@dataclass(frozen=True)
class Measured:
	seconds: float
	statements: int


def main() -> int:
	"""Measure and print."""
	parser = argparse.ArgumentParser(prog="make benchmark", description=(__doc__ or "").splitlines()[0])
	parser.add_argument("--lines", type=int, default=1_000_000, help="order lines, and as many receipt lines")
	parser.add_argument("--suppliers", type=int, default=500)
	parser.add_argument("--months", type=int, default=36)
	arguments = parser.parse_args()
	size = Size(arguments.lines, arguments.suppliers, arguments.months)
	site = open_copy(build_template(db="mariadb"), paths.BUILD / "benchmark")
	try:
		site.connect()
		report(size)
	finally:
		site.destroy()
		shutil.rmtree(paths.BUILD / "benchmark", ignore_errors=True)
	return 0


def report(size: Size) -> None:
	"""One run over all figures."""
	import frappe

	from relationship_suite import tasks

	print(f"{size.lines:,} order lines, {size.suppliers:,} suppliers, {size.months} months", flush=True)
	print(
		f"documents made in {timed(lambda: make_documents(1, size.orders, size)).seconds:.0f} s", flush=True
	)
	full = timed(lambda: tasks.run("Rebuild", as_of=AS_OF))
	tasks.run("Nightly", as_of=AS_OF)
	day = max(size.orders // size.days, 1)
	make_documents(size.orders + 1, size.orders + day, size, latest=True)
	night = timed(lambda: tasks.run("Nightly", as_of=AS_OF))
	# A day later: the sweep looks back half an hour behind the last one, where these documents are no longer.
	for doctype in ("Purchase Order", "Purchase Receipt"):
		frappe.db.sql(f"update `tab{doctype}` set modified = '2020-01-01' where modified > '2020-01-01'")
	tasks.run("Nightly", as_of=AS_OF)
	idle = timed(lambda: tasks.run("Nightly", as_of=AS_OF))
	print(f"full rebuild with results      {full.seconds:10.2f} s {full.statements:8,} statements")
	print(f"night after {day:5,} orders       {night.seconds:10.2f} s {night.statements:8,} statements")
	print(f"night without changes          {idle.seconds:10.3f} s {idle.statements:8,} statements")
	print(f"night / full rebuild             1/{full.seconds / night.seconds:,.0f}")
	peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
	print(f"peak memory of the worker      {peak:10.0f} MiB")
	print("ERPNext's own scorecard is not on the embedded site: no ratio against it in this run")


def timed(work: Callable[[], object]) -> Measured:
	"""Seconds and SQL statements of a piece of work."""
	import frappe

	real, count = frappe.db.sql, 0

	def sql(*args, **kwargs):
		nonlocal count
		count += 1
		return real(*args, **kwargs)

	frappe.db.sql = sql
	started = time.perf_counter()
	try:
		work()
	finally:
		del frappe.db.sql
	return Measured(time.perf_counter() - started, count)


def make_documents(first: int, last: int, size: Size, latest: bool = False) -> None:
	"""Orders ``first`` to ``last`` with five lines each, every line received once; nine of ten in time."""
	import frappe

	start = AS_OF - timedelta(days=size.days)
	offset = f"{size.days - 40}" if latest else f"(seq * 7919) % {size.days}"
	# Imported documents carry the day of their import; before it the sweep has seen nothing of them.
	stamp = "now(6)" if latest else "'2020-01-01'"
	head = f"""'Administrator', {stamp}, {stamp}, 'Administrator', 1"""
	day = f"date_add('{start}', interval {offset} day)"
	supplier = f"concat('Supplier ', lpad(seq % {size.suppliers}, 5, '0'))"
	frappe.db.sql(
		f"""insert into `tabPurchase Order`
		(name, owner, creation, modified, modified_by, docstatus, company, supplier, transaction_date, schedule_date,
		currency, conversion_rate, status)
		select concat('PO-', seq), {head}, '{COMPANY}', {supplier}, {day}, {day}, 'EUR', 1, 'To Bill'
		from seq_{first}_to_{last}"""
	)
	frappe.db.sql(
		f"""insert into `tabPurchase Receipt`
		(name, owner, creation, modified, modified_by, docstatus, company, supplier, posting_date, is_return)
		select concat('PR-', seq), {head}, '{COMPANY}', {supplier},
		date_add({day}, interval if(seq % 10 = 0, 33, 28) day), 0
		from seq_{first}_to_{last}"""
	)
	lines = f"(select s.seq, l.seq as idx from seq_{first}_to_{last} s join seq_1_to_{LINES_PER_ORDER} l) numbered"
	item = "concat('Item ', (seq * 31 + idx) % 2000)"
	group = "concat('Group ', (seq * 31 + idx) % 10)"
	frappe.db.sql(
		f"""insert into `tabPurchase Order Item`
		(name, owner, creation, modified, modified_by, docstatus, parent, parenttype, parentfield, idx, item_code,
		item_group, schedule_date, qty, stock_qty, conversion_factor, stock_uom, base_net_amount, relationship_requested_on)
		select concat('pol', seq, '-', idx), {head}, concat('PO-', seq), 'Purchase Order', 'items', idx, {item}, {group},
		date_add({day}, interval 30 day), 10, 10, 1, 'Nos', 50, date_add({day}, interval 30 day)
		from {lines}"""
	)
	frappe.db.sql(
		f"""insert into `tabPurchase Receipt Item`
		(name, owner, creation, modified, modified_by, docstatus, parent, parenttype, parentfield, idx, item_code,
		item_group, qty, stock_qty, rejected_qty, conversion_factor, stock_uom, base_net_amount, purchase_order_item)
		select concat('prl', seq, '-', idx), {head}, concat('PR-', seq), 'Purchase Receipt', 'items', idx, {item}, {group},
		10, 10, if(seq % 97 = 0, 1, 0), 1, 'Nos', 50, concat('pol', seq, '-', idx)
		from {lines}"""
	)
	frappe.db.commit()


if __name__ == "__main__":
	sys.exit(main())
