// Build the Desk's bundles as Frappe's own esbuild script does: every *.bundle.{js,ts,css,scss} under an app's
// public folder is an entry point, .html files become frappe.templates, assets.json names the hashed outputs.
//
//   node build.mjs APP OUT MODULES NAME=PACKAGE_FOLDER ...
//
// writes OUT/dist and OUT/bundles.json for APP. MODULES is the folder node_modules; the other apps are named
// because bundles may import from them.

import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [app, out, modules, ...named] = process.argv.slice(2);
const apps = Object.fromEntries(named.map((each) => each.split("=")));
const load = createRequire(path.join(modules, "x.js"));
const esbuild = load("esbuild");
const sass = load("sass");
const vue = load("esbuild-plugin-vue3");

// They need packages of their own (Vue Flow, Plyr's polyfills) and no embedded site opens them.
const LEFT_OUT = ["form_builder.bundle.js", "workflow_builder.bundle.js", "video_player.bundle.js", "sentry.bundle.js"];
const SKIP = new Set(["node_modules", "dist"]);

function* bundles(folder) {
	if (!fs.existsSync(folder)) return;
	for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
		const full = path.join(folder, entry.name);
		if (entry.isDirectory()) {
			if (!SKIP.has(entry.name)) yield* bundles(full);
		} else if (/\.bundle\.(js|ts|css|scss)$/.test(entry.name) && !LEFT_OUT.includes(entry.name)) {
			yield full;
		}
	}
}

const templates = {
	name: "templates",
	setup(build) {
		build.onResolve({ filter: /\.html$/ }, (args) => ({
			path: path.join(args.resolveDir, args.path),
			namespace: "template",
		}));
		build.onLoad({ filter: /.*/, namespace: "template" }, (args) => {
			const text = fs.readFileSync(args.path, "utf-8").replace(/\s+/g, " ").replace(/<!--.*?-->/g, "");
			const name = JSON.stringify(path.basename(args.path, ".html"));
			// As source text, not as data: templates are written with the escapes of a JavaScript literal (\').
			const literal = text.replace(/`/g, "\\`").replace(/\$\{/g, "\\${");
			return { contents: `frappe.templates[${name}] = \`${literal}\`;` };
		});
	},
};

const resolve = {
	name: "resolve",
	setup(build) {
		// served as they are
		build.onResolve({ filter: /^\/(assets|files)\// }, (args) => ({ path: args.path, external: true }));
		// Frappe's sources name their own node_modules
		build.onResolve({ filter: /^frappe\/public\/node_modules\// }, (args) => ({
			path: path.join(modules, args.path.replace("frappe/public/node_modules/", "")),
		}));
		// no socket.io server here: server-sent events instead
		build.onResolve({ filter: /^socket\.io-client$/ }, () => ({
			path: path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "realtime.js"),
		}));
	},
};

const styles = {
	name: "styles",
	setup(build) {
		build.onLoad({ filter: /\.scss$/ }, (args) => {
			const result = sass.compile(args.path, {
				loadPaths: [modules, ...Object.values(apps).map((folder) => path.dirname(folder))],
				importers: [
					{
						findFileUrl(url) {
							return url.startsWith("~") ? pathToFileURL(path.join(modules, url.slice(1))) : null;
						},
					},
				],
				logger: sass.Logger.silent,
			});
			return { contents: result.css, loader: "css", resolveDir: path.dirname(args.path) };
		});
	},
};

const outputs = {};
const entries = [...bundles(path.join(apps[app], "public"))];
const isStyle = (file) => /css$/.test(file);
for (const group of [entries.filter((file) => !isStyle(file)), entries.filter(isStyle)]) {
	if (!group.length) continue;
	const style = isStyle(group[0]);
	const result = await esbuild.build({
		entryPoints: group.map((file) => ({
			in: file,
			// served as /assets/<app>/dist/js/x.bundle.HASH.js and /assets/<app>/dist/css/x.bundle.HASH.css
			out: path.join(style ? "css" : "js", path.basename(file).replace(/\.\w+$/, "")),
		})),
		entryNames: "[dir]/[name].[hash]",
		assetNames: "files/[name].[hash]",
		outdir: path.join(out, "dist"),
		publicPath: `/assets/${app}/dist`,
		bundle: true,
		minifyWhitespace: true,
		minifyIdentifiers: true,
		minifySyntax: !style, // it writes colours as #rrggbbaa, which the mailer's CSS parser does not know
		sourcemap: "linked",
		target: ["es2020"],
		metafile: true,
		logLevel: "error",
		nodePaths: [
			modules,
			...Object.values(apps).flatMap((each) => [path.dirname(each), path.join(each, "public", "js")]),
		],
		loader: Object.fromEntries(
			[".woff", ".woff2", ".ttf", ".eot", ".svg", ".png", ".gif", ".jpg"].map((suffix) => [suffix, "file"]),
		),
		define: {
			"process.env.NODE_ENV": '"production"',
			__VUE_OPTIONS_API__: "true",
			__VUE_PROD_DEVTOOLS__: "false",
			__VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
		},
		plugins: [resolve, templates, styles, (vue.default ?? vue)()],
	});
	for (const [file, about] of Object.entries(result.metafile.outputs)) {
		if (!about.entryPoint) continue;
		const extension = path.extname(file);
		const bundle = path.basename(about.entryPoint.replace(/^\w+:/, "")).replace(/\.\w+$/, extension);
		outputs[bundle] = `/assets/${app}/${path.relative(out, path.resolve(file)).split(path.sep).join("/")}`;
	}
}
fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(path.join(out, "bundles.json"), JSON.stringify(outputs, null, 1));
