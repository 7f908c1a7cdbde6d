"""The words of the demo company: every name is made up. Data only."""

from __future__ import annotations

from typing import NamedTuple

#: Whom the story of the demo company is about: who drifts, and who goes quiet.
STORY_SUPPLIER, STORY_CUSTOMER = "Pellworth Labware Ltd", "Brackenau Institute of Metrology"

#: (name, country, supplier group, kind, currency, lead time in days, weight). Weight is the share of orders.
SUPPLIERS: tuple[tuple[str, str, str, str, str, int, float], ...] = (
	("Brentholm Metallwerk GmbH", "Germany", "Metals", "good", "EUR", 21, 5.0),
	("Vessmer Aluminium BV", "Netherlands", "Metals", "average", "EUR", 28, 3.0),
	("Kaldrick Steel Ltd", "United Kingdom", "Metals", "bad", "GBP", 35, 2.5),
	("Lorrinden Wire & Tube Inc.", "United States", "Metals", "average", "USD", 25, 3.0),
	("Plastovia Formteile GmbH", "Germany", "Plastics", "good", "EUR", 18, 4.0),
	("Merrowpoly SARL", "France", "Plastics", "drifting", "EUR", 24, 3.5),
	("Cannevar Moulding Inc.", "United States", "Plastics", "average", "USD", 30, 2.5),
	("Ottersund Polymers AB", "Sweden", "Plastics", "seasonal", "EUR", 26, 2.0),
	("Quillmark Electronics GmbH", "Germany", "Electronics", "good", "EUR", 30, 5.0),
	("Tessellic Circuits Ltd", "United Kingdom", "Electronics", "drifting", "GBP", 42, 4.0),
	("Hanbyeol Sensortech Co.", "South Korea", "Electronics", "single-source", "USD", 49, 3.0),
	("Nordavind Displays AS", "Norway", "Electronics", "single-source", "EUR", 40, 2.5),
	("Pinecroft Microsystems Inc.", "United States", "Electronics", "average", "USD", 35, 3.5),
	("Zhenlu Components Co.", "China", "Electronics", "bad", "USD", 55, 3.0),
	("Varnholt Kabel GmbH", "Germany", "Electronics", "average", "EUR", 20, 2.5),
	("Rademond Precision AG", "Switzerland", "Mechanical Parts", "good", "EUR", 28, 4.0),
	("Fjellhaug Bearings AS", "Norway", "Mechanical Parts", "single-source", "EUR", 32, 2.0),
	("Torrigo Ingranaggi SRL", "Italy", "Mechanical Parts", "average", "EUR", 30, 3.0),
	("O'Garran Fasteners Ltd", "Ireland", "Mechanical Parts", "good", "EUR", 14, 3.5),
	("Millbrandt Gear Works Inc.", "United States", "Mechanical Parts", "bad", "USD", 38, 2.5),
	("Szarvasi Tools Kft", "Hungary", "Mechanical Parts", "average", "EUR", 26, 2.0),
	("Lumenreich Optik GmbH", "Germany", "Optics", "good", "EUR", 36, 2.5),
	("Okabe-Mori Glassworks KK", "Japan", "Optics", "single-source", "USD", 60, 1.8),
	("Clairvaux-Denis Optique SA", "France", "Optics", "average", "EUR", 33, 1.8),
	("Papyrelle Emballages SARL", "France", "Packaging", "good", "EUR", 10, 3.5),
	("Kartonagen Wiesbrück GmbH", "Germany", "Packaging", "average", "EUR", 9, 3.0),
	("Boxmere Packaging Inc.", "United States", "Packaging", "average", "USD", 8, 3.0),
	("Greenloft Fibre Ltd", "United Kingdom", "Packaging", "new", "GBP", 12, 3.0),
	("Alpenharz Klebstoffe GmbH", "Austria", "Consumables", "average", "EUR", 12, 2.5),
	("Sundermark Lubricants Inc.", "United States", "Consumables", "good", "USD", 11, 2.5),
	("Bellavento Chimica SRL", "Italy", "Consumables", "bad", "EUR", 20, 2.0),
	("Winterfold Heating Supplies Ltd", "United Kingdom", "Consumables", "seasonal", "GBP", 15, 1.5),
	("Harvestine Filters BV", "Netherlands", "Consumables", "seasonal", "EUR", 16, 1.5),
	(STORY_SUPPLIER, "United Kingdom", "Trade Goods", "drifting", "GBP", 22, 25.0),
	("Glasmanufaktur Eichried GmbH", "Germany", "Trade Goods", "good", "EUR", 20, 2.5),
	("Coppervale Instruments Inc.", "United States", "Trade Goods", "average", "USD", 24, 2.5),
	("Sable & Finch Trading Pte", "Singapore", "Trade Goods", "bad", "USD", 45, 1.5),
	("Novigrada Elektronika d.o.o.", "Croatia", "Electronics", "new", "EUR", 28, 3.0),
	("Trestlewood Services LLC", "United States", "Services", "average", "USD", 5, 0.0),
)

