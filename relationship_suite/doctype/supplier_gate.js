// Purchase Order and Request for Quotation: what the supplier's standing does to a document, as soon as it is chosen.
(() => {
	frappe.provide("relationship_suite");
	if (relationship_suite.has_gate) return; // each of the two forms brings this file
	relationship_suite.has_gate = true;

	const METHOD = "relationship_suite.srm_extensions.scorecards.gate_api.in_the_way";
	const REASON = "relationship_override_reason";

	const suppliers = (frm) =>
		(frm.doc.suppliers ? frm.doc.suppliers.map((row) => row.supplier) : [frm.doc.supplier]).filter(Boolean);

	const look = frappe.utils.debounce((frm) => {
		if (frm.doc.docstatus !== 0 || !frm.fields_dict[REASON]) return;
		const asked = suppliers(frm);
		if (!asked.length || !frm.doc.company) return show(frm, null);
		const items = [...new Set((frm.doc.items || []).map((row) => row.item_code).filter(Boolean))];
		const name = frm.doc.name;
		frappe
			.xcall(METHOD, {
				doctype: frm.doctype,
				company: frm.doc.company,
				suppliers: JSON.stringify(asked),
				items: JSON.stringify(items),
			})
			.then((found) => frm.doc.name === name && show(frm, found));
	}, 300);

	function show(frm, found) {
		const label = __("Override with a Reason");
		frm.remove_custom_button(label);
		frm.$wrapper.find(".relationship-gate").closest(".form-message").remove(); // else it puts one below the other
		if (!found || !found.said.length) return;
		const reason = frm.doc[REASON];
		const said = [...found.said];
		if (found.is_stopped) said.push(reason ? __("Reason for the override: {0}", [reason]) : found.way_out);
		const text = said.map((each) => frappe.utils.escape_html(each)).join("<br>");
		frm.dashboard.set_headline_alert(
			`<span class="relationship-gate">${text}</span>`,
			found.is_stopped && !reason ? "red" : "orange"
		);
		if (found.is_stopped && found.may_override) frm.add_custom_button(label, () => ask(frm));
	}

	function ask(frm) {
		const field = {
			fieldname: "reason",
			fieldtype: "Small Text",
			label: __("Reason"),
			reqd: 1,
			default: frm.doc[REASON],
			description: __("It is logged with your name, the document and the standing when the document is submitted."),
		};
		frappe.prompt(
			field,
			({ reason }) => frm.set_value(REASON, reason).then(() => look(frm)),
			__("Override with a Reason"),
			__("Keep the Reason")
		);
	}

	const events = { refresh: look, supplier: look, company: look };
	frappe.ui.form.on("Purchase Order", events);
	frappe.ui.form.on("Request for Quotation", events);
	// Frappe tells of rows by the DocType of the row.
	const of_suppliers = { supplier: look, suppliers_add: look, suppliers_remove: look };
	const of_items = { item_code: look, items_add: look, items_remove: look };
	frappe.ui.form.on("Request for Quotation Supplier", of_suppliers);
	frappe.ui.form.on("Request for Quotation Item", of_items);
	frappe.ui.form.on("Purchase Order Item", of_items);
})();
