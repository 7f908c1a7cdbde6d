// The Relationship tab: what is going on with this customer, why, and what next.

frappe.provide("relationship_suite.customer");

(() => {
	const relationship = relationship_suite.customer;

	frappe.ui.form.on("Customer", {
		refresh(frm) {
			const field = frm.fields_dict.relationship_summary;
			if (!field) return;
			if (frm.is_new()) {
				field.$wrapper.empty();
				return;
			}
			const name = frm.doc.name;
			frappe.call({
				method: "relationship_suite.crm_extensions.segmentation.api.get_overview",
				type: "GET",
				args: { customer: name },
				callback: ({ message }) => {
					// Another customer may have been opened meanwhile.
					if (message && frm.doc.name === name) {
						field.$wrapper.html(relationship.overview(name, message));
					}
				},
			});
		},
	});

	relationship.overview = function (customer, overview) {
		if (!overview.may_read) {
			return relationship.note(
				__("The role {0} or {1} is needed to see segments and purchase rhythm.", [
					__("Relationship User"),
					__("Relationship Manager"),
				])
			);
		}
		if (!overview.insights.length) {
			return relationship.note(
				__(
					"Segment, purchase rhythm and revenue will be here after the first submitted Sales Invoice and the refresh that follows it, a quarter of an hour later at most."
				)
			);
		}
		const several = overview.insights.length > 1;
		return overview.insights
			.map((insight) => relationship.company(customer, insight, overview.months, several))
			.join("");
	};

	relationship.company = function (customer, insight, months, several) {
		const text = frappe.utils.escape_html;
		const money = (amount) => format_currency(amount, insight.currency);
		const figures = [];
		if (insight.r) {
			figures.push([
				__("Recency, Frequency, Monetary Value"),
				`R${insight.r} F${insight.f} M${insight.m}`,
				__("5 is best. Scored by: {0}", [__(insight.method)]),
			]);
		}
		if (insight.last_purchase_on) {
			figures.push([
				__("Days Since Last Purchase"),
				insight.recency_days,
				frappe.datetime.str_to_user(insight.last_purchase_on),
			]);
		}
		if (insight.gaps) {
			figures.push([
				__("Usual Days Between Purchases"),
				Math.round(insight.median_gap_days),
				__("Median of {0} gaps", [insight.gaps]),
			]);
		}
		figures.push([
			__("Net Revenue"),
			money(insight.revenue),
			__("Last {0} months, on {1} purchase days", [months, insight.purchase_days]),
		]);
		if (insight.cost_known) {
			figures.push([
				__("Margin"),
				money(insight.margin),
				__("{0} % of turnover has a known cost", [insight.cost_known.toFixed(1)]),
			]);
		}
		const since = insight.segment
			? `<span class="indicator-pill no-indicator-dot ${relationship.colour(insight.segment)}">${text(
					__(insight.segment)
			  )}</span>
			<span class="text-muted small">${text(
				__("since {0}", [frappe.datetime.str_to_user(insight.segment_since)])
			)}</span>`
			: "";
		const tiles = figures
			.map(
				([label, value, hint]) => `<div class="col-sm-4 col-6 mb-3">
				<div class="text-muted small">${text(label)}</div>
				<div class="h5 mb-0">${text(String(value))}</div>
				<div class="text-muted small">${text(hint)}</div></div>`
			)
			.join("");
		const links = [
			[
				__("Customer Segments"),
				"/query-report/Customer Segments",
				{ company: insight.company, segment: insight.segment, show: "Members" },
			],
			[__("Sales Invoices"), "/sales-invoice", { company: insight.company, customer: customer, docstatus: 1 }],
			[
				__("History of segments"),
				"/customer-segment-membership",
				{ company: insight.company, customer: customer },
			],
		]
			.map(([label, path, query]) => {
				const route = `${relationship.desk()}${encodeURI(path)}?${new URLSearchParams(query)}`;
				return `<a class="mr-3" href="${text(route)}">${text(label)}</a>`;
			})
			.join("");
		return `<section class="mb-4">
			${several ? `<h5>${text(insight.company)}</h5>` : ""}
			<p class="mb-2">${text(insight.sentence)}</p>
			<p class="mb-3">${since} ${
				insight.next_step ? `<span>${text(__("Next step:"))} ${text(insight.next_step)}</span>` : ""
			}</p>
			<div class="row">${tiles}</div>
			<p class="small">${links}</p>
		</section>`;
	};

	relationship.note = function (message) {
		return `<p class="text-muted">${frappe.utils.escape_html(message)}</p>`;
	};

	// A colour only where somebody must look.
	relationship.colour = function (segment) {
		return { "Cannot lose": "red", "At risk": "orange" }[segment] || "gray";
	};

	// "/app" on version 15, "/desk" on 16.
	relationship.desk = function () {
		return `/${window.location.pathname.split("/")[1]}`;
	};
})();
