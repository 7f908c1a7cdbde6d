// What the quick entry and the list need: Frappe runs this file as soon as the DocType is known, the form's only with the form.

frappe.provide("relationship_suite.interaction");

// The contacts of the party that is chosen; `value` gives a field of the form or of the dialog.
relationship_suite.interaction.contacts = (value) => () => ({
	query: "frappe.contacts.doctype.contact.contact.contact_query",
	filters: { link_doctype: value("party_type"), link_name: value("party") },
});

frappe.ui.form.InteractionQuickEntryForm = class extends frappe.ui.form.QuickEntryForm {
	render_dialog() {
		super.render_dialog();
		const { dialog } = this;
		const { contact, subject } = dialog.fields_dict;
		contact.get_query = relationship_suite.interaction.contacts((field) => dialog.get_value(field));
		// Frappe notes a text half a second after it was typed, and empties a field that is saved sooner.
		subject.$input.on("input", () => (subject.value = subject.get_input_value()));
		const { party } = this.doc;
		if (!party) return;
		// With the party given there is nothing to do but to type what was said.
		// Not as a property, which would be the DocType's, and so hide it from whoever chooses the party next.
		for (const fieldname of ["party_type", "party"]) dialog.fields_dict[fieldname].$wrapper.hide();
		dialog.set_title(__("Interaction with {0}", [party]));
		dialog.$wrapper.on("shown.bs.modal", () => subject.set_focus());
	}
};

frappe.listview_settings["Interaction"] = {
	hide_name_column: true, // which is made by the computer
	add_fields: ["sentiment", "follow_up_status", "follow_up_on"],
	// A colour only where somebody must look.
	get_indicator(doc) {
		if (doc.follow_up_status === "Open" && doc.follow_up_on < frappe.datetime.get_today()) {
			return [__("Follow-Up Overdue"), "red", "follow_up_status,=,Open|follow_up_on,<,Today"];
		}
		if (doc.follow_up_status === "Open") {
			return [__("Follow-Up Open"), "orange", "follow_up_status,=,Open"];
		}
		if (doc.sentiment) return [__(doc.sentiment), "gray", `sentiment,=,${doc.sentiment}`];
	},
};
