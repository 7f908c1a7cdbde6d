"""Mails that reached us."""

from __future__ import annotations

from email import message_from_string, policy

ACCOUNT = "_RS Outgoing"


def mail(**more) -> str:
	"""One mail; ``more``: what it hangs on, as fields of the Communication."""
	import frappe

	known = {
		"doctype": "Communication",
		"communication_type": "Communication",
		"communication_medium": "Email",
		"sent_or_received": "Received",
		"subject": "_RS Mail",
		"content": "-",
	}
	return frappe.get_doc({**known, **more}).insert(ignore_permissions=True).name


def outgoing_account() -> None:
	"""The account to send from; it sends nothing before its queue is flushed."""
	import frappe

	frappe.local.outgoing_email_account = {}  # whoever asked before there was one was told of none
	if frappe.db.exists("Email Account", ACCOUNT):
		return
	doc = frappe.get_doc(
		{
			"doctype": "Email Account",
			"email_account_name": ACCOUNT,
			"email_id": "outgoing@example.com",
			"enable_outgoing": 1,
			"default_outgoing": 1,
			"smtp_server": "127.0.0.1",
			"smtp_port": 1,
			"no_smtp_authentication": 1,
			"awaiting_password": 0,
		}
	)
	doc.flags.ignore_validate = True  # Frappe tries the server, which is there only while mails are taken
	doc.insert(ignore_permissions=True)


def queued(doctype: str, names: list[str]) -> list[dict[str, str]]:
	"""``to``, ``subject``, ``text`` and ``html`` of the mails in the queue about these documents, by address."""
	import frappe

	found = []
	about = {"reference_doctype": doctype, "reference_name": ("in", names)}
	for row in frappe.get_all("Email Queue", about, ["name", "message"]):
		mail = message_from_string(row.message, policy=policy.default)
		[to] = frappe.get_all("Email Queue Recipient", {"parent": row.name}, pluck="recipient")
		parts = {kind: mail.get_body((kind,)).get_content() for kind in ("plain", "html")}
		text = " ".join(parts["plain"].split())
		found.append({"to": to, "subject": mail["subject"], "text": text, "html": parts["html"]})
	return sorted(found, key=lambda each: each["to"])
