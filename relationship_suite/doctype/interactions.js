// Log an interaction from the form of a party or a Contact: by the button, or by Ctrl+Shift+L.

(() => {
	const PARTIES = ["Customer", "Supplier", "Lead", "Prospect"];
	frappe.provide("relationship_suite");
	if (relationship_suite.logs_interactions) return; // Frappe runs this file for each of the DocTypes
	relationship_suite.logs_interactions = true;

	// The party, and the contact, that the form is about; null for a contact of no party.
	function subject(frm) {
		if (frm.doctype !== "Contact") return { party_type: frm.doctype, party: frm.doc.name };
		const link = (frm.doc.links || []).find((row) => PARTIES.includes(row.link_doctype));
		return link && { party_type: link.link_doctype, party: link.link_name, contact: frm.doc.name };
	}

	function log(frm) {
		const values = subject(frm);
		if (!values) {
			frappe.msgprint(
				__("Link this contact to a customer or supplier first: an interaction belongs to one of them.")
			);
			return;
		}
		// The dialog is of the DocType's own, which is there once the DocType is.
		frappe.model.with_doctype("Interaction", () => frappe.new_doc("Interaction", values));
	}

	for (const doctype of [...PARTIES, "Contact"]) {
		frappe.ui.form.on(doctype, {
			refresh(frm) {
				if (frm.is_new() || !frappe.model.can_read("Interaction")) return;
				if (frm.doctype !== "Contact") {
					frm.add_custom_button(
						__("Relationship 360"),
						() => frappe.set_route("relationship-360", frm.doctype, frm.doc.name),
						__("View")
					);
				}
				if (!frappe.model.can_create("Interaction")) return;
				frm.add_custom_button(__("Interaction"), () => log(frm), __("Create"));
				frappe.ui.keys.add_shortcut({
					shortcut: "shift+ctrl+l",
					action: () => log(frm),
					page: frm.page,
					description: __("Log an interaction"),
					ignore_inputs: true,
				});
			},
		});
	}
})();
