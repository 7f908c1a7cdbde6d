from frappe.model.document import Document


class RelationshipRefresh(Document):
	pass
