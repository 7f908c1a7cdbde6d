const SCHEDULES = "relationship_suite.relationship_core.schedules.api";
/** Field types of filters that relative days make sense for. */
const DAYS = ["Date", "Datetime", "DateRange"];
/** Periods that a filter by fiscal year may name. */
const FISCAL_YEARS = ["", "This Fiscal Year", "Last Fiscal Year"];
/** What a filter's control cannot give: a heading or a button. */
const NO_VALUE = ["Break", "Section Break", "Column Break", "Button", "HTML", "Heading"];

frappe.ui.form.on("Report Schedule", {
	setup(frm) {
		frm.set_query("report", () => ({ filters: { disabled: 0 } }));
		frm.set_query("user", "recipients", () => ({ filters: { enabled: 1 } }));
		frm.set_query("role", "recipients", () => ({ filters: { disabled: 0 } }));
	},

	async onload(frm) {
		if (!frappe.all_timezones) {
			const { message } = await frappe.call("frappe.core.doctype.user.user.get_timezones");
			frappe.all_timezones = message?.timezones || [];
		}
		frm.fields_dict.time_zone.set_data(frappe.all_timezones);
	},

	refresh(frm) {
		frm.set_intro(""); // a form that was just saved is refreshed twice
		if (frm.doc.report) {
			frm.add_custom_button(__("Choose Filters"), () => choose_filters(frm));
		}
		if (!frm.is_new()) {
			frm.add_custom_button(__("Preview"), () => preview(frm));
			frm.add_custom_button(__("Send Now"), () => send_now(frm));
			if (frm.doc.problem) {
				frm.set_intro(frappe.utils.escape_html(frm.doc.problem), "red");
			} else if (frm.doc.enabled && frm.doc.next_run_at) {
				frm.set_intro(
					__("Sent next on {0}.", [frappe.datetime.str_to_user(frm.doc.next_run_at)]),
					"blue"
				);
			}
		}
	},

	async report(frm) {
		frm.clear_table("filters");
		if (frm.doc.report && !frm.doc.title) frm.set_value("title", __(frm.doc.report));
		if (frm.doc.report) {
			for (const filter of await filters_of(frm.doc.report)) add_row(frm, filter, filter.default);
		}
		frm.refresh_field("filters");
		frm.trigger("refresh");
	},
});

/** The filters of a report, from its own script or its record, their defaults worked out. */
async function filters_of(report) {
	const { message } = await frappe.db.get_value("Report", report, ["report_type", "reference_report"]);
	if (message?.report_type === "Report Builder") return [];
	const { message: settings } = await frappe.call({
		method: "frappe.desk.query_report.get_script",
		args: { report_name: report },
	});
	const name = message?.reference_report || report;
	if (!frappe.query_reports[name]) {
		await new Promise((done) => frappe.require("report.bundle.js", done));
		frappe.dom.eval(settings?.script || "");
	}
	const found = settings?.filters?.length ? settings.filters : frappe.query_reports[name]?.filters || [];
	return found
		.filter((each) => each.fieldname && !NO_VALUE.includes(each.fieldtype))
		.map((each) => ({
			...each,
			default: typeof each.default === "function" ? each.default() : each.default,
		}));
}

function row_of(filter) {
	return { filter: filter.fieldname, kind: filter.fieldtype, label: filter.label };
}

/** A row of a filter, unless it has nothing to say. */
function add_row(frm, filter, value) {
	if (value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length)) return;
	frm.add_child("filters", {
		...row_of(filter),
		value: Array.isArray(value) ? JSON.stringify(value) : String(value),
	});
}

