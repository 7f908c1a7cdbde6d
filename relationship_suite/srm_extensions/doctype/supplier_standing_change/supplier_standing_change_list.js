// The list of changes: what came after what, in its colour. First standings are kept, and not shown at first.
frappe.listview_settings["Supplier Standing Change"] = {
	hide_name_column: true, // which is made by the computer
	add_fields: ["to_colour", "from_standing"],
	filters: [["cause", "!=", "First standing"]],
	formatters: {
		from_standing: (value) => frappe.utils.escape_html(__(value || "")),
		to_standing(value, df, doc) {
			const escape = frappe.utils.escape_html;
			return `<span class="filterable indicator-pill no-indicator-dot ${(doc.to_colour || "gray").toLowerCase()} ellipsis"
				data-filter="to_standing,=,${escape(value)}"><span class="ellipsis">${escape(__(value))}</span></span>`;
		},
		to_score: (value) => format_number(value, null, 1),
	},
};
