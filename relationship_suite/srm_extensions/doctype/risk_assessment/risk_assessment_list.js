frappe.listview_settings["Risk Assessment"] = {
	hide_name_column: true, // which is made by the computer
};
