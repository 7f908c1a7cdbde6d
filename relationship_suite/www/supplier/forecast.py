"""A forecast, to commit to it."""

from frappe import _

from relationship_suite.srm_extensions.portal import forecast_queries, forecast_wording, wording
from relationship_suite.srm_extensions.portal.page_queries import asked_name, open_page

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""The newest forecast of an agreement of one supplier of the session's user; a page that says so where it has none.

	With the status 404 and not by ``PageDoesNotExistError``, as the page of an order.
	"""
	page = open_page(context, "forecast", "forecasts")
	name = asked_name()
	found = next((each for each in page.found if each.agreement == name), None)
	found = found or forecast_queries.forecast_of(page.supplier, name)
	context.forecasts = wording.address("forecasts", page.supplier)
	context.title = _("Forecast")
	if found is None:
		context.http_status_code = 404
		return
	context.forecast = forecast_wording.forecast(found)
