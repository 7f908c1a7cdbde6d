// Risk Register: its heat map, and the way to its risks.
frappe.ui.form.on("Risk Register", {
	refresh(frm) {
		frm.toggle_display("s_map", false);
		if (frm.is_new()) return;
		frm.add_custom_button(__("Risk Heat Map"), () =>
			frappe.set_route("query-report", "Risk Heat Map", { register: frm.doc.name })
		);
		frappe.model.with_doctype("Risk", () => {
			if (!frappe.perm.has_perm("Risk", 1, "read")) return;
			const name = frm.doc.name;
			frappe.xcall("relationship_suite.srm_extensions.risk.api.heat_map", { register: name }).then(({ html }) => {
				if (frm.doc.name !== name) return; // another register was opened meanwhile
				frm.toggle_display("s_map", true);
				frm.get_field("heat_map").$wrapper.html(html); // drawn and escaped by the server
			});
		});
	},
});
