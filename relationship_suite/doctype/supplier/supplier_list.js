// Supplier list: the standing beside the name, for those who may see scores.
(() => {
	const RESULT = "Performance Scorecard Result";
	const METHOD = "relationship_suite.srm_extensions.scorecards.api.standings";
	const settings = (frappe.listview_settings["Supplier"] = frappe.listview_settings["Supplier"] || {});
	const before = settings.refresh;

	settings.refresh = function (listview) {
		if (before) before.call(this, listview);
		if (!frappe.model.can_read(RESULT)) return;
		frappe.model.with_doctype(RESULT, () => {
			if (frappe.perm.has_perm(RESULT, 1, "read")) show(listview);
		});
	};

	function show(listview) {
		const names = (listview.data || []).map((row) => row.name);
		if (!names.length) return;
		frappe.xcall(METHOD, { suppliers: JSON.stringify(names) }).then((found) => {
			listview.$result.find(".relationship-standing").remove();
			listview.$result.find(".list-row-container .list-subject a[data-name], .list-row-container .list-subject [data-name] a").each((_, link) => {
				const name = link.dataset.name || link.closest("[data-name]").dataset.name;
				const result = found[decodeURIComponent(name)] || found[name];
				if (!result) return;
				const title = __("{0} of 100, the lowest latest score, at {1}", [
					format_number(result.score, null, 1),
					result.company,
				]);
				$(`<span class="indicator-pill no-indicator-dot relationship-standing filterable" style="margin-left: var(--margin-sm)"></span>`)
					.addClass((result.colour || "gray").toLowerCase())
					.attr("title", title)
					.text(__(result.standing))
					.insertAfter(link);
			});
		});
	}
})();
