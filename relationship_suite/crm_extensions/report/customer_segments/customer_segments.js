frappe.query_reports["Customer Segments"] = {
	filters: [
		{
			fieldname: "company",
			label: __("Company"),
			fieldtype: "Link",
			options: "Company",
			default: frappe.defaults.get_user_default("Company"),
			reqd: 1,
		},
		{
			fieldname: "show",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "Segments", label: __("Segments") },
				{ value: "Grid", label: __("Grid") },
				{ value: "Members", label: __("Members") },
			],
			default: "Segments",
		},
		{
			fieldname: "segment",
			label: __("Segment"),
			fieldtype: "Select",
			options: [
				"",
				"Champions",
				"Loyal",
				"Potential loyalist",
				"New customer",
				"Promising",
				"Needs attention",
				"At risk",
				"Cannot lose",
				"Hibernating",
				"Lost customer",
			].map((segment) => ({ value: segment, label: __(segment) })),
		},
		{
			fieldname: "measure",
			label: __("Grid Shows"),
			fieldtype: "Select",
			options: [
				{ value: "Customers", label: __("Customers") },
				{ value: "Net Revenue", label: __("Net Revenue") },
			],
			default: "Customers",
			depends_on: "eval:doc.show === 'Grid'",
		},
	],

	formatter(value, row, column, data, default_formatter) {
		if (!data || column.fieldname !== "segment") {
			return default_formatter(value, row, column, data);
		}
		const label = frappe.utils.escape_html(__(data.segment));
		const company = frappe.query_report.get_filter_value("company");
		if (frappe.query_report.get_filter_value("show") === "Members") {
			return label;
		}
		const query = new URLSearchParams({ company, segment: data.segment, show: "Members" });
		return `<a href="?${frappe.utils.escape_html(query.toString())}">${label}</a>`;
	},
};
