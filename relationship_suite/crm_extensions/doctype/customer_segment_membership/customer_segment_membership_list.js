frappe.listview_settings["Customer Segment Membership"] = {
	hide_name_column: true, // which is made by the computer
};