#: (code, name, group, stock UOM, purchase price EUR, selling price EUR, lead days, inspected, unit, factor,
#: single source or ""). A selling price of 0: not sold. The purchase price of what is made here is its cost.
# fmt: off
ItemRow = tuple[str, str, str, str, float, float, int, bool, str, float, str]
ITEMS: tuple[ItemRow, ...] = (
	("MET-101", "Aluminium sheet 2 mm", "Metals", "Kg", 4.10, 0, 25, False, "", 1, ""),
	("MET-102", "Stainless steel rod 12 mm", "Metals", "Kg", 6.80, 0, 28, True, "", 1, ""),
	("MET-103", "Brass tube 8 mm", "Metals", "Meter", 7.25, 0, 30, False, "", 1, ""),
	("MET-104", "Spring wire 0.8 mm", "Metals", "Kg", 9.40, 0, 22, False, "Roll", 25, ""),
	("PLA-201", "ABS housing, large", "Plastics", "Nos", 5.60, 0, 20, True, "Box", 20, ""),
	("PLA-202", "ABS housing, small", "Plastics", "Nos", 3.20, 0, 20, False, "Box", 50, ""),
	("PLA-203", "Silicone tubing 6 mm", "Plastics", "Meter", 1.90, 0, 18, False, "Roll", 100, ""),
	("PLA-204", "Keypad membrane", "Plastics", "Nos", 2.35, 0, 24, True, "Box", 100, ""),
	("ELE-301", "Main board M4", "Electronics", "Nos", 38.0, 0, 35, True, "", 1, ""),
	("ELE-302", "Load cell 5 kg", "Electronics", "Nos", 21.5, 0, 49, True, "", 1, "Hanbyeol Sensortech Co."),
	("ELE-303", "Graphic display 4.3 in", "Electronics", "Nos", 29.9, 0, 40, True, "", 1,
		"Nordavind Displays AS"),
	("ELE-304", "Power supply 24 V", "Electronics", "Nos", 12.8, 0, 28, False, "Box", 10, ""),
	("ELE-305", "Cable set, shielded", "Electronics", "Nos", 6.15, 0, 20, False, "Box", 25, ""),
	("ELE-306", "Stepper motor 1.8 deg", "Electronics", "Nos", 17.3, 0, 38, False, "", 1, ""),
	("ELE-307", "pH electrode, glass", "Electronics", "Nos", 24.0, 95, 30, True, "", 1, ""),
	("MEC-401", "Ball bearing 608", "Mechanical Parts", "Nos", 0.95, 0, 21, False, "Box", 100, ""),
	("MEC-402", "Ceramic bearing", "Mechanical Parts", "Nos", 8.7, 0, 32, True, "", 1,
		"Fjellhaug Bearings AS"),
	("MEC-403", "Gear set, planetary", "Mechanical Parts", "Nos", 31.0, 0, 35, True, "", 1, ""),
	("MEC-404", "Screw kit M3-M5", "Mechanical Parts", "Nos", 1.45, 0, 14, False, "Box", 50, ""),
	("MEC-405", "Turned shaft 6 mm", "Mechanical Parts", "Nos", 4.9, 0, 26, False, "", 1, ""),
	("MEC-406", "Levelling foot", "Mechanical Parts", "Nos", 0.8, 0, 18, False, "Box", 100, ""),
	("OPT-501", "Achromatic lens 25 mm", "Optics", "Nos", 18.5, 0, 36, True, "", 1, ""),
	("OPT-502", "Prism BK7", "Optics", "Nos", 26.0, 0, 60, True, "", 1, "Okabe-Mori Glassworks KK"),
	("OPT-503", "Colour filter set", "Optics", "Nos", 14.2, 0, 33, False, "", 1, ""),
	("PAC-601", "Carton 40 x 30 x 25", "Packaging", "Nos", 0.72, 0, 9, False, "Pack", 50, ""),
	("PAC-602", "Foam insert", "Packaging", "Nos", 1.1, 0, 10, False, "Pack", 25, ""),
	("PAC-603", "Printed sleeve", "Packaging", "Nos", 0.31, 0, 11, False, "Pack", 500, ""),
	("PAC-604", "Wooden pallet", "Packaging", "Nos", 9.5, 0, 8, False, "", 1, ""),
	("CON-701", "Epoxy adhesive 1 kg", "Consumables", "Nos", 16.4, 0, 12, False, "", 1, ""),
	("CON-702", "Silicone grease 400 g", "Consumables", "Nos", 11.9, 0, 11, False, "Box", 12, ""),
	("CON-703", "Isopropanol 5 l", "Consumables", "Nos", 18.0, 0, 14, False, "", 1, ""),
	("CON-704", "Heater cartridge", "Consumables", "Nos", 13.3, 0, 15, True, "", 1, ""),
	("CON-705", "Air filter F7", "Consumables", "Nos", 7.7, 22, 16, False, "Box", 10, ""),
	("TRA-801", "Beaker set, borosilicate", "Trade Goods", "Nos", 14.0, 29, 20, False, "Box", 6, ""),
	("TRA-802", "Pipette 100-1000 ul", "Trade Goods", "Nos", 48.0, 96, 24, True, "", 1, ""),
	("TRA-803", "Pipette tips, rack of 96", "Trade Goods", "Nos", 3.9, 9.5, 18, False, "Box", 10, ""),
	("TRA-804", "Buffer solution set", "Trade Goods", "Nos", 11.0, 27, 20, False, "", 1, ""),
	("TRA-805", "Calibration weight set", "Trade Goods", "Nos", 72.0, 145, 30, True, "", 1, ""),
	("TRA-806", "Dust cover", "Trade Goods", "Nos", 4.5, 14, 18, False, "", 1, ""),
	("TRA-807", "Sample vials, pack of 100", "Trade Goods", "Nos", 12.5, 28, 20, False, "", 1, ""),
	("BAL-901", "Precision balance TW-2", "Balances", "Nos", 310, 690, 0, False, "", 1, ""),
	("BAL-902", "Precision balance TW-5", "Balances", "Nos", 420, 980, 0, False, "", 1, ""),
	("BAL-903", "Analytical balance TW-A", "Balances", "Nos", 880, 2150, 0, False, "", 1, ""),
	("PUM-911", "Dosing pump DP-1", "Pumps", "Nos", 190, 440, 0, False, "", 1, ""),
	("PUM-912", "Dosing pump DP-3", "Pumps", "Nos", 260, 610, 0, False, "", 1, ""),
	("PUM-913", "Pump head kit", "Pumps", "Nos", 38, 89, 0, False, "", 1, ""),
	("MTR-921", "pH meter PM-20", "Meters", "Nos", 145, 345, 0, False, "", 1, ""),
	("MTR-922", "Photometer PM-60", "Meters", "Nos", 520, 1290, 0, False, "", 1, ""),
	("MTR-923", "Refractometer RM-8", "Meters", "Nos", 610, 1450, 0, False, "", 1, ""),
	("SRV-991", "Calibration on site", "Services", "Nos", 60, 180, 0, False, "", 1, ""),
	("SRV-992", "Freight", "Services", "Nos", 12, 18, 0, False, "", 1, ""),
)
# fmt: on

