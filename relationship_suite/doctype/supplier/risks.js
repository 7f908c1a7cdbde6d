// {% include "relationship_suite/relationship_core/desk.js" %}
// Supplier, Relationship tab: what could go wrong with them?
(() => {
	const { escape } = relationship_suite.desk;
	const RISK = "Risk";

	frappe.ui.form.on("Supplier", {
		refresh(frm) {
			const field = frm.get_field("relationship_risks");
			if (!field) return;
			frm.toggle_display("relationship_risks", false);
			if (frm.is_new() || !frappe.model.can_read(RISK)) return;
			frappe.model.with_doctype(RISK, () => {
				// How risks are assessed sits at level 1: who may not read it gets no list instead of an error.
				if (frappe.perm.has_perm(RISK, 1, "read")) show(frm, field);
			});
		},
	});

	function show(frm, field) {
		const name = frm.doc.name;
		frappe
			.xcall("relationship_suite.srm_extensions.risk.api.supplier_risks", { supplier: name })
			.then((found) => {
				if (frm.doc.name !== name) return; // another supplier was opened meanwhile
				frm.toggle_display("relationship_risks", true);
				field.$wrapper.html(render(found));
				bind(field.$wrapper, { party_type: "Supplier", party: name });
			});
	}

	function render({ sentence, count, risks, proposals }) {
		const add = frappe.model.can_create(RISK)
			? `<button class="btn btn-xs btn-default relationship-new-risk">${__("New Risk")}</button>`
			: "";
		const all = count
			? `<button class="btn btn-xs btn-default relationship-all-risks">${__("Open Risks")}: ${count}</button>`
			: "";
		const wait = proposals
			? `<button class="btn btn-xs btn-default relationship-proposals">${__("Proposals to Decide")}: ${proposals}</button>`
			: "";
		return `<section class="relationship-risks" aria-label="${__("Risks")}" style="margin-bottom: var(--margin-md)">
			<h6 class="text-muted">${__("Risks")}</h6>
			<p>${escape(sentence)}</p>
			${risks.map(line).join("")}
			<div style="display: flex; gap: var(--margin-xs); margin-top: var(--margin-sm)">${all}${wait}${add}</div>
		</section>`;
	}

	function line({ name, title, rating, colour, score, change }) {
		const pill = rating
			? `${relationship_suite.desk.pill(`${rating} ${score}`, colour)} ${moved(change)}`
			: `<span class="text-muted">${__("Not assessed")}</span>`;
		return `<div style="padding: 2px 0">${pill}
			<a href="${frappe.utils.get_form_link(RISK, name)}" style="text-decoration: underline">${escape(title)}</a></div>`;
	}

	function moved(change) {
		if (!change) return "";
		const label = change > 0 ? __("more than three months ago") : __("less than three months ago");
		return `<span class="text-muted" title="${label}" aria-label="${label}">${change > 0 ? "▲" : "▼"} ${Math.abs(
			change
		)}</span>`;
	}

	function bind($wrapper, party) {
		const open = { ...party, status: ["!=", "Closed"] };
		$wrapper.find(".relationship-all-risks").on("click", () => frappe.set_route("List", RISK, open));
		$wrapper
			.find(".relationship-proposals")
			.on("click", () => frappe.set_route("List", "Risk Proposal", { ...party, status: "Open" }));
		$wrapper.find(".relationship-new-risk").on("click", () => frappe.new_doc(RISK, party));
	}
})();
