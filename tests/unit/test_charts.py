"""Charts of reports, as the Desk and its workspaces can draw them."""

from __future__ import annotations

from relationship_suite.reports import charts


def test_a_chart_of_nothing_is_empty_and_not_none():
	"""In the place of None, Frappe's workspace makes a chart of its own of the report's rows, and breaks."""
	for chart in (charts.bar([], {"Lines": []}), charts.line([], {"Score": []}, ends=(0, 100))):
		assert chart["data"]["labels"] == []


def test_the_name_of_one_series_is_the_title():
	assert charts.bar(["A"], {"Lines": [1]})["title"] == "Lines"
	assert "title" not in charts.bar(["A"], {"Lines": [1], "Defects": [0]})
