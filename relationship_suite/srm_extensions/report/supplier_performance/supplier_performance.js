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
		{ fieldname: "standing", label: __("Standing"), fieldtype: "Data" },
	],

	formatter(value, row, column, data, default_formatter) {
		if (!data) return default_formatter(value, row, column, data);
		if (column.fieldname === "standing" && value) {
			const colour = (data.standing_colour || "gray").toLowerCase();
			return `<span class="indicator-pill ${colour} no-indicator-dot">${frappe.utils.escape_html(__(value))}</span>`;
		}
		if (["score", "change", "rank"].includes(column.fieldname) && (value === null || value === undefined)) {
			return "";
		}
		if (column.fieldname === "change") {
			const sign = value > 0 ? "▲" : value < 0 ? "▼" : "";
			return `<div style="text-align: right">${sign} ${format_number(Math.abs(value), null, 1)}</div>`;
		}
		if (column.fieldname === "trend" && value) return relationship_sparkline(value);
		return default_formatter(value, row, column, data);
	},

	get_datatable_options(options) {
		return Object.assign(options, { cellHeight: 36 });
	},
};

// The scores of the last periods as a line, 0 to 100 from bottom to top.
function relationship_sparkline(value) {
	const points = String(value).split(" ").map(Number).filter((score) => !isNaN(score));
	if (points.length < 2) return "";
	const step = 110 / (points.length - 1);
	const path = points.map((score, i) => `${(i * step + 2).toFixed(1)},${(20 - score * 0.18).toFixed(1)}`);
	const label = __("Scores, oldest first: {0}", [points.join(", ")]);
	return `<svg width="114" height="22" role="img" aria-label="${label}"><title>${label}</title>
		<polyline points="${path.join(" ")}" fill="none" stroke="var(--blue-500)" stroke-width="1.5"/></svg>`;
}
