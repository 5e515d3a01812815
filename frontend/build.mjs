// Bundles the front end into the folder given as the first argument and writes manifest.json, the map from a
// name that the pages know to the hashed file that the browser gets. Run by hatch_build.py.
import { build } from "esbuild";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";

const out = process.argv[2];
if (!out) throw new Error("say where to put the bundle: node build.mjs FOLDER");

// Every browser that can run the rest reads woff2; the other two formats of each KaTeX font would triple the wheel.
const onlyWoff2 = {
  name: "only-woff2",
  setup(bundler) {
    bundler.onLoad({ filter: /katex\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, ""),
      loader: "css",
    }));
  },
};

const shared = {
  bundle: true,
  minify: true,
  outdir: out,
  metafile: true,
  target: ["es2022"],
  legalComments: "none", // licences.txt carries every notice whole
  logLevel: "warning",
};

const pages = await build({
  ...shared,
  entryPoints: { page: "src/page.ts", style: "src/style.css" },
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "fonts/[name]-[hash]",
  format: "esm",
  splitting: true,
  loader: { ".woff2": "file" },
  plugins: [onlyWoff2],
});

// Runs before the first paint, so it is a plain script of its own.
const theme = await build({
  ...shared,
  entryPoints: { theme: "src/theme.ts" },
  entryNames: "[name]-[hash]",
  format: "iife",
});

// Runs in QuickJS inside Python; no browser ever asks for it.
const typeset = await build({
  ...shared,
  entryPoints: { typeset: "src/typeset.ts" },
  format: "iife",
  globalName: "typesetting",
  footer: { js: "var typeset = typesetting.typeset;" },
});

const manifest = {};
for (const { metafile } of [pages, theme]) {
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (!entryPoint) continue;
    const kind = file.slice(file.lastIndexOf("."));
    manifest[basename(entryPoint).replace(/\.[^.]*$/, kind)] = basename(file);
  }
}
// The editor is a chunk that only drill pages load; they name it so that the browser fetches it at once.
for (const [file, { inputs }] of Object.entries(pages.metafile.outputs)) {
  if (file.endsWith(".js") && "src/code-editor.ts" in inputs) manifest["code-editor.js"] = basename(file);
}

// What is passed on is passed on with its licence.
const packages = new Set();
for (const { metafile } of [pages, theme, typeset]) {
  for (const input of Object.keys(metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
    if (found) packages.add(found[1]);
  }
}
const notices = [];
for (const name of [...packages].sort()) {
  const folder = `node_modules/${name}`;
  const { version } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const licence = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  if (!licence) throw new Error(`${name} has no licence file: say in build.mjs what to pass on instead`);
  notices.push(`${name} ${version}\n\n${await readFile(`${folder}/${licence}`, "utf8")}`);
}
await writeFile(`${out}/licences.txt`, notices.join("\n\n----\n\n"));
await writeFile(`${out}/manifest.json`, JSON.stringify(manifest, null, 2) + "\n");
