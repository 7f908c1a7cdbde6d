// The list of proposals: those that wait for a decision stand out.
frappe.listview_settings["Risk Proposal"] = {
	hide_name_column: true, // which is made by the computer
	get_indicator(doc) {
		const colour = { Open: "orange", Accepted: "blue", Dismissed: "gray", Over: "gray" }[doc.status];
		return [__(doc.status, null, "Risk Proposal"), colour, `status,=,${doc.status}`];
	},
};
