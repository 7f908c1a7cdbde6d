// A score: the plan that is to raise it.
frappe.ui.form.on("Performance Scorecard Result", {
	refresh(frm) {
		if (!frappe.model.can_create("Supplier Action Plan")) return;
		const { supplier, company, scorecard } = frm.doc;
		frm.add_custom_button(__("Action Plan"), () =>
			frappe.new_doc("Supplier Action Plan", { supplier, company, scorecard })
		);
	},
});
