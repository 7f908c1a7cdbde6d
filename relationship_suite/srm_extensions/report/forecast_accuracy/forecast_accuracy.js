// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Forecast Accuracy"] = {
	filters: [
		relationship_suite.reports.one_company(),
		{
			fieldname: "group_by",
			label: __("Group By"),
			fieldtype: "Select",
			options: [
				{ value: "Item", label: __("Item") },
				{ value: "Item Group", label: __("Item Group") },
				{ value: "Method", label: __("Method") },
				{ value: "Month", label: __("Month") },
			],
			default: "Item",
			reqd: 1,
		},
		...relationship_suite.reports.days(__("From Date"), __("To Date")),
		{ fieldname: "lead", label: __("Months Ahead"), fieldtype: "Int", default: 1 },
		{ fieldname: "item", label: __("Item"), fieldtype: "Link", options: "Item" },
		relationship_suite.reports.item_group(),
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (column.fieldtype === "Percent" && (value === null || value === undefined)) {
			return relationship_suite.reports.not_enough(__("Nothing was asked for in these months."));
		}
		return show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,
};
