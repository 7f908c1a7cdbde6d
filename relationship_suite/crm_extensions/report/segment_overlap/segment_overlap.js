// {% include "relationship_suite/reports/toolkit.js" %}

frappe.query_reports["Segment Overlap"] = {
	filters: [
		relationship_suite.reports.one_company(),
		relationship_suite.reports.segment_set("against", __("Against")),
		{ fieldname: "day", label: __("Day"), fieldtype: "Date", default: frappe.datetime.get_today() },
	],

	formatter: relationship_suite.reports.formatter((value, row, column, data, show) => {
		const is_rfm = frappe.query_report.get_filter_value("against") === "RFM";
		if (column.fieldname === "also" && is_rfm) return frappe.utils.escape_html(data.also_label);
		return ["segment", "also"].includes(column.fieldname)
			? relationship_suite.reports.form_link("Customer Segment", data[column.fieldname])
			: show();
	}),

	after_datatable_render: relationship_suite.reports.draw_chart,
};
