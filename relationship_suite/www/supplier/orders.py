"""Orders that the supplier is asked to confirm, and those that it has."""

from frappe import _

from relationship_suite.srm_extensions.portal import wording
from relationship_suite.srm_extensions.portal.page_queries import open_page

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""Open orders of one supplier of the session's user."""
	page = open_page(context, "orders")
	context.title = _("Orders")
	context.update(wording.orders(page.found, page.supplier))
