// The list of results: the standing in its colour, and no score where there was too little evidence for one.
frappe.listview_settings["Performance Scorecard Result"] = {
	hide_name_column: true, // which is made by the computer
	add_fields: ["is_scored", "standing_colour"],
	formatters: {
		score: (value, df, doc) => (doc.is_scored ? format_number(value, null, 1) : ""),
		standing(value, df, doc) {
			if (!doc.is_scored) return `<span class="text-muted ellipsis">${__("Not enough data")}</span>`;
			const escape = frappe.utils.escape_html;
			return `<span class="filterable indicator-pill no-indicator-dot ${(doc.standing_colour || "gray").toLowerCase()} ellipsis"
				data-filter="standing,=,${escape(value)}"><span class="ellipsis">${escape(__(value))}</span></span>`;
		},
	},
};
