// Confirm an order, or propose what was changed in its form.
frappe.ready(() => {
	const form = document.getElementById("portal-reply");
	if (!form) return;
	supplier_portal_form(form, "relationship_suite.srm_extensions.portal.api.reply", () => ({
		order: form.dataset.order,
		remark: form.elements.remark.value,
		lines: JSON.stringify(
			[...form.querySelectorAll("[data-line]")].map((line) => ({
				line: line.dataset.line,
				qty: line.querySelector("[name=qty]")?.value ?? "",
				day: line.querySelector("[name=day]").value,
			}))
		),
	}));
});
