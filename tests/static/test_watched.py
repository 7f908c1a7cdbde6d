"""What has to repeat the table of measures that indicators watch, since no code runs there: options and fields of the forms."""

from __future__ import annotations

import json
import re

import pytest

from relationship_suite.srm_extensions.risk.watched import WATCHED
from tests.static import code


def field(doctype: str, fieldname: str) -> dict:
	(found,) = (f for f in code.doctypes()[doctype]["fields"] if f["fieldname"] == fieldname)
	return found


@pytest.mark.parametrize("doctype", ["Risk Indicator", "Risk Proposal"])
def test_the_form_offers_every_measure_and_no_other(doctype):
	assert field(doctype, "measure")["options"].split("\n") == list(WATCHED)


@pytest.mark.parametrize(
	("fieldname", "flag"),
	[
		("window_months", "has_window"),
		("minimum_evidence", "needs_evidence"),
		("minimum_share", "needs_share"),
	],
)
def test_a_field_is_shown_for_the_measures_that_it_means_something_for(fieldname, flag):
	shown = re.fullmatch(
		r"eval:(\[.+\])\.includes\(doc\.measure\)", field("Risk Indicator", fieldname)["depends_on"]
	)
	assert json.loads(shown[1]) == [each.name for each in WATCHED.values() if getattr(each, flag)]
