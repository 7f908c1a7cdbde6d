// The Customer list shows the segment, and can be filtered by one of the site's own; what ERPNext's own list does stays as it is.

(() => {
	const settings = (frappe.listview_settings["Customer"] = frappe.listview_settings["Customer"] || {});
	const own_indicator = settings.get_indicator;

	const own_onload = settings.onload;
	settings.onload = function (listview) {
		own_onload?.(listview);
		if (!frappe.model.can_read("Customer Segment")) return;
		listview.page.add_menu_item(__("Filter by Customer Segment"), () => choose(listview));
		if (frappe.model.can_write("Customer Segment")) {
			listview.page.add_actions_menu_item(__("Add to Customer Segment"), () => add(listview), true);
		}
	};

	// Those who are ticked join a static list; who may be added to which, the server says.
	function add(listview) {
		const customers = listview.get_checked_items(true);
		const field = {
			fieldname: "segment",
			label: __("Customer Segment"),
			fieldtype: "Link",
			options: "Customer Segment",
			reqd: 1,
			get_query: () => ({ filters: { based_on: "Static List" } }),
			description: __("One that is a static list."),
		};
		frappe.prompt(
			field,
			async ({ segment }) => {
				const { message } = await frappe.call({
					method: "relationship_suite.crm_extensions.segmentation.segment_api.add_customers",
					args: { segment, customers: JSON.stringify(customers) },
					freeze: true,
				});
				frappe.show_alert({ message: frappe.utils.escape_html(message.said), indicator: "green" });
				listview.clear_checked_items();
			},
			__("Add {0} customers", [customers.length]),
			__("Add")
		);
	}

	// Members carry the code of their segment: a filter like any other, that can be saved and combined.
	function choose(listview) {
		const field = {
			fieldname: "segment",
			label: __("Customer Segment"),
			fieldtype: "Link",
			options: "Customer Segment",
			reqd: 1,
		};
		frappe.prompt(
			field,
			async ({ segment }) => {
				const { message } = await frappe.db.get_value("Customer Segment", segment, "code");
				if (message?.code) {
					await listview.filter_area.add([
						["Customer", "relationship_segments", "like", `%${message.code}%`],
					]);
				}
			},
			__("Filter by Customer Segment"),
			__("Filter")
		);
	}

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
