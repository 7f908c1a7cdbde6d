// {% include "relationship_suite/relationship_core/desk.js" %}
// What will this scorecard do? Weights, target curves and standings as they are typed, and what is wrong by row.
(() => {
	const { escape, figure } = relationship_suite.desk;
	const METHOD = "relationship_suite.srm_extensions.scorecards.api";
	const BACKTEST = "relationship_suite.srm_extensions.scorecards.backtest_api.backtest";
	const COLOURS = { Green: "green", Blue: "blue", Orange: "orange", Red: "red" };
	const GRAY = "#98a1ab"; // the charts of 15 and 16 call it differently
	const ASK_AGAIN = 1500; // milliseconds, while a worker is at it
	const MID_SCORE = 80; // of a value at its target
	const UNITS = { PPM: "PPM" }; // all others are per cent
	const SHADES = ["--blue-600", "--gray-600", "--blue-700", "--gray-700", "--blue-500", "--gray-500"];

	frappe.ui.form.on("Performance Scorecard", {
		onload(frm) {
			if (frm.is_new() && !(frm.doc.kpis || []).some((row) => row.weight)) start(frm);
		},
		refresh(frm) {
			if (!frm.is_new() && frm.doc.enabled && !frm.doc.scored_as) {
				frm.set_intro(__("The next refresh calculates the scores of all periods."), "blue");
			}
			if (!frm.is_new()) {
				frm.add_custom_button(__("Supplier Performance"), () =>
					frappe.set_route("query-report", "Supplier Performance", { scorecard: frm.doc.name })
				);
			}
			draw(frm);
			offer(frm);
		},
		frequency: draw,
		window_months: draw,
		half_life_months: draw,
		minimum_coverage: draw,
	});
	const on_row = { form_render: draw };
	for (const name of ["kpi", "weight", "threshold", "target", "stretch", "minimum_evidence", "kpis_add", "kpis_remove"]) {
		on_row[name] = draw;
	}
	frappe.ui.form.on("Performance Scorecard KPI", on_row);
	const on_standing = {};
	for (const name of ["standing", "min_score", "max_score", "colour", "standings_add", "standings_remove"]) {
		on_standing[name] = draw;
	}
	frappe.ui.form.on("Performance Scorecard Standing", on_standing);

	// A new scorecard is for every company, though Frappe fills in the user's own, and can be used once it has a name.
	function start(frm) {
		frappe.xcall(`${METHOD}.starting_tables`).then((tables) => {
			if (!frappe.defaults.get_user_permissions().Company) {
				// The field is about to set the company that it was made with, once the server has answered that there is one.
				frappe.after_ajax(() => setTimeout(() => frm.set_value("only_company", "")));
			}
			for (const [table, rows] of Object.entries(tables)) {
				frm.clear_table(table);
				rows.forEach((row) => frm.add_child(table, row));
			}
			frm.refresh_fields();
			draw(frm);
		});
	}

	function draw(frm) {
		const field = frm.get_field("preview");
		if (!field) return;
		if (!field.$wrapper.find(".scorecard-drawing").length) {
			field.$wrapper.html('<div class="scorecard-problems" role="status"></div><div class="scorecard-drawing"></div>');
		}
		const kpis = (frm.doc.kpis || []).filter((row) => row.kpi);
		field.$wrapper
			.find(".scorecard-drawing")
			.html(`${weights(kpis)}${band(frm.doc.standings || [])}${curves(kpis)}`);
		check(frm, field.$wrapper);
	}

	const check = frappe.utils.debounce((frm, $wrapper) => {
		frappe.xcall(`${METHOD}.scorecard_problems`, { doc: JSON.stringify(frm.doc) }).then((problems) => {
			frm.fields_dict.kpis.grid.wrapper.find(".grid-row").css("box-shadow", "");
			frm.fields_dict.standings.grid.wrapper.find(".grid-row").css("box-shadow", "");
			for (const { table, row } of problems) {
				if (table && row) {
					frm.fields_dict[table].grid.grid_rows[row - 1]?.wrapper.css("box-shadow", "inset 3px 0 0 var(--red-500)");
				}
			}
			const said = problems.map((problem) => `<li>${escape(problem.message)}</li>`).join("");
			$wrapper.find(".scorecard-problems").html(
				said ? `<p class="indicator red" style="margin-bottom: 0">${__("This cannot be saved yet:")}</p><ul>${said}</ul>` : ""
			);
		});
	}, 400);

	const heading = (text) => `<div class="text-muted small" style="margin: var(--margin-md) 0 var(--margin-xs)">${text}</div>`;

	// Weights side by side; what is missing of 100 stays empty, what is over runs out of the bar.
	function weights(kpis) {
		const total = kpis.reduce((sum, row) => sum + flt(row.weight), 0);
		if (!kpis.length) return `<p class="text-muted">${__("Choose a KPI below, and its weight and curve show here.")}</p>`;
		const scale = Math.max(total, 100);
		const parts = kpis.map((row, place) => {
			const share = (flt(row.weight) / scale) * 100;
			const label = `${__(row.kpi)} ${figure(row.weight)} %`;
			return `<div title="${escape(label)}" style="width: ${share}%; overflow: hidden; white-space: nowrap; padding: 4px 8px;
				text-overflow: ellipsis; color: #fff; border-right: 1px solid var(--card-bg);
				background: var(${SHADES[place % SHADES.length]})">${escape(label)}</div>`;
		});
		const is_whole = Math.abs(total - 100) <= 0.05;
		const sum = is_whole
			? __("Weights: 100 %")
			: __("Weights: {0} % instead of 100 %", [figure(total)]);
		return `${heading(sum)}<div class="small" role="img" aria-label="${escape(sum)}" style="display: flex; max-width: 960px;
			border-radius: var(--border-radius); overflow: hidden; background: var(--control-bg)">${parts.join("")}</div>`;
	}

	// Standings over 0 to 100; a gap shows the ground, an overlap lies over its neighbour.
	function band(standings) {
		const rows = standings.filter((row) => flt(row.max_score) > flt(row.min_score));
		if (!rows.length) return "";
		const parts = rows.map((row) => {
			const colour = { Gray: "gray" }[row.colour] || (row.colour || "gray").toLowerCase();
			const [low, high] = [Math.max(flt(row.min_score), 0), Math.min(flt(row.max_score), 100)];
			const label = `${__(row.standing || "")} ${figure(row.min_score)}–${figure(row.max_score)}`;
			return `<div title="${escape(label)}" style="position: absolute; top: 0; bottom: 0; left: ${low}%; width: ${high - low}%;
				padding: 4px 8px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; opacity: 0.92;
				color: var(--text-on-${colour}, var(--text-color)); background: var(--bg-${colour}, var(--control-bg));
				border-left: 2px solid var(--${colour}-500, var(--gray-500))">${escape(label)}</div>`;
		});
		return `${heading(__("Standings by score, 0 to 100"))}<div class="small" style="position: relative; height: 30px; max-width: 960px;
			border-radius: var(--border-radius); overflow: hidden; background: var(--control-bg)">${parts.join("")}</div>`;
	}

	function curves(kpis) {
		const drawn = kpis.map(curve).join("");
		return drawn ? `${heading(__("Score by value of the KPI"))}<div style="display: flex; flex-wrap: wrap; gap: var(--margin-md)">${drawn}</div>` : "";
	}

	function curve(row) {
		const [threshold, target, stretch] = [flt(row.threshold), flt(row.target), flt(row.stretch)];
		const unit = UNITS[row.kpi] || "%";
		const [low, high] = [Math.min(threshold, stretch), Math.max(threshold, stretch)];
		const shown = row.kpi.endsWith(unit) ? "" : ` (${unit})`;
		const name = `<div class="small" style="font-weight: 600">${escape(__(row.kpi))}${shown}</div>`;
		if (!(low < target && target < high)) {
			return `<div style="width: 230px">${name}<p class="small text-muted">${__(
				"No curve: the target has to lie between threshold and stretch."
			)}</p></div>`;
		}
		const [width, height, left, right, top, floor] = [230, 120, 26, 12, 8, 98];
		const margin = (high - low) * 0.08;
		const x = (value) => left + ((value - low + margin) / (high - low + 2 * margin)) * (width - left - right);
		const y = (score) => floor - (score / 100) * (floor - top);
		const points = [[threshold, 0], [target, MID_SCORE], [stretch, 100]].sort((a, b) => a[0] - b[0]);
		const line = [[low - margin, points[0][1]], ...points, [high + margin, points[2][1]]];
		const path = line.map(([value, score]) => `${x(value).toFixed(1)},${y(score).toFixed(1)}`).join(" ");
		const grid = [0, MID_SCORE, 100].map(
			(score) => `<line x1="${left}" x2="${width - right}" y1="${y(score)}" y2="${y(score)}" stroke="var(--border-color)"/>
				<text x="${left - 4}" y="${y(score) + 3}" text-anchor="end" font-size="9" fill="var(--text-muted)">${score}</text>`
		);
		const marks = points.map(([value, score], place) => {
			const anchor = ["start", "middle", "end"][place];
			const near = place === 1 && Math.min(x(value) - x(low), x(high) - x(value)) < 34; // would run into a neighbour
			return `<circle cx="${x(value)}" cy="${y(score)}" r="3" fill="var(--blue-500)"><title>${figure(value)} ${unit}: ${score}</title></circle>
				${near ? "" : `<text x="${x(value)}" y="${height - 6}" text-anchor="${anchor}" font-size="9" fill="var(--text-muted)">${figure(value)}</text>`}`;
		});
		const label = __("{0}: {1} scores 0, {2} scores {3}, {4} scores 100", [
			__(row.kpi), figure(threshold), figure(target), MID_SCORE, figure(stretch),
		]);
		return `<div style="width: ${width}px">${name}<svg width="${width}" height="${height}" role="img" aria-label="${escape(label)}">
			<title>${escape(label)}</title>${grid.join("")}
			<polyline points="${path}" fill="none" stroke="var(--blue-500)" stroke-width="2"/>${marks.join("")}</svg></div>`;
	}

	// The last twelve months by the scorecard as it stands here, before anything is saved.
	function offer(frm) {
		const $wrapper = frm.get_field("backtest").$wrapper;
		$wrapper.html(`<p class="text-muted">${__("Which standings would suppliers have had in the last twelve months? Nothing is saved by looking.")}</p>
			<button class="btn btn-default btn-sm scorecard-backtest">${__("Back-Test")}</button>
			<div class="scorecard-backtest-result" role="status" style="margin-top: var(--margin-md)"></div>`);
		$wrapper.find(".scorecard-backtest").on("click", () => test(frm, $wrapper));
	}

	function test(frm, $wrapper) {
		const $button = $wrapper.find(".scorecard-backtest").prop("disabled", true);
		const $result = $wrapper.find(".scorecard-backtest-result");
		const name = frm.doc.name;
		const stop = () => $button.prop("disabled", false);
		const look = () =>
			frappe.xcall(BACKTEST, { doc: JSON.stringify(frm.doc) }).then((answer) => {
				if (frm.doc.name !== name) return;
				if (answer.result) {
					show(frm, $result, answer.result);
					return stop();
				}
				if (answer.failed) {
					$result.html(`<p class="indicator red">${__("The back-test broke off; the Error Log says why.")}</p>`);
					return stop();
				}
				$result.html(progress(answer));
				setTimeout(look, ASK_AGAIN);
			}, stop);
		look();
	}

	function progress({ done, total }) {
		const share = total ? Math.round((100 * done) / total) : 0;
		const said = total ? __("{0} of {1} periods", [done, total]) : __("Waiting for a worker ...");
		return `<div class="progress" style="max-width: 480px"><div class="progress-bar" role="progressbar" aria-valuenow="${share}"
			aria-valuemin="0" aria-valuemax="100" style="width: ${share}%"></div></div><p class="text-muted small">${said}</p>`;
	}

	function show(frm, $result, found) {
		const said = found.sentences.map((each) => `<p>${escape(each)}</p>`).join("");
		$result.html(`${said}<div class="scorecard-backtest-chart"></div>${legend(found.series)}${lowest(found.lowest)}`);
		if (!found.series.length) return;
		new frappe.Chart($result.find(".scorecard-backtest-chart")[0], {
			title: __("Suppliers by standing, each company by itself"),
			type: "bar",
			height: 260,
			colors: found.series.map(({ colour }) => COLOURS[colour] || GRAY),
			barOptions: { stacked: 1 },
			showLegend: 0, // its own lets long names run into each other
			axisOptions: { xAxisMode: "tick", xIsSeries: 1, shortenYAxisNumbers: 1 },
			data: { labels: found.labels, datasets: found.series.map(({ name, values }) => ({ name, values })) },
		});
	}

	function legend(series) {
		const parts = series.map(({ name, colour }) => {
			const ink = COLOURS[colour] ? `var(--${COLOURS[colour]}-500)` : GRAY;
			return `<span><span aria-hidden="true" style="display: inline-block; width: 10px; height: 10px; border-radius: 2px;
				margin-right: 4px; background: ${ink}"></span>${escape(name)}</span>`;
		});
		return `<div class="small" style="display: flex; flex-wrap: wrap; gap: var(--margin-md)">${parts.join("")}</div>`;
	}

	function lowest(rows) {
		if (!rows.length) return "";
		const lines = rows.map(
			(row) => `<tr><td><a href="${frappe.utils.get_form_link("Supplier", row.supplier)}">${escape(row.supplier)}</a></td>
				<td>${escape(row.company)}</td><td class="text-right">${figure(row.score)}</td>
				<td><span class="indicator-pill ${(row.colour || "gray").toLowerCase()}">${escape(__(row.standing))}</span></td></tr>`
		);
		return `${heading(__("The lowest scores"))}<div class="table-responsive"><table class="table table-sm small" style="max-width: 640px">
			<tbody>${lines.join("")}</tbody></table></div>`;
	}
})();
