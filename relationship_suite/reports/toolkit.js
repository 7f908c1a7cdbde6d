// {% include "relationship_suite/relationship_core/desk.js" %}
// What several reports share in the browser. A report takes this file in with Frappe's include directive.
frappe.provide("relationship_suite.reports");

Object.assign(relationship_suite.reports, {
	// The company whose currency the amounts are in.
	one_company: () => ({
		fieldname: "company",
		label: __("Company"),
		fieldtype: "Link",
		options: "Company",
		default: frappe.defaults.get_user_default("Company"),
		reqd: 1,
	}),

	item_group: () => ({ fieldname: "item_group", label: __("Item Group"), fieldtype: "Link", options: "Item Group" }),

	// Whose deliveries: all that are left empty count.
	supply: () => [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		...relationship_suite.reports.supplier_and_item_group(),
	],

	supplier_and_item_group: () => [
		{ fieldname: "supplier", label: __("Supplier"), fieldtype: "Link", options: "Supplier" },
		relationship_suite.reports.item_group(),
	],

	days: (from, to) => [
		{ fieldname: "from_date", label: from, fieldtype: "Date" },
		{ fieldname: "to_date", label: to, fieldtype: "Date" },
	],

	// Which risks: all that are left empty count.
	risks: () => [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "register", label: __("Risk Register"), fieldtype: "Link", options: "Risk Register" },
		{ fieldname: "category", label: __("Category"), fieldtype: "Link", options: "Risk Category" },
	],

	// A segment, or none; the names are those of the model, and `more` follow.
	segment: (fieldname, label, { more = [], ...filter } = {}) => ({
		fieldname,
		label,
		fieldtype: "Select",
		options: [
			"",
			"Champions",
			"Loyal",
			"Potential loyalist",
			"New customer",
			"Promising",
			"Needs attention",
			"At risk",
			"Cannot lose",
			"Hibernating",
			"Lost customer",
			...more,
		].map((segment) => ({ value: segment, label: __(segment) })),
		...filter,
	}),

	// One of the site's own segments, of the report's company.
	own_segment: (more = {}) => ({
		fieldname: "customer_segment",
		label: __("Customer Segment"),
		fieldtype: "Link",
		options: "Customer Segment",
		get_query: () => ({ filters: { company: frappe.query_report.get_filter_value("company") || "" } }),
		...more,
	}),

	// How many more or fewer.
	change: (value) => (value > 0 ? `▲ ${value}` : value < 0 ? `▼ ${-value}` : "="),

	// The form of a document of this name; for a cell.
	form_link: (doctype, name) => {
		const { escape } = relationship_suite.desk;
		return `<a href="${escape(frappe.utils.get_form_link(doctype, name))}">${escape(name)}</a>`;
	},

	// One of our own segments, or RFM's.
	segment_set: (fieldname, label) => ({
		fieldname,
		label,
		fieldtype: "Select",
		options: [
			{ value: "Customer Segment", label: __("Customer Segment") },
			{ value: "RFM", label: __("RFM") },
		],
		default: "Customer Segment",
	}),

	// Instead of a figure that means nothing; `why` shows on hover.
	not_enough: (why) =>
		`<span class="text-muted" title="${frappe.utils.escape_html(why)}">${__("Not enough data")}</span>`,

	// The formatter of a report: `own` makes a cell of a row, or leaves it to show(), which is Frappe's, but for per cent:
	// with one decimal and in the number format, which version 15 does not heed.
	formatter: (own) => (value, row, column, data, default_formatter) => {
		const show = () =>
			column.fieldtype === "Percent" && typeof value === "number"
				? `<div style="text-align: right">${format_number(value, null, 1)}&nbsp;%</div>`
				: default_formatter(value, row, column, data);
		return data ? own(value, row, column, data, show) : show();
	},

	// A number beside an axis: whole up to four digits, then in thousands and the like, as Frappe has them for the country.
	axis_number: (value) => {
		if (Math.abs(value) < 10000) return format_number(value, null, value % 1 ? 1 : 0);
		const [number, ...unit] = String(frappe.utils.format_chart_axis_number(value)).split(" ");
		const decimals = (number.split(".")[1] || "").length;
		return [format_number(Number(number), null, decimals), ...unit].join(" ");
	},

	// Draws the chart again with the axis that the server asks for, which Frappe replaces by its own.
	draw_chart: () => {
		const report = frappe.query_report;
		const { axis } = report.raw_data?.chart || {};
		if (!axis || report.chart_options !== report.raw_data.chart) return;
		const numberFormatter = relationship_suite.reports.axis_number;
		report.render_chart({
			...report.chart_options,
			axisOptions: { ...report.chart_options.axisOptions, ...axis, numberFormatter },
		});
	},

	// A cell that leads on when it is clicked or Enter is pressed on it; `html` is safe already.
	link: (name, html, title, data) => {
		const { escape } = relationship_suite.desk;
		const values = Object.entries(data).map(([key, value]) => ` data-${key}="${escape(value)}"`);
		return `<a class="${name}" role="button" tabindex="0" style="text-decoration: underline"
			title="${escape(title)}"${values.join("")}>${html}</a>`;
	},

	on_link: (report, name, open) =>
		$(report.page.main).on("click keydown", `a.${name}`, (event) => {
			if (event.type === "click" || event.key === "Enter") open(event.currentTarget.dataset);
		}),
});
