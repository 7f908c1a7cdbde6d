// The Customer list shows the segment; what ERPNext's own list does stays as it is.

(() => {
	const settings = (frappe.listview_settings["Customer"] = frappe.listview_settings["Customer"] || {});
	const own_indicator = settings.get_indicator;

	settings.add_fields = [...(settings.add_fields || []), "relationship_segment"];
	settings.get_indicator = function (doc) {
		// A disabled customer is shown as such: nobody is to call them.
		if (doc.relationship_segment && !doc.disabled) {
			// A colour only where somebody must look, the same as on the form.
			const colour = { "Cannot lose": "red", "At risk": "orange" }[doc.relationship_segment] || "gray";
			return [
				__(doc.relationship_segment),
				colour,
				`relationship_segment,=,${doc.relationship_segment}`,
			];
		}
		return own_indicator?.(doc);
	};
})();
