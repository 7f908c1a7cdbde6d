frappe.listview_settings["Relationship Refresh"] = {
	hide_name_column: true,
	add_fields: ["status", "next_step"],

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
				listview.page.add_inner_button(
					__("Retry Failed Documents ({0})", [state.failed]),
					() => start("retry_failed", {})
				);
			}
		}
		watch("");
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

/** Keep the bar true while a run is at work and the list is open; a run just asked for may take a moment to
 * begin: `asked` is when the last one began, empty where none was asked for. */
async function relationship_follow(listview, $bar, get_state, asked) {
	const follower = (listview.relationship_follower = {});
	let patience = asked ? 15 : 0;
	let seen = false;
	const route = frappe.get_route_str();
	while (listview.relationship_follower === follower && frappe.get_route_str() === route) {
		const { running, refreshed_at } = await get_state();
		if (!running && !seen && asked && (refreshed_at || "never") !== asked) {
			$bar.addClass("hidden");
			frappe.show_alert({ message: __("The figures are up to date."), indicator: "green" });
			break;
		}
		$bar.toggleClass("hidden", !running && !patience);
		if (!running && !patience) break;
		if (running) {
			[patience, seen] = [0, true];
			const parts = [running.stage, running.what, `${running.done} / ${running.total}`];
			$bar.find(".progress-message").text(parts.filter(Boolean).join(" · "));
			$bar.find(".progress-bar").css("width", `${running.percent}%`).attr("aria-valuenow", running.percent);
		} else {
			patience -= 1;
			$bar.find(".progress-message").text(__("Waiting for a worker"));
			$bar.find(".progress-bar").css("width", "2%");
			listview.refresh();
		}
		await new Promise((done) => setTimeout(done, 1500));
	}
	if (seen || asked) listview.refresh();
}
