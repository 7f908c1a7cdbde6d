frappe.listview_settings["Planning Exception"] = {
	hide_name_column: true,
	add_fields: ["status", "due_on"],
	filters: [["status", "=", "Open"]],

	get_indicator(doc) {
		const shown = __(doc.status, null, "Planning Exception");
		if (doc.status !== "Open") return [shown, doc.status === "Resolved" ? "green" : "gray", `status,=,${doc.status}`];
		return doc.due_on < frappe.datetime.get_today()
			? [__("Overdue"), "red", "status,=,Open|due_on,<,Today"]
			: [shown, "orange", "status,=,Open"];
	},
};
