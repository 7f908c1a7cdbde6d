// Commit to a forecast: deliveries of each period, of which there may be several.
frappe.ready(() => {
	const form = document.getElementById("portal-commit");
	if (!form) return;
	const show = supplier_portal_form(form, "relationship_suite.srm_extensions.portal.forecast_api.commit", () => ({
		agreement: form.dataset.agreement,
		remark: form.elements.remark.value,
		lines: JSON.stringify([...form.querySelectorAll("[data-bucket]")].flatMap(deliveries_of)),
	}));

	function deliveries_of(bucket) {
		const { item, bucket: first_day } = bucket.dataset;
		return [...bucket.querySelectorAll(".portal-delivery")].map((delivery) => {
			const value = (name) => delivery.querySelector(`[name=${name}]`).value;
			return { item, first_day, qty: value("qty"), day: value("day"), note: value("note") };
		});
	}

	// Another delivery of the period, for a quantity and a day that are still to be said; it differs from what is asked.
	form.addEventListener("click", (event) => {
		const bucket = event.target.closest("[data-bucket]");
		if (event.target.matches(".portal-more")) {
			const row = bucket.querySelector(".portal-delivery").cloneNode(true);
			row.querySelectorAll("input").forEach((input) => {
				input.value = "";
				if ("asIs" in input.dataset) input.dataset.asIs = "";
			});
			event.target.before(row);
			row.querySelector("input").focus();
		}
		if (event.target.matches(".portal-as-asked")) {
			form.querySelectorAll("[data-bucket]").forEach((each) => {
				each.querySelectorAll(".portal-delivery ~ .portal-delivery").forEach((row) => row.remove());
				each.querySelectorAll("[data-as-is]").forEach((input) => (input.value = input.dataset.asIs));
			});
		}
		show();
	});
});
