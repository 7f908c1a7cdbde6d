"""Which documents the fact layer listens to, and which fact tables each one fills.

``hooks.py`` repeats the DocType names as literals (Frappe wants literals there); a static test holds both equal.
"""

from __future__ import annotations

from relationship_suite.relationship_core.facts import schema

#: DocType of the document -> fact tables that hold its rows.
FACTS_OF: dict[str, tuple[schema.Table, ...]] = {
	"Purchase Order": (schema.PURCHASE_LINE,),
	"Purchase Receipt": (schema.RECEIPT_LINE,),
	"Subcontracting Receipt": (schema.RECEIPT_LINE,),
	"Purchase Invoice": (schema.PURCHASE_PRICE, schema.RECEIPT_LINE),
	"Item Price": (schema.STANDARD_PRICE,),
	"Sales Invoice": (schema.SALES_LINE,),
	"POS Invoice": (schema.SALES_LINE,),
	"Stock Entry": (schema.CONSUMPTION_LINE,),
	"Communication": (schema.TOUCH,),
	"Call Log": (schema.TOUCH,),
	"Event": (schema.TOUCH,),
	"Issue": (schema.TOUCH,),
	"Interaction": (schema.TOUCH,),
	"Forecast Release": (schema.PLANNED_BUCKET,),
}

#: Those of them that are the app's own: their tables come and go with it.
OWN: frozenset[str] = frozenset({"Interaction", "Forecast Release"})

#: Documents whose rows count once submitted; the others count as they are saved.
SUBMITTABLE: frozenset[str] = frozenset(
	{
		"Purchase Order",
		"Purchase Receipt",
		"Subcontracting Receipt",
		"Purchase Invoice",
		"Sales Invoice",
		"POS Invoice",
		"Stock Entry",
	}
)

#: Kind of party -> the lines that tell what it is worth, and their fields of the party and of the day.
LINES_OF: dict[str, tuple[schema.Table, str, str]] = {
	"Customer": (schema.SALES_LINE, "customer", "sold_on"),
	"Supplier": (schema.PURCHASE_LINE, "supplier", "ordered_on"),
}

#: Parties whose rename or merge moves fact rows.
PARTIES: tuple[str, ...] = ("Customer", "Supplier", "Lead", "Prospect")
