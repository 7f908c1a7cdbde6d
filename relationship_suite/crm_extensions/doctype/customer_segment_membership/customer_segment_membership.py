"""A row of the history: this customer was in this segment from one day until another.

``segmentation/records.py`` is the one writer; a customer has one open row per company at most.
"""

from __future__ import annotations

from frappe.model.document import Document


class CustomerSegmentMembership(Document):
	pass
