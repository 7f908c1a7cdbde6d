// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Customer Segments"] = {
	filters: [
		relationship_suite.reports.one_company(),
		{
			fieldname: "show",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "Segments", label: __("Segments") },
				{ value: "Grid", label: __("Grid") },
				{ value: "Members", label: __("Members", null, "Customer Segment Membership") },
			],
			default: "Segments",
		},
		relationship_suite.reports.segment("segment", __("Segment")),
		relationship_suite.reports.own_segment(),
		{
			fieldname: "measure",
			label: __("Grid Shows"),
			fieldtype: "Select",
			options: [
				{ value: "Customers", label: __("Customers") },
				{ value: "Net Revenue", label: __("Net Revenue") },
			],
			default: "Customers",
			depends_on: "eval:doc.show !== 'Members'",
		},
		{
			fieldname: "since",
			label: __("Movement Since"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.get_today(), -3),
			depends_on: "eval:doc.show !== 'Members'",
		},
		...["r", "f"].map((fieldname) => ({
			fieldname,
			label: fieldname === "r" ? __("Recency Score") : __("Frequency Score"),
			fieldtype: "Select",
			options: ["", "5", "4", "3", "2", "1"],
			depends_on: "eval:doc.show === 'Members'",
		})),
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (column.fieldname === "change") {
			return relationship_suite.reports.change(data.change);
		}
		if (column.fieldname === "previous_segment") {
			return frappe.utils.escape_html(__(data.previous_segment || ""));
		}
		if (column.fieldname !== "segment") {
			return show();
		}
		const label = frappe.utils.escape_html(__(data.segment));
		const company = frappe.query_report.get_filter_value("company");
		if (frappe.query_report.get_filter_value("show") === "Members") {
			return label;
		}
		const query = new URLSearchParams({ company, segment: data.segment, show: "Members", r: "", f: "" });
		return `<a href="?${frappe.utils.escape_html(query.toString())}">${label}</a>`;
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,
};
