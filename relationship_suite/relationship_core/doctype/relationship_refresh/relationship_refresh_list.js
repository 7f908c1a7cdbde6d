frappe.listview_settings["Relationship Refresh"] = {
	hide_name_column: true,
	add_fields: ["status", "next_step"],
	formatters: { kind: (kind, field) => __(kind, null, field.parent) }, // Frappe says the subject as it is kept

	async onload(listview) {
		const api = "relationship_suite.relationship_core.facts.api";
		// frappe.xcall of Frappe 15 knows no GET
		const get_state = async () => (await frappe.call({ method: `${api}.get_state`, type: "GET" })).message;
		const state = await get_state();
		const $bar = relationship_bar(listview);
		const watch = (asked) => relationship_follow(listview, $bar, get_state, asked);
		if (state.may_start) {
			const start = async (method, args) => {
				const { refreshed_at } = await get_state();
				await frappe.xcall(`${api}.${method}`, args);
				watch(refreshed_at || "never");
			};
			listview.page.add_inner_button(__("Refresh Now"), () => start("start", { kind: "Refresh" }));
			listview.page.add_inner_button(__("Rebuild Everything"), () =>
				frappe.confirm(
					__(
						"Read every document again? People can go on working; figures stay readable meanwhile. On large sites it takes a while."
					),
					() => start("start", { kind: "Rebuild" })
				)
			);
			if (state.failed) {
				listview.page.add_inner_button(__("Retry What Failed ({0})", [state.failed]), () =>
					start("retry_failed", {})
				);
			}
		}
		listview.relationship_watch = watch;
		watch("");
	},

	// Whoever comes back to the list sees how far the run is.
	refresh(listview) {
		if (!listview.relationship_follower && relationship_is_open(listview)) listview.relationship_watch?.("");
	},
};

/** An empty progress bar above the list. */
function relationship_bar(listview) {
	return $(`<div class="hidden" style="padding: var(--padding-md)" role="status">
		<div class="text-muted small progress-message" style="margin-bottom: var(--margin-xs)"></div>
		<div class="progress" style="margin: 0"><div class="progress-bar" role="progressbar"
			aria-valuemin="0" aria-valuemax="100" aria-label="${__("Progress")}"></div></div>
	</div>`).prependTo(listview.$frappe_list);
}

function relationship_is_open(listview) {
	return frappe.container.page === listview.parent;
}

/** Ask for the rows again, also within the three seconds in which Frappe leaves that out. */
function relationship_list_again(listview) {
	listview.last_args = null;
	return listview.refresh();
}

/** Keep the bar true while a run is at work and the list is open; a run just asked for may take a moment to
 * begin: `asked` is when the last one began, empty where none was asked for. */
async function relationship_follow(listview, $bar, get_state, asked) {
	const follower = (listview.relationship_follower = {});
	let patience = asked ? 15 : 0;
	let seen = false;
	while (listview.relationship_follower === follower && relationship_is_open(listview)) {
		const { running, refreshed_at } = await get_state();
		if (!running && !seen && asked && (refreshed_at || "never") !== asked) {
			$bar.addClass("hidden");
			frappe.show_alert({ message: __("The figures are up to date."), indicator: "green" });
			break;
		}
		$bar.toggleClass("hidden", !running && !patience);
		if (!running && !patience) break;
		listview.page.inner_toolbar.find("button").prop("disabled", true); // one run at a time
		if (running) {
			if (!seen) relationship_list_again(listview); // so that its row is there
			[patience, seen] = [0, true];
			const count = [running.done, running.total].map((number) => format_number(number, null, 0));
			const parts = [running.stage, running.what, count.join(" / ")];
			$bar.find(".progress-message").text(parts.filter(Boolean).join(" · "));
			$bar.find(".progress-bar").css("width", `${running.percent}%`).attr("aria-valuenow", running.percent);
		} else {
			patience -= 1;
			$bar.find(".progress-message").text(__("Waiting for a worker"));
			$bar.find(".progress-bar").css("width", "2%");
		}
		await new Promise((done) => setTimeout(done, 1500));
	}
	if (listview.relationship_follower !== follower) return; // another one has taken over
	listview.relationship_follower = null;
	if (!relationship_is_open(listview)) return; // it is looked at again as soon as the list is
	listview.page.inner_toolbar.find("button").prop("disabled", false);
	// The rows may be a moment older than the answer; a run that died stays Running, so they are asked for again once.
	const is_stale = !listview.relationship_checked && listview.data.some((row) => row.status === "Running");
	listview.relationship_checked = is_stale;
	if (seen || asked || is_stale) relationship_list_again(listview);
}
