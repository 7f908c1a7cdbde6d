// In place of socket.io-client: the same calls over server-sent events, which the embedded server offers.

class Socket {
	constructor() {
		this.handlers = {};
		this.rooms = new Set();
		this.io = { on() {} };
		this.connected = false;
	}

	connect() {
		if (this.source) return this;
		this.source = new EventSource("/embedded/events");
		this.source.onopen = () => {
			const again = this.connected;
			this.connected = true;
			if (!again) this.fire("connect");
		};
		this.source.onmessage = (message) => {
			const { event, message: data } = JSON.parse(message.data);
			this.fire(event, data);
		};
		// a page that is left must not hold one of the browser's few connections
		window.addEventListener("pagehide", () => this.disconnect());
		return this;
	}

	disconnect() {
		this.source?.close();
		this.source = null;
		this.connected = false;
	}

	fire(event, ...data) {
		(this.handlers[event] || []).forEach((handler) => handler(...data));
	}

	on(event, handler) {
		(this.handlers[event] ??= []).push(handler);
		return this;
	}

	off(event, handler) {
		this.handlers[event] = handler ? (this.handlers[event] || []).filter((each) => each !== handler) : [];
		return this;
	}

	// rooms and typing notices: the server sends every event of this person anyway
	emit() {
		return this;
	}
}

export function io(_host, options = {}) {
	const socket = new Socket();
	if (options.autoConnect !== false) socket.connect();
	return socket;
}
