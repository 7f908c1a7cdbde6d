// {% include "relationship_suite/relationship_core/desk.js" %}
// The list of insights: no empty segment where nobody bought within the window.
frappe.listview_settings["Customer Insight"] = {
	hide_name_column: true, // which is made by the computer
	formatters: {
		segment(value) {
			if (!value) return `<span class="text-muted ellipsis">${__("Not Scored")}</span>`;
			// A colour only where somebody must look, as on the customer's form.
			const colour = { "Cannot lose": "red", "At risk": "orange" }[value] || "gray";
			return relationship_suite.desk.filter_pill("segment", value, colour);
		},
	},
};
