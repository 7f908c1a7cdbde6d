"""The supplier's own score."""

from frappe import _

from relationship_suite.srm_extensions.portal import score_wording
from relationship_suite.srm_extensions.portal.page_queries import open_page

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""The latest scores of one supplier of the session's user."""
	page = open_page(context, "score")
	context.title = _("Your Score")
	context.scores = score_wording.scores(page.found)
