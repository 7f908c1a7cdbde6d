// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Treatments Due"] = {
	filters: [
		...relationship_suite.reports.risks(),
		{ fieldname: "responsible", label: __("Responsible Person"), fieldtype: "Link", options: "User" },
		{
			fieldname: "until",
			label: __("Due Until"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), 30),
		},
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (value === null || value === undefined) return "";
		if (column.fieldname === "days_overdue") return `<span style="color: var(--red-600)">${show()}</span>`;
		return show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,
};
