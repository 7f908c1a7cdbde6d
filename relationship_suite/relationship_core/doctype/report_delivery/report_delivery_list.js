frappe.listview_settings["Report Delivery"] = {
	hide_name_column: true,
	add_fields: ["status"],
};
