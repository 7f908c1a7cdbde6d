// {% include "relationship_suite/relationship_core/desk.js" %}
// Risk Proposal: what was found, the lines behind it, and the decision.
(() => {
	const { escape } = relationship_suite.desk;
	const METHOD = "relationship_suite.srm_extensions.risk.proposal_api";

	frappe.ui.form.on("Risk Proposal", {
		refresh(frm) {
			const shown = frm.doc.__onload?.proposal;
			frm.toggle_display("s_found", Boolean(shown));
			if (!shown) return;
			draw(frm, shown);
			if (frm.doc.status !== "Open") return;
			// Who decides changes how risks are assessed, which sits at level 1 of them.
			frappe.model.with_doctype("Risk", () => {
				if (frappe.perm.has_perm("Risk", 1, "write")) offer(frm, shown);
			});
		},
	});

	function draw(frm, { sentence, proposed, behind }) {
		const $wrapper = frm.get_field("overview").$wrapper;
		$wrapper.html(`<p class="relationship-sentence">${escape(sentence)}</p>
			<p class="text-muted">${escape(proposed)}</p>
			${lead(behind)}`);
		$wrapper.find(".relationship-behind").on("click", () => frappe.set_route(...behind.route, behind.options));
	}

	// The report with the lines, where the user may open it; else its name, for somebody who may.
	function lead({ report, is_open }) {
		const said = __("The lines behind it are in the report {0}, which you cannot open.", [report]);
		return is_open
			? `<button class="btn btn-xs btn-default relationship-behind" style="margin-bottom: var(--margin-md)"
				>${__("Lines Behind It")}</button>`
			: `<p class="text-muted small">${escape(said)}</p>`;
	}

	function offer(frm, { proposed }) {
		frm.add_custom_button(__("Dismiss", null, "Risk Proposal"), () => ask(frm, "dismiss_proposal", __("Dismiss", null, "Risk Proposal"), ""));
		frm.add_custom_button(__("Accept"), () => ask(frm, "accept_proposal", __("Accept"), proposed)).addClass(
			"btn-primary"
		);
	}

	function ask(frm, method, title, description) {
		const field = { fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1, description };
		frappe.prompt(
			[field],
			({ reason }) =>
				frappe.xcall(`${METHOD}.${method}`, { proposal: frm.doc.name, reason }).then((made) => {
					if (made) frappe.set_route("Form", "Risk", made.risk);
					else frm.reload_doc();
				}),
			title
		);
	}
})();
