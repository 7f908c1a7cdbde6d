from frappe.model.document import Document


class PerformanceScorecardResult(Document):
	"""The score of a supplier in a company and period; only ``scorecards/results.py`` writes it."""
