// {% include "relationship_suite/relationship_core/desk.js" %}
// What is committed of what was released, at a glance; a new one starts with what is there already.
(() => {
	const { escape, figure } = relationship_suite.desk;
	const API = "relationship_suite.srm_extensions.planning.commitment_api";

	frappe.ui.form.on("Supply Commitment", {
		setup(frm) {
			frm.set_query("release", () => ({ filters: { is_latest: 1 } }));
		},
		refresh(frm) {
			frm.toggle_enable(["lines", "remark"], frm.is_new());
			if (frm.is_new()) {
				if (frm.doc.release && !frm.doc.agreement) start(frm);
				return;
			}
			frm.disable_save();
			draw(frm);
			add_buttons(frm);
		},
		release(frm) {
			if (frm.is_new() && frm.doc.release) start(frm);
		},
	});

	function start(frm) {
		frappe.xcall(`${API}.draft`, { release: frm.doc.release }).then(({ lines, ...values }) => {
			frm.clear_table("lines");
			for (const line of lines) frm.add_child("lines", line);
			frm.set_value(values);
			frm.refresh_field("lines");
		});
	}

	function add_buttons(frm) {
		if (!frm.doc.is_latest) return;
		frm.add_custom_button(__("Open Exceptions"), () =>
			frappe.set_route("List", "Planning Exception", { agreement: frm.doc.agreement, status: "Open" })
		);
		if (!frm.perm[0]?.write) return;
		if (frm.doc.status !== "Accepted") {
			frm.add_custom_button(__("Accept"), () =>
				frappe.xcall(`${API}.accept`, { commitment: frm.doc.name }).then(() => frm.reload_doc())
			).addClass("btn-primary");
		} else if (frappe.model.can_create("Purchase Order")) {
			frm.add_custom_button(__("Draft Purchase Order"), () => ask_to_order(frm)).addClass("btn-primary");
		}
		frm.add_custom_button(__("New Version"), () =>
			frappe.new_doc("Supply Commitment", { release: frm.doc.release })
		);
	}

	function ask_to_order(frm) {
		const dialog = new frappe.ui.Dialog({
			title: __("Draft Purchase Order"),
			fields: [
				{
					fieldname: "warehouse",
					fieldtype: "Link",
					options: "Warehouse",
					label: __("Warehouse"),
					description: __("For items that have none of their own."),
					get_query: () => ({ filters: { company: frm.doc.company, is_group: 0 } }),
				},
			],
			primary_action_label: __("Create"),
			primary_action({ warehouse }) {
				dialog.hide();
				order(frm, warehouse);
			},
			no_focus: true, // a focused Link opens its list, over the button that most want
			on_page_show: () => dialog.get_primary_btn().trigger("focus"),
		});
		dialog.show();
	}

	function order(frm, warehouse) {
		frappe.xcall(`${API}.make_orders`, { commitment: frm.doc.name, warehouse }).then(({ orders }) => {
			if (orders.length === 1) frappe.set_route("Form", "Purchase Order", orders[0]);
			else if (orders.length) frappe.set_route("List", "Purchase Order", { name: ["in", orders] });
			else frappe.msgprint(__("Everything that is committed is on order already, drafts among it."));
		});
	}

	function draw(frm) {
		const { $wrapper } = frm.get_field("overview");
		$wrapper.html(`<p class="text-muted">${__("Loading...")}</p>`);
		frappe
			.xcall(`${API}.get_commitment`, { commitment: frm.doc.name })
			.then((found) => $wrapper.html(drawn(found)));
	}

	function drawn({ sentence, buckets, items, notes }) {
		const head = buckets.map((label) => `<th class="text-right" scope="col">${escape(label)}</th>`);
		const rows = items.map(
			({ item, uom, cells }) =>
				`<tr><th scope="row">${escape(item)} <span class="text-muted">${escape(__(uom))}</span></th>${cells
					.map(cell)
					.join("")}</tr>`
		);
		const said = notes.map((note) => `<li>${escape(note)}</li>`);
		return `<p class="relationship-sentence">${escape(sentence)}</p>
			<div class="relationship-summary"><div class="table-responsive"><table class="table table-sm supply-commitment-table">
			<thead><tr><th scope="col">${__("Item")}</th>${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>
			${said.length ? `<ul class="text-muted">${said.join("")}</ul>` : ""}</div>`;
	}

	function cell({ released, committed, late }) {
		const asked = `<div class="small text-muted">${__("{0} released", [figure(released)])}</div>`;
		if (committed === null) return `<td class="text-right text-muted">–${asked}</td>`;
		const is_short = committed < released || late > 0;
		const delay = late > 0 ? `<div class="small text-danger">${__("{0} late", [figure(late)])}</div>` : "";
		return `<td class="text-right"><span class="${is_short ? "text-danger" : ""}">${figure(committed)}</span>${asked}${delay}</td>`;
	}
})();
