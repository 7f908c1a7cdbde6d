"""A served site with a small company in it, and a page of Chromium that is logged in."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.conftest import APPS

if TYPE_CHECKING:
	from embedded.demo.story import Chapter

#: Chromium as Debian packages it; without background traffic, which a closed network refuses.
ARGUMENTS = [
	"--no-sandbox",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
]

#: The story of the served site.
CHAPTERS: list[Chapter] = []
#: The embedded Desk is built without the editor of code fields, and ERPNext's orders have one.
NO_EDITOR = """
const any = new Proxy(function () {}, { get: (_, name) => (name === "then" ? undefined : any), apply: () => any });
window.ace = any;
"""


@pytest.fixture(scope="session")
def desk(tmp_path_factory, request) -> Iterator[str]:
	"""The address of a served site with a small company in it."""
	if request.config.getoption("--bench"):
		pytest.skip("the browser tier serves the embedded Desk")
	from embedded.demo import company, mails, planning, risks, segments, standings, story, writer
	from embedded.engine.site import build_template, open_copy

	folder = tmp_path_factory.mktemp("desk") / "site"
	site = open_copy(build_template(APPS, "sqlite"), folder)
	site.connect()
	from relationship_suite import tasks

	data = company.generate(1, date.today(), size=0.3)
	writer.write(data)
	assert tasks.run("Rebuild").status == "Completed"
	risks.write(data)
	standings.write(data)
	mails.write()
	segments.create(data.companies[0].name, date.today())
	assert tasks.run("Refresh").status == "Completed"
	planning.plan(date.today())
	story.tell(date.today())
	CHAPTERS.extend(story.chapters(date.today()))
	site.disconnect()
	port = free_port()
	command = [sys.executable, "-m", "embedded.serve", "--site-dir", str(folder), "--port", str(port)]
	server = subprocess.Popen(command, cwd=request.config.rootpath)
	try:
		wait_for(port, server)
		yield f"http://127.0.0.1:{port}"
	finally:
		server.terminate()
		server.wait(timeout=30)


@pytest.fixture
def page(desk):
	"""A page logged in as Administrator; console errors fail the test at its end."""
	from playwright.sync_api import sync_playwright

	chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
	if not chromium:
		pytest.fail("Chromium is missing: apt-get install chromium, or `make test-browser` as root")
	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
		page = browser.new_page(base_url=desk, viewport={"width": 1400, "height": 900})
		errors: list[str] = []
		page.on("pageerror", lambda error: errors.append(str(error)))
		page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
		answer = page.request.post("/api/method/login", form={"usr": "Administrator", "pwd": "admin"})
		assert answer.ok
		yield page
		browser.close()
		assert errors == []


@pytest.fixture
def desk_page(page):
	"""The same, for forms with a code field."""
	page.route(
		"**/ace-builds/**", lambda route: route.fulfill(body=NO_EDITOR, content_type="text/javascript")
	)
	return page


@pytest.fixture
def chapters(desk) -> list[Chapter]:
	return CHAPTERS


def free_port() -> int:
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return probe.getsockname()[1]


def wait_for(port: int, server: subprocess.Popen) -> None:
	"""Until the port answers, or the server is gone."""
	for _ in range(300):
		if server.poll() is not None:
			pytest.fail(f"the server ended with code {server.returncode}")
		with socket.socket() as probe:
			if probe.connect_ex(("127.0.0.1", port)) == 0:
				return
		time.sleep(0.1)
	pytest.fail("the server did not answer within 30 seconds")
