// {% include "relationship_suite/relationship_core/desk.js" %}
// Order Confirmation: what the supplier wants, and our decision.
(() => {
	const { escape } = relationship_suite.desk;
	const METHOD = "relationship_suite.srm_extensions.portal.decision_api";

	frappe.ui.form.on("Order Confirmation", {
		refresh(frm) {
			frm.disable_save();
			const sentence = frm.doc.__onload?.sentence;
			frm.get_field("overview").$wrapper.html(`<p class="relationship-sentence">${escape(sentence)}</p>`);
			// Whoever may change the order decides.
			if (frm.doc.status === "Proposed" && frappe.model.can_write("Purchase Order")) offer(frm);
		},
	});

	function offer(frm) {
		frm.add_custom_button(__("Refuse"), () =>
			frappe.prompt(
				[
					{
						fieldname: "answer",
						fieldtype: "Small Text",
						label: __("Answer to the Supplier"),
						reqd: 1,
						description: __("Say why, and what would do instead. The supplier reads it."),
					},
				],
				({ answer }) => decide(frm, "refuse", { answer }),
				__("Refuse")
			)
		);
		frm.add_custom_button(__("Accept"), () =>
			frappe.confirm(__("The order gets these quantities and expected dates. Accept?"), () =>
				decide(frm, "accept", {})
			)
		).addClass("btn-primary");
	}

	function decide(frm, method, values) {
		frappe.xcall(`${METHOD}.${method}`, { confirmation: frm.doc.name, ...values }).then(() => frm.reload_doc());
	}
})();
