// {% include "relationship_suite/relationship_core/desk.js" %}
// The list of results: the standing in its colour, and no score where there was too little evidence for one.
frappe.listview_settings["Performance Scorecard Result"] = {
	hide_name_column: true, // which is made by the computer
	add_fields: ["is_scored", "standing_colour"],
	formatters: {
		score: (value, df, doc) => (doc.is_scored ? format_number(value, null, 1) : ""),
		standing(value, df, doc) {
			if (!doc.is_scored) return `<span class="text-muted ellipsis">${__("Not enough data")}</span>`;
			return relationship_suite.desk.filter_pill("standing", value, doc.standing_colour);
		},
	},
};
