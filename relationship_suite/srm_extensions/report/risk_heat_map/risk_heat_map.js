// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Risk Heat Map"] = {
	filters: [
		...relationship_suite.reports.risks(),
		{ fieldname: "since", label: __("Movement Since"), fieldtype: "Date" },
		...["likelihood", "impact"].map((fieldname) => ({
			fieldname,
			label: fieldname === "likelihood" ? __("Likelihood") : __("Impact"),
			fieldtype: "Select",
			options: ["", "5", "4", "3", "2", "1"],
		})),
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (column.fieldname === "change" && data.change !== null) {
			return data.change > 0 ? `▲ ${data.change}` : data.change < 0 ? `▼ ${-data.change}` : "=";
		}
		if (column.fieldname === "residual_rating") return relationship_suite.desk.pill(value, data.colour);
		return show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,
};
