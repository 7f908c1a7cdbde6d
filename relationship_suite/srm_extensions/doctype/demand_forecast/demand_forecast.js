// {% include "relationship_suite/relationship_core/desk.js" %}
// How much will be asked for, and why we think so: the sentence, the curve, then the months.
(() => {
	const { escape } = relationship_suite.desk;
	const METHOD = "relationship_suite.srm_extensions.planning.api.get_overview";

	frappe.ui.form.on("Demand Forecast", {
		setup(frm) {
			const grid = frm.get_field("buckets").grid;
			grid.cannot_add_rows = true;
			grid.cannot_delete_rows = true;
		},
		refresh(frm) {
			const { grid } = frm.get_field("buckets");
			for (const field of ["low_qty", "high_qty"]) grid.update_docfield_property(field, "formatter", limit);
			grid.refresh();
			if (!frm.doc.is_current) frm.disable_save();
			frm.add_custom_button(__("Forecast Accuracy"), () =>
				frappe.set_route("query-report", "Forecast Accuracy", { company: frm.doc.company, item: frm.doc.item })
			);
			const { $wrapper } = frm.get_field("overview");
			$wrapper.html(`<p class="text-muted">${__("Loading...")}</p>`);
			frappe.xcall(METHOD, { forecast: frm.doc.name }).then((found) => draw(frm, $wrapper, found));
		},
	});

	// Frappe keeps nothing as 0, which would read as a limit.
	const limit = (value, df, options, row) =>
		row?.has_interval ? frappe.form.formatters.Float(value, df, options, row) : "";

	function draw(frm, $wrapper, { sentence, reason, chart }) {
		$wrapper.html(`<p class="relationship-sentence">${escape(sentence)}</p>
			<p class="text-muted">${escape(reason)}</p>
			<div class="demand-forecast-chart" role="img" aria-label="${escape(sentence)}"></div>`);
		const lines = [
			[__("At Least"), chart.low, "#a6b1b9"],
			[__("At Most"), chart.high, "#a6b1b9"],
			[__("Forecast"), chart.forecast, "blue"],
			[__("Planned"), chart.planned, "orange"],
			[__("Demand"), chart.came, "#505a62"],
		].filter(([, values]) => values);
		new frappe.Chart($wrapper.find(".demand-forecast-chart")[0], {
			type: "line",
			height: 260,
			title: __("{0} by month: what was asked for, then the forecast", [escape(__(frm.doc.uom))]),
			colors: lines.map(([, , colour]) => colour),
			data: {
				labels: chart.labels,
				datasets: lines.map(([name, values]) => ({ name, values })),
			},
			lineOptions: { regionFill: 0, hideDots: 1 },
			axisOptions: { xAxisMode: "tick", xIsSeries: 1, shortenYAxisNumbers: 1 },
		});
	}
})();
