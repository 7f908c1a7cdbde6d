frappe.views.calendar["Interaction"] = {
	field_map: {
		start: "happened_on",
		end: "ended_on",
		id: "name",
		title: "subject",
		allDay: "all_day",
	},
	filters: [
		{ fieldtype: "Select", fieldname: "channel", label: __("Channel") },
		{ fieldtype: "Link", fieldname: "person", options: "User", label: __("By") },
	],
	get_events_method: "frappe.desk.calendar.get_events",
};
