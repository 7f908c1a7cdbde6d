// Confirm an order, or propose what was changed in its form.
frappe.ready(() => {
	const form = document.getElementById("portal-reply");
	if (!form) return;
	const button = form.querySelector("button[type=submit]");
	const error = document.getElementById("portal-error");
	const texts = form.dataset;
	const inputs = [...form.querySelectorAll("input")];

	const differs = (input) => input.value !== input.dataset.asIs;
	const show = () => {
		inputs.forEach((input) => input.classList.toggle("portal-changed", differs(input)));
		button.textContent = inputs.some(differs) ? texts.propose : texts.confirm;
	};
	form.addEventListener("input", show);
	show();

	form.addEventListener("submit", (event) => {
		event.preventDefault();
		error.hidden = true;
		button.disabled = true;
		button.textContent = texts.sending;
		const lines = [...form.querySelectorAll("fieldset")].map((line) => ({
			line: line.dataset.line,
			qty: line.querySelector("[name=qty]")?.value ?? "",
			day: line.querySelector("[name=day]").value,
		}));
		const values = {
			supplier: texts.supplier,
			order: texts.order,
			seen: texts.seen,
			lines: JSON.stringify(lines),
			remark: form.elements.remark.value,
		};
		fetch("/api/method/relationship_suite.srm_extensions.portal.api.reply", {
			method: "POST",
			headers: { "Content-Type": "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
			body: JSON.stringify(values),
		})
			.then(async (answer) => {
				if (answer.ok) window.location.assign(texts.back);
				else refuse(said(await answer.json().catch(() => ({}))));
			})
			.catch(() => refuse(texts.failed));
	});

	function refuse(text) {
		error.textContent = text;
		error.hidden = false;
		button.disabled = false;
		show();
		error.scrollIntoView({ block: "center" });
	}

	// The server's messages are HTML; read them as text.
	function said(answer) {
		const messages = JSON.parse(answer._server_messages || "[]").map((each) => JSON.parse(each).message);
		const html = messages.join("<br>") || texts.failed;
		return new DOMParser().parseFromString(html, "text/html").body.textContent;
	}
});
