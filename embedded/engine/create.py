"""Create a site, or add an app to one. Runs in a process of its own: `python -m embedded.engine.create`."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from embedded.engine.activate import DEFAULT_APPS
from embedded.engine.handle import DEFAULT_SITE, Site

ADMIN_PASSWORD = "admin"
DB_NAME = "embedded"

Database = Literal["sqlite", "mariadb"]


def new_site(
	target: Path,
	apps: Sequence[str] = DEFAULT_APPS,
	*,
	db: Database = "sqlite",
	name: str = DEFAULT_SITE,
	admin_password: str = ADMIN_PASSWORD,
	server=None,
) -> Site:
	"""Create a site with these apps in `target`, which is emptied first; `server` is a running MariaDB."""
	if db == "mariadb" and server is None:
		raise ValueError("a MariaDB site needs a running server: see embedded.mariadb")
	shutil.rmtree(target, ignore_errors=True)
	site = Site(Path(target), name, list(apps), server)
	site.enter()
	if server is not None:
		site.write_config(**server.site_config(DB_NAME))

	import frappe
	from frappe import installer

	from embedded.engine.install import install_app
	from embedded.engine.multi_app import complete_setup

	frappe.init(name, force=True)
	root = {"root_login": server.root_user, "root_password": server.root_password} if server else {}
	installer.install_db(
		db_name=DB_NAME, admin_password=admin_password, db_type=db, verbose=False, force=1, **root
	)
	frappe.conf.admin_password = admin_password
	install_app("frappe")
	complete_setup()
	for app in apps:
		install_app(app)
	frappe.db.commit()
	return site


def main() -> None:
	"""`new TARGET` creates a site, `add TARGET` installs the last app of the list into it."""
	parser = argparse.ArgumentParser(description=__doc__)
	parser.add_argument("what", choices=["new", "add"])
	parser.add_argument("target", type=Path)
	parser.add_argument("--apps", required=True, help="comma-separated")
	parser.add_argument("--db", choices=["sqlite", "mariadb"], default="sqlite")
	args = parser.parse_args()
	apps = [app for app in args.apps.split(",") if app]
	server = None
	if args.db == "mariadb":
		from embedded.mariadb import MariaDB

		if args.what == "new":
			shutil.rmtree(args.target, ignore_errors=True)
		server = MariaDB(args.target.with_name(args.target.name + ".data"))
		server.start()
	try:
		if args.what == "new":
			site = new_site(args.target, apps, db=args.db, server=server)
		else:
			site = Site(args.target, apps=apps, server=server)
			if server:
				site.write_config(**server.site_config(DB_NAME))
			site.connect()
			from embedded.engine.install import install_app

			install_app(apps[-1])
		site.disconnect()
	finally:
		if server:
			server.stop()


if __name__ == "__main__":
	main()