/** The report's own filters in a dialog; for days a relative period can be chosen in place of a day. */
async function choose_filters(frm) {
	const filters = await filters_of(frm.doc.report);
	if (!filters.length) {
		frappe.msgprint(__("This report tells of no filters. Write the names of its fields into the table."));
		return;
	}
	const saved = Object.fromEntries((frm.doc.filters || []).map((row) => [row.filter, row]));
	const select = (name) => frappe.meta.get_docfield("Report Schedule Filter", name).options.split("\n");
	const options = (name) => select(name).map((value) => ({ value, label: __(value) }));
	const fields = filters.flatMap((filter) => {
		const row = saved[filter.fieldname];
		const fixed = {
			fieldname: filter.fieldname,
			label: filter.label,
			fieldtype: filter.fieldtype,
			options: filter.options,
			get_data: filter.get_data,
			default: row && !row.period ? read_value(row) : undefined,
		};
		const by_name = is_fiscal_year(filter);
		if (!DAYS.includes(filter.fieldtype) && !by_name) return [fixed];
		const period = `${filter.fieldname}__period`;
		const edge = filter.fieldtype === "DateRange" ? "First and Last Day" : "First Day";
		const days = [
			{ fieldname: period, label: __("{0}: Relative Period", [filter.label]), fieldtype: "Select" },
			{ fieldname: `${filter.fieldname}__edge`, label: __("Which Day"), fieldtype: "Select" },
		];
		const periods = options("period").filter((each) => !by_name || FISCAL_YEARS.includes(each.value));
		const edges = options("edge").filter((each) => each.value !== "Name");
		Object.assign(days[0], { options: periods, default: row?.period });
		Object.assign(days[1], { options: edges, default: row?.edge || edge });
		days[1].depends_on = `eval:doc.${period}`;
		return [{ ...fixed, depends_on: `eval:!doc.${period}` }, ...(by_name ? days.slice(0, 1) : days)];
	});
	const dialog = new frappe.ui.Dialog({
		title: __("Filters of {0}", [__(frm.doc.report)]),
		fields,
		primary_action_label: __("Apply"),
		primary_action(values) {
			frm.clear_table("filters");
			for (const filter of filters) {
				const period = values[`${filter.fieldname}__period`];
				if (period) {
					const edge = is_fiscal_year(filter) ? "Name" : values[`${filter.fieldname}__edge`];
					frm.add_child("filters", { ...row_of(filter), period, edge });
				} else {
					add_row(frm, filter, values[filter.fieldname]);
				}
			}
			frm.refresh_field("filters");
			frm.dirty();
			dialog.hide();
		},
	});
	dialog.show();
}

/** Whether a filter takes the name of a fiscal year. */
function is_fiscal_year(filter) {
	return filter.fieldtype === "Link" && filter.options === "Fiscal Year";
}

function read_value(row) {
	if (!(row.value || "").startsWith("[")) return row.value;
	try {
		return JSON.parse(row.value);
	} catch {
		return row.value;
	}
}

/** The mail as its reader would get it, in a frame that may run nothing and load nothing of the site. */
async function preview(frm) {
	if (frm.is_dirty()) await frm.save();
	const mail = await frappe.xcall(`${SCHEDULES}.preview`, { schedule: frm.doc.name });
	const dialog = new frappe.ui.Dialog({ title: mail.subject, size: "large" });
	const $body = $(dialog.body).css("padding", "var(--padding-md)");
	$("<p class='text-muted'>").text(__("As you would get it. Others get what they may see.")).appendTo($body);
	if (!mail.html) {
		$("<p>").text(__("There is nothing to report, so no mail would be sent.")).appendTo($body);
	} else {
		for (const file of mail.files) {
			const size = format_number(Math.max(file.size / 1024, 1), null, 0);
			$("<p>").text(__("Attached: {0} ({1} KB)", [file.name, size])).appendTo($body);
		}
		$("<iframe sandbox style='width: 100%; height: 60vh; border: 0; background: white'>")
			.attr({ srcdoc: mail.html, title: mail.subject })
			.appendTo($body);
	}
	dialog.show();
}

async function send_now(frm) {
	if (frm.is_dirty()) await frm.save();
	frappe.confirm(__("Send this report to all its recipients now?"), async () => {
		const count = await frappe.xcall(`${SCHEDULES}.send_now`, { schedule: frm.doc.name });
		frappe.show_alert({ message: __("Mails on their way: {0}", [count]), indicator: "green" });
		frappe.set_route("List", "Report Delivery", { schedule: frm.doc.name });
	});
}
