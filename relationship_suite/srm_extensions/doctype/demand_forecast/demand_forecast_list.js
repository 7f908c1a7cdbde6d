frappe.listview_settings["Demand Forecast"] = {
	filters: [["is_current", "=", 1]],
	add_fields: ["is_current", "overrides", "uom"],
	hide_name_column: true,

	get_indicator(doc) {
		if (!doc.is_current) return [__("History"), "gray", "is_current,=,0"];
		if (doc.overrides) return [__("Overridden"), "orange", "is_current,=,1|overrides,>,0"];
		return [__("Calculated"), "blue", "is_current,=,1|overrides,=,0"];
	},

	formatters: {
		planned_qty: (value, df, doc) =>
			`${format_number(value, null, 2)} ${frappe.utils.escape_html(__(doc.uom || ""))}`,
	},
};
