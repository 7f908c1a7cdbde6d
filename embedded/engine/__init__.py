"""Makes PyPI's single-app, single-site engine behave like Frappe 16 with several apps. Start at `site.py`."""
