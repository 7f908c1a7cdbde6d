"""What the demo company has written down of its risks: suppliers that drift, single sources, and what is done about them.

Written through the DocTypes once the figures are there, so that scores, losses and history are the app's own doing.
Data without such suppliers has no risks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import frappe

from embedded.demo.rows import Dataset

OWNER = "Administrator"
#: Days ago on which risks were first assessed: before the movement that the heat map shows.
FIRST = 150


@dataclass(frozen=True)
class Told:
	"""A risk: ``about`` are the fields of what it is about, ``before`` the levels at first and ``now`` those since.

	``controls`` are name, axis and effectiveness; ``treatments`` what, option, days from today until due, progress, cost.
	"""

	title: str
	category: str
	about: dict[str, str]
	event: str
	cause: str
	consequence: str
	loss: float
	now: tuple[int, int]
	before: tuple[int, int] | None = None
	target: tuple[int, int] | None = None
	note: str = ""
	controls: tuple[tuple[str, str, float], ...] = ()
	treatments: tuple[tuple[str, str, int, float, float], ...] = ()
	accepted: str = ""  # why


def write(dataset: Dataset) -> None:
	"""A register for each company with the risks of the story; written again, nothing is added.

	A register has its company watched: the caller runs a refresh afterwards, which finds what indicators propose.
	"""
	if not dataset.profiles:
		return
	for company, (name, risks) in zip(dataset.companies, story(dataset.profiles), strict=True):
		if frappe.db.exists("Risk Register", name):
			continue
		_insert(
			"Risk Register",
			register_name=name,
			company=company.name,
			responsible=OWNER,
			review_months=3,
			scope="Suppliers and customers that we could not replace within a month",
		)
		for told in risks:
			_tell(name, told, dataset.as_of)
	frappe.db.commit()


def story(profiles: dict[str, str]) -> tuple[tuple[str, tuple[Told, ...]], tuple[str, tuple[Told, ...]]]:
	"""Name and risks of the register of either company; ``profiles`` are the kinds of parties by name."""

	def of(kind: str, number: int = 0) -> dict[str, str]:
		names = sorted(name for name, each in profiles.items() if each == kind)
		return {"party_type": "Supplier", "party": names[number]}

	largest = min(name for name, kind in profiles.items() if kind == "big")
	european = (
		Told(
			"Late deliveries stop assembly",
			"Delivery",
			of("drifting"),
			"Housings arrive weeks late, again and again",
			"New owner, two moulding machines moved to another plant",
			"Assembly stands still, orders of key customers slip",
			240_000,
			now=(3, 4),  # an indicator finds more
			before=(2, 4),
			target=(2, 3),
			note="The new owner promises, and is late again",
			controls=(("Safety stock of four weeks", "Impact", 25),),
			treatments=(
				("Qualify a second source for housings", "Change likelihood", 45, 30, 18_000),
				("Recovery plan from the supplier", "Remove source", -12, 60, 0),
			),
		),
		Told(
			"Only one maker of the sensor",
			"Dependency",
			of("single-source", 1),
			"The only maker of the pressure sensor stops delivering",
			"No other sensor is approved for the housing",
			"Three product lines cannot be built for five months",
			600_000,
			now=(3, 5),
			before=(3, 5),
			target=(2, 3),
			controls=(("Last-time-buy stock of three months", "Impact", 40),),
			treatments=(("Approve a sensor of another maker", "Change consequence", 120, 10, 75_000),),
		),
		Told(
			"Cracks in castings",
			"Quality",
			of("bad", 1),
			"Castings break in use",
			"Porosity that incoming inspection does not find",
			"Recall, claims of customers",
			150_000,
			now=(2, 4),
			before=(4, 4),
			target=(2, 3),
			controls=(("X-ray of every lot", "Likelihood", 50), ("Supplier pays for recalls", "Impact", 20)),
			treatments=(("Process audit at the foundry", "Change likelihood", -40, 100, 6_000),),
		),
		Told(
			"A large customer cannot pay",
			"Financial Standing",
			{"party_type": "Customer", "party": largest},
			"A customer with large open invoices becomes insolvent",
			"Their own market has shrunk for two years",
			"Receivables are lost",
			90_000,
			now=(2, 3),
			before=(2, 3),
			controls=(("Credit insurance", "Impact", 50),),
			accepted="Insured; the rest is within what we can bear",
		),
		Told(
			"Electronics are allocated again",
			"Geopolitics and Nature",
			{"item_group": "Electronics"},
			"Makers ration their customers",
			"Export controls",
			"Lead times of more than forty weeks",
			0,
			now=(3, 3),
			before=(2, 3),
		),
	)
	american = (
		Told(
			"Price of copper",
			"Cost",
			{"item_group": "Metals"},
			"Copper rises by a third within a year",
			"Demand for grids",
			"Margins of cables are gone",
			60_000,
			now=(3, 2),
			before=(3, 3),
			controls=(("Prices fixed for a year", "Likelihood", 30),),
		),
		Told(
			"Gearboxes from one plant only",
			"Dependency",
			of("bad", 2),
			"The plant stands still after a flood",
			"All gearboxes come from one site by the river",
			"No drives for two months",
			180_000,
			now=(2, 5),
			before=(2, 5),
			target=(1, 4),
			treatments=(("Buffer at a forwarder inland", "Change consequence", 20, 50, 12_000),),
		),
	)
	return ("European Supply", european), ("American Supply", american)


def _tell(register: str, told: Told, as_of: date) -> None:
	first = told.before or told.now
	risk = _insert(
		"Risk",
		register=register,
		risk_title=told.title,
		category=told.category,
		risk_owner=OWNER,
		event=told.event,
		cause=told.cause,
		consequence=told.consequence,
		loss_amount=told.loss,
		**told.about,
		**_levels("inherent", first),
		**_levels("target", told.target),
		controls=[
			{"control": name, "acts_on": axis, "effectiveness": share, "in_operation": 1}
			for name, axis, share in told.controls
		],
		treatments=[
			{
				"treatment": what,
				"treatment_option": option,
				"responsible": OWNER,
				"due_on": as_of + timedelta(days=days),
				"progress": progress,
				"cost": cost,
			}
			for what, option, days, progress, cost in told.treatments
		],
	)
	_date_history(risk.name, as_of - timedelta(days=FIRST))
	if first != told.now:
		risk.update({**_levels("inherent", told.now), "assessment_note": told.note})
		risk.save()
	if told.accepted:
		from relationship_suite.srm_extensions.risk import api

		api.accept_risk(risk.name, told.accepted, str(as_of + timedelta(days=300)))


def _date_history(risk: str, day: date) -> None:
	"""Have its history so far be of that day."""
	values = {"assessed_on": day, "creation": datetime.combine(day, time(10))}
	frappe.db.set_value("Risk Assessment", {"risk": risk}, values, update_modified=False)


def _levels(prefix: str, levels: tuple[int, int] | None) -> dict[str, str]:
	if levels is None:
		return {}
	return {f"{prefix}_likelihood": str(levels[0]), f"{prefix}_impact": str(levels[1])}


def _insert(doctype: str, **values: Any):
	return frappe.get_doc({"doctype": doctype, **values}).insert()
