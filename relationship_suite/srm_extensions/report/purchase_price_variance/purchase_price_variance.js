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
			],
			default: "Supplier",
			reqd: 1,
		},
		{ fieldname: "supplier", label: __("Supplier"), fieldtype: "Link", options: "Supplier" },
		{ fieldname: "item_group", label: __("Item Group"), fieldtype: "Link", options: "Item Group" },
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
	],

	formatter(value, row, column, data, default_formatter) {
		if (data && column.fieldname === "ppv_percent" && (value === null || value === undefined)) {
			return `<span class="text-muted">${__("No order price")}</span>`;
		}
		return default_formatter(value, row, column, data);
	},
};
