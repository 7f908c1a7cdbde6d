"""The mail of a report: text, HTML, picture and files, for the session's user and with their rights."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, formatdate, get_url_to_report
from frappe.utils.pdf import get_pdf

from relationship_suite.relationship_core.facts.freshness import AGE
from relationship_suite.relationship_core.schedules import picture, queries, wording
from relationship_suite.relationship_core.schedules.cells import Table, as_csv, paragraphs
from relationship_suite.relationship_core.schedules.sheets import as_xlsx

_TEMPLATE = "relationship_suite/templates/emails/report_schedule.html"
#: Rows of the mail at most, columns that a mail has room for, rows of the PDF.
MOST_ROWS, MOST_COLUMNS, PDF_ROWS = 100, 6, 500
#: Bytes of all files together: what mail servers commonly take, less a third for their transport as text.
MOST_BYTES = 7 * 1024 * 1024
#: Stands in the HTML for the picture, whose name only the mail knows. Frappe leaves addresses alone that begin so.
PICTURE = "http://chart.invalid/picture"
#: Right that a file takes -> what is said to whoever lacks it.
_MAY_NOT = {
	"export": "The {0} file is left out: you may not export {1}.",
	"print": "The {0} file is left out: you may not print {1}.",
}
#: Widest bar, in per cent, where bars stand in for the picture.
_WIDEST = 60


class CannotMakePDF(frappe.ValidationError):
	"""The server has no program that makes PDF files."""


@dataclass(frozen=True)
class Letter:
	"""A mail that is ready to be sent.

	Attributes:
		html: its text, with :data:`PICTURE` in the place of the picture.
		text: the same for whoever reads no HTML.
		picture: the chart as PNG; b"" without one.
		files: name -> content.
		rows: rows of the report.
		left_out: why a file is missing, in words.
	"""

	subject: str
	html: str = ""
	text: str = ""
	picture: bytes = b""
	files: Mapping[str, bytes] = field(default_factory=dict)
	rows: int = 0
	left_out: tuple[str, ...] = ()

	@property
	def size(self) -> int:
		"""Bytes of what is sent, before it is encoded."""
		return len(self.html.encode()) + len(self.picture) + sum(map(len, self.files.values()))

	def html_to_look_at(self) -> str:
		"""The HTML with the picture in it, for a browser."""
		data = base64.b64encode(self.picture).decode()
		return self.html.replace(PICTURE, f"data:image/png;base64,{data}")


def write(schedule, as_of: date) -> Letter:
	"""The mail that the session's user gets of a Report Schedule.

	Args:
		as_of: the day that relative periods are seen from.

	Raises:
		frappe.PermissionError: the user may not open the report.
		frappe.ValidationError: a filter's fiscal year is not set up.
		CannotMakePDF: a PDF is asked for.
	"""
	values = queries.filter_values(schedule, as_of)
	found = queries.run_report(schedule.report, values)
	subject = f"{schedule.title}: {formatdate(as_of)}"
	if not found.table.rows and schedule.only_with_data:
		return Letter(subject)
	report = frappe.get_cached_doc("Report", schedule.report)
	chart = picture.chart_of(found.chart) if cint(schedule.with_chart) else None
	drawn = picture.png(chart, _fonts(), wording.number) if chart else None
	context = _context(schedule, report, found, values, as_of)
	context["picture"] = PICTURE if drawn else ""
	context["chart"] = _bars(chart) if chart else None
	files, left_out = _files(schedule, report, found.table, context, drawn or b"")
	context["notes"] = [*left_out, *context["notes"]]
	return Letter(
		subject=subject,
		html=frappe.render_template(_TEMPLATE, context),
		text=_text(context),
		picture=drawn or b"",
		files=files,
		rows=len(found.table.rows),
		left_out=tuple(left_out),
	)


def _fonts() -> Path:
	return Path(frappe.get_app_path("frappe", "public", "css", "fonts", "inter"))


def _context(schedule, report, found, values, as_of: date) -> dict[str, Any]:
	"""What the template shows but for the chart; all of it plain text."""
	table = found.table
	shown = min(cint(schedule.rows_in_mail), MOST_ROWS)
	columns = table.columns[:MOST_COLUMNS]
	labels = {row.fieldname: row.label for row in report.filters}
	labels |= {row.filter: row.label for row in schedule.filters if row.label}
	kinds = {row.fieldname: row.fieldtype for row in report.filters}
	kinds |= {row.filter: row.kind for row in schedule.filters if row.kind}
	owner = frappe.db.get_value("User", schedule.owner, "full_name") or schedule.owner
	return {
		"title": schedule.title,
		"width": picture.WIDTH,
		"language": frappe.local.lang,
		"note": [line for line in (schedule.message or "").splitlines() if line.strip()],
		"sentences": paragraphs(found.message),
		"has_headline": not (found.message or "").startswith(f'<div class="{AGE}'),
		"filters": wording.filters(values, labels, kinds) or formatdate(as_of),
		"summary": wording.summary(found.summary),
		**_cells(table, columns, shown),
		"counted": wording.counted(
			min(shown, len(table.rows)), len(table.rows), (len(columns), len(table.columns)), table.is_cut
		),
		"url": get_url_to_report(schedule.report, report.report_type, report.ref_doctype),
		"open": _("Open the report"),
		"notes": [_("{0} has set up this mail for you. It shows what you may see.").format(owner)],
	}


def _cells(table: Table, columns, shown: int | None) -> dict[str, Any]:
	return {
		"columns": columns,
		"rows": [[wording.cell(row.get(c.field), c, row) for c in columns] for row in table.rows[:shown]],
		"total": [wording.cell(table.total.get(c.field), c, table.total) for c in columns]
		if table.total and shown != 0
		else [],
	}


def _bars(chart: picture.Chart) -> list[dict[str, Any]]:
	"""The chart in words, and as bars where there is no picture; a name before the first bar of each series."""
	widest = max(abs(chart.highest), abs(chart.lowest)) or 1
	return [
		{
			"series": name if len(chart.series) > 1 else "",
			"colour": picture.COLOURS[place],
			"bars": [
				{
					"label": label,
					"value": wording.number(value),
					"width": round(_WIDEST * abs(value) / widest),
				}
				for label, value in zip(chart.labels, values, strict=True)
			],
		}
		for place, (name, values) in enumerate(chart.series)
	]


def _files(schedule, report, table: Table, context, drawn: bytes) -> tuple[dict[str, bytes], list[str]]:
	"""Files that the session's user may have, and why others are left out."""
	name = "".join(c if c.isalnum() or c in " -_" else "-" for c in schedule.title).strip()[:80] or "report"
	files: dict[str, bytes] = {}
	left_out = []
	for wanted, right, ending, make in (
		(schedule.attach_xlsx, "export", "xlsx", lambda: as_xlsx(table, schedule.title)),
		(schedule.attach_csv, "export", "csv", lambda: as_csv(table)),
		(schedule.attach_pdf, "print", "pdf", lambda: _pdf(table, context, drawn)),
	):
		if not cint(wanted):
			continue
		if not frappe.has_permission(report.ref_doctype, right):
			left_out.append(_(_MAY_NOT[right]).format(ending.upper(), _(report.ref_doctype)))
			continue
		content = make()
		if sum(map(len, files.values())) + len(content) > MOST_BYTES:
			said = _("The {0} file is left out: it is too large for a mail. Open the report instead.")
			left_out.append(said.format(ending.upper()))
			continue
		files[f"{name}.{ending}"] = content
	return files, left_out


