// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Supplier Lead Times"] = {
	filters: [
		{
			fieldname: "mode",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "By Supplier", label: __("By Supplier") },
				{ value: "By Item", label: __("By Item") },
			],
			default: "By Supplier",
			reqd: 1,
		},
		...relationship_suite.reports.supply(),
		...relationship_suite.reports.days(__("Received From"), __("Received To")),
		{
			fieldname: "service_level",
			label: __("Service Level %"),
			fieldtype: "Float",
			precision: 1,
			default: 95,
			depends_on: "eval:doc.mode == 'By Item'",
		},
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		const is_empty = value === null || value === undefined;
		if (column.fieldname === "median_days" && is_empty) {
			return relationship_suite.reports.not_enough(
				__("Not enough data ({0} of {1})", [data.n, data.minimum])
			);
		}
		if (is_empty) return "";
		if (column.fieldname === "n" && !data.item_code) {
			return relationship_suite.reports.link("relationship-items", value, __("Show by item"), {
				supplier: data.supplier,
			});
		}
		return show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,

	onload(report) {
		relationship_suite.reports.on_link(report, "relationship-items", ({ supplier }) =>
			report.set_filter_value({ supplier, mode: "By Item" })
		);
	},
};
