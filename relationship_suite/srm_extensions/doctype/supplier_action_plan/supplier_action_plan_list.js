// The list of plans: red where something is overdue. ERPNext's "Open" of the Chinese is another word.
frappe.listview_settings["Supplier Action Plan"] = {
	add_fields: ["status", "next_due_on"],
	get_indicator(doc) {
		if (doc.status === "Completed") return [__("Completed"), "green", "status,=,Completed"];
		if (doc.status === "Cancelled") return [__("Cancelled"), "gray", "status,=,Cancelled"];
		const today = frappe.datetime.get_today();
		if (doc.next_due_on && doc.next_due_on < today) {
			return [__("Overdue"), "red", `status,=,Open|next_due_on,<,${today}`];
		}
		return [__("Open", null, "Supplier Action Plan"), "blue", "status,=,Open"];
	},
};
