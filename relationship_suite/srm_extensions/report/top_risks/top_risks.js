// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Top Risks"] = {
	filters: [
		...relationship_suite.reports.risks(),
		{ fieldname: "risk_owner", label: __("Risk Owner"), fieldtype: "Link", options: "User" },
		{
			fieldname: "sort_by",
			label: __("Ranked By"),
			fieldtype: "Select",
			options: [
				{ value: "Residual Score", label: __("Residual Score") },
				{ value: "Expected Loss", label: __("Expected Loss") },
			],
			default: "Residual Score",
		},
		{ fieldname: "top", label: __("How Many"), fieldtype: "Int", default: 20 },
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (column.fieldname === "residual_rating") return relationship_suite.desk.pill(value, data.colour);
		return value === null || value === undefined ? "" : show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,
};
