// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Defective Receipts"] = {
	filters: [
		...relationship_suite.reports.supply(),
		...relationship_suite.reports.days(__("Received From"), __("Received To")),
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (column.fieldname === "ppm" && value !== null) {
			return `<div style="text-align: right">${format_number(value, null, 0)}</div>`;
		}
		return show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,
};
