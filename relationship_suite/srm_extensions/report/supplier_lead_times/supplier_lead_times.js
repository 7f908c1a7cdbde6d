frappe.query_reports["Supplier Lead Times"] = {
	filters: [
		{
			fieldname: "mode",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "By Supplier", label: __("By Supplier") },
				{ value: "By Item", label: __("By Item") },
			],
			default: "By Supplier",
			reqd: 1,
		},
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "supplier", label: __("Supplier"), fieldtype: "Link", options: "Supplier" },
		{ fieldname: "item_group", label: __("Item Group"), fieldtype: "Link", options: "Item Group" },
		{ fieldname: "from_date", label: __("Received From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("Received To"), fieldtype: "Date" },
		{
			fieldname: "service_level",
			label: __("Service Level %"),
			fieldtype: "Float",
			default: 95,
			depends_on: "eval:doc.mode == 'By Item'",
		},
	],

	formatter(value, row, column, data, default_formatter) {
		if (!data) return default_formatter(value, row, column, data);
		const is_empty = value === null || value === undefined;
		if (column.fieldname === "median_days" && is_empty) {
			return `<span class="text-muted">${__("Not enough data ({0} of {1})", [data.n, data.minimum])}</span>`;
		}
		if (is_empty) return "";
		if (column.fieldname === "n" && !data.item_code) {
			return `<a class="relationship-items" role="button" tabindex="0" style="text-decoration: underline"
				data-supplier="${frappe.utils.escape_html(data.supplier)}" title="${__("Show by item")}">${value}</a>`;
		}
		return default_formatter(value, row, column, data);
	},

	onload(report) {
		$(report.page.main).on("click keydown", "a.relationship-items", (event) => {
			if (event.type === "keydown" && event.key !== "Enter") return;
			report.set_filter_value({ supplier: event.currentTarget.dataset.supplier, mode: "By Item" });
		});
	},
};