#: What tends to be bought together: (first, then, chance).
BASKETS = (
	("MTR-921", "TRA-804", 0.6),
	("MTR-921", "ELE-307", 0.35),
	("BAL-902", "TRA-805", 0.4),
	("BAL-903", "TRA-805", 0.55),
	("BAL-901", "TRA-806", 0.4),
	("PUM-911", "PUM-913", 0.45),
	("PUM-912", "PUM-913", 0.5),
	("TRA-802", "TRA-803", 0.7),
	("MTR-922", "TRA-807", 0.3),
)

ITEM_GROUPS = {
	"Raw Material": ("Metals", "Plastics"),
	"Components": ("Electronics", "Mechanical Parts", "Optics"),
	"Packaging": (),
	"Consumables": (),
	"Trade Goods": (),
	"Finished Goods": ("Balances", "Pumps", "Meters"),
	"Services": (),
}
SUPPLIER_GROUPS = {
	"Direct Material": ("Metals", "Plastics", "Electronics", "Mechanical Parts", "Optics"),
	"Indirect Material": ("Packaging", "Consumables", "Trade Goods"),
	"Services": (),
	"Intercompany": (),
}
CUSTOMER_GROUPS = {
	"Industry": ("Chemicals", "Food and Drink"),
	"Research": ("Universities", "Institutes"),
	"Healthcare": (),
	"Resellers": (),
	"Walk-in": (),
	"Intercompany": (),
}
TERRITORIES = {
	"Europe": ("Germany", "France", "Netherlands", "Austria", "Poland", "United Kingdom"),
	"North America": ("United States", "Canada"),
	"Rest Of The World": (),
}

