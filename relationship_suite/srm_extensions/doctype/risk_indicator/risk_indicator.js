// Risk Indicator: what its figure means.
frappe.ui.form.on("Risk Indicator", {
	setup(frm) {
		frm.set_query("register", () => ({
			filters: { enabled: 1, ...(frm.doc.only_company ? { company: frm.doc.only_company } : {}) },
		}));
	},
	refresh: (frm) => explain(frm),
	measure: (frm) => explain(frm),
});

function explain(frm) {
	const meaning = frm.doc.__onload?.meanings?.[frm.doc.measure] || "";
	frm.set_df_property("measure", "description", frappe.utils.escape_html(meaning));
}
