// The words of the pages for phones: catalogues (`packs/phone/*.po`) as JSON.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const PREFIX = "phone.page.";

/** Every language with its texts: key without prefix -> text, or its plural forms in order. */
export function words(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".po"))
    .sort()
    .map((name) => [name.slice(0, -3), texts(readFileSync(join(folder, name), "utf8"))]);
}

function texts(po) {
  const found = {};
  let key = "";
  let field = "";
  let forms = [];
  const keep = () => {
    if (key.startsWith(PREFIX)) found[key.slice(PREFIX.length)] = forms.length > 1 ? forms : forms[0];
  };
  for (const line of [...po.split("\n"), 'msgid ""']) {
    const start = /^(msgid_plural|msgid|msgstr(?:\[(\d+)\])?) +(".*")$/.exec(line.trim());
    if (start) {
      if (start[1] === "msgid") {
        keep();
        key = "";
        forms = [];
      }
      field = start[1];
      add(start[3], Number(start[2] ?? 0));
    } else if (line.startsWith('"')) add(line.trim(), forms.length - 1);
  }
  return found;

  function add(quoted, index) {
    const text = JSON.parse(quoted);
    if (field === "msgid") key += text;
    else if (field.startsWith("msgstr")) forms[index] = (forms[index] ?? "") + text;
  }
}
