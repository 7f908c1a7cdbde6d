frappe.listview_settings["Report Schedule"] = {
	hide_name_column: true,
	add_fields: ["enabled", "next_run_at"],
	get_indicator: (doc) =>
		doc.enabled ? [__("Enabled"), "green", "enabled,=,1"] : [__("Disabled"), "gray", "enabled,=,0"],
};
