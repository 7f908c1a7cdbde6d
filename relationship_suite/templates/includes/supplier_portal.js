// What the forms of the portal have in common: what differs is marked and the button says so; sending keeps what was typed
// where the server refuses it, and says why.
window.supplier_portal_form = (form, method, values) => {
	const button = form.querySelector("button[type=submit]");
	const error = form.querySelector("[role=alert]");
	const texts = form.dataset;

	const differs = (input) => input.value !== input.dataset.asIs;
	const show = () => {
		const inputs = [...form.querySelectorAll("[data-as-is]")];
		inputs.forEach((input) => input.classList.toggle("portal-changed", differs(input)));
		button.textContent = inputs.some(differs) ? texts.differs : texts.same;
	};
	form.addEventListener("input", show);
	show();

	form.addEventListener("submit", (event) => {
		event.preventDefault();
		error.textContent = "";
		button.disabled = true;
		button.textContent = texts.sending;
		fetch(`/api/method/${method}`, {
			method: "POST",
			headers: { "Content-Type": "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
			body: JSON.stringify({ supplier: texts.supplier, seen: texts.seen, ...values() }),
		})
			.then(async (answer) => {
				if (answer.ok) window.location.assign(texts.back);
				else refuse(said(await answer.json().catch(() => ({}))));
			})
			.catch(() => refuse(texts.failed));
	});

	function refuse(text) {
		error.textContent = text;
		button.disabled = false;
		show();
		error.scrollIntoView({ block: "center" });
		error.focus();
	}

	// The server's messages are HTML; read them as text.
	function said(answer) {
		const messages = JSON.parse(answer._server_messages || "[]").map((each) => JSON.parse(each).message);
		const html = messages.join("<br>") || texts.failed;
		return new DOMParser().parseFromString(html, "text/html").body.textContent;
	}

	return show;
};
