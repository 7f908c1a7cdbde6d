frappe.ui.form.on("Planning Exception", {
	refresh(frm) {
		frm.toggle_enable(["status", "responsible", "due_on", "resolution"], frm.doc.status !== "Closed");
	},
});
