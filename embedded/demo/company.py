"""The demo company: two companies of one group, their parties and items, and 18 months of business.

Pure and seeded: the same arguments give the same data on every machine. Nothing is dated after ``as_of``
except dates that are promises (of open orders) and due dates of invoices.
"""

from __future__ import annotations

from datetime import date

from embedded.demo import buying, cast, interactions, invoicing, receiving, selling, touches
from embedded.demo.rows import Dataset

SMALLEST, SHORTEST = 0.02, 6


def generate(seed: int, as_of: date, months: int = 18, *, size: float = 1.0) -> Dataset:
	"""The demo company as it stands at the end of ``as_of``.

	``size`` scales customers, orders and sales: 1.0 is about 2,500 order lines and 8,000 sales lines in 18
	months; suppliers and items stay the same. Raises ``ValueError`` below ``SMALLEST`` or ``SHORTEST``.
	"""
	if size < SMALLEST or months < SHORTEST:
		raise ValueError(f"size must be at least {SMALLEST} and months at least {SHORTEST}")
	world = cast.build(seed, as_of, months, size)
	orders = buying.plan(world)
	goods = receiving.receive(world, orders)
	bills = invoicing.bill(world, goods)
	inspections = receiving.inspections(world, goods)
	order_documents, versions = buying.documents(world, orders)
	sales = selling.documents(world)
	documents = (
		*order_documents,
		*receiving.documents(world, goods),
		*invoicing.documents(world, bills),
		*sales,
	)
	return Dataset(
		title="Tarnwick Instruments",
		as_of=as_of,
		companies=world.companies,
		items=world.items,
		trees=cast.trees(world),
		masters=cast.masters(world),
		documents=documents,
		records=(
			*versions,
			*inspections,
			*touches.records(
				world, [one for one in sales if one.doctype == "Sales Invoice"], order_documents
			),
			*interactions.records(world),
		),
		profiles={party.name: party.kind for party in (*world.customers, *world.suppliers)},
		notes={"lines_moved": len(versions)},
	)
