// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Supplier Performance"] = {
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{
			fieldname: "scorecard",
			label: __("Scorecard"),
			fieldtype: "Link",
			options: "Performance Scorecard",
			get_query: () => ({ filters: { enabled: 1 } }),
		},
		{ fieldname: "supplier", label: __("Supplier"), fieldtype: "Link", options: "Supplier" },
		{ fieldname: "as_of", label: __("As Of"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "standing", label: __("Standing"), fieldtype: "Autocomplete", options: [] },
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (column.fieldname === "standing" && value) {
			return relationship_suite.desk.pill(__(value), data.standing_colour);
		}
		if (["score", "change", "rank"].includes(column.fieldname) && (value === null || value === undefined)) {
			return "";
		}
		if (column.fieldname.endsWith("_percent") && (value === null || value === undefined)) {
			return relationship_suite.reports.not_enough(
				__("Not enough data ({0} of {1} orders)", [data.orders_due, data.minimum])
			);
		}
		if (column.fieldname === "score") {
			const link = frappe.utils.get_form_link("Performance Scorecard Result", data.result);
			return `<div style="text-align: right"><a href="${link}" style="text-decoration: underline"
				title="${__("Show what made the score")}">${format_number(value, null, 1)}</a></div>`;
		}
		if (column.fieldname === "costs_most" && value) {
			return relationship_suite.reports.link(
				"relationship-behind",
				frappe.utils.escape_html(value),
				__("Show the lines"),
				{ row: row.meta.rowIndex }
			);
		}
		if (column.fieldname === "change") {
			const sign = value > 0 ? "▲" : value < 0 ? "▼" : "=";
			return `<div style="text-align: right">${sign} ${format_number(Math.abs(value), null, 1)}</div>`;
		}
		if (column.fieldname === "trend" && value) return relationship_sparkline(value);
		return show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,

	onload(report) {
		const method = "relationship_suite.srm_extensions.scorecards.api.standing_names";
		frappe.xcall(method).then((names) => {
			const options = names.map((name) => ({ value: name, label: __(name) }));
			report.get_filter("standing").set_data(options);
		});
		relationship_suite.reports.on_link(report, "relationship-behind", (link) => {
			const row = report.data[link.row];
			const filters = {
				company: row.company,
				supplier: row.supplier,
				from_date: row.from_date,
				to_date: row.to_date,
			};
			frappe.set_route("query-report", row.behind.report, { ...filters, ...row.behind.filters });
		});
	},

	get_datatable_options(options) {
		return Object.assign(options, { cellHeight: 36 });
	},
};

// The scores of the last periods as a line, 0 to 100 from bottom to top.
function relationship_sparkline(value) {
	const points = String(value).split(" ").map(Number).filter((score) => !isNaN(score));
	if (points.length < 2) return "";
	const step = 42 / (points.length - 1);
	const path = points.map((score, i) => `${(i * step + 2).toFixed(1)},${(20 - score * 0.18).toFixed(1)}`);
	const label = __("Scores, oldest first: {0}", [points.join(", ")]);
	return `<svg width="46" height="22" role="img" aria-label="${label}"><title>${label}</title>
		<polyline points="${path.join(" ")}" fill="none" stroke="var(--blue-500)" stroke-width="1.5"/></svg>`;
}
