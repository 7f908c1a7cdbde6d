"""What is said of an action plan to whoever is to do something of it."""

from __future__ import annotations

from collections.abc import Iterable

from frappe import _
from frappe.utils import formatdate

from relationship_suite.relationship_core.messages import lines, paragraph


def to_do(plan, items: Iterable) -> tuple[str, str]:
	"""Subject in plain text, and text as HTML, for whoever is responsible for these items of a plan."""
	subject = _("{0}: something is to be done by you").format(plan.supplier)
	each = [_("{0}, until {1}").format(item.action, formatdate(item.due_on)) for item in items]
	return subject, paragraph([plan.goal]) + f"<p>{lines(each)}</p>"
