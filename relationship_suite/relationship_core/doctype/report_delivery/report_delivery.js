frappe.ui.form.on("Report Delivery", {
	refresh(frm) {
		frm.disable_save(); // nobody writes a log, not even the Administrator
		frm.set_intro("");
		if (frm.doc.reason) {
			frm.set_intro(
				frappe.utils.escape_html(frm.doc.reason),
				frm.doc.status === "Failed" ? "red" : "blue"
			);
		}
		if (!["Waiting", "Queued"].includes(frm.doc.status)) {
			frm.add_custom_button(__("Send Again"), () =>
				frappe.confirm(
					__("Make this mail anew and send it to {0}?", [
						frappe.utils.escape_html(frm.doc.recipient),
					]),
					async () => {
						await frappe.xcall(
							"relationship_suite.relationship_core.schedules.api.send_again",
							{
								delivery: frm.doc.name,
							}
						);
						frm.reload_doc();
					}
				)
			);
		}
		if (frm.doc.email_queue && frappe.model.can_read("Email Queue")) {
			frm.add_custom_button(__("Open Mail"), () =>
				frappe.set_route("Form", "Email Queue", frm.doc.email_queue)
			);
		}
	},
});
