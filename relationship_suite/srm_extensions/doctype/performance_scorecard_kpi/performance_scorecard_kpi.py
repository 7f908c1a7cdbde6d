from frappe.model.document import Document


class PerformanceScorecardKPI(Document):
	"""A KPI of a scorecard: weight and target curve."""
