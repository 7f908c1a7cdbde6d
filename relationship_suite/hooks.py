app_name = "relationship_suite"
app_title = "Relationship Suite"
app_publisher = "relationship_suite contributors"
app_description = "Customer and supplier relationship management on ERPNext's own masters"
app_email = "relationship-suite@example.com"
app_license = "gpl-3.0"
app_logo_url = "/assets/relationship_suite/images/relationship-suite.svg"
required_apps = ["frappe/erpnext"]
export_python_type_annotations = True

# The tile on the apps screen (15) and on the desktop (16)
add_to_apps_screen = [
	{
		"name": "relationship_suite",
		"logo": "/assets/relationship_suite/images/relationship-suite.svg",
		"title": "Relationship Suite",
		"route": "/app/supplier-relationship",
		"has_permission": "relationship_suite.permissions.may_open_app",
	}
]

# Install and uninstall
before_install = "relationship_suite.install.before_install"
after_install = "relationship_suite.install.after_install"
before_migrate = "relationship_suite.install.before_migrate"
after_migrate = "relationship_suite.install.after_migrate"
before_uninstall = "relationship_suite.uninstall.before_uninstall"
after_uninstall = "relationship_suite.uninstall.after_uninstall"

# Looks of reports and tabs
app_include_css = "/assets/relationship_suite/css/relationship_suite.css"

# Forms of ERPNext's masters
doctype_js = {
	"Purchase Order": "doctype/supplier_gate.js",
	"Request for Quotation": "doctype/supplier_gate.js",
	"Customer": ["doctype/customer/customer.js", "doctype/interactions.js"],
	"Supplier": ["doctype/supplier/supplier.js", "doctype/supplier/risks.js", "doctype/interactions.js"],
	"Lead": "doctype/interactions.js",
	"Prospect": "doctype/interactions.js",
	"Contact": "doctype/interactions.js",
}
doctype_list_js = {
	"Customer": "doctype/customer/customer_list.js",
	"Supplier": "doctype/supplier/supplier_list.js",
}
override_doctype_dashboards = {
	"Customer": "relationship_suite.doctype.customer.dashboard.get_data",
	"Purchase Order": "relationship_suite.doctype.purchase_order.dashboard.get_data",
	"Supplier": "relationship_suite.doctype.supplier.dashboard.get_data",
}

# Rights: whoever does not see a party does not see its results
permission_query_conditions = {
	"Customer Insight": "relationship_suite.permissions.get_query_conditions",
	"Customer Segment": "relationship_suite.permissions.get_query_conditions",
	"Customer Segment Customer": "relationship_suite.permissions.get_query_conditions",
	"Customer Segment Rule": "relationship_suite.permissions.get_query_conditions",
	"Customer Segment Membership": "relationship_suite.permissions.get_query_conditions",
	"Interaction": "relationship_suite.permissions.get_query_conditions",
	"Interaction Need": "relationship_suite.permissions.get_query_conditions",
	"Performance Scorecard Result": "relationship_suite.permissions.get_query_conditions",
	"Performance Scorecard KPI Result": "relationship_suite.permissions.get_query_conditions",
	"Supplier Action Plan": "relationship_suite.permissions.get_query_conditions",
	"Supplier Gate Override": "relationship_suite.permissions.get_query_conditions",
	"Risk": "relationship_suite.permissions.get_query_conditions",
	"Risk Acceptance": "relationship_suite.permissions.get_query_conditions",
	"Risk Assessment": "relationship_suite.permissions.get_query_conditions",
	"Risk Control": "relationship_suite.permissions.get_query_conditions",
	"Risk Proposal": "relationship_suite.permissions.get_query_conditions",
	"Risk Treatment": "relationship_suite.permissions.get_query_conditions",
	"Report Schedule": "relationship_suite.permissions.get_own_conditions",
	"Report Delivery": "relationship_suite.permissions.get_own_conditions",
	"Supplier Standing Change": "relationship_suite.permissions.get_query_conditions",
	"Standing Change Recipient": "relationship_suite.permissions.get_query_conditions",
	"Demand Forecast Bucket": "relationship_suite.permissions.get_query_conditions",
	"Planning Agreement": "relationship_suite.permissions.get_query_conditions",
	"Planning Agreement Item": "relationship_suite.permissions.get_query_conditions",
	"Forecast Release": "relationship_suite.permissions.get_query_conditions",
	"Forecast Release Line": "relationship_suite.permissions.get_query_conditions",
	"Supplier Action Plan Item": "relationship_suite.permissions.get_query_conditions",
	"Report Schedule Filter": "relationship_suite.permissions.get_own_conditions",
	"Report Schedule Recipient": "relationship_suite.permissions.get_own_conditions",
	"Supply Commitment": "relationship_suite.permissions.get_query_conditions",
	"Supply Commitment Line": "relationship_suite.permissions.get_query_conditions",
	"Planning Exception": "relationship_suite.permissions.get_query_conditions",
	"Order Confirmation": "relationship_suite.permissions.get_query_conditions",
	"Order Confirmation Line": "relationship_suite.permissions.get_query_conditions",
}
has_permission = {
	"Customer Insight": "relationship_suite.permissions.has_permission",
	"Customer Segment": "relationship_suite.permissions.has_permission",
	"Customer Segment Membership": "relationship_suite.permissions.has_permission",
	"Interaction": "relationship_suite.permissions.has_permission",
	"Performance Scorecard Result": "relationship_suite.permissions.has_permission",
	"Supplier Action Plan": "relationship_suite.permissions.has_permission",
	"Planning Agreement": "relationship_suite.permissions.has_permission",
	"Forecast Release": "relationship_suite.permissions.has_permission",
	"Supply Commitment": "relationship_suite.permissions.has_permission",
	"Planning Exception": "relationship_suite.permissions.has_permission",
	"Supplier Gate Override": "relationship_suite.permissions.has_permission",
	"Risk": "relationship_suite.permissions.has_permission",
	"Risk Acceptance": "relationship_suite.permissions.has_permission",
	"Risk Assessment": "relationship_suite.permissions.has_permission",
	"Report Schedule": "relationship_suite.permissions.is_own",
	"Report Delivery": "relationship_suite.permissions.is_own",
	"Supplier Standing Change": "relationship_suite.permissions.has_permission",
	"Risk Proposal": "relationship_suite.permissions.has_permission",
	"Demand Forecast": "relationship_suite.permissions.is_left_as_stored",
	"Performance Scorecard": "relationship_suite.permissions.is_left_as_stored",
	"Risk Indicator": "relationship_suite.permissions.is_left_as_stored",
	"Order Confirmation": "relationship_suite.permissions.has_permission",
}

