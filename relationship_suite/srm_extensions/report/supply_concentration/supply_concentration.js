// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Supply Concentration"] = {
	filters: [
		relationship_suite.reports.one_company(),
		{
			fieldname: "group_by",
			label: __("Group By"),
			fieldtype: "Select",
			options: [
				{ value: "Item Group", label: __("Item Group") },
				{ value: "Item", label: __("Item") },
				{ value: "Company", label: __("Company") },
			],
			default: "Item Group",
			reqd: 1,
		},
		...relationship_suite.reports.days(__("From Date"), __("To Date")),
		relationship_suite.reports.item_group(),
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (column.fieldname === "level") return relationship_suite.desk.pill(value, data.colour);
		if (column.fieldname === "item_group" && value) {
			return relationship_suite.reports.link("relationship-items", show(), __("Show by item"), {
				group: data.item_group,
			});
		}
		return show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,

	onload(report) {
		relationship_suite.reports.on_link(report, "relationship-items", ({ group }) =>
			report.set_filter_value({ item_group: group, group_by: "Item" })
		);
	},
};
