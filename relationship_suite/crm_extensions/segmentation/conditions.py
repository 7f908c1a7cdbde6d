"""What a rule of a Customer Segment can ask of a customer: the registry of conditions, and what each of them takes.

A condition is one entry here. Its ``source`` says where its figure comes from; ``rule_queries.py`` has one function a
source, so that an entry of a source that is there takes nothing else but its name as an option of the form and its
Chinese (``docs/developer/segments.md``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from relationship_suite.crm_extensions.segmentation.model import SEGMENT_NAMES

Kind = Literal["number", "money", "link", "tree", "choice", "text"]
Source = Literal["customer", "insight", "sales", "bought", "address", "touch"]

IS, IS_NOT, EMPTY, NOT_EMPTY = "is", "is not", "is empty", "is not empty"
WITHIN, NOT_WITHIN, STARTS_WITH = "is within", "is not within", "starts with"
AT_LEAST, AT_MOST, MORE_THAN, LESS_THAN = "at least", "at most", "more than", "less than"

#: Operators that take no value.
WITHOUT_VALUE = frozenset({EMPTY, NOT_EMPTY})
#: Operators that are true where the positive one is not: they hold for customers without the figure as well.
NEGATIONS: Mapping[str, str] = MappingProxyType({IS_NOT: IS, NOT_WITHIN: WITHIN, EMPTY: NOT_EMPTY})

_COMPARISONS = (AT_LEAST, AT_MOST, MORE_THAN, LESS_THAN, IS, IS_NOT)
_EITHER = (EMPTY, NOT_EMPTY)
OPERATORS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
	{
		"number": (*_COMPARISONS, *_EITHER),
		"money": (*_COMPARISONS, *_EITHER),
		"link": (IS, IS_NOT, *_EITHER),
		"tree": (IS, IS_NOT, WITHIN, NOT_WITHIN, *_EITHER),
		"choice": (IS, IS_NOT, *_EITHER),
		"text": (IS, IS_NOT, STARTS_WITH, *_EITHER),
	}
)

YES, NO = "Yes", "No"


@dataclass(frozen=True)
class Condition:
	"""One thing that a line of a rule can ask for.

	Attributes:
		name: an option of the field Condition of Customer Segment Rule; people read it, translated.
		kind: what its values are, and so which operators it takes. Money is in the currency of the company.
		source: where the figure comes from.
		column: of that source.
		doctype: of ``link`` and ``tree``, whose records are the values.
		choices: of ``choice``; none: the options of the field ``column`` of Customer.
		unit: of ``number``, as people read it.
		is_always_known: every customer has it, so that it is never empty.
		has_days: it can be asked of the last so many days.
	"""

	name: str
	kind: Kind
	source: Source
	column: str
	doctype: str = ""
	choices: tuple[str, ...] = ()
	unit: Literal["", "days"] = ""
	is_always_known: bool = False
	has_days: bool = False

	@property
	def operators(self) -> tuple[str, ...]:
		"""What its values can be compared by."""
		allowed = OPERATORS[self.kind]
		if self.is_always_known:
			return tuple(each for each in allowed if each not in _EITHER)
		return allowed


#: In the order of the form.
CONDITIONS: tuple[Condition, ...] = (
	# Profile
	Condition("Customer Group", "tree", "customer", "customer_group", doctype="Customer Group"),
	Condition("Customer Type", "choice", "customer", "customer_type"),
	Condition("Account Manager", "link", "customer", "account_manager", doctype="User"),
	Condition("Sales Partner", "link", "customer", "default_sales_partner", doctype="Sales Partner"),
	Condition("Language", "link", "customer", "language", doctype="Language"),
	Condition("Days Since Creation", "number", "customer", "creation", unit="days", is_always_known=True),
	# Geography: any address of the customer
	Condition("Territory", "tree", "customer", "territory", doctype="Territory"),
	Condition("Country", "link", "address", "country", doctype="Country"),
	Condition("State/Province", "text", "address", "state"),
	Condition("City", "text", "address", "city"),
	Condition("Postal Code", "text", "address", "pincode"),
	# Sales of the company, net of returns
	Condition("Net Revenue", "money", "sales", "revenue", is_always_known=True, has_days=True),
	Condition(
		"Purchase Days", "number", "sales", "purchase_days", unit="days", is_always_known=True, has_days=True
	),
	Condition("Days Since Last Purchase", "number", "insight", "last_purchase_on", unit="days"),
	Condition("Usual Days Between Purchases", "number", "insight", "median_gap_days", unit="days"),
	Condition(
		"Overdue by Own Rhythm", "choice", "insight", "overdue_from", choices=(YES, NO), is_always_known=True
	),
	# Mails, calls, meetings, issues and interactions, automated mails left aside
	Condition("Days Since Last Contact", "number", "touch", "happened_on", unit="days"),
	# Recency, frequency, monetary value
	Condition("RFM Segment", "choice", "insight", "segment", choices=SEGMENT_NAMES),
	Condition("Recency Score", "number", "insight", "r"),
	Condition("Frequency Score", "number", "insight", "f"),
	Condition("Monetary Score", "number", "insight", "m"),
	# Products
	Condition(
		"Bought Item", "link", "bought", "item_code", doctype="Item", is_always_known=True, has_days=True
	),
	Condition(
		"Bought Item Group",
		"tree",
		"bought",
		"item_group",
		doctype="Item Group",
		is_always_known=True,
		has_days=True,
	),
)

BY_NAME: Mapping[str, Condition] = MappingProxyType({each.name: each for each in CONDITIONS})