PLACES = (
	"Ashcombe", "Bellrath", "Corvane", "Dunmarrow", "Elsbruck", "Farrowick", "Grendlau", "Hollenfeld",
	"Istvera",
	"Jarrowmoor", "Kestrelby", "Lindhaven", "Marchdale", "Nethersee", "Oldenmark", "Pravenna", "Quenby",
	"Rothwyn", "Saltmere", "Tannheide", "Ulverton", "Vallmore", "Westerlohe", "Yarrowgate", "Zellbach",
	"Aldercliff", "Brackenau", "Calvessa", "Dornwick", "Everstad",
)  # fmt: skip
#: (pattern, customer group)
BUSINESSES = (
	("{} Chemicals", "Chemicals"),
	("{} Coatings", "Chemicals"),
	("{} Polymers", "Chemicals"),
	("{} Brewery", "Food and Drink"),
	("{} Dairy", "Food and Drink"),
	("{} Mills", "Food and Drink"),
	("University of {}", "Universities"),
	("{} College of Technology", "Universities"),
	("{} Institute for Materials", "Institutes"),
	("{} Water Laboratory", "Institutes"),
	("{} Soil Survey", "Institutes"),
	("{} Clinic", "Healthcare"),
	("{} Hospital Trust", "Healthcare"),
	("{} Pharmacy Group", "Healthcare"),
	("{} Lab Supplies", "Resellers"),
	("{} Scientific Trading", "Resellers"),
)

USERS = ("nadia.brandt@tarnwick.example", "owen.castell@tarnwick.example", "mira.jonas@tarnwick.example")

