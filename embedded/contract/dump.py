"""Dump the contract from a bench: the fields of the DocTypes in doctypes.txt, as the site's code has them.

	cd BENCH/sites
	../env/bin/python REPO/embedded/contract/dump.py --bench BENCH --site SITE --out FILE [--compare OLD]

Reads the DocType files that the installed apps ship, not the site's meta, so that the site's custom fields and
property setters do not slip in; the site tells which apps are installed. With --embedded in place of --bench and
--site it reads the embedded engine and the stand-in.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from embedded.contract.model import MARKS, Contract, DocTypeContract, Field, differences, dump, listed, load

LAYOUT = {"Button", "Column Break", "Fold", "Heading", "HTML", "Image", "Section Break", "Tab Break"}
FLAGS = {"r": "reqd", "u": "unique", "i": "search_index", "o": "read_only", "n": "no_copy"}


def as_contract(record: dict, app: str) -> DocTypeContract:
	"""A DocType's JSON as the contract keeps it."""
	fields = []
	for row in record.get("fields", []):
		if row["fieldtype"] in LAYOUT:
			continue
		flags = "".join(letter for letter, key in FLAGS.items() if row.get(key))
		fields.append(Field(row["fieldname"], row["fieldtype"], row.get("options") or "", flags))
	return DocTypeContract(
		name=record["name"],
		app=app,
		module=record["module"],
		autoname=record.get("autoname") or "",
		title_field=record.get("title_field") or "",
		marks=frozenset(mark for mark in MARKS if record.get(mark)),
		fields=tuple(fields),
	)


def read_doctypes(app: str, package: Path, wanted: set[str]) -> dict[str, DocTypeContract]:
	"""The wanted DocTypes among an app package's DocType files."""
	found = {}
	for path in sorted(package.glob("*/doctype/*/*.json")):
		if path.stem != path.parent.name:
			continue
		record = json.loads(path.read_text())
		if record.get("doctype") == "DocType" and record["name"] in wanted:
			found[record["name"]] = as_contract(record, app)
	return found


def read_apps(packages: dict[str, tuple[str, Path]]) -> Contract:
	"""The contract of the listed DocTypes from apps given as name -> (version, package folder)."""
	wanted = set(listed())
	doctypes: dict[str, DocTypeContract] = {}
	for app, (_, package) in packages.items():
		doctypes |= read_doctypes(app, package, wanted)
	return Contract({app: version for app, (version, _) in sorted(packages.items())}, doctypes)


def bench_apps(bench: Path, site: str) -> dict[str, tuple[str, Path]]:
	"""frappe and erpnext of a bench, with their versions; the site must have both."""
	os.chdir(bench / "sites")
	import frappe

	frappe.init(site, sites_path=str(bench / "sites"))
	frappe.connect()
	try:
		installed = frappe.get_installed_apps()
		missing = {"frappe", "erpnext"} - set(installed)
		if missing:
			raise SystemExit(f"dump: {site} has no {', '.join(sorted(missing))}")
		return {
			app: (frappe.get_attr(f"{app}.__version__"), Path(frappe.get_app_path(app)))
			for app in ("frappe", "erpnext")
		}
	finally:
		frappe.destroy()


def embedded_apps() -> dict[str, tuple[str, Path]]:
	"""The embedded engine and its stand-in, as they lie in .build."""
	from embedded import paths

	version = load(paths.CONTRACTS / "erpnext-16.json").versions
	return {app: (version[app], paths.ENGINE / app) for app in ("frappe", "erpnext")}


def main() -> int:
	"""The command line."""
	parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
	parser.add_argument("--bench", type=Path)
	parser.add_argument("--site")
	parser.add_argument("--embedded", action="store_true", help="dump the embedded engine instead of a bench")
	parser.add_argument("--out", type=Path, help="where to write; without it, nothing is written")
	parser.add_argument(
		"--compare", type=Path, help="print what differs from this contract; exit 1 if anything does"
	)
	args = parser.parse_args()
	if not args.embedded and not (args.bench and args.site):
		parser.error("--bench and --site, or --embedded")
	old = load(args.compare) if args.compare else None
	contract = read_apps(embedded_apps() if args.embedded else bench_apps(args.bench.resolve(), args.site))
	absent = sorted(set(listed()) - set(contract.doctypes))
	if absent:
		print(f"not in these versions: {', '.join(absent)}", file=sys.stderr)
	if args.out:
		args.out.write_text(dump(contract))
	if old:
		lines = differences(old, contract)
		print("\n".join(lines) or "no difference")
		return int(bool(lines))
	return 0


if __name__ == "__main__":
	sys.exit(main())
