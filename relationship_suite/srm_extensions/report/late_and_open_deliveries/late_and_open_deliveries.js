frappe.query_reports["Late and Open Deliveries"] = {
	filters: [
		{
			fieldname: "mode",
			label: __("Show"),
			fieldtype: "Select",
			options: [
				{ value: "By Supplier", label: __("By Supplier") },
				{ value: "By Order", label: __("By Order") },
				{ value: "By Line", label: __("By Line") },
			],
			default: "By Supplier",
			reqd: 1,
		},
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "supplier", label: __("Supplier"), fieldtype: "Link", options: "Supplier" },
		{
			fieldname: "item_group",
			label: __("Item Group"),
			fieldtype: "Link",
			options: "Item Group",
			depends_on: "eval:doc.mode != 'By Order'",
		},
		{ fieldname: "from_date", label: __("Due From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("Due To"), fieldtype: "Date" },
		{
			fieldname: "status",
			label: __("Status"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "Overdue", label: __("Overdue") },
				{ value: "Delivered late", label: __("Delivered late") },
				{ value: "Closed short", label: __("Closed short") },
				{ value: "Early", label: __("Early") },
			],
			depends_on: "eval:doc.mode == 'By Line'",
		},
	],

	formatter(value, row, column, data, default_formatter) {
		if (!data) return default_formatter(value, row, column, data);
		if (column.fieldname.endsWith("_percent") && (value === null || value === undefined)) {
			const text = __("Not enough data ({0} of {1} lines)", [data.lines_due, data.minimum]);
			return `<span class="text-muted">${text}</span>`;
		}
		if (column.fieldname === "status" && value) {
			const colour = { [__("Overdue")]: "red", [__("Delivered late")]: "orange" }[value] || "gray";
			return `<span class="indicator-pill ${colour} no-indicator-dot">${frappe.utils.escape_html(value)}</span>`;
		}
		if (column.fieldname === "lines_late_open" && value) {
			const supplier = frappe.utils.escape_html(data.supplier);
			return `<a class="relationship-lines" style="text-decoration: underline" data-supplier="${supplier}">${value}</a>`;
		}
		return default_formatter(value, row, column, data);
	},

	onload(report) {
		$(report.page.main).on("click", "a.relationship-lines", (event) => {
			report.set_filter_value({ supplier: event.currentTarget.dataset.supplier, mode: "By Line" });
		});
	},
};
