"""The embedded site: Frappe's own source from PyPI, without a bench, for trying the app out and testing it."""
