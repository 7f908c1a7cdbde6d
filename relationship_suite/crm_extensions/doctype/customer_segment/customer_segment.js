// {% include "relationship_suite/relationship_core/desk.js" %}
// {% include "relationship_suite/relationship_core/preview.js" %}
// Who is in this segment: lines that are indented as they belong together, values as their condition has them.
(() => {
	const { escape } = relationship_suite.desk;
	const METHOD = "relationship_suite.crm_extensions.segmentation.segment_api";
	const DEEPEST = 4;
	const SCORES = ["recency", "frequency", "monetary"];
	let conditions = null; // name -> what it takes, asked for once

	frappe.ui.form.on("Customer Segment", {
		setup(frm) {
			// Without translate_values: Frappe's control breaks off where a query says anything of it.
			frm.set_query("value", "rules", (_doc, cdt, cdn) => ({
				query: `${METHOD}.values_of`,
				params: { condition: locals[cdt][cdn].criterion || "" },
			}));
		},
		async refresh(frm) {
			add_buttons(frm);
			say_state(frm);
			draw_cells(frm);
			conditions ??= Object.fromEntries(
				(await frappe.xcall(`${METHOD}.conditions`)).map((each) => [each.name, each])
			);
			set_up_lines(frm);
			preview(frm);
		},
		...Object.fromEntries(
			["company", "based_on", "combine", ...SCORES.flatMap((each) => [`${each}_from`, `${each}_to`])].map(
				(field) => [field, (frm) => (mark_cells(frm), preview(frm))]
			)
		),
	});
	for (const [doctype, fields] of [
		["Customer Segment Rule", ["indent", "operator", "value", "days", "rules_remove", "rules_move"]],
		["Customer Segment Customer", ["customer", "customers_remove"]],
	]) {
		const events = Object.fromEntries(fields.map((field) => [field, (frm) => preview(frm)]));
		frappe.ui.form.on(doctype, events);
	}

	frappe.ui.form.on("Customer Segment Rule", {
		criterion(frm, cdt, cdn) {
			const row = locals[cdt][cdn];
			const allowed = conditions?.[row.criterion]?.operators || [];
			if (!allowed.includes(row.operator)) {
				frappe.model.set_value(cdt, cdn, "operator", allowed[0] || "");
			}
			frappe.model.set_value(cdt, cdn, "value", "");
			narrow_operators(frm, row);
			preview(frm);
		},
		form_render: (frm, cdt, cdn) => narrow_operators(frm, locals[cdt][cdn]),
		rules_add(frm, cdt, cdn) {
			const row = locals[cdt][cdn];
			const above = frm.doc.rules[row.idx - 2];
			if (above) {
				const is_group = above.criterion && !conditions?.[above.criterion];
				row.indent = Math.min(cint(above.indent) + (is_group ? 1 : 0), DEEPEST);
			}
		},
	});

	function add_buttons(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Members", null, "Customer Segment Membership"), () =>
			frappe.set_route("List", "Customer Segment Membership", {
				customer_segment: frm.doc.name,
				left_on: ["is", "not set"],
			})
		);
		frm.add_custom_button(__("Customers"), () =>
			frappe.set_route("List", "Customer", { relationship_segments: ["like", `%${frm.doc.code}%`] })
		);
		if (frm.perm[0]?.write && frm.doc.enabled) {
			frm.add_custom_button(__("Evaluate Now"), () => evaluate(frm));
		}
	}

	function say_state(frm) {
		if (frm.is_new()) return;
		if (frm.doc.error) {
			frm.set_intro(__("This segment could not be evaluated: its members are those of before."), "red");
		} else if (!frm.doc.evaluated_on) {
			frm.set_intro(__("The next refresh evaluates this segment, a quarter of an hour later at most."), "blue");
		}
	}

	// Asks for a run and shows its outcome as soon as it is there.
	async function evaluate(frm) {
		const name = frm.doc.name;
		await frappe.xcall(`${METHOD}.evaluate`, { segment: name });
		frappe.show_alert({ message: __("The segment is being evaluated."), indicator: "blue" });
		for (let tries = 0; tries < 30 && frm.doc.name === name && !frm.is_dirty(); tries++) {
			await new Promise((resolve) => setTimeout(resolve, 1000));
			const { message } = await frappe.db.get_value("Customer Segment", name, ["evaluated_on", "error"]);
			if (message.evaluated_on || message.error) {
				if (frm.doc.name === name && !frm.is_dirty()) frm.reload_doc();
				return;
			}
		}
	}

	function set_up_lines(frm) {
		const { grid } = frm.fields_dict.rules;
		grid.update_docfield_property("criterion", "formatter", (value, _df, _options, row) => {
			const label = escape(__(value || ""));
			return `<span style="padding-left: ${cint(row?.indent) * 1.5}em">${label}</span>`;
		});
		// No number where none was typed: 0 days would read as a limit.
		grid.update_docfield_property("days", "formatter", (value) => cint(value) || "");
		for (const row of frm.doc.rules || []) narrow_operators(frm, row);
		if (!grid.relationship_buttons) {
			grid.relationship_buttons = true;
			grid.add_custom_button(__("Indent Line"), () => indent(frm, 1));
			grid.add_custom_button(__("Outdent Line"), () => indent(frm, -1));
		}
		grid.refresh();
	}

	// Recency down, frequency across: a cell, and then the opposite corner of the cells to take.
	function draw_cells(frm) {
		const best_first = [5, 4, 3, 2, 1];
		const disabled = frm.perm[0]?.write ? "" : "disabled";
		const rows = best_first.map((r) => {
			const cells = best_first.map(
				(f) => `<td><button type="button" class="btn btn-sm btn-default" ${disabled}
					data-recency="${r}" data-frequency="${f}" aria-label="R${r} F${f}"></button></td>`
			);
			return `<tr><th scope="row" class="text-muted small">R${r}</th>${cells.join("")}</tr>`;
		});
		const head = best_first.map((f) => `<th scope="col" class="text-muted small">F${f}</th>`);
		const how = __("Recency down, frequency across. Choose a cell, and then the opposite corner of the cells to take.");
		const $cells = frm.fields_dict.cells.$wrapper;
		$cells.html(`<table class="relationship-cells"><caption class="text-muted small">${how}</caption>
			<thead><tr><td></td>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`);
		let corner = null;
		$cells.find("button").on("click", ({ currentTarget: { dataset } }) => {
			const [from, to] = [corner || dataset, dataset];
			corner = corner ? null : { ...dataset };
			for (const score of ["recency", "frequency"]) {
				const ends = [from[score], to[score]].sort();
				frm.set_value({ [`${score}_from`]: ends[0], [`${score}_to`]: ends[1] });
			}
		});
		mark_cells(frm);
	}

	function mark_cells(frm) {
		const has = (score, value) => value >= frm.doc[`${score}_from`] && value <= frm.doc[`${score}_to`];
		for (const button of frm.fields_dict.cells.$wrapper.find("button")) {
			const { recency, frequency } = button.dataset;
			const is_in = has("recency", recency) && has("frequency", frequency);
			$(button).attr("aria-pressed", String(is_in)).toggleClass("btn-primary", is_in).text(is_in ? "✓" : "·");
		}
	}

	// The lines that are ticked move in or out by one.
	function indent(frm, by) {
		const chosen = frm.fields_dict.rules.grid.get_selected_children();
		if (!chosen.length) {
			frappe.show_alert({ message: __("Tick the lines to indent first."), indicator: "orange" });
			return;
		}
		for (const row of chosen) {
			const level = Math.min(Math.max(cint(row.indent) + by, 0), DEEPEST);
			frappe.model.set_value(row.doctype, row.name, "indent", level);
		}
		frm.refresh_field("rules");
	}

	// A line offers the operators of its condition only.
	function narrow_operators(frm, row) {
		const allowed = conditions?.[row.criterion]?.operators;
		const field = frappe.meta.get_docfield(row.doctype, "operator", row.name);
		if (!allowed || !field) return;
		field.options = ["", ...allowed].join("\n");
		frm.fields_dict.rules.grid.grid_rows_by_docname[row.name]?.refresh_field("operator");
	}

	const ask = relationship_suite.preview.asker(`${METHOD}.preview`, "form", (frm, found) => {
		mark_lines(frm, found.problems);
		return drawn(found);
	});

	function preview(frm) {
		const $wrapper = frm.fields_dict.preview?.$wrapper;
		if (!$wrapper) return;
		if (!frm.doc.company) {
			$wrapper.html(`<p class="text-muted">${__("Choose a company: its sales tell who would be in.")}</p>`);
			return;
		}
		relationship_suite.preview.fade(frm);
		ask(frm);
	}

	function mark_lines(frm, problems) {
		const { grid } = frm.fields_dict.rules;
		grid.wrapper.find(".grid-row").css("box-shadow", "");
		for (const { row } of problems) {
			if (row) grid.grid_rows[row - 1]?.wrapper.css("box-shadow", "inset 3px 0 0 var(--red-500)");
		}
	}

	function drawn({ problems, words, count, sample, overlaps, currency }) {
		if (problems.length) {
			const messages = problems.map(({ message }) => message);
			return relationship_suite.preview.problems(
				__("Nobody can be told yet:"),
				messages,
				problems.some(({ row }) => row)
			);
		}
		const counted =
			count === 1 ? __("One customer would be in.") : __("{0} customers would be in.", [format_number(count, null, 0)]);
		return `<p class="relationship-sentence mb-2">${escape(words)}</p>
			<p class="h4 segment-count">${escape(counted)}</p>
			${sample_table(sample, count, currency)}${overlap_list(overlaps, count)}`;
	}

	function sample_table(sample, count, currency) {
		if (!sample.length) return "";
		const rows = sample.map((each) => {
			const link = frappe.utils.get_form_link("Customer", each.customer);
			return `<tr><td><a href="${escape(link)}">${escape(each.title || each.customer)}</a></td>
				<td>${escape(__(each.segment || ""))}</td>
				<td class="text-right">${each.revenue === null ? "" : escape(format_currency(each.revenue, currency))}</td>
				<td>${each.last_purchase_on ? escape(frappe.datetime.str_to_user(each.last_purchase_on)) : ""}</td></tr>`;
		});
		const shown = count > sample.length ? `<p class="text-muted small">${__("Those with the highest net revenue.")}</p>` : "";
		return `<div class="table-responsive"><table class="table table-sm small mb-1">
			<thead><tr class="text-muted"><th>${__("Customer")}</th><th>${__("RFM Segment")}</th>
			<th class="text-right">${__("Net Revenue")}</th><th>${__("Last Purchase")}</th></tr></thead>
			<tbody>${rows.join("")}</tbody></table></div>${shown}`;
	}

	// How many of them are in other segments, as far as these have been evaluated.
	function overlap_list(overlaps, count) {
		if (!overlaps.length) return "";
		const rows = overlaps.map(({ segment, customers }) => {
			const share = format_number((100 * customers) / count, null, 0);
			const link = frappe.utils.get_form_link("Customer Segment", segment);
			return `<li><a href="${escape(link)}">${escape(segment)}</a>:
				${escape(__("{0} of them ({1} %)", [format_number(customers, null, 0), share]))}</li>`;
		});
		return `<div class="text-muted small">${__("Also in")}</div>
			<ul class="list-unstyled small segment-overlap">${rows.join("")}</ul>`;
	}
})();
