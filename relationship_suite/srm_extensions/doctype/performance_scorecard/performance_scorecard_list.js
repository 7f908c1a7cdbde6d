// {% include "relationship_suite/relationship_core/desk.js" %}
// The list of scorecards: ERPNext's own can be brought over.
(() => {
	const { escape } = relationship_suite.desk;
	const METHOD = "relationship_suite.srm_extensions.scorecards.carry_over_api.carry_over";

	frappe.listview_settings["Performance Scorecard"] = {
		onload(listview) {
			if (!frappe.model.can_create("Performance Scorecard") || !frappe.model.can_read("Supplier Scorecard")) return;
			listview.page.add_menu_item(__("Import from ERPNext"), () =>
				frappe.confirm(
					__("Scorecards are made of ERPNext's Supplier Scorecards. They are disabled until you enable them. Go on?"),
					() => frappe.xcall(METHOD).then((found) => tell(listview, found))
				)
			);
		},
	};

	function tell(listview, found) {
		listview.refresh();
		const parts = found.map(
			({ scorecard, suppliers, notes }) => `<h5>${
				scorecard
					? `<a href="${frappe.utils.get_form_link("Performance Scorecard", scorecard)}">${escape(scorecard)}</a>`
					: __("No scorecard for {0} suppliers", [suppliers])
			}</h5><ul>${notes.map((note) => `<li>${escape(note)}</li>`).join("")}</ul>`
		);
		const made = found.filter(({ is_new }) => is_new).length;
		const said = found.length
			? __("{0} scorecards were made. What could not be carried over:", [made])
			: __("ERPNext has no Supplier Scorecards that you may see.");
		frappe.msgprint({
			title: __("Import from ERPNext"),
			message: `<p>${said}</p><div class="scorecard-import">${parts.join("")}</div>`,
			wide: true,
		});
	}
})();
