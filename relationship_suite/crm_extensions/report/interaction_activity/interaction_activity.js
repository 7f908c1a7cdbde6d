// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Interaction Activity"] = {
	filters: [
		{
			fieldname: "by",
			label: __("Group By"),
			fieldtype: "Select",
			options: [
				{ value: "Person", label: __("Person") },
				{ value: "Channel", label: __("Channel") },
				{ value: "Party Group", label: __("Party Group") },
				{ value: "Party", label: __("Party") },
			],
			default: "Person",
			reqd: 1,
		},
		{
			fieldname: "party_type",
			label: __("Party Type"),
			fieldtype: "Select",
			options: ["", "Customer", "Supplier", "Lead", "Prospect"].map((value) => ({
				value,
				label: __(value),
			})),
		},
		relationship_suite.reports.own_segment({ get_query: () => ({}) }), // of any company: a talk is of none
		...relationship_suite.reports.days(__("From Date"), __("To Date")),
	],

	after_datatable_render: relationship_suite.reports.draw_chart,
};
