// {% include "relationship_suite/relationship_core/desk.js" %}
// The list of changes: what came after what, in its colour. First standings are kept, and not shown at first.
frappe.listview_settings["Supplier Standing Change"] = {
	hide_name_column: true, // which is made by the computer
	add_fields: ["to_colour", "from_standing"],
	filters: [["cause", "!=", "First standing"]],
	formatters: {
		from_standing: (value) => relationship_suite.desk.escape(__(value || "")),
		to_standing: (value, df, doc) =>
			relationship_suite.desk.filter_pill("to_standing", value, doc.to_colour),
		to_score: relationship_suite.desk.number,
	},
};
