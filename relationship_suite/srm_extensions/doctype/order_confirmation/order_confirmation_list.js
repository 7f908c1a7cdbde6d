frappe.listview_settings["Order Confirmation"] = {
	get_indicator(doc) {
		const colours = { Confirmed: "green", Proposed: "orange", Accepted: "green", Refused: "red", Superseded: "gray" };
		return [__(doc.status), colours[doc.status], `status,=,${doc.status}`];
	},
};
