"""Compile the apps' translations (locale/*.po) to where Frappe looks for them, as `bench build` does."""

from __future__ import annotations

import io
from collections.abc import Sequence

from embedded import paths, stamps
from embedded.engine.activate import find_app


def compile_all(apps: Sequence[str]) -> int:
	"""Compile what is newer than its compiled form and return the number of files written."""
	written = 0
	for app in apps:
		for source in sorted((find_app(app) / "locale").glob("*.po")):
			target = paths.ASSETS / "locale" / source.stem / "LC_MESSAGES" / f"{app}.mo"
			key = stamps.digest([source])
			if stamps.is_current(target.with_suffix(".stamp"), key) and target.exists():
				continue
			from babel.messages.mofile import write_mo
			from babel.messages.pofile import read_po

			with open(source, "rb") as file:
				catalog = read_po(file)
			compiled = io.BytesIO()
			write_mo(compiled, catalog)
			target.parent.mkdir(parents=True, exist_ok=True)
			target.write_bytes(compiled.getvalue())
			stamps.write(target.with_suffix(".stamp"), key)
			written += 1
	return written