def _pdf(table: Table, context: Mapping[str, Any], drawn: bytes) -> bytes:
	"""All columns and the first :data:`PDF_ROWS` rows, with what the mail says above them."""
	count = len(table.columns)
	counted = wording.counted(min(PDF_ROWS, len(table.rows)), len(table.rows), (count, count), table.is_cut)
	page = {**context, **_cells(table, table.columns, PDF_ROWS), "counted": counted, "is_page": True}
	html = Letter("", frappe.render_template(_TEMPLATE, page), picture=drawn).html_to_look_at()
	try:
		return get_pdf(html, {"orientation": "Landscape" if count > MOST_COLUMNS else "Portrait"})
	except (OSError, NotImplementedError) as error:
		raise CannotMakePDF(
			_("The PDF file could not be made: the server lacks wkhtmltopdf. Choose another file.")
		) from error


def _text(context: Mapping[str, Any]) -> str:
	"""The mail for whoever reads no HTML."""
	said = [context["title"], context["filters"], *context["note"], *context["sentences"]]
	said += [f"{label}: {value}" for label, value in context["summary"]]
	heads = [column.label for column in context["columns"]]
	for row in context["rows"]:
		said.append("- " + ", ".join(f"{h}: {value}" for h, value in zip(heads, row, strict=True) if value))
	said += [context["counted"], context["url"], *context["notes"]]
	return "\n".join(line for line in said if line)
