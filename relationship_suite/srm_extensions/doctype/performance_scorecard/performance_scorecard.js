frappe.ui.form.on("Performance Scorecard", {
	refresh(frm) {
		const total = (frm.doc.kpis || []).reduce((sum, row) => sum + flt(row.weight), 0);
		if (!frm.is_new() && frm.doc.enabled && !frm.doc.scored_as) {
			frm.set_intro(__("The next refresh calculates the scores of all periods."), "blue");
		}
		if (frm.doc.kpis?.length && Math.abs(total - 100) > 0.05) {
			frm.set_intro(__("The weights add up to {0}, not to 100.", [format_number(total)]), "orange");
		}
		if (!frm.is_new()) {
			frm.add_custom_button(__("Supplier Performance"), () =>
				frappe.set_route("query-report", "Supplier Performance", { scorecard: frm.doc.name })
			);
		}
	},
});
