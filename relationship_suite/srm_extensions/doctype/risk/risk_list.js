// {% include "relationship_suite/relationship_core/desk.js" %}
// The list of risks: the rating in its colour.
frappe.listview_settings["Risk"] = {
	hide_name_column: true, // which is made by the computer
	add_fields: ["rating_colour"],
	formatters: {
		residual_rating(value, df, doc) {
			if (!value) return `<span class="text-muted ellipsis">${__("Not assessed")}</span>`;
			return relationship_suite.desk.filter_pill("residual_rating", value, doc.rating_colour);
		},
	},
};
