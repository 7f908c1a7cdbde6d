// The list of memberships: the segment is one of RFM, or one of the site's own.
frappe.listview_settings["Customer Segment Membership"] = {
	hide_name_column: true, // which is made by the computer
	add_fields: ["customer_segment"],
	formatters: {
		segment(value, _df, doc) {
			const name = value ? __(value) : doc.customer_segment || "";
			const filter = value ? `segment,=,${value}` : `customer_segment,=,${name}`;
			return `<a class="filterable ellipsis" data-filter="${frappe.utils.escape_html(filter)}">${frappe.utils.escape_html(name)}</a>`;
		},
	},
};
