from frappe.model.document import Document


class PerformanceScorecardKPIResult(Document):
	"""What one KPI did to a score."""
