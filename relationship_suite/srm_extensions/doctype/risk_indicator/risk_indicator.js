// {% include "relationship_suite/relationship_core/desk.js" %}
// {% include "relationship_suite/relationship_core/preview.js" %}
// Risk Indicator: what its figure means, and what it would find now as it stands here.
(() => {
	const { escape, pill } = relationship_suite.desk;
	const METHOD = "relationship_suite.srm_extensions.risk.indicator_api.preview";
	const FIELDS = ["window_months", "minimum_evidence", "minimum_share", "breach_from", "ends_below"];

	frappe.ui.form.on("Risk Indicator", {
		setup(frm) {
			frm.set_query("register", () => ({
				filters: { enabled: 1, ...(frm.doc.only_company ? { company: frm.doc.only_company } : {}) },
			}));
		},
		refresh: (frm) => (explain(frm), preview(frm)),
		measure: (frm) => (explain(frm), preview(frm)),
		...Object.fromEntries(
			["enabled", "only_company", "register", ...FIELDS].map((field) => [field, (frm) => preview(frm)])
		),
	});

	function explain(frm) {
		const meaning = frm.doc.__onload?.meanings?.[frm.doc.measure] || "";
		frm.set_df_property("measure", "description", escape(meaning));
	}

	const ask = relationship_suite.preview.asker(METHOD, "indicator", (frm, found) => {
		for (const field of FIELDS) {
			const is_wrong = found.problems.some((problem) => problem.field === field);
			frm.get_field(field).$wrapper.toggleClass("has-error", is_wrong);
		}
		return drawn(frm, found);
	});

	function preview(frm) {
		if (!frm.doc.measure || !(frm.doc.breach_from || frm.doc.ends_below)) {
			frm.fields_dict.preview.$wrapper.html(
				`<p class="text-muted">${__("Choose what to watch and from where on it is a breach: this shows what would be found. Nothing is saved by looking.")}</p>`
			);
			return;
		}
		relationship_suite.preview.fade(frm);
		ask(frm);
	}

	function drawn(frm, { problems, sentence, thresholds, rows, companies, enter, leave }) {
		if (problems.length) {
			const messages = problems.map(({ message }) => message);
			return relationship_suite.preview.problems(__("Nothing can be held against these thresholds yet:"), messages, true);
		}
		const idle = frm.doc.enabled ? "" : `<p class="text-muted">${__("The indicator is disabled: nothing of this is proposed.")}</p>`;
		return `<p class="relationship-sentence">${escape(sentence)}</p>
			<p class="text-muted small">${escape(thresholds)}</p>${idle}${table(rows, companies > 1, enter, leave)}`;
	}

	const column = (label) => `<th scope="col">${label}</th>`;

	// The highest figures as bars beside one another, with a line where a breach begins and one where it ends.
	function table(rows, has_companies, enter, leave) {
		if (!rows.length) return "";
		const most = Math.max(enter, ...rows.map(({ value }) => value)) * 1.05;
		const at = (value) => `${Math.max(0, (100 * value) / most).toFixed(1)}%`;
		const head = [__("What It Is Of"), ...(has_companies ? [__("Company")] : [])].map(column).join("");
		const body = rows.map((row) => {
			const about = row.about.map(
				({ doctype, name }) => `<a href="${escape(frappe.utils.get_form_link(doctype, name))}">${escape(name)}</a>`
			);
			const said = row.said ? `<div class="text-muted">${escape(row.said)}</div>` : "";
			const company = has_companies ? `<td>${escape(row.company)}</td>` : "";
			return `<tr><td>${about.join(" · ")}${said}</td>${company}
				<td class="text-right text-nowrap">${escape(row.figure)}</td>
				<td class="text-nowrap">${pill(row.state, row.colour)}</td>
				<td class="indicator-bar" aria-hidden="true"><div>
					<span style="width: ${at(row.value)}"></span>
					<i style="left: ${at(leave)}"></i><i style="left: ${at(enter)}"></i></div></td></tr>`;
		});
		return `<div class="table-responsive"><table class="table table-sm small mb-1">
			<thead><tr class="text-muted">${head}<th scope="col" class="text-right">${__("Figure")}</th>
			${column(__("Status"))}<th class="indicator-bar"></th></tr></thead>
			<tbody>${body.join("")}</tbody></table></div>
			<p class="text-muted small">${__("The highest figures. The dotted line in the bars is where a breach ends, the other one where it begins.")}</p>`;
	}
})();
