"""An order, to confirm it or to propose other quantities and days."""

from frappe import _

from relationship_suite.srm_extensions.portal import queries, wording
from relationship_suite.srm_extensions.portal.page_queries import asked_name, open_page

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""An order of one supplier of the session's user; where it has no such order, a page that says so, with the status 404.

	Not by ``PageDoesNotExistError``: Frappe keeps for everybody which addresses were not found, and asks no page again.
	"""
	page = open_page(context, "order", "orders")
	supplier, name = page.supplier, asked_name()
	found = next((each for each in page.found.orders if each.name == name), None)
	found = found or queries.order_of(supplier, name)
	context.orders = wording.address("orders", supplier)
	if found is None:
		context.http_status_code = 404
		context.title = _("There is no such order.")
		return
	context.order = wording.order(found, supplier)
	context.title = _("Order {0}").format(found.name)
