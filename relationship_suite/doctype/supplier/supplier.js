// {% include "relationship_suite/relationship_core/desk.js" %}
// Supplier, Relationship tab: can we rely on them?
(() => {
	const { escape, number } = relationship_suite.desk;
	const RESULT = "Performance Scorecard Result";
	const KPI_RESULT = "Performance Scorecard KPI Result"; // as a context: ERPNext's own words mean other things in Chinese
	const PLAN = "Supplier Action Plan";
	const METHOD = "relationship_suite.srm_extensions.scorecards.api";

	frappe.ui.form.on("Supplier", {
		refresh(frm) {
			if (!frm.fields_dict.relationship_summary) return;
			if (frm.is_new() || !frappe.model.can_read(RESULT)) return hide(frm);
			frappe.model.with_doctype(RESULT, () => {
				// Scores sit at level 1: who may not read it gets no tab instead of an error.
				if (!frappe.perm.has_perm(RESULT, 1, "read")) return hide(frm);
				frm.toggle_display("relationship_tab", true);
				show(frm);
			});
		},
	});

	function hide(frm) {
		frm.toggle_display("relationship_tab", false);
		frm.toggle_display("relationship_summary", false);
	}

	function show(frm, company) {
		const name = frm.doc.name;
		const field = frm.get_field("relationship_summary");
		const args = { supplier: name };
		if (company) args.company = company;
		return frappe.xcall(`${METHOD}.supplier_summary`, args).then((summary) => {
			if (frm.doc.name !== name) return; // another supplier was opened meanwhile
			field.$wrapper.html(render(summary));
			bind(frm, field.$wrapper, summary);
		});
	}

	function render(summary) {
		return `<div class="relationship-summary">
			<p class="relationship-sentence">${escape(summary.sentence)}</p>
			${nextStep(summary.next_step)}
			${summary.result ? figures(summary) : empty()}
			${footer(summary)}
		</div>`;
	}

	function empty() {
		return `<p class="text-muted">${__(
			"Score, trend and what pulls it down will be here once an order line falls due, goods arrive or an invoice is booked. Refresh Now reads the documents of this minute."
		)}</p>`;
	}

	function nextStep(step) {
		if (!step.text) return "";
		const text = step.leads_to
			? `<a class="relationship-next" style="text-decoration: underline" tabindex="0" role="button"
				data-leads-to="${escape(step.leads_to)}">${escape(step.text)}</a>`
			: escape(step.text);
		return `<p style="margin-bottom: 0"><span class="text-muted">${__("Next step:")}</span> ${text}</p>`;
	}

	function figures(summary) {
		return `<div class="row" style="margin-top: var(--margin-md)">
			<div class="col-sm-4">${score(summary)}</div>
			<div class="col-sm-8">${trend(summary.trend)}</div>
		</div>
		<div style="margin-top: var(--margin-md)">${kpis(summary)}</div>`;
	}

	function score({ result, late_open }) {
		const colour = (result.standing_colour || "gray").toLowerCase();
		const value = result.is_scored
			? `<span style="font-size: 2.25rem; font-weight: 600; color: var(--heading-color)">${number(result.score)}</span>
				<span class="text-muted">/ 100</span>`
			: `<span class="text-muted">${__("Not enough data")}</span>`;
		const standing = result.is_scored
			? `<span class="indicator-pill ${colour}">${escape(__(result.standing))}</span>`
			: "";
		const arrow = result.change > 0 ? "▲" : result.change < 0 ? "▼" : "=";
		const change =
			result.is_scored && result.has_previous
				? `<div>${arrow} ${__("{0} against the period before", [number(Math.abs(result.change))])}</div>`
				: "";
		const late = late_open
			? `<div><a class="relationship-late" tabindex="0" role="button" style="text-decoration: underline">${
					late_open === 1 ? __("1 overdue order line") : __("{0} overdue order lines", [late_open])
			  }</a></div>`
			: "";
		return `<div>${value}</div><div style="margin: var(--margin-xs) 0">${standing}</div>
			<div class="text-muted small">${change}
				<div>${__("{0} % of the weight had enough data", [number(result.coverage)])}</div></div>
			${late}`;
	}

	function trend(points) {
		const scored = points.filter((point) => point.is_scored);
		if (scored.length < 2) {
			return `<p class="text-muted small">${__("The trend shows from the second scored period on.")}</p>`;
		}
		// As wide as it is shown, so that a phone does not shrink its text.
		const [width, height, left, top] = [Math.min(480, Math.max(window.innerWidth - 80, 240)), 120, 34, 10];
		const low = height - 22;
		const times = points.map((point) => frappe.datetime.str_to_obj(point.period_start).getTime());
		const [first, span] = [times[0], times[times.length - 1] - times[0] || 1];
		const x = (time) => left + ((time - first) / span) * (width - left - 40);
		const y = (value) => low - (value / 100) * (low - top);
		const at = points.map((point, i) => ({ ...point, x: x(times[i]), y: y(point.score) }));
		// A period without a score breaks the line.
		const runs = at.reduce(
			(found, point) => {
				if (point.is_scored) found[found.length - 1].push(point);
				else found.push([]);
				return found;
			},
			[[]]
		);
		const lines = runs
			.filter((run) => run.length > 1)
			.map(
				(run) =>
					`<polyline points="${run.map((p) => `${p.x},${p.y}`).join(" ")}" fill="none"
						stroke="var(--blue-500)" stroke-width="2"/>`
			);
		const dots = at
			.filter((p) => p.is_scored)
			.map(
				(p) => `<circle cx="${p.x}" cy="${p.y}" r="3" fill="var(--blue-500)"><title>${escape(p.period)}: ${number(
					p.score
				)}</title></circle>`
			);
		const grid = [0, 50, 100].map(
			(value) => `<line x1="${left}" x2="${width - 36}" y1="${y(value)}" y2="${y(value)}" stroke="var(--border-color)"/>
				<text x="${left - 6}" y="${y(value) + 4}" text-anchor="end" font-size="10" fill="var(--text-muted)">${value}</text>`
		);
		const last = at[at.length - 1];
		const label = __("Scores by period: {0}", [
			scored.map((p) => `${p.period} ${number(p.score)}`).join(", "),
		]);
		return `<svg viewBox="0 0 ${width} ${height}" style="width: 100%; max-width: ${width}px" role="img"
				aria-label="${escape(label)}">
			${grid.join("")}${lines.join("")}${dots.join("")}
			<text x="${at[0].x}" y="${height - 6}" font-size="10" fill="var(--text-muted)">${escape(at[0].period)}</text>
			<text x="${last.x}" y="${height - 6}" text-anchor="end" font-size="10" fill="var(--text-muted)">${escape(
			last.period
		)}</text>
			${
				last.is_scored
					? `<text x="${last.x + 6}" y="${last.y + 4}" font-size="11" fill="var(--text-color)">${number(last.score)}</text>`
					: ""
			}
		</svg>`;
	}

	function kpis(summary) {
		const most = Math.max(...(summary.kpis || []).map((row) => row.points_lost), 1);
		const rows = (summary.kpis || []).map(
			(row) => `<tr>
				<td>${kpi(row)}</td>
				<td class="text-right text-nowrap">${escape(row.value_text)} ${moved(row)}</td>
				<td style="min-width: 110px">${bar(row.points_lost, most)}</td>
				<td class="text-right">${number(row.score)}</td>
				<td class="text-right text-nowrap">${number(row.effective_weight)} %</td>
				<td class="text-muted">${escape(row.evidence)}</td>
			</tr>`
		);
		const missing = summary.not_judged.map(
			(row) => `<tr><td>${kpi(row)}</td><td colspan="5" class="text-muted">${escape(row.needed)}</td></tr>`
		);
		return `<div class="table-responsive"><table class="table table-sm small" style="max-width: 760px">
			<caption class="sr-only">${__("What made the score, what costs most first")}</caption>
			<thead class="text-muted"><tr>
				<th scope="col">${__("KPI")}</th><th scope="col" class="text-right">${__("Value")}</th>
				<th scope="col">${__("Points Lost")}</th><th scope="col" class="text-right">${__("Score", null, KPI_RESULT)}</th>
				<th scope="col" class="text-right">${__("Weight", null, KPI_RESULT)}</th><th scope="col">${__("Evidence")}</th>
			</tr></thead>
			<tbody>${rows.join("")}${missing.join("")}</tbody></table></div>`;
	}

	function kpi(row) {
		return `<a class="relationship-kpi" style="text-decoration: underline" tabindex="0" role="button"
			data-kpi="${escape(row.kpi)}" title="${escape(row.meaning)}">${escape(__(row.kpi))}</a>`;
	}

	// Up or down against the period before; better or worse is said in words, not by colour alone.
	function moved({ change, is_better }) {
		if (change === null || Math.abs(change) < 0.05) return "";
		const label = is_better ? __("better than the period before") : __("worse than the period before");
		return `<span class="text-muted" title="${label}" aria-label="${label}">${change > 0 ? "▲" : "▼"}</span>`;
	}

	// As long as its share of the most that one KPI costs.
	function bar(lost, most) {
		const width = ((100 * lost) / most).toFixed(1);
		return `<span style="display: inline-block; width: 3.5em">${number(lost)}</span><span aria-hidden="true"
			style="display: inline-block; height: 6px; border-radius: 3px; vertical-align: middle;
			width: calc((100% - 4em) * ${width} / 100); background: var(--gray-500)"></span>`;
	}

	function footer(summary) {
		const { result, choices } = summary;
		const others = choices.filter(
			(choice) => choice.company !== summary.company && (!result || choice.scorecard === result.scorecard)
		);
		const buttons = others.map(
			(choice) => `<button class="btn btn-xs btn-default relationship-company" data-company="${escape(choice.company)}">
				${escape(choice.company)}${choice.is_scored ? `: ${number(choice.score)} ${escape(__(choice.standing))}` : ""}</button>`
		);
		const shown = result
			? `<a href="${frappe.utils.get_form_link(RESULT, result.name)}" style="text-decoration: underline">${escape(
					result.scorecard
			  )}</a> · ${escape(summary.company)} · ${escape(result.period)} · `
			: "";
		const also = buttons.length ? `<span style="margin-left: var(--margin-sm)">${__("Also in")}</span>` : "";
		const warned = summary.warning
			? `<div><span class="indicator orange" role="alert">${escape(summary.warning)}</span></div>`
			: "";
		return `<div class="text-muted small" style="margin: var(--margin-sm) 0">${warned}${shown}${escape(summary.freshness)}</div>
		<div class="text-muted small" style="display: flex; flex-wrap: wrap; align-items: center; gap: var(--margin-xs);
			margin-bottom: var(--margin-md)">
			<button class="btn btn-xs btn-default relationship-refresh">${__("Refresh Now")}</button>
			<button class="btn btn-xs btn-default relationship-lines">${__("Deliveries")}</button>
			<button class="btn btn-xs btn-default relationship-quality">${__("Defects")}</button>
			<button class="btn btn-xs btn-default relationship-prices">${__("Prices")}</button>
			<button class="btn btn-xs btn-default relationship-lead">${__("Lead Times")}</button>
			<button class="btn btn-xs btn-default relationship-rank">${__("Compare Suppliers")}</button>
			${
				frappe.model.can_create(PLAN) && summary.company
					? `<button class="btn btn-xs btn-default relationship-plan">${__("Action Plan")}</button>`
					: ""
			}
			${also}${buttons.join("")}
		</div>`;
	}

	function bind(frm, $wrapper, summary) {
		const scope = { supplier: frm.doc.name, company: summary.company || "" };
		const days = summary.window || {};
		const open = (report, filters) => frappe.set_route("query-report", report, filters);
		const lines = (more) =>
			open("Late and Open Deliveries", { mode: "By Line", ...scope, ...days, ...more });
		const quality = () => open("Defective Receipts", { ...scope, ...days });
		const prices = () => open("Purchase Price Variance", { group_by: "Invoice Line", ...scope, ...days });
		const behind = (name) => {
			const { report, filters } = [...summary.kpis, ...summary.not_judged].find((row) => row.kpi === name).behind;
			open(report, { ...scope, ...days, ...filters });
		};
		const on = (selector, action) =>
			$wrapper.find(selector).on("click keydown", (event) => {
				if (event.type === "click" || event.key === "Enter") action(event.currentTarget);
			});
		const late = () => lines({ status: "Overdue" });
		$wrapper.off();
		on("a.relationship-late", late);
		on("a.relationship-next", ({ dataset }) => (dataset.leadsTo === "late" ? late() : behind(dataset.leadsTo)));
		on("a.relationship-kpi", ({ dataset }) => behind(dataset.kpi));
		$wrapper.find(".relationship-lines").on("click", () => lines({}));
		$wrapper.find(".relationship-quality").on("click", quality);
		$wrapper.find(".relationship-prices").on("click", prices);
		$wrapper.find(".relationship-lead").on("click", () => open("Supplier Lead Times", { ...scope }));
		$wrapper
			.find(".relationship-rank")
			.on("click", () => open("Supplier Performance", { company: scope.company }));
		$wrapper.find(".relationship-plan").on("click", () =>
			frappe.new_doc(PLAN, { ...scope, scorecard: summary.result ? summary.result.scorecard : "" })
		);
		$wrapper
			.find(".relationship-company")
			.on("click", (event) => show(frm, event.currentTarget.dataset.company));
		$wrapper.find(".relationship-refresh").on("click", (event) => refresh(frm, summary, $(event.currentTarget)));
	}

	// Asks for the refresh of this supplier and shows its figures as soon as they are there.
	function refresh(frm, summary, $button) {
		$button.prop("disabled", true).text(__("Refreshing ..."));
		const name = frm.doc.name;
		const look = (tries) =>
			frappe
				.xcall(`${METHOD}.supplier_summary`, { supplier: name, company: summary.company || undefined })
				.then((found) => {
					if (frm.doc.name !== name) return;
					if (found.updated !== summary.updated || !tries) return show(frm, summary.company);
					setTimeout(() => look(tries - 1), 1500);
				});
		frappe.xcall(`${METHOD}.refresh_supplier`, { supplier: name }).then(
			() => setTimeout(() => look(20), 800),
			() => $button.prop("disabled", false).text(__("Refresh Now"))
		);
	}
})();
