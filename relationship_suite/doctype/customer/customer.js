// {% include "relationship_suite/relationship_core/desk.js" %}
// The Relationship tab: what is going on with this customer, why, and what next.

frappe.provide("relationship_suite.customer");

(() => {
	const { escape } = relationship_suite.desk;
	const relationship = relationship_suite.customer;
	const METHOD = "relationship_suite.crm_extensions.segmentation.api";

	frappe.ui.form.on("Customer", {
		refresh(frm) {
			const field = frm.fields_dict.relationship_summary;
			if (!field) return;
			if (frm.is_new()) field.$wrapper.empty();
			else relationship.show(frm);
		},
	});

	relationship.ask = (frm) =>
		frappe.xcall(`${METHOD}.get_overview`, { customer: frm.doc.name });

	relationship.show = async function (frm) {
		const name = frm.doc.name;
		const overview = await relationship.ask(frm);
		if (frm.doc.name !== name) return; // another customer was opened meanwhile
		// Who may not read results gets no tab, as on the Supplier.
		frm.toggle_display("relationship_tab", overview.may_read);
		frm.toggle_display("relationship_summary", overview.may_read);
		if (!overview.may_read) return;
		const $wrapper = frm.fields_dict.relationship_summary.$wrapper;
		$wrapper.html(relationship.overview(name, overview));
		$wrapper
			.find(".relationship-refresh")
			.on("click", (event) => relationship.refresh(frm, overview, $(event.currentTarget)));
	};

	// Asks for the refresh of this customer and shows the figures as soon as they are there.
	relationship.refresh = async function (frm, overview, $button) {
		const name = frm.doc.name;
		$button.prop("disabled", true).text(__("Refreshing ..."));
		try {
			await frappe.xcall(`${METHOD}.refresh_customer`, { customer: name });
			for (let tries = 0; tries < 30 && frm.doc.name === name; tries++) {
				await new Promise((resolve) => setTimeout(resolve, 1000));
				if ((await relationship.ask(frm)).updated !== overview.updated) break;
			}
		} finally {
			if (frm.doc.name === name) await relationship.show(frm);
		}
	};

	relationship.overview = function (customer, overview) {
		const several = overview.insights.length > 1;
		const interaction = relationship.interaction(overview.interaction) + relationship.promise(overview.promise);
		// The last interaction, and what was promised, is the customer's, not a company's: it stands once, behind the first sentence.
		const companies = overview.insights.map((insight, index) =>
			relationship.company(customer, insight, {
				months: overview.months,
				heading: several ? insight.company : "",
				interaction: index ? "" : interaction,
			})
		);
		const empty = relationship.note(
			__(
				"Segment, purchase rhythm and revenue will be here after the first submitted Sales Invoice and the refresh that follows it, a quarter of an hour later at most."
			)
		);
		return `${companies.join("") || empty + interaction}
			${relationship.segments(overview.segments, several)}
			<p class="text-muted small">
				${
					overview.warning
						? `<span class="indicator orange mr-2" role="alert">${escape(overview.warning)}</span>`
						: ""
				}
				<span class="mr-2">${escape(overview.freshness)}</span>
				<button class="btn btn-xs btn-default relationship-refresh">${__("Refresh Now")}</button>
			</p>`;
	};

	relationship.interaction = function (interaction) {
		const link = interaction.name
			? ` <a href="${escape(frappe.utils.get_form_link(interaction.doctype, interaction.name))}">${escape(__(interaction.doctype))}</a>`
			: "";
		return `<p><b>${__("Last interaction:")}</b> ${escape(interaction.text)}${link}</p>`;
	};

	relationship.promise = function (promise) {
		if (!promise) return "";
		const link = escape(frappe.utils.get_form_link("Interaction", promise.name));
		return `<p><b>${__("Promised:")}</b> <a href="${link}">${escape(promise.text)}</a></p>`;
	};

	relationship.company = function (customer, insight, { months, heading, interaction }) {
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
			insight.purchase_days === 1
				? __("Last {0} months, on one purchase day", [months])
				: __("Last {0} months, on {1} purchase days", [months, insight.purchase_days]),
		]);
		if (insight.cost_known) {
			figures.push([
				__("Margin", null, "Customer Insight"),
				money(insight.margin),
				__("{0} % of turnover has a known cost", [format_number(insight.cost_known, null, 1)]),
			]);
		}
		if (insight.overdue_days) {
			figures.push([
				__("Days Overdue"),
				insight.overdue_days,
				__("Since the next purchase was to be expected"),
			]);
		}
		const pill = insight.segment
			? relationship_suite.desk.pill(__(insight.segment), relationship.colour(insight.segment))
			: "";
		const tiles = figures
			.map(
				([label, value, hint]) => `<div class="col-sm-4 col-6 mb-3">
				<div class="text-muted small">${escape(label)}</div>
				<div class="h5 mb-0">${escape(value)}</div>
				<div class="text-muted small">${escape(hint)}</div></div>`
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
				{ segment_set: "RFM", company: insight.company, customer: customer },
			],
		]
			.map(([label, path, query]) => {
				const route = `${relationship.desk()}${encodeURI(path)}?${new URLSearchParams(query)}`;
				return `<a class="btn btn-xs btn-default mr-1" href="${escape(route)}">${escape(label)}</a>`;
			})
			.join("");
		const next = insight.next_step
			? `<p class="mb-3"><b>${__("Next step:")}</b> ${escape(insight.next_step)}</p>`
			: "";
		return `<section class="mb-4">
			${heading ? `<h5>${escape(heading)} ${pill}</h5>` : ""}
			<p class="relationship-sentence">${escape(insight.sentence)}</p>
			${next}${interaction}
			<div class="row">${tiles}</div>
			${relationship.history(insight.history)}
			<p class="mb-0">${links}</p>
		</section>`;
	};

	// The site's own segments that the customer is in, each with what to do.
	relationship.segments = function (segments, several) {
		if (!segments.length) return "";
		const rows = segments.map((each) => {
			const link = escape(frappe.utils.get_form_link("Customer Segment", each.segment));
			const of = several ? ` <span class="text-muted">${escape(each.company)}</span>` : "";
			const since = __("since {0}", [frappe.datetime.str_to_user(each.since)]);
			const next = each.next_action ? `<div><b>${__("Next step:")}</b> ${escape(each.next_action)}</div>` : "";
			return `<li class="mb-2"><a href="${link}"><b>${escape(each.segment)}</b></a>
				<span class="text-muted small">${escape(since)}</span>${of}
				<div>${escape(each.strategy)}</div>${next}</li>`;
		});
		return `<section class="mb-4 relationship-segments">
			<div class="text-muted small">${__("Also in these segments")}</div>
			<ul class="list-unstyled">${rows.join("")}</ul></section>`;
	};

	relationship.history = function (stays) {
		if (stays.length < 2) return "";
		const day = frappe.datetime.str_to_user;
		const rows = stays.map(
			(stay) => `<li><b>${escape(__(stay.segment))}</b> ${
				stay.left_on
					? `${day(stay.entered_on)} – ${day(stay.left_on)}`
					: __("since {0}", [day(stay.entered_on)])
			} <span class="text-muted">${escape(__(stay.reason))}</span></li>`
		);
		return `<div class="text-muted small">${__("History of segments")}</div>
			<ul class="list-unstyled small">${rows.join("")}</ul>`;
	};

	relationship.note = function (message) {
		return `<p class="relationship-sentence">${escape(message)}</p>`;
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