# A person's data, handed over or deleted: of whoever the interaction was with, of whoever had it, and wherever they are named;
# tasks about them and of theirs; of ours what they answer for, have decided and were told.
# Frappe rewrites all texts of a DocType for that, and stops at one that has none.
user_data_fields = [
	{
		"doctype": "Interaction",
		"filter_by": "contact_email",
		"redact_fields": ["subject", "notes", "follow_up_text"],
		"partial": True,
		"strict": True,
	},
	{"doctype": "Interaction", "filter_by": "person"},
	{
		"doctype": "Interaction Need",
		"filter_by": "contact_email",
		"redact_fields": ["topic"],
		"partial": True,
		"strict": True,
	},
	{
		"doctype": "ToDo",
		"filter_by": "relationship_contact_email",
		"redact_fields": ["description"],
	},
	{
		"doctype": "Event",
		"filter_by": "relationship_contact_email",
		"redact_fields": ["subject", "description"],
	},
	{"doctype": "ToDo", "filter_by": "allocated_to"},
	{"doctype": "Event", "filter_by": "owner"},
	{"doctype": "Risk Register", "filter_by": "responsible"},
	{"doctype": "Risk", "filter_by": "risk_owner"},
	{"doctype": "Risk Treatment", "filter_by": "responsible"},
	{"doctype": "Risk Assessment", "filter_by": "assessed_by"},
	{"doctype": "Risk Acceptance", "filter_by": "accepted_by"},
	{"doctype": "Risk Proposal", "filter_by": "responsible"},
	{"doctype": "Supply Commitment", "filter_by": "accepted_by"},
	{"doctype": "Planning Exception", "filter_by": "responsible"},
	{"doctype": "Supplier Action Plan", "filter_by": "responsible"},
	{"doctype": "Supplier Action Plan Item", "filter_by": "responsible"},
	{"doctype": "Supplier Gate Override", "filter_by": "overridden_by"},
	{"doctype": "Planning Agreement", "filter_by": "planner"},
	{"doctype": "Demand Forecast Bucket", "filter_by": "overridden_by"},
	{"doctype": "Standing Change Recipient", "filter_by": "user"},
	{"doctype": "Standing Change Recipient", "filter_by": "address"},
	{"doctype": "Notification Log", "filter_by": "for_user"},
	{"doctype": "Order Confirmation", "filter_by": "replied_by", "redact_fields": ["remark"]},
	{"doctype": "Order Confirmation", "filter_by": "decided_by", "redact_fields": ["answer"]},
	{"doctype": "Supply Commitment", "filter_by": "owner", "redact_fields": ["remark"]},
	{"doctype": "Supply Commitment Line", "filter_by": "owner", "redact_fields": ["note"]},
]

