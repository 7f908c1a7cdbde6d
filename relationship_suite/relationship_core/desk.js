// What forms, lists, pages and reports share in the browser. A script takes this file in with Frappe's include directive.
frappe.provide("relationship_suite.desk");

Object.assign(relationship_suite.desk, {
	// Text on its way into HTML; Frappe's own function shows nothing for 0.
	escape: (text) => frappe.utils.escape_html(String(text ?? "")),

	// With one decimal, as scores are.
	number: (value) => format_number(value, null, 1),

	// Whole, or with one decimal, as quantities and weights are.
	figure: (value) => format_number(flt(value), null, Number.isInteger(flt(value)) ? 0 : 1),

	// A name in its colour, which is not all that tells it.
	pill: (text, colour) => {
		const { escape } = relationship_suite.desk;
		return `<span class="indicator-pill no-indicator-dot ${escape((colour || "gray").toLowerCase())}">${escape(text)}</span>`;
	},

	// The same in a list, which it filters by the name.
	filter_pill: (fieldname, value, colour) => {
		const { escape } = relationship_suite.desk;
		return `<span class="filterable indicator-pill no-indicator-dot ${escape((colour || "gray").toLowerCase())} ellipsis"
			data-filter="${fieldname},=,${escape(value)}"><span class="ellipsis">${escape(__(value))}</span></span>`;
	},
});
