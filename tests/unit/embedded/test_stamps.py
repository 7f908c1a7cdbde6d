"""Stamps decide whether a set-up step is skipped."""

from embedded import stamps


def test_the_digest_follows_contents_and_names(tmp_path):
	folder = tmp_path / "folder"
	folder.mkdir()
	(folder / "a.txt").write_text("one")
	first = stamps.digest([folder])
	assert stamps.digest([folder]) == first
	(folder / "a.txt").write_text("two")
	second = stamps.digest([folder])
	(folder / "a.txt").rename(folder / "b.txt")
	assert len({first, second, stamps.digest([folder])}) == 3


def test_the_digest_is_the_same_in_another_checkout(tmp_path):
	for name in ("here", "there"):
		(tmp_path / name / "app").mkdir(parents=True)
		(tmp_path / name / "app" / "hooks.py").write_text("x = 1")
	assert stamps.digest([tmp_path / "here" / "app"]) == stamps.digest([tmp_path / "there" / "app"])


def test_caches_do_not_count(tmp_path):
	before = stamps.digest([tmp_path])
	(tmp_path / "__pycache__").mkdir()
	(tmp_path / "__pycache__" / "x.pyc").write_text("")
	(tmp_path / "y.pyc").write_text("")
	assert stamps.digest([tmp_path]) == before


def test_further_strings_count(tmp_path):
	assert stamps.digest([tmp_path], "sqlite") != stamps.digest([tmp_path], "mariadb")


def test_a_stamp_is_current_only_for_its_key(tmp_path):
	stamp = tmp_path / "deep" / "stamp"
	assert not stamps.is_current(stamp, "key")
	stamps.write(stamp, "key")
	assert stamps.is_current(stamp, "key")
	assert not stamps.is_current(stamp, "other")
	assert [path.name for path in stamp.parent.iterdir()] == ["stamp"]
