from collections import defaultdict

import frappe
from frappe import _
from frappe.utils import formatdate, getdate, nowdate

from relationship_suite.relationship_core.documents import existing
from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.messages import say
from relationship_suite.srm_extensions.planning import (
	commitment,
	commitment_queries,
	commitment_records,
	commitment_wording,
	plan_notes,
	release_queries,
)
from relationship_suite.srm_extensions.planning.commitment_queries import COMMITMENT
from relationship_suite.srm_extensions.planning.release_queries import RELEASE


class SupplyCommitment(Record):
	"""A version of what a supplier commits to of a Forecast Release; entered once, it stays as it is."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.srm_extensions.doctype.supply_commitment_line.supply_commitment_line import (
			SupplyCommitmentLine,
		)

		accepted_by: DF.Link | None
		accepted_on: DF.Date | None
		agreement: DF.Link | None
		committed_on: DF.Date | None
		company: DF.Link | None
		is_latest: DF.Check
		lines: DF.Table[SupplyCommitmentLine]
		order_runs: DF.Int
		previous_commitment: DF.Link | None
		release: DF.Link
		remark: DF.SmallText | None
		status: DF.Literal["To Review", "Accepted"]
		supplier: DF.Link | None
		version: DF.Int
	# end: auto-generated types

	@property
	def is_of_portal(self) -> bool:
		"""A supplier answers in its portal, which knows whose the release is, and has no rights in the Desk."""
		return bool(self.flags.ignore_permissions)

	def before_insert(self):
		self.validate_release()
		self.set_version()

	def validate(self):
		if not self.is_new():
			frappe.throw(_("A Supply Commitment stays as it was entered. Enter another version instead."))
		self.validate_lines()

	def after_insert(self):
		commitment_records.take_over(self)
		commitment_records.settle(self.agreement, getdate(nowdate()))
		commitment_records.tell_planner(self)
		self.note_buckets()

	def on_trash(self):
		self.note_buckets()

	def note_buckets(self):
		"""The buckets of the release that is answered are to be read anew, and those of later ones."""
		plan_notes.note_from(self.agreement, frappe.db.get_value(RELEASE, self.release, "version") or 0)

	def validate_release(self):
		"""What is answered is the latest release, which the user may see, and which says of what agreement it is."""
		asked = (
			frappe.get_doc(RELEASE, self.release)
			if self.is_of_portal
			else existing(RELEASE, self.release or "")
		)
		if not asked.is_latest:
			frappe.throw(
				say(_("{0} is superseded. Answer the latest release of its agreement."), self.release)
			)
		self.update({field: asked.get(field) for field in ("agreement", "supplier", "company")})

	def set_version(self):
		"""One more than the version that the user has seen, or nobody's answer is lost."""
		latest = release_queries.last_version(COMMITMENT, release=self.release)
		if latest and self.previous_commitment != latest["name"]:
			frappe.throw(
				say(
					_("{0} was entered in the meantime. Look at it, and begin again from there."),
					latest["name"],
				)
			)
		self.version = latest["version"] + 1 if latest else 1
		self.previous_commitment = latest["name"] if latest else None
		self.update({"committed_on": nowdate(), "is_latest": 1, "status": "To Review"})
		self.update({"accepted_by": None, "accepted_on": None, "order_runs": 0})

	def validate_lines(self):
		asked = frappe.get_doc(RELEASE, self.release)
		wanted = {each.key: each for each in commitment_queries.wanted(asked)}
		whole = release_queries.whole_uoms({each.uom for each in wanted.values()})
		latest = commitment_queries.latest(COMMITMENT, self.agreement)
		before = commitment_queries.promises(latest) if latest else {}
		rows = defaultdict(list)
		for row in self.lines:
			bucket = self.bucket_of(row, wanted)
			row.update({"uom": bucket.uom, "last_day": bucket.last_day, "release_qty": bucket.release_qty})
			rows[bucket.key].append(row)
		for key, said in commitment_queries.promises(self).items():
			bucket = wanted[key]
			problem = commitment.wrong(
				bucket,
				said,
				before.get(key, ()),
				is_whole=bucket.uom in whole,
				released_on=getdate(asked.released_on),
			)
			if problem:
				place, name = problem
				row = None if self.is_of_portal else rows[key][place].idx
				frappe.throw(commitment_wording.problem(name, bucket, asked, row))

	def bucket_of(self, row, wanted):
		bucket = wanted.get((row.item, getdate(row.first_day)))
		if bucket is None:
			frappe.throw(
				say(
					_("Row {0}: the release has no bucket of {1} that begins on {2}."),
					row.idx,
					row.item,
					formatdate(row.first_day),
				)
			)
		return bucket
