"""Serve an embedded site on this machine: `python -m embedded.serve --site-dir DIR --port 8000`."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from embedded import assets, in_use, paths
from embedded.engine.activate import DEFAULT_APPS, find_app
from embedded.engine.site import Site, open_site
from embedded.system import Failure

HOST = "127.0.0.1"
EVENTS = "/embedded/events"
BEAT_SECONDS = 15  # how often an idle event stream writes, and so notices that its page is gone
TICK_SECONDS = 60


def event_stream(environ: dict, start_response: Callable) -> Iterable[bytes]:
	"""Realtime events for one logged-in page as server-sent events, in place of a socket.io server."""
	import frappe
	from frappe.utils.redis_queue import RedisQueue
	from werkzeug.wrappers import Request

	sid = Request(environ).cookies.get("sid")
	frappe.init(force=True)
	frappe.connect(set_admin_as_user=False)
	try:
		user = sid and frappe.db.get_value("Sessions", {"sid": sid}, "user", order_by=None)
	finally:
		frappe.destroy()
	if not user or user == "Guest":
		start_response("403 Forbidden", [("Content-Type", "text/plain"), ("Content-Length", "0")])
		return [b""]

	def stream() -> Iterable[bytes]:
		import json

		channel = RedisQueue.get_connection().pubsub(ignore_subscribe_messages=True)
		channel.subscribe("events")
		try:
			yield b": open\n\n"
			while True:
				message = channel.get_message(timeout=BEAT_SECONDS)
				if not message:
					yield b": beat\n\n"
					continue
				event = json.loads(message["data"])
				room = event.get("room") or ""
				if room.startswith("user:") and room != f"user:{user}":
					continue
				data = json.dumps({"event": event["event"], "message": event["message"]})
				yield f"data: {data}\n\n".encode()
		finally:
			channel.close()

	headers = [
		("Content-Type", "text/event-stream"),
		("Cache-Control", "no-store"),
		("X-Accel-Buffering", "no"),
	]
	start_response("200 OK", headers)
	return stream()


def application(site: Site) -> Callable:
	"""Frappe's WSGI application with static files and the event stream."""
	import frappe.app
	from werkzeug.middleware.shared_data import SharedDataMiddleware

	folders = {"/files": str(site.folder / "public" / "files")}
	for app in ["frappe", *site.apps]:
		folders[f"/assets/{app}/dist"] = str(paths.ASSETS / app / "dist")
		folders[f"/assets/{app}"] = str(find_app(app) / "public")
	# looked up in this order: what is built first, then what lies in the app
	inner = SharedDataMiddleware(frappe.app.application, folders, cache_timeout=3600)

	def serve(environ: dict, start_response: Callable) -> Iterable[bytes]:
		if environ.get("PATH_INFO") == EVENTS:
			return event_stream(environ, start_response)
		return inner(environ, start_response)

	return serve


def port_number(text: str) -> int:
	"""A port as the command line gives it; argparse says what is wrong with another."""
	if text.isdigit() and 0 < int(text) < 65536:
		return int(text)
	raise argparse.ArgumentTypeError(f"{text} is no port: give a number from 1 to 65535")


def check_port(port: int) -> None:
	"""Raise a Failure when nobody can listen there."""
	with socket.socket() as probe:
		probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
		try:
			probe.bind((HOST, port))
		except OSError as error:
			why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
			raise Failure(f"port {port} {why}: choose another, as in make demo PORT=8001") from None


def run_scheduler() -> None:
	"""Queue due scheduled jobs every minute, for ever."""
	import frappe

	from embedded.engine import workers

	while True:
		time.sleep(TICK_SECONDS)
		with suppress(Exception):  # the next minute tries again; a failing job has its own log
			frappe.init(force=True)
			frappe.connect()
			try:
				workers.tick()
			finally:
				frappe.destroy()


def prepare(site: Site, port: int):
	"""The server, ready to `serve_forever`, with the background worker running."""
	from werkzeug.serving import WSGIRequestHandler, make_server

	from embedded.engine import sqlite_locks, workers

	check_port(port)
	sqlite_locks.wait_long()
	site.enter()
	site.write_config(host_name=f"http://{HOST}:{port}", webserver_port=port)
	site.disconnect()
	workers.start_worker()
	logging.getLogger("werkzeug").setLevel(logging.ERROR)

	class Handler(WSGIRequestHandler):
		"""Keeps connections open: a Desk page asks for dozens of files."""

		protocol_version = "HTTP/1.1"

		def log_request(self, *_) -> None:
			"""Nothing: failed requests are in Frappe's own logs."""

	return make_server(HOST, port, application(site), threaded=True, request_handler=Handler)


def main() -> int:
	"""The command line."""
	parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
	parser.add_argument("--site-dir", type=Path, required=True, help="a folder made by open_copy or new_site")
	parser.add_argument("--port", type=port_number, default=8000)
	parser.add_argument("--apps", default=",".join(DEFAULT_APPS), help="comma-separated")
	parser.add_argument("--scheduler", action="store_true", help="also run scheduled jobs")
	args = parser.parse_args()
	site = held = None
	signal.signal(signal.SIGTERM, signal.default_int_handler)  # a MariaDB of the site's own has to be stopped
	try:
		check_port(args.port)
		if not any(args.site_dir.glob("sites/*/site_config.json")):
			raise Failure(f"there is no embedded site in {args.site_dir}")
		held = in_use.hold(args.site_dir)  # nobody deletes the site meanwhile
		if held is None:
			raise Failure(f"another process is replacing {args.site_dir}: try again when it has finished")
		site = open_site(args.site_dir, [app for app in args.apps.split(",") if app])
		if not assets.are_built():
			print("the Desk has no JavaScript yet: python3 embedded/setup.py --with desk", file=sys.stderr)
		server = prepare(site, args.port)
		if args.scheduler:
			threading.Thread(target=run_scheduler, name="scheduler", daemon=True).start()
		print(f"serving http://{HOST}:{args.port}/ (Administrator, password admin); Ctrl-C stops", flush=True)
		server.serve_forever()
	except Failure as failure:
		print(f"serve: {failure}", file=sys.stderr)
		return 1
	except KeyboardInterrupt:
		return 0
	finally:
		if held is not None:
			held.close()
		if site is not None and site.server is not None:
			site.server.stop()
	return 0


if __name__ == "__main__":
	os.umask(0o022)
	sys.exit(main())
