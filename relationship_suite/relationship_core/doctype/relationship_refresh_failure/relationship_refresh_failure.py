from frappe.model.document import Document


class RelationshipRefreshFailure(Document):
	pass
