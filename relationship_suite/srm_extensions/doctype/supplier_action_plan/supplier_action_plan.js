// {% include "relationship_suite/relationship_core/desk.js" %}
// Action plan: what has it done to the score?
(() => {
	const { escape, number } = relationship_suite.desk;

	frappe.ui.form.on("Supplier Action Plan", {
		setup(frm) {
			const users = () => ({ filters: { enabled: 1, user_type: "System User" } });
			frm.set_query("responsible", users);
			frm.set_query("responsible", "items", users);
		},
		refresh(frm) {
			if (!frm.is_new()) {
				frm.add_custom_button(__("Supplier"), () => frappe.set_route("Form", "Supplier", frm.doc.supplier));
			}
			frm.get_field("scores").$wrapper.html(draw(frm));
		},
	});

	function draw(frm) {
		if (frm.is_new()) return said(__("The score of today is kept as the plan is saved for the first time."));
		const { doc } = frm;
		if (!frappe.perm.has_perm(frm.doctype, 1, "read")) return "";
		const now = doc.__onload?.now;
		const parts = [part(__("Before"), doc.before_period, doc.before_standing, doc.before_score)];
		if (doc.after_standing) parts.push(part(__("After"), doc.after_period, doc.after_standing, doc.after_score));
		else if (now) parts.push(part(__("Today"), now.period, now.standing, now.score));
		const last = doc.after_standing ? doc.after_score : now?.score;
		const change =
			doc.before_standing && last !== undefined
				? said(__("Change: {0} points", [(last > doc.before_score ? "+" : "") + number(last - doc.before_score)]))
				: "";
		return `<div class="plan-scores" style="display: flex; flex-wrap: wrap; gap: var(--margin-xl)">${parts.join("")}</div>${change}`;
	}

	function part(heading, period, standing, score) {
		const value = standing
			? `<div><span style="font-size: var(--text-3xl); font-weight: 600; color: var(--heading-color)">${number(score)}</span>
				<span class="text-muted">/ 100</span></div><div>${escape(__(standing))}</div><div class="text-muted small">${escape(period)}</div>`
			: `<div class="text-muted">${__("The supplier had no score.")}</div>`;
		return `<div><div class="text-muted small">${heading}</div>${value}</div>`;
	}

	const said = (text) => `<p class="text-muted small" style="margin-top: var(--margin-sm)">${escape(text)}</p>`;
})();
