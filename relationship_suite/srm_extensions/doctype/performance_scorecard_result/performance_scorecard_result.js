// A score: the letter that tells it, and the plan that is to raise it.
frappe.ui.form.on("Performance Scorecard Result", {
	refresh(frm) {
		if (frappe.model.can_print(frm.doctype, frm)) {
			frm.add_custom_button(__("Letter to the Supplier"), () => {
				frappe.route_options = { print_format: "Scorecard Letter" };
				frappe.set_route("print", frm.doctype, frm.doc.name);
			});
		}
		if (!frappe.model.can_create("Supplier Action Plan")) return;
		const { supplier, company, scorecard } = frm.doc;
		frm.add_custom_button(__("Action Plan"), () =>
			frappe.new_doc("Supplier Action Plan", { supplier, company, scorecard })
		);
	},
});
