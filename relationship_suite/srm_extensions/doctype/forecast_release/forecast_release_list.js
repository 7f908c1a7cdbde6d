frappe.listview_settings["Forecast Release"] = {
	add_fields: ["is_latest", "changed_in_fence"],

	get_indicator(doc) {
		if (!doc.is_latest) return [__("Superseded"), "gray", "is_latest,=,0"];
		if (doc.changed_in_fence) return [__("Changed inside the Fence"), "orange", "is_latest,=,1|changed_in_fence,>,0"];
		return [__("Latest"), "green", "is_latest,=,1|changed_in_fence,=,0"];
	},
};
