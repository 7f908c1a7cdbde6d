frappe.query_reports["Purchase Price Variance"] = {
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
		{ fieldname: "supplier", label: __("Supplier"), fieldtype: "Link", options: "Supplier" },
		{ fieldname: "item_group", label: __("Item Group"), fieldtype: "Link", options: "Item Group" },
		{
			fieldname: "item_code",
			label: __("Item"),
			fieldtype: "Link",
			options: "Item",
			depends_on: "eval:doc.group_by == 'Invoice Line'",
		},
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
	],

	formatter(value, row, column, data, default_formatter) {
		if (!data || column.fieldname === "currency") return default_formatter(value, row, column, data);
		const by = ["supplier", "item_group", "item_code"].find((name) => name in data && !("voucher" in data));
		if (column.fieldname === "ppv_percent" && (value === null || value === undefined)) {
			return `<span class="text-muted">${__("No baseline")}</span>`;
		}
		if (column.fieldname === "ppv_amount" && by && value) {
			// An item also carries its group; the narrower of the two leads to the lines.
			const field = "item_code" in data ? "item_code" : by;
			const text = default_formatter(value, row, column, data);
			return `<a class="relationship-variance" role="button" tabindex="0" style="text-decoration: underline"
				data-field="${field}" data-value="${frappe.utils.escape_html(data[field])}"
				title="${__("Show the invoice lines")}">${text}</a>`;
		}
		return default_formatter(value, row, column, data);
	},

	onload(report) {
		const open = ({ dataset }) =>
			report.set_filter_value({ [dataset.field]: dataset.value, group_by: "Invoice Line" });
		$(report.page.main).on("click keydown", "a.relationship-variance", (event) => {
			if (event.type === "click" || event.key === "Enter") open(event.currentTarget);
		});
	},
};
