// {% include "relationship_suite/relationship_core/desk.js" %}
// What is asked of the supplier at a glance: items by buckets, and what differs from the version before.
(() => {
	const { escape, figure } = relationship_suite.desk;
	const METHOD = "relationship_suite.srm_extensions.planning.release_api.get_release";
	const SHADES = { Frozen: "var(--control-bg)", Flexible: "var(--subtle-fg, transparent)", Open: "transparent" };

	frappe.ui.form.on("Forecast Release", {
		refresh(frm) {
			frm.disable_save();
			if (frm.doc.is_latest && frappe.model.can_create("Supply Commitment")) {
				frm.add_custom_button(__("Enter Commitment"), () =>
					frappe.new_doc("Supply Commitment", { release: frm.doc.name })
				).addClass("btn-primary");
			}
			const { $wrapper } = frm.get_field("overview");
			$wrapper.html(`<p class="text-muted">${__("Loading...")}</p>`);
			frappe.xcall(METHOD, { release: frm.doc.name }).then((found) => $wrapper.html(drawn(found)));
		},
	});

	const shown = (fence) => __(fence, null, "Forecast Release Line");

	function drawn({ sentence, buckets, fences, items }) {
		const head = buckets.map(
			(label, place) => `<th class="text-right" scope="col">${escape(label)}
				<div class="small text-muted">${escape(shown(fences[place]))}</div></th>`
		);
		const rows = items.map(
			({ item, uom, cells }) =>
				`<tr><th scope="row">${escape(item)} <span class="text-muted">${escape(__(uom))}</span></th>${cells
					.map(cell)
					.join("")}</tr>`
		);
		return `<p class="relationship-sentence">${escape(sentence)}</p>
			<div class="relationship-summary"><div class="table-responsive"><table class="table table-sm forecast-release-table">
			<thead><tr><th scope="col">${__("Item")}</th>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div></div>`;
	}

	function cell({ qty, change, fence }) {
		const sign = change > 0 ? "+" : "−";
		const moved = change
			? `<div class="small ${fence === "Frozen" ? "text-danger" : "text-muted"}">${sign}${figure(Math.abs(change))}</div>`
			: "";
		return `<td class="text-right" title="${escape(shown(fence))}" style="background: ${SHADES[fence]}">${figure(qty)}${moved}</td>`;
	}
})();