# ERPNext deletes a company's transactions by SQL: what people have set up stays, what was computed is made anew
company_data_to_be_ignored = [
	"Customer Segment",
	"Performance Scorecard",
	"Planning Agreement",
	"Supplier Action Plan",
	"Risk Register",
	"Risk",
	"Risk Assessment",
	"Risk Acceptance",
	"Risk Acceptance Limit",
	"Risk Indicator",
	"Risk Proposal",
]

# Results and history follow what they tell of, and a log tells of who is gone: they keep nobody from deleting it
ignore_links_on_delete = [
	"Performance Scorecard Result",
	"Risk Assessment",
	"Risk Acceptance",
	"Report Delivery",
	"Supplier Standing Change",
	"Risk Proposal",
	"Order Confirmation",
]

# Documents that the fact layer listens to
doc_events = {
	"Purchase Order": {
		"validate": [
			"relationship_suite.doctype.computed.keep",
			"relationship_suite.doctype.supplier_gate.validate",
		],
		"before_update_after_submit": [
			"relationship_suite.doctype.computed.keep",
			"relationship_suite.doctype.purchase_order.events.before_update_after_submit",
			"relationship_suite.doctype.supplier_gate.before_update_after_submit",
		],
		"before_cancel": "relationship_suite.doctype.computed.keep",
		"before_submit": "relationship_suite.doctype.purchase_order.events.before_submit",
		"on_submit": [
			"relationship_suite.relationship_core.facts.changes.note",
			"relationship_suite.doctype.supplier_gate.on_submit",
		],
		"on_update_after_submit": "relationship_suite.relationship_core.facts.changes.note",
		"on_cancel": "relationship_suite.relationship_core.facts.changes.note",
		"on_trash": "relationship_suite.relationship_core.facts.changes.note",
		"after_rename": "relationship_suite.relationship_core.facts.changes.note_new_name",
		"on_change": "relationship_suite.doctype.purchase_order.events.on_change",
	},
	"Request for Quotation": {
		"validate": "relationship_suite.doctype.supplier_gate.validate",
		"on_submit": "relationship_suite.doctype.supplier_gate.on_submit",
	},
	(
		"Purchase Receipt",
		"Subcontracting Receipt",
		"Purchase Invoice",
		"Sales Invoice",
		"POS Invoice",
		"Stock Entry",
	): {
		"on_submit": "relationship_suite.relationship_core.facts.changes.note",
		"on_update_after_submit": "relationship_suite.relationship_core.facts.changes.note",
		"on_cancel": "relationship_suite.relationship_core.facts.changes.note",
		"on_trash": "relationship_suite.relationship_core.facts.changes.note",
		"after_rename": "relationship_suite.relationship_core.facts.changes.note_new_name",
	},
	"Quality Inspection": {
		"on_submit": "relationship_suite.relationship_core.facts.changes.note_reference",
		"on_update_after_submit": "relationship_suite.relationship_core.facts.changes.note_reference",
		"on_cancel": "relationship_suite.relationship_core.facts.changes.note_reference",
	},
	("Communication", "Call Log", "Interaction", "Item Price", "Forecast Release"): {
		"on_update": "relationship_suite.relationship_core.facts.changes.note",
		"on_trash": "relationship_suite.relationship_core.facts.changes.note",
		"after_rename": "relationship_suite.relationship_core.facts.changes.note_new_name",
	},
	("ToDo", "Event"): {
		"validate": "relationship_suite.doctype.computed.keep",
	},
	"Event": {
		"on_update": [
			"relationship_suite.relationship_core.facts.changes.note",
			"relationship_suite.crm_extensions.interactions.follow_up_records.note_task",
		],
		"on_trash": [
			"relationship_suite.relationship_core.facts.changes.note",
			"relationship_suite.crm_extensions.interactions.follow_up_records.note_task",
		],
		"after_rename": "relationship_suite.relationship_core.facts.changes.note_new_name",
	},
	"ToDo": {
		"on_update": "relationship_suite.crm_extensions.interactions.follow_up_records.note_task",
		"on_trash": "relationship_suite.crm_extensions.interactions.follow_up_records.note_task",
	},
	"Issue": {
		"on_update": [
			"relationship_suite.relationship_core.facts.changes.note",
			"relationship_suite.relationship_core.facts.changes.note_issue",
		],
		"on_trash": [
			"relationship_suite.relationship_core.facts.changes.note",
			"relationship_suite.relationship_core.facts.changes.note_issue",
		],
		"after_rename": [
			"relationship_suite.relationship_core.facts.changes.note_new_name",
			"relationship_suite.relationship_core.facts.changes.note_issue_name",
		],
	},
	"Transaction Deletion Record": {
		"on_change": "relationship_suite.relationship_core.facts.changes.note_deletions",
	},
	"Contact": {
		"on_update": [
			"relationship_suite.relationship_core.facts.changes.note_contact",
			"relationship_suite.crm_extensions.interactions.contact_records.note_contact",
		],
		"on_trash": "relationship_suite.relationship_core.facts.changes.note_contact",
		"after_rename": "relationship_suite.relationship_core.facts.changes.note_contact_name",
	},
	# REST and "Update Items" save a row by itself
	"Purchase Order Item": {
		"validate": "relationship_suite.doctype.computed.keep",
		"before_update_after_submit": [
			"relationship_suite.doctype.computed.keep",
			"relationship_suite.doctype.purchase_order.events.before_line_update_after_submit",
		],
		"before_cancel": "relationship_suite.doctype.computed.keep",
	},
	("Customer", "Supplier"): {
		"validate": "relationship_suite.doctype.computed.keep",
	},
	"Customer": {
		"on_update": "relationship_suite.doctype.customer.events.on_update",
		"on_trash": "relationship_suite.doctype.customer.events.on_trash",
		"after_rename": "relationship_suite.doctype.customer.events.after_rename",
	},
	"Supplier": {
		"on_trash": "relationship_suite.doctype.supplier.events.on_trash",
	},
	(
		"Customer",
		"Supplier",
		"Lead",
		"Prospect",
		"Item",
		"Item Group",
		"Company",
		"UOM",
		"Currency",
		"Price List",
		"Territory",
		"Customer Group",
		"User",
	): {
		"after_rename": "relationship_suite.relationship_core.facts.changes.note_rename",
	},
}

