// The licences of everything that goes into the bundle.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

// What web-forms and its engine carry inside themselves, so that npm does not list it.
const INSIDE = [
  "PrimeVue, PrimeFlex, PrimeUIX (MIT)", "OpenLayers (BSD-2-Clause)", "web-tree-sitter (MIT)",
  "DOMPurify (MPL-2.0 OR Apache-2.0)", "Material Design Icons (Apache-2.0)", "solid-js (MIT)",
  "Papa Parse (MIT)", "micromark and mdast (MIT)", "temporal-polyfill (MIT)",
];

/** One text: every package that npm installs for use, with its licence file. */
export function licences(web) {
  const lock = JSON.parse(readFileSync(join(web, "package-lock.json"), "utf8"));
  const parts = [
    "The pages for phones contain work of others, under these licences.",
    `Inside @getodk/web-forms and @getodk/xforms-engine:\n${INSIDE.map((one) => `  ${one}`).join("\n")}`,
  ];
  for (const [path, about] of Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!path || about.dev || about.devOptional || about.optional) continue;
    const folder = join(web, path);
    if (!existsSync(folder)) continue;
    const name = path.replace(/^.*node_modules\//, "");
    const file = readdirSync(folder).sort().find((one) => /^(licen[cs]e|copying)/i.test(one));
    const text = file ? readFileSync(join(folder, file), "utf8").trim() : "";
    parts.push(`${name} ${about.version} (${about.license ?? "see its page"})\n\n${text}`.trim());
  }
  return parts.join(`\n\n${"-".repeat(72)}\n\n`) + "\n";
}
