frappe.ui.form.on("Planning Agreement", {
	setup(frm) {
		frm.set_query("item", "items", () => ({ filters: { is_stock_item: 1, disabled: 0 } }));
	},
	refresh(frm) {
		if (frm.is_new() || !frm.doc.enabled || !frm.perm[0]?.write) return;
		frm.add_custom_button(__("Release Forecast"), () => {
			if (frm.is_dirty()) {
				frappe.msgprint(__("Save the agreement first: the release goes by what is saved."));
				return;
			}
			frappe
				.xcall("relationship_suite.srm_extensions.planning.release_api.issue", { agreement: frm.doc.name })
				.then(({ release }) => frappe.set_route("Form", "Forecast Release", release));
		}).addClass("btn-primary");
	},
});
