// What forms share that show, while they are edited, what they would find. A form's script takes this file in with Frappe's
// include directive.
frappe.provide("relationship_suite.preview");

Object.assign(relationship_suite.preview, {
	// Asks `method` for the document as it stands, as its argument `name`, a moment after the last change; `draw` makes HTML
	// of the answer. Of several answers the one to the latest question is shown.
	asker(method, name, draw) {
		let asked = 0;
		return frappe.utils.debounce(async (frm) => {
			const mine = ++asked;
			const { doc } = frm;
			const found = await frappe.xcall(method, { [name]: JSON.stringify(doc) });
			if (mine !== asked || frm.doc !== doc) return; // a form is shared by all documents of its DocType
			frm.fields_dict.preview.$wrapper.html(
				`<div class="relationship-preview" role="status">${draw(frm, found)}</div>`
			);
		}, 600);
	},

	// What is shown is that of before the last change.
	fade: (frm) => frm.fields_dict.preview.$wrapper.find(".relationship-preview").addClass("text-muted"),

	// What is in the way; `is_fault`: it was typed so, and is not just empty yet.
	problems(intro, messages, is_fault) {
		const said = messages.map((message) => `<li>${frappe.utils.escape_html(message)}</li>`).join("");
		return `<p class="mb-1">${intro}</p><ul class="${is_fault ? "text-danger" : "text-muted"}">${said}</ul>`;
	},
});
