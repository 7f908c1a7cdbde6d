frappe.ui.form.on("Relationship Refresh", {
	refresh(frm) {
		frm.disable_save(); // nobody writes a log, not even the Administrator
		if (frm.doc.next_step) {
			frm.set_intro(frm.doc.next_step, frm.doc.status === "Skipped" ? "blue" : "orange");
		}
		if (frm.doc.status === "Running") {
			relationship_watch(frm);
		}
		if (frm.doc.failures?.length) {
			frm.events.offer_retry(frm);
		}
	},

	async offer_retry(frm) {
		const state = await relationship_state(frm);
		if (state.may_start && state.failed) {
			frm.add_custom_button(__("Retry What Failed"), async () => {
				await frappe.xcall("relationship_suite.relationship_core.facts.api.retry_failed");
				frappe.set_route("List", "Relationship Refresh");
			});
		}
	},
});

const relationship_state = (frm) =>
	frappe
		.call({
			method: "relationship_suite.relationship_core.facts.api.get_state",
			type: "GET", // which frappe.xcall of Frappe 15 does not know
			args: { run: frm.doc.name },
		})
		.then((response) => response.message);

/** Show how far this run is until it ends or the page is left; the record is the same when one comes back. */
async function relationship_watch(frm) {
	const name = frm.doc.name;
	const title = __("Progress");
	const route = frappe.get_route_str();
	const shown = () => frappe.get_route_str() === route && frm.doc.name === name;
	while (shown()) {
		const { running, status } = await relationship_state(frm);
		if (!shown()) return;
		if (status !== "Running") {
			frm.dashboard.hide_progress(title);
			frm.reload_doc();
			return;
		}
		if (running?.run === name) {
			const count = [running.done, running.total].map((number) => format_number(number, null, 0));
			const parts = [running.stage, running.what, count.join(" / ")];
			frm.dashboard.show_progress(title, running.percent, parts.filter(Boolean).join(" · "));
		} else {
			frm.dashboard.show_progress(title, 2, __("Waiting for its first figures"));
		}
		await new Promise((done) => setTimeout(done, 2000));
	}
}
