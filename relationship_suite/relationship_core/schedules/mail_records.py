"""Mails of report schedules, put into Frappe's Email Queue."""

from __future__ import annotations

from email import policy
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart

import frappe
from frappe.email.doctype.email_queue.email_queue import QueueBuilder

from relationship_suite.relationship_core.schedules.mail_wording import PICTURE, Letter
from relationship_suite.relationship_core.schedules.queries import DELIVERY

#: Name of the picture within a mail.
_CHART = "chart"


def queue(letter: Letter, recipient: str, delivery: str) -> str:
	"""Put a mail into the queue inside the running transaction; nothing is sent before its commit.

	Args:
		recipient: e-mail address.
		delivery: the Report Delivery that the mail is of.

	Returns:
		Name of the Email Queue record; "" where the address is unsubscribed or none.

	Raises:
		frappe.OutgoingEmailError: the site has no account to send from.
	"""
	builder = _Builder(
		letter,
		recipients=[recipient],
		subject=letter.subject,
		message=letter.html,
		text_content=letter.text,
		attachments=[{"fname": name, "fcontent": content} for name, content in letter.files.items()],
		reference_doctype=DELIVERY,
		reference_name=delivery,
		add_unsubscribe_link=0,
	)
	queued = builder.process(send_now=False)
	return queued.name if queued else ""


class _Builder(QueueBuilder):
	"""Frappe's own, which takes pictures from files of the site only: here it comes with the letter.

	The picture's address is put in last, since Frappe makes addresses that begin otherwise than http absolute.
	"""

	def __init__(self, letter: Letter, **values):
		super().__init__(**values)
		self._picture = letter.picture
		self._chart = f"{_CHART}.{frappe.generate_hash(length=10)}@relationship-suite"

	def email_html_content(self) -> str:
		return super().email_html_content().replace(PICTURE, f"cid:{self._chart}")

	def prepare_email_content(self):
		mail = super().prepare_email_content()
		if self._picture:
			parts = mail.msg_alternative.get_payload()
			parts[-1] = self._with_picture(parts[-1])
		return mail

	def _with_picture(self, html) -> MIMEMultipart:
		image = MIMEImage(self._picture, _subtype="png", policy=policy.SMTP)
		image.add_header("Content-ID", f"<{self._chart}>")
		image.add_header("Content-Disposition", "inline", filename=f"{_CHART}.png")
		related = MIMEMultipart("related", policy=policy.SMTP)
		related.attach(html)
		related.attach(image)
		return related
