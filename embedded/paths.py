"""Where things lie. Everything made goes into `.venv` and `.build`, which can be deleted at any time."""

from __future__ import annotations

from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
EMBEDDED = REPO / "embedded"
CONTRACTS = REPO / "tests" / "contract"

VENV = REPO / ".venv"
BUILD = REPO / ".build"
ENGINE = BUILD / "engine"  # importable: frappe/ and the stand-in erpnext/
ASSETS = BUILD / "assets"  # what a bench has in sites/assets
DESK = BUILD / "desk"  # node_modules for the asset build
SITES = BUILD / "sites"  # template sites
LOGS = BUILD / "logs"
STAMPS = BUILD / "stamps"


def venv_python() -> Path:
	"""The interpreter of the virtual environment."""
	return VENV / "bin" / "python"
