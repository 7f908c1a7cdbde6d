frappe.listview_settings["Risk Acceptance"] = {
	hide_name_column: true, // which is made by the computer
};
