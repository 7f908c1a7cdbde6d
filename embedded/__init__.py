"""The embedded site: Frappe's own source from PyPI, without a bench, for try-outs and tests."""
