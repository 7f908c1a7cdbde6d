// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Purchase Price Variance"] = {
	filters: [
		relationship_suite.reports.one_company(),
		{
			fieldname: "group_by",
			label: __("Group By"),
			fieldtype: "Select",
			options: [
				{ value: "Supplier", label: __("Supplier") },
				{ value: "Item Group", label: __("Item Group") },
				{ value: "Item", label: __("Item") },
				{ value: "Invoice Line", label: __("Invoice Line") },
			],
			default: "Supplier",
			reqd: 1,
		},
		...relationship_suite.reports.supplier_and_item_group(),
		{
			fieldname: "item_code",
			label: __("Item"),
			fieldtype: "Link",
			options: "Item",
			depends_on: "eval:doc.group_by == 'Invoice Line'",
		},
		...relationship_suite.reports.days(__("From Date"), __("To Date")),
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		if (column.fieldname === "currency") return show();
		const by = ["supplier", "item_group", "item_code"].find((name) => name in data && !("voucher" in data));
		if (column.fieldname === "ppv_percent" && (value === null || value === undefined)) {
			return `<span class="text-muted">${__("No baseline")}</span>`;
		}
		if (column.fieldname === "ppv_amount" && by && value) {
			// An item also carries its group; the narrower of the two leads to the lines.
			const field = "item_code" in data ? "item_code" : by;
			const text = show();
			return relationship_suite.reports.link("relationship-variance", text, __("Show the invoice lines"), {
				field,
				value: data[field],
			});
		}
		return show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,

	onload(report) {
		relationship_suite.reports.on_link(report, "relationship-variance", ({ field, value }) =>
			report.set_filter_value({ [field]: value, group_by: "Invoice Line" })
		);
	},
};
