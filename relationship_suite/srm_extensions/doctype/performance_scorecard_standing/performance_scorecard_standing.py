from frappe.model.document import Document


class PerformanceScorecardStanding(Document):
	"""A range of scores with a name and a colour."""
