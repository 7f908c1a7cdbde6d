// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Segment Sizes"] = {
	filters: [
		relationship_suite.reports.one_company(),
		...relationship_suite.reports.days(__("From Date"), __("To Date")),
		relationship_suite.reports.segment_set("segment_set", __("Segment Set")),
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		const { change, form_link } = relationship_suite.reports;
		if (column.fieldname === "change") return change(data.change);
		if (column.fieldname !== "segment") return show();
		return frappe.query_report.get_filter_value("segment_set") === "RFM"
			? frappe.utils.escape_html(data.label)
			: form_link("Customer Segment", data.segment);
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,
};
