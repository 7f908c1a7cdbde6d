// {% include "relationship_suite/relationship_core/desk.js" %}
// Everything about a party before one calls: what happened, what is open, what they buy or supply. /relationship-360/Kind/Name

(() => {
	const { escape } = relationship_suite.desk;

	frappe.pages["relationship-360"].on_page_load = (wrapper) => {
		wrapper.relationship = new Relationship360(wrapper);
	};

	frappe.pages["relationship-360"].on_page_show = (wrapper) => wrapper.relationship.open();

	const METHOD = "relationship_suite.relationship_core.timeline.api";
	const PARTIES = ["Customer", "Supplier", "Lead", "Prospect"];
	const CHANNELS = ["Call", "Visit", "Email", "Chat", "Event", "Portal", "Other"];
	const FILTERS = ["kind", "channel", "person", "from_date", "to_date", "search"];

	const link = (doctype, name, label) =>
		`<a href="${escape(frappe.utils.get_form_link(doctype, name))}">${escape(label || name)}</a>`;
	// What is behind a figure: a record, or the list or report with its filters. "/app" on version 15, "/desk" on 16.
	const behind = ({ report, doctype, name, filters }) => {
		if (name) return frappe.utils.get_form_link(doctype, name);
		const path = report ? `query-report/${encodeURIComponent(report)}` : frappe.router.slug(doctype);
		return `/${window.location.pathname.split("/")[1]}/${path}?${new URLSearchParams(filters)}`;
	};
	const section = (label, html) => `<section class="mb-4"><h5>${escape(label)}</h5>${html}</section>`;
	const none = (label) => `<p class="text-muted">${escape(label)}</p>`;

	class Relationship360 {
		constructor(wrapper) {
			this.page = frappe.ui.make_app_page({
				parent: wrapper,
				title: __("Relationship 360"),
				single_column: true,
			});
			this.add_fields();
			this.$ask = $(
				`<p class="relationship-360 text-muted">${escape(
					__("Choose a party above, and everything about it stands here: what happened, what is open, what they buy or supply.")
				)}</p>`
			).appendTo(this.page.main);
			this.$body = $(`<div class="relationship-360">
				<h3 class="relationship-360-title"></h3>
				<div class="relationship-360-head"></div>
				<div class="relationship-360-figures"></div>
				<div class="relationship-360-past">
					<div class="relationship-360-log mb-4" role="group" aria-label="${escape(__("Log an interaction"))}"></div>
					<ol class="list-unstyled relationship-360-rows" aria-label="${escape(__("Timeline"))}"></ol>
					<button class="btn btn-default btn-sm relationship-360-more">${escape(__("Show More"))}</button>
				</div>
				<aside class="relationship-360-side"></aside>
			</div>`).appendTo(this.page.main);
			this.$body.find(".relationship-360-more").on("click", () => this.read(this.after));
		}

		add_fields() {
			const reload = () => {
				this.show_folded();
				if (!this.is_set) this.read();
			};
			const go = () => {
				const [party_type, party] = [this.value("party_type"), this.value("party")];
				if (party && !this.is_set) frappe.set_route("relationship-360", party_type, party);
			};
			this.page.add_field({
				fieldname: "party_type",
				label: __("Party Type"),
				fieldtype: "Select",
				options: PARTIES.map((value) => ({ value, label: __(value) })),
				default: "Customer",
				change: () => this.is_set || this.page.fields_dict.party.set_value(""),
			});
			this.page.add_field({
				fieldname: "party",
				label: __("Party"),
				fieldtype: "Dynamic Link",
				get_options: () => this.value("party_type"),
				change: go,
			});
			for (const field of [
				{ fieldname: "kind", label: __("Kind"), fieldtype: "Select", options: [{ value: "", label: __("Kind") }] },
				{
					fieldname: "channel",
					label: __("Channel"),
					fieldtype: "Select",
					options: ["", ...CHANNELS].map((value) => ({ value, label: __(value || "Channel") })),
				},
				{ fieldname: "person", label: __("By"), fieldtype: "Link", options: "User" },
				{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date" },
				{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date" },
				{ fieldname: "search", label: __("Search"), fieldtype: "Data" },
			]) {
				this.page.add_field({ ...field, change: reload }).$wrapper.addClass("relationship-360-filter");
			}
			this.add_fold();
		}

		// On a telephone the filters are behind one button: the party is what is to be seen first.
		add_fold() {
			this.$fold = $(`<button type="button" class="btn btn-default btn-sm relationship-360-fold"></button>`);
			this.$fold.on("click", () => {
				this.page.page_form.toggleClass("relationship-360-unfolded");
				this.show_folded();
			});
			this.page.fields_dict.party.$wrapper.after(this.$fold);
			this.show_folded();
		}

		// How many filters are set is said even while they are out of sight.
		show_folded() {
			const set = FILTERS.filter((name) => this.value(name)).length;
			const is_open = this.page.page_form.hasClass("relationship-360-unfolded");
			this.$fold.text(set ? __("Filters ({0})", [set]) : __("Filters")).attr("aria-expanded", String(is_open));
		}

		value(fieldname) {
			return this.page.fields_dict[fieldname].get_value() || "";
		}

		// What the address names; without a party the page asks for one.
		async open() {
			const [, party_type, ...rest] = frappe.get_route();
			const party = rest.join("/");
			if (!PARTIES.includes(party_type) || !party) {
				this.$ask.show();
				this.$body.hide();
				return;
			}
			this.$ask.hide();
			this.$body.show();
			if (this.party_type !== party_type || this.party !== party) {
				this.party_type = party_type;
				this.party = party;
				this.is_set = true; // by the address, and not by a person
				await this.page.fields_dict.party_type.set_value(party_type);
				await this.page.fields_dict.party.set_value(party);
				this.is_set = false;
				this.$body.find(".relationship-360-title, .relationship-360-head, .relationship-360-figures, .relationship-360-side, .relationship-360-rows").empty();
				this.show_kinds();
			}
			this.show_log();
			this.read();
			this.show_card();
			this.show_sentence();
		}

		ask(method, args) {
			return frappe.xcall(`${METHOD}.${method}`, { party_type: this.party_type, party: this.party, ...args });
		}

		// Whether another party was opened while an answer was on its way.
		is_left(party) {
			return this.party !== party;
		}

		async show_kinds() {
			const kinds = await this.ask("get_kinds");
			const { kind } = this.page.fields_dict;
			kind.df.options = [{ value: "", label: __("Kind") }, ...kinds];
			kind.refresh();
		}

		async read(after = "") {
			if (!this.party) return;
			const { party } = this;
			const filters = { kinds: this.value("kind") ? [this.value("kind")] : [] };
			for (const name of FILTERS.slice(1)) filters[name] = this.value(name);
			const found = await this.ask("get_page", { after, wanted: JSON.stringify(filters) });
			if (this.is_left(party)) return;
			this.after = found.after;
			const $rows = this.$body.find(".relationship-360-rows");
			if (!after) $rows.empty();
			$rows.append(found.rows.map((row) => this.row(row)).join(""));
			if (!$rows.children().length) {
				$rows.html(
					`<li>${none(__("Nothing here yet: mails, calls, meetings, orders and invoices will stand here, and what you log above."))}</li>`
				);
			}
			this.$body.find(".relationship-360-more").toggle(Boolean(found.after));
		}

		row(row) {
			const [day, time] = row.at.split(" ");
			const when = frappe.datetime.str_to_user(time ? row.at : day);
			const way = { Sent: __("to them"), Received: __("from them") }[row.direction];
			const more = [
				row.channel && __(row.channel),
				way,
				row.amount !== null && row.amount !== undefined && format_currency(row.amount, row.currency),
				row.detail && !["Segment", "Score"].includes(row.kind) && __(row.detail),
				row.person,
			].filter(Boolean);
			return `<li class="relationship-360-row">
				<div class="text-muted small"><time datetime="${escape(row.at)}">${escape(when)}</time> · ${escape(__(row.kind))}</div>
				<div>${link(row.doctype, row.name, row.text)}</div>
				<div class="text-muted small">${escape(more.join(" · "))}</div>
			</li>`;
		}

		// The sentence and next step of the form's own tab, where the user may see results.
		async show_sentence() {
			const { party, party_type } = this;
			const asked = {
				Customer: ["Customer Insight", 0, "crm_extensions.segmentation.api.get_overview", "customer"],
				Supplier: ["Performance Scorecard Result", 1, "srm_extensions.scorecards.api.supplier_summary", "supplier"],
			}[party_type];
			const $head = this.$body.find(".relationship-360-head");
			if (!asked) return;
			const [results, level, method, field] = asked;
			if (!frappe.model.can_read(results)) return;
			await frappe.model.with_doctype(results);
			if (!frappe.perm.has_perm(results, level, "read")) return;
			const found = await frappe.xcall(`relationship_suite.${method}`, { [field]: party });
			if (this.is_left(party)) return;
			const said = found.insights || [{ sentence: found.sentence, next_step: found.next_step?.text }];
			const html = said.map(
				({ sentence, next_step }) => `<p class="relationship-sentence">${escape(sentence)}</p>
					${next_step ? `<p><b>${__("Next step:")}</b> ${escape(next_step)}</p>` : ""}`
			);
			const warning = found.warning
				? `<span class="indicator orange mr-2" role="alert">${escape(found.warning)}</span>`
				: "";
			$head.html(`${html.join("")}<p class="text-muted small">${warning}${escape(found.freshness)}</p>`);
		}

		async show_card() {
			const { party, party_type } = this;
			const card = await this.ask("get_card");
			if (this.is_left(party)) return;
			this.page.set_title(card.title);
			this.$body.find(".relationship-360-title").text(card.title);
			this.page.set_secondary_action(__(party_type), () => frappe.set_route("Form", party_type, party));
			const people = card.contacts.map((row) => {
				const more = [row.designation, row.phone || row.mobile_no, row.email_id].filter(Boolean);
				return `<li>${link("Contact", row.name, row.full_name)}
					<div class="text-muted small">${escape(more.join(" · "))}</div></li>`;
			});
			const open = card.open_items.map(
				(row) => `<li>${link(row.doctype, row.name, row.text)}
					<div class="text-muted small">${escape(
						[__(row.doctype), row.due && frappe.datetime.str_to_user(row.due)].filter(Boolean).join(" · ")
					)}</div></li>`
			);
			const items = card.items.map(
				(row) => `<li>${link("Item", row.item_code)}
					${row.has_stopped ? `<span class="indicator-pill orange">${escape(__("Stopped"))}</span>` : ""}
					<div class="text-muted small">${escape(
						[
							__("{0} in six months, {1} in the twelve before", [
								format_currency(row.now, row.currency),
								format_currency(row.before, row.currency),
							]),
							__("last on {0}", [frappe.datetime.str_to_user(row.last_on)]),
						].join(" · ")
					)}</div></li>`
			);
			const figures = card.figures.map(
				(row) => `<li><div class="text-muted small">${escape(row.label)}</div>
					<a class="${row.colour ? `indicator ${escape(row.colour)}` : ""}" href="${escape(behind(row))}">${escape(row.value)}</a>
					<div class="text-muted small">${escape(row.detail)}</div></li>`
			);
			const list = (rows, empty) => (rows.length ? `<ul class="list-unstyled">${rows.join("")}</ul>` : none(empty));
			const supplies = party_type === "Supplier";
			this.$body
				.find(".relationship-360-figures")
				.html(figures.length ? section(__("Key Figures"), list(figures)) : "");
			this.$body.find(".relationship-360-side").html(
				section(__("Open", null, "Interaction"), list(open, __("Nothing is open."))) +
					section(__("Contacts"), list(people, __("No contact that you may see."))) +
					(["Customer", "Supplier"].includes(party_type)
						? section(
								supplies ? __("What They Supply") : __("What They Buy"),
								list(items, __("Nothing in eighteen months that you may see."))
						  )
						: "")
			);
		}

		// An interaction without leaving the page.
		show_log() {
			const $form = this.$body.find(".relationship-360-log");
			if (!frappe.model.can_create("Interaction")) return $form.hide();
			if (this.log) return this.log.clear();
			this.log = new frappe.ui.FieldGroup({
				parent: $form,
				fields: [
					{
						fieldname: "channel",
						label: __("Channel"),
						fieldtype: "Select",
						options: CHANNELS.map((value) => ({ value, label: __(value) })),
						default: "Call",
					},
					{ fieldtype: "Column Break" },
					{ fieldname: "follow_up_on", label: __("Follow Up On"), fieldtype: "Date" },
					{ fieldtype: "Section Break" },
					{ fieldname: "subject", label: __("Subject"), fieldtype: "Data" },
					{ fieldname: "notes", label: __("Notes", null, "Interaction"), fieldtype: "Small Text" },
				],
			});
			this.log.make();
			const $save = $(
				`<button class="btn btn-primary btn-sm">${escape(__("Log Interaction"))}</button>`
			).appendTo($form);
			const save = async () => {
				if ($save.prop("disabled")) return; // pressed twice, nothing is logged twice
				$save.prop("disabled", true);
				try {
					await this.save();
				} finally {
					$save.prop("disabled", false);
				}
			};
			$save.on("click", save);
			$form.on("keydown", (event) => event.ctrlKey && event.key === "Enter" && save());
		}

		async save() {
			const { party_type, party } = this;
			const doc = { doctype: "Interaction", party_type, party, ...this.log.get_values(true) };
			await frappe.xcall("frappe.client.insert", { doc });
			this.log.clear();
			frappe.show_alert({ message: __("Interaction logged"), indicator: "green" });
			this.read();
			this.show_card();
		}
	}
})();
