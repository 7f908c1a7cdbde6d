"""Forecasts that the supplier is asked to commit to, and those that it has."""

from frappe import _

from relationship_suite.srm_extensions.portal import forecast_wording
from relationship_suite.srm_extensions.portal.page_queries import open_page

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""Newest forecasts of one supplier of the session's user."""
	page = open_page(context, "forecasts")
	context.title = _("Forecasts")
	context.update(forecast_wording.cards(page.found))
