// Builds the pages, then the worker that keeps them, then what is served compressed.
// The same sources give the same bytes: nothing here reads a clock.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { build } from "vite";

import { licences } from "./licences.mjs";
import { onlyWhatWeNeed } from "./webforms.mjs";
import { words } from "./words.mjs";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(web, "../src/azalai/server/browser/bundle");
// Built aside and put in place when it is whole: a build that breaks off leaves what was there.
const bundle = join(web, "node_modules/.azalai-bundle");
const packs = join(web, "../src/azalai/packs/phone");

rmSync(bundle, { recursive: true, force: true });
const shared = {
  root: web, configFile: false, logLevel: "warn", base: "/c/",
  define: { "process.env.NODE_ENV": '"production"', __VUE_OPTIONS_API__: "true",
    __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false" },
};
await build({
  ...shared,
  plugins: [onlyWhatWeNeed()],
  build: {
    outDir: bundle, emptyOutDir: false, target: "es2022", modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 3000, reportCompressedSize: false, assetsInlineLimit: 0,
    rolldownOptions: {
      input: { start: join(web, "index.html"), count: join(web, "count/index.html"),
        form: join(web, "form/index.html") },
      output: { entryFileNames: "assets/[name].[hash].js", chunkFileNames: "assets/[name].[hash].js",
        assetFileNames: "assets/[name].[hash][extname]" },
    },
  },
});

mkdirSync(join(bundle, "words"), { recursive: true });
for (const [lang, texts] of words(packs))
  writeFileSync(join(bundle, "words", `${lang}.json`), JSON.stringify(texts));
writeFileSync(join(bundle, "licences.txt"), licences(web));

// What the worker keeps: the light pages at once; the heavy form page, with all that it needs and
// itself last, when a form is wanted.
const listed = files(bundle).filter((name) => !name.endsWith(".txt"));
const FORM = "form/index.html";
const heavy = [...reachable(FORM).filter((name) => name !== FORM).sort(), FORM];
const light = listed.filter((name) => !heavy.includes(name)
  || reachable("index.html").concat(reachable("count/index.html")).includes(name));
const marked = (names) => names.map((name) => [address(name), digest(join(bundle, name))]);
const kept = { light: marked(light), heavy: marked(heavy) };
const version = createHash("sha256").update(JSON.stringify(kept)).digest("hex").slice(0, 12);
await build({
  ...shared,
  publicDir: false,
  define: { ...shared.define, __KEPT__: JSON.stringify({ version, ...kept }) },
  build: {
    outDir: bundle, emptyOutDir: false, target: "es2022", reportCompressedSize: false,
    lib: { entry: join(web, "src/worker/worker.ts"), formats: ["iife"], name: "worker",
      fileName: () => "worker.js" },
  },
});

for (const name of files(bundle)) {
  const raw = readFileSync(join(bundle, name));
  if (raw.length < 600) continue;
  writeFileSync(join(bundle, `${name}.br`), brotliCompressSync(raw, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length },
  }));
  writeFileSync(join(bundle, `${name}.gz`), gzipSync(raw, { level: 9 }));
}
// Of what it was built, so that a bundle that is out of date is noticed (`hatch_build.py`).
writeFileSync(join(bundle, "sources.sha256"), sources());
console.log(`bundle ${version}: ${files(bundle).length} files`);
rmSync(target, { recursive: true, force: true });
renameSync(bundle, target);

function sources() {
  const all = [
    ...files(web).filter((name) => !/^node_modules\/|(^|\/)\./.test(name)).map((name) => [`web/${name}`, join(web, name)]),
    ...readdirSync(packs).filter((name) => name.endsWith(".po")).map((name) => [`packs/phone/${name}`, join(packs, name)]),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash("sha256");
  for (const [name, path] of all)
    hash.update(`${createHash("sha256").update(readFileSync(path)).digest("hex")}  ${name}\n`);
  return hash.digest("hex") + "\n";
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function address(name) {
  return "/c/" + name.replace(/(^|\/)index\.html$/, "$1");
}

function digest(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 12);
}

// A page and every file of the bundle that it names, directly or through another.
function reachable(page) {
  const found = new Set([page]);
  for (const name of found) {
    const text = readFileSync(join(bundle, name), "utf8");
    for (const other of listed)
      if (other.startsWith("assets/") && text.includes(other.slice("assets/".length))) found.add(other);
  }
  return [...found];
}
