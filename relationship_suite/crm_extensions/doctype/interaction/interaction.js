// An interaction: with whom, what was said, what follows.

frappe.ui.form.on("Interaction", {
	setup(frm) {
		frm.set_query("contact", relationship_suite.interaction.contacts((field) => frm.doc[field]));
	},

	party_type(frm) {
		frm.set_value({ party: "", contact: "" });
	},

	party(frm) {
		if (frm.doc.contact) frm.set_value("contact", "");
	},
});
