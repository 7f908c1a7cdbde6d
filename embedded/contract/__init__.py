"""The DocTypes of ERPNext and Frappe that the app relies on: dumped from a bench, made into a stand-in."""
