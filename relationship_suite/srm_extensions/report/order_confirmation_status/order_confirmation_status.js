// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Order Confirmation Status"] = {
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "supplier", label: __("Supplier"), fieldtype: "Link", options: "Supplier" },
		{
			fieldname: "status",
			label: __("Status"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "Proposed", label: __("Proposed") },
				{ value: "To Confirm", label: __("To Confirm") },
				{ value: "Changed Since", label: __("Changed Since") },
				{ value: "Refused", label: __("Refused") },
				{ value: "Accepted", label: __("Accepted") },
				{ value: "Confirmed", label: __("Confirmed") },
			],
		},
	],

	after_datatable_render: relationship_suite.reports.draw_chart,
};
