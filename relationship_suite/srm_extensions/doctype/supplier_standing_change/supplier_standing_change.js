// A change of standing: the plan that it asks for.
frappe.ui.form.on("Supplier Standing Change", {
	refresh(frm) {
		if (!frappe.model.can_create("Supplier Action Plan")) return;
		const { supplier, company, scorecard, name } = frm.doc;
		frm.add_custom_button(__("Action Plan"), () =>
			frappe.new_doc("Supplier Action Plan", { supplier, company, scorecard, standing_change: name })
		);
	},
});
