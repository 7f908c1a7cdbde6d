"""Mails of report schedules as a mail server gets them, opened."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from smtplib import SMTPException

import pytest
from openpyxl import load_workbook
from PIL import Image

from tests.factories import buying, mails
from tests.factories import schedules as make
from tests.factories.schedules import DELIVERY, GIVEN, NOW, due_at, gives, run, schedule

COLUMNS = ["Supplier:Data:200", "Late Lines:Int:100"]
ROWS = [["Müller & Söhne", 7], ["供应商", 3], ["=1+1", 1]]
CHART = {
	"type": "line",
	"data": {"labels": ["2026-04", "2026-05"], "datasets": [{"name": "OTIF", "values": [94.2, 81.5]}]},
}
READER = "sourcing_user@rs.example.com"


class Server:
	"""A mail server on this machine.

	Attributes:
		mails: (recipients, bytes) of what was taken.
		refuses: whether it takes nothing.
	"""

	def __init__(self):
		self.mails: list[tuple[list[str], bytes]] = []
		self.refuses = False

	async def handle_DATA(self, server, session, envelope):
		if self.refuses:
			return "554 no mails today"
		self.mails.append((envelope.rcpt_tos, envelope.content))
		return "250 OK"


@pytest.fixture
def server(clean, monkeypatch) -> Iterator[Server]:
	import frappe
	from aiosmtpd.controller import Controller

	buying.masters()
	make.start()
	make.reader("Sourcing User")
	taker = Server()
	with socket.create_server(("127.0.0.1", 0)) as free:  # aiosmtpd chooses no port by itself
		port = free.getsockname()[1]
	controller = Controller(taker, hostname="127.0.0.1", port=port)
	controller.start()
	frappe.db.set_value("Email Account", mails.ACCOUNT, {"smtp_server": "127.0.0.1", "smtp_port": port})
	frappe.db.commit()
	frappe.clear_cache()
	monkeypatch.setitem(frappe.local.flags, "testing_email", True)
	monkeypatch.setitem(frappe.local.conf, "mute_emails", 0)  # the embedded site queues and sends nothing
	yield taker
	controller.stop()
	make.start()


def flush() -> None:
	"""What Frappe's scheduler does with the queue every few minutes: a refusal is written into it, and raised."""
	import frappe

	waiting = {**make.MAILS, "status": "Not Sent"}
	for name in frappe.get_all("Email Queue", waiting, order_by="creation", pluck="name"):
		with suppress(SMTPException):
			frappe.get_doc("Email Queue", name).send()


def sent_schedule(**values):
	doc = schedule(GIVEN, READER, title="Late deliveries", attach_xlsx=1, attach_csv=1, **values)
	due_at(doc, "2026-06-01 05:00:00")
	with gives(COLUMNS, ROWS, chart=CHART, message="It got worse."):
		run()
	return doc


def test_a_mail_arrives_with_words_picture_and_files(server):
	sent_schedule()
	flush()

	[(recipients, content)] = server.mails
	mail = make.opened(content)
	assert recipients == [READER]
	assert mail["To"] == READER
	assert mail["Subject"] == "Late deliveries: 2026-06-01"
	html = make.html_of(mail)
	assert "It got worse." in html
	assert "Müller &amp; Söhne" in html
	assert "供应商" in html
	assert "chart.invalid" not in mail.as_string()
	text = mail.get_body(preferencelist=("plain",)).get_content()
	assert "Müller & Söhne" in text
	assert "<" not in text
	picture = Image.open(io.BytesIO(make.picture_of(mail)))
	assert (picture.format, picture.width) == ("PNG", 960)
	files = make.files_of(mail)
	assert set(files) == {"Late deliveries.xlsx", "Late deliveries.csv"}
	sheet = load_workbook(io.BytesIO(files["Late deliveries.xlsx"])).active
	assert [cell.value for cell in sheet["A"]] == ["Supplier", "Müller & Söhne", "供应商", "'=1+1"]
	assert "'=1+1,1" in files["Late deliveries.csv"].decode("utf-8-sig")


def test_the_picture_stands_beside_the_html_that_shows_it(server):
	"""In a part of both: else some readers show it a second time below the mail."""
	sent_schedule()
	flush()

	mail = make.opened(server.mails[0][1])
	[related] = [part for part in mail.walk() if part.get_content_type() == "multipart/related"]
	assert [part.get_content_type() for part in related.iter_parts()] == ["text/html", "image/png"]
	[alternative] = [part for part in mail.walk() if part.get_content_type() == "multipart/alternative"]
	assert [part.get_content_type() for part in alternative.iter_parts()] == [
		"text/plain",
		"multipart/related",
	]


def test_a_mail_that_has_gone_out_is_sent(server):
	sent_schedule()
	assert make.statuses() == {READER: "Queued"}
	flush()
	run(NOW + timedelta(minutes=5))

	assert make.statuses() == {READER: "Sent"}
	assert len(server.mails) == 1


def test_a_mail_that_the_server_refuses_has_failed_and_can_be_sent_again(server):
	import frappe

	from relationship_suite.relationship_core.schedules import api, tasks

	sent_schedule()
	server.refuses = True
	for _time in range(6):  # Frappe tries some times before it gives up
		flush()
	run(NOW + timedelta(minutes=30))

	[row] = make.deliveries()
	assert row.status == "Failed"
	assert "mail server did not take" in row.reason
	assert (row.row_count, row.size, row.files) == (0, 0, "")  # its owner sees it again
	assert frappe.db.exists("Notification Log", {"document_type": DELIVERY, "document_name": row.name})

	server.refuses = False
	with pytest.MonkeyPatch.context() as patch, gives(COLUMNS, ROWS):
		patch.setattr(tasks, "enqueue", tasks.deliver)
		api.send_again(row.name)
	flush()
	run(NOW + timedelta(minutes=40))
	assert make.statuses() == {READER: "Sent"}
	assert [recipients for recipients, _content in server.mails] == [[READER]]