SUBJECTS_SENT = (
	"Your quotation",
	"Delivery dates for your order",
	"Calibration is due soon",
	"New dosing pumps available",
	"Follow-up to our call",
)
SUBJECTS_RECEIVED = (
	"Question about an invoice",
	"When will our order arrive?",
	"Request for a quotation",
	"Certificate of calibration missing",
	"Thanks for the quick help",
)
SUBJECTS_SUPPLIER = (
	"Order confirmation",
	"Delay of the next delivery",
	"Price list for next year",
	"Reply to the quality complaint",
)
ISSUES = (
	"Display stays dark after start",
	"Balance drifts by 0.02 g",
	"Pump loses pressure",
	"Parcel damaged on arrival",
	"Wrong item in the parcel",
	"Certificate missing",
	"Invoice shows the wrong address",
)
MEETINGS = (
	"Quarterly review",
	"Product demonstration",
	"Site visit",
	"Audit at the supplier",
	"Price negotiation",
)

FIRST_NAMES = ("Ida", "Jonas", "Maren", "Pavel", "Ruth", "Silas", "Teresa", "Yusuf", "Klara", "Henrik")
LAST_NAMES = (
	"Aldous",
	"Bergstrand",
	"Castellan",
	"Dreyer",
	"Fennick",
	"Hollis",
	"Novak",
	"Okafor",
	"Reyes",
	"Thorn",
)
DESIGNATIONS = ("Head of Laboratory", "Purchasing", "Quality Manager", "Managing Director", "Planner")


class Talk(NamedTuple):
	"""What somebody logs of a talk; ``need`` is its kind and what was heard, ``to_do`` what is to follow."""

	channel: str
	subject: str
	notes: str
	outcome: str
	sentiment: str
	need: tuple[str, str] | None = None
	is_theirs: bool = False
	to_do: str = ""


TALKS_WITH_CUSTOMERS = (
	Talk(
		"Call",
		"Asked for the next calibration",
		"Two balances in May, the rest in autumn.",
		"Agreed",
		"Neutral",
	),
	Talk(
		"Visit",
		"Showed the new dosing pump",
		"They liked the quiet motor; the price is above their budget for this year.",
		"Interested",
		"Positive",
		("Need", "A dosing pump that runs overnight"),
	),
	Talk(
		"Call",
		"Complained of a damaged parcel",
		"A new one goes out today; they keep the old one for the courier.",
		"Solved",
		"Negative",
		("Complaint", "Packaging of glass parts"),
		is_theirs=True,
	),
	Talk(
		"Chat",
		"Which tubing fits the old pump?",
		"Sent the table of sizes.",
		"Solved",
		"Positive",
		is_theirs=True,
	),
	Talk(
		"Event",
		"Met at the laboratory fair",
		"They open a second laboratory next year.",
		"Interested",
		"Positive",
		("Idea", "A frame contract for consumables"),
	),
	Talk("Call", "Nobody picked up", "", "Not reached", ""),
)
TALKS_WITH_QUIET = (
	Talk(
		"Call",
		"Asked why there were no orders",
		"A competitor delivers within a week; ours took three. They would come back for faster delivery.",
		"No decision",
		"Negative",
		("Complaint", "Delivery takes too long"),
		to_do="Send an offer with delivery from stock",
	),
	Talk(
		"Call",
		"Asked how the balances do",
		"The buyer has left, and the new one did not know us.",
		"Interested",
		"Neutral",
		("Need", "An introduction for the new buyer"),
		to_do="Visit the new buyer",
	),
)
TALKS_WITH_SUPPLIERS = (
	Talk("Call", "Confirmed the dates of next month", "All as ordered.", "Agreed", "Positive"),
	Talk(
		"Visit",
		"Audit of the incoming inspection",
		"Two gauges without a valid calibration; they send the certificates.",
		"Agreed",
		"Neutral",
		("Preference", "Orders by Tuesday noon"),
	),
	Talk(
		"Call",
		"Price list of next year",
		"Metals go up by four per cent.",
		"No decision",
		"Neutral",
		is_theirs=True,
	),
)
TALKS_WITH_DRIFTING = (
	Talk(
		"Call",
		"Why deliveries are late",
		"One of two lines stands still for want of a part. They promise to be back on time within six weeks.",
		"Agreed",
		"Negative",
		("Need", "Our forecast for the next quarter"),
		to_do="Ask for the recovery plan",
	),
)
