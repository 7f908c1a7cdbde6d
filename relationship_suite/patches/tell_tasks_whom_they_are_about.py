"""Tasks of interactions of before they named whom they are about get the address of the interaction's contact."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import IfNull, Max
from pypika.terms import Bracket

from relationship_suite.crm_extensions.interactions.contact_records import ADDRESS, INTERACTION
from relationship_suite.setup import custom_fields


def execute() -> None:
	custom_fields.create()  # migrate makes them after the patches
	for doctype in ("ToDo", "Event"):
		task, interaction = frappe.qb.DocType(doctype), frappe.qb.DocType(INTERACTION)
		known = (interaction.follow_up_type == doctype) & (IfNull(interaction.contact_email, "") != "")
		followed = frappe.qb.from_(interaction).select(interaction.follow_up_document).where(known)
		address = frappe.qb.from_(interaction).select(Max(interaction.contact_email))
		address = address.where(known & (interaction.follow_up_document == task.name))
		frappe.qb.update(task).set(task[ADDRESS], Bracket(address)).where(
			(IfNull(task[ADDRESS], "") == "") & task.name.isin(followed)
		).run()
