// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Late and Open Deliveries"] = {
	filters: [
		{
			fieldname: "mode",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "By Supplier", label: __("By Supplier") },
				{ value: "By Order", label: __("By Order") },
				{ value: "By Line", label: __("By Line") },
			],
			default: "By Supplier",
			reqd: 1,
		},
		...relationship_suite.reports.supply(),
		...relationship_suite.reports.days(__("Due From"), __("Due To")),
		{
			fieldname: "status",
			label: __("Status"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "Overdue", label: __("Overdue") },
				{ value: "Delivered late", label: __("Delivered late") },
				{ value: "Closed short", label: __("Closed short") },
				{ value: "Early", label: __("Early") },
			],
			depends_on: "eval:doc.mode == 'By Line'",
		},
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (column.fieldname.endsWith("_percent") && (value === null || value === undefined)) {
			return relationship_suite.reports.not_enough(
				__("Not enough data ({0} of {1} lines)", [data.lines_due, data.minimum])
			);
		}
		if (column.fieldname === "status" && value) {
			const colour = { [__("Overdue")]: "red", [__("Delivered late")]: "orange" }[value] || "gray";
			return relationship_suite.desk.pill(value, colour);
		}
		if (column.fieldname === "lines_late_open" && value) {
			return relationship_suite.reports.link("relationship-lines", value, __("Show the lines"), {
				supplier: data.supplier,
			});
		}
		return show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,

	onload(report) {
		relationship_suite.reports.on_link(report, "relationship-lines", ({ supplier }) =>
			report.set_filter_value({ supplier, mode: "By Line" })
		);
	},
};
