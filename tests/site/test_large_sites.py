"""Names as long as Frappe lets them be, and more changes behind our back than are held in memory."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import buying, selling
from tests.factories.histories import END
from tests.factories.statements import watched
from tests.site.test_touch_owners import issue, mail_on, parties_of, two_customers

#: The longest name that Frappe has.
LONGEST = 140


@pytest.fixture(autouse=True)
def _masters(clean, monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import sweep

	monkeypatch.setattr(sweep, "OVERLAP", timedelta(0))  # what earlier tests did is not looked at
	selling.masters()
	frappe.db.commit()
	run("Nightly")


def run(kind: str):
	from relationship_suite import tasks

	return tasks.run(kind, as_of=END)


def test_a_reconcile_goes_on_after_the_longest_names_there_are(monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import reconcile

	names = [f"{buying.named('_RS')} {letter * LONGEST}"[:LONGEST] for letter in "ab"]
	for name in names:
		customer = selling.customer("_RS Long Names")
		frappe.get_doc({"doctype": "Issue", "name": name, "subject": "-", "customer": customer}).db_insert()
	frappe.db.commit()
	real, compared = reconcile._compare, []

	def stops_after_a_long_name(lease, doctype, page):
		if compared and compared[-1] == names[0]:
			raise MemoryError
		return goes_on(lease, doctype, page)

	def goes_on(lease, doctype, page):
		compared.extend(page)
		return real(lease, doctype, page)

	monkeypatch.setattr(reconcile, "REBUILD_BATCH", 1)
	try:
		with monkeypatch.context() as patch:
			patch.setattr(reconcile, "_compare", stops_after_a_long_name)
			with pytest.raises(MemoryError):
				run("Reconcile")
		monkeypatch.setattr(reconcile, "_compare", goes_on)

		assert run("Reconcile").status == "Completed"
		assert [compared.count(name) for name in names] == [1, 1]
		assert frappe.db.count("Issue", {"name": ("in", names)}) == 2
	finally:
		frappe.db.delete("Issue", {"name": ("in", names)})
		frappe.db.commit()
		run("Reconcile")


def changed_behind_our_back(count: int) -> set[tuple]:
	import frappe

	names = [issue(selling.customer("_RS Swept")).name for _ in range(count)]
	frappe.db.sql("delete from relationship_change")
	frappe.db.commit()
	return {("Issue", name) for name in names}


def noted() -> list[tuple]:
	import frappe

	return frappe.db.sql("select voucher_type, voucher from relationship_change")


@pytest.mark.parametrize("most", [2, 3, 4])
def test_a_sweep_notes_all_that_changed_and_reads_no_more_than_it_may(monkeypatch, most):
	import frappe

	from relationship_suite.relationship_core.facts import changes, sweep, watermarks

	since = watermarks.get(sweep.WATERMARK)
	changed = changed_behind_our_back(3)
	monkeypatch.setattr(sweep, "MOST", most)
	written = []
	real = changes.note_vouchers
	monkeypatch.setattr(changes, "note_vouchers", lambda rows: (written.append(len(rows)), real(rows)))

	with watched() as statements:
		swept = sweep.sweep()

	assert (swept, set(noted()), len(noted())) == (3, changed, 3)
	assert written == ([] if most < 3 else [3])
	[read] = [s for s in statements if s.startswith("SELECT") and "LIMIT" in s]
	assert f"LIMIT {most + 1}" in read
	assert watermarks.get(sweep.WATERMARK) > since
	frappe.db.rollback()
	assert len(noted()) == 3  # it is committed
	run("Refresh")


def test_a_sweep_of_very_many_leaves_the_connection_as_it_was(monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import sweep

	if frappe.db.db_type != "mariadb":
		pytest.skip("SQLite has no levels of isolation")
	before = frappe.db.sql("select @@tx_isolation")
	monkeypatch.setattr(sweep, "MOST", 0)
	changed_behind_our_back(1)
	sweep.sweep()

	assert frappe.db.sql("select @@tx_isolation") == before
	run("Refresh")


def test_an_issue_given_away_by_sql_takes_its_mails_along_in_the_night():
	import frappe

	old, new = two_customers("By Night")
	doc = issue(old)
	mail = mail_on(doc)
	frappe.db.commit()
	run("Nightly")
	assert parties_of(mail) == {old}

	frappe.db.sql(
		"update `tabIssue` set customer = %s, modified = %s where name = %s",
		(new, frappe.utils.now_datetime(), doc.name),
	)
	frappe.db.commit()
	run("Nightly")

	assert parties_of(mail) == {new}
