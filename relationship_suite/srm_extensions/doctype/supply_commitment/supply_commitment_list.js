frappe.listview_settings["Supply Commitment"] = {
	add_fields: ["is_latest", "status"],

	get_indicator(doc) {
		if (!doc.is_latest) return [__("Superseded"), "gray", "is_latest,=,0"];
		return doc.status === "Accepted"
			? [__("Accepted"), "green", "is_latest,=,1|status,=,Accepted"]
			: [__("To Review"), "orange", "is_latest,=,1|status,=,To Review"];
	},
};
