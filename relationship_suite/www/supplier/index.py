"""The supplier's home: what do they want from me?"""

from frappe import _

from relationship_suite.srm_extensions.portal.page_queries import open_page

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""Cards of all pages, with what waits there."""
	open_page(context, "")
	context.title = _("Supplier Portal")