# Results that stand on facts, in the order of a run: relationship_core/facts/consumers.py
relationship_results = [
	{
		"name": "supplier_months",
		"stands_on": "Supplier",
		"jobs": "relationship_suite.srm_extensions.scorecards.month_tasks",
	},
	{
		"name": "supplier_scores",
		"stands_on": "supplier_months",
		"jobs": "relationship_suite.srm_extensions.scorecards.tasks",
	},
	{
		"name": "risk_indicators",
		"stands_on": "supplier_months",
		"jobs": "relationship_suite.srm_extensions.risk.indicator_tasks",
	},
	{
		"name": "customer_segments",
		"stands_on": "Customer",
		"jobs": "relationship_suite.crm_extensions.segmentation.tasks",
	},
	{
		"name": "own_segments",
		"stands_on": "customer_segments",
		"jobs": "relationship_suite.crm_extensions.segmentation.segment_tasks",
	},
	{
		"name": "item_demand",
		"stands_on": "Item",
		"jobs": "relationship_suite.srm_extensions.planning.tasks",
	},
]

# Rows of a party's timeline: relationship_core/timeline/provider_queries.py
relationship_timeline = [
	"relationship_suite.relationship_core.timeline.conversation_queries",
	"relationship_suite.relationship_core.timeline.document_queries",
	"relationship_suite.crm_extensions.interactions.timeline_queries",
	"relationship_suite.crm_extensions.segmentation.timeline_queries",
	"relationship_suite.srm_extensions.scorecards.timeline_queries",
]

# Figures beside the timeline, by the kind of party: relationship_core/timeline/card_queries.py
relationship_figures = {
	"Customer": "relationship_suite.crm_extensions.segmentation.figure_queries.of_customer",
	"Supplier": "relationship_suite.srm_extensions.scorecards.figure_queries.of_supplier",
}

# The supplier's pages, in the order of their navigation: srm_extensions/portal/page_queries.py
relationship_portal = [
	"relationship_suite.srm_extensions.portal.order_wording",
	"relationship_suite.srm_extensions.portal.forecast_wording",
	"relationship_suite.srm_extensions.portal.score_wording",
]

# Where a supplier's user lands after logging in
get_website_user_home_page = "relationship_suite.srm_extensions.portal.page_queries.home_page"

# Background work
scheduler_events = {
	"daily": ["relationship_suite.srm_extensions.risk.tasks.daily"],
	"cron": {
		"*/5 * * * *": ["relationship_suite.relationship_core.schedules.tasks.run"],
		"*/15 * * * *": ["relationship_suite.tasks.refresh"],
		"10 2 * * *": ["relationship_suite.tasks.nightly"],
		"40 3 * * 0": ["relationship_suite.tasks.weekly"],
	},
}

# Days that logs are kept
default_log_clearing_doctypes = {"Relationship Refresh": 90, "Report Delivery": 180}
