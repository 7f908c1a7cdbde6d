// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Commitment versus Forecast"] = {
	filters: [
		{
			fieldname: "mode",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "Latest Releases", label: __("Latest Releases") },
				{ value: "Ended Buckets", label: __("Ended Buckets") },
			],
			default: "Latest Releases",
			reqd: 1,
		},
		relationship_suite.reports.one_company(),
		{ fieldname: "supplier", label: __("Supplier"), fieldtype: "Link", options: "Supplier" },
		{ fieldname: "item", label: __("Item"), fieldtype: "Link", options: "Item" },
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (column.fieldname === "committed" && (value === null || value === undefined)) {
			return relationship_suite.reports.not_enough(__("The supplier has not answered this bucket."));
		}
		const is_bad =
			(column.fieldname === "gap" && value > 0) ||
			(column.fieldname === "received" && value < data.committed) ||
			(column.fieldname === "in_time" && value < data.committed);
		return is_bad ? `<div class="text-danger">${show()}</div>` : show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,
};
