// The list of risks: the rating in its colour.
frappe.listview_settings["Risk"] = {
	hide_name_column: true, // which is made by the computer
	add_fields: ["rating_colour"],
	formatters: {
		residual_rating(value, df, doc) {
			if (!value) return `<span class="text-muted ellipsis">${__("Not assessed")}</span>`;
			const escape = frappe.utils.escape_html;
			return `<span class="filterable indicator-pill no-indicator-dot ${escape((doc.rating_colour || "gray").toLowerCase())} ellipsis"
				data-filter="residual_rating,=,${escape(value)}"><span class="ellipsis">${escape(__(value))}</span></span>`;
		},
	},
};
