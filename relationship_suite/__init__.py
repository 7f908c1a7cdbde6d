"""Customer and supplier relationship management on ERPNext's own masters."""

__version__ = "0.1.0"
