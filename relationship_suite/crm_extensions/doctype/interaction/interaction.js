// An interaction: with whom, what was said, what follows.

frappe.ui.form.on("Interaction", {
	setup(frm) {
		frm.set_query("contact", relationship_suite.interaction.contacts((field) => frm.doc[field]));
	},

	onload(frm) {
		// Frappe 15 gives every new Time that of now.
		if (frm.is_new() && !frm.doc.follow_up) frm.doc.follow_up_time = null;
	},

	party_type(frm) {
		frm.set_value({ party: "", contact: "" });
	},

	party(frm) {
		if (frm.doc.contact) frm.set_value("contact", "");
	},
});
