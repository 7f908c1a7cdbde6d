// The list of segments says which could not be evaluated, and which are waiting to be.
frappe.listview_settings["Customer Segment"] = {
	add_fields: ["enabled", "error", "evaluated_on"],
	get_indicator(doc) {
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		if (doc.error) return [__("Not Evaluated"), "red", "error,is,set"];
		if (!doc.evaluated_on) return [__("Waiting"), "orange", "evaluated_on,is,not set"];
		return [__("Evaluated"), "green", "evaluated_on,is,set"];
	},
};
