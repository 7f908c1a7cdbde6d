// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Segment Migration"] = {
	filters: [
		relationship_suite.reports.one_company(),
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.get_today(), -3),
			reqd: 1,
		},
		{
			fieldname: "to_date",
			label: __("To"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
		{
			fieldname: "show",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "Matrix", label: __("Matrix") },
				{ value: "Customers", label: __("Customers") },
			],
			default: "Matrix",
		},
		...[
			["before", __("Segment Before")],
			["after", __("Segment After")],
		].map(([fieldname, label]) =>
			relationship_suite.reports.segment(fieldname, label, {
				more: ["Not Scored"],
				depends_on: "eval:doc.show === 'Customers'",
			})
		),
	],

	after_datatable_render: relationship_suite.reports.draw_chart,
};
