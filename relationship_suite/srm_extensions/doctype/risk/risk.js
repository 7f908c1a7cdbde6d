// {% include "relationship_suite/relationship_core/desk.js" %}
// Risk: how it stands, where it is on the map, and what can be decided about it.
(() => {
	const { escape } = relationship_suite.desk;
	const METHOD = "relationship_suite.srm_extensions.risk.api";

	frappe.ui.form.on("Risk", {
		setup(frm) {
			frm.set_query("register", () => ({ filters: { enabled: 1 } }));
		},
		onload(frm) {
			name_levels(frm);
		},
		refresh(frm) {
			draw(frm);
			if (!frm.is_new() && frappe.perm.has_perm("Risk", 1, "write", frm.doc)) offer(frm);
		},
	});

	// The levels are numbers; what they mean stands beside them.
	function name_levels(frm) {
		frappe.xcall(`${METHOD}.level_names`).then((names) => {
			for (const prefix of ["inherent", "target"]) {
				for (const axis of ["Likelihood", "Impact"]) {
					const options = names[axis].map((name, place) => ({ value: String(place + 1), label: `${place + 1} ${name}` }));
					frm.set_df_property(`${prefix}_${axis.toLowerCase()}`, "options", [{ value: "", label: "" }, ...options]);
				}
			}
		});
	}

	function draw(frm) {
		const shown = frm.doc.__onload?.risk;
		const field = frm.get_field("heat_map");
		frm.toggle_display("s_map", Boolean(shown));
		if (!shown) return;
		const map = shown.heat_map; // drawn and escaped by the server
		field.$wrapper.html(`<p class="relationship-sentence">${escape(shown.sentence)}</p>${map}`);
	}

	function offer(frm) {
		if (frm.doc.is_closed || !frm.doc.residual_score) return;
		frm.add_custom_button(__("Reviewed"), () => ask(frm, "review_risk", __("Reviewed"), [note(__("What was looked at?"))]));
		if (frm.doc.__onload?.risk?.acceptance) {
			frm.add_custom_button(__("Withdraw Acceptance"), () =>
				frappe.confirm(__("The risk is to be treated after all?"), () => call(frm, "withdraw_acceptance", {}))
			);
		} else {
			frm.add_custom_button(__("Accept Risk"), () =>
				ask(frm, "accept_risk", __("Accept Risk"), [
					note(__("Reason")),
					{
						fieldname: "until",
						fieldtype: "Date",
						label: __("Accepted Until"),
						reqd: 1,
						default: frappe.datetime.add_months(frappe.datetime.get_today(), 12),
					},
				])
			);
		}
	}

	const note = (label) => ({ fieldname: "text", fieldtype: "Small Text", label, reqd: 1 });

	function ask(frm, method, title, fields) {
		const name = method === "review_risk" ? "note" : "reason";
		frappe.prompt(fields, ({ text, ...more }) => call(frm, method, { [name]: text, ...more }), title);
	}

	// What is typed and not saved yet would not be part of what is decided.
	function call(frm, method, values) {
		if (frm.is_dirty()) return frappe.msgprint(__("Save the risk first: the decision is about what is saved."));
		return frappe.xcall(`${METHOD}.${method}`, { risk: frm.doc.name, ...values }).then(() => frm.reload_doc());
	}
})();
