// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["No Contact"] = {
	filters: [
		relationship_suite.reports.one_company(),
		{
			fieldname: "party_type",
			label: __("Party Type"),
			fieldtype: "Select",
			options: [
				{ value: "Customer", label: __("Customer") },
				{ value: "Supplier", label: __("Supplier") },
			],
			default: frappe.user_roles.some((role) => /^Relationship|^System Manager/.test(role))
				? "Customer"
				: "Supplier",
			reqd: 1,
		},
		relationship_suite.reports.own_segment({ depends_on: "eval:doc.party_type === 'Customer'" }),
		{ fieldname: "days", label: __("Days Without Contact"), fieldtype: "Int", default: 90, reqd: 1 },
		{ fieldname: "share", label: __("Share of Value %"), fieldtype: "Float", precision: 1, default: 80 },
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (column.fieldname !== "party") return show();
		const { party_type } = data;
		return relationship_suite.reports.link(
			"relationship-360-link",
			frappe.utils.escape_html(value),
			__("Relationship 360"),
			{ kind: party_type, party: value }
		);
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,

	onload(report) {
		relationship_suite.reports.on_link(report, "relationship-360-link", ({ kind, party }) =>
			frappe.set_route("relationship-360", kind, party)
		);
	},
};
