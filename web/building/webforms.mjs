// What is changed in @getodk/web-forms while it is bundled. Each change says what it expects to
// find, and the build stops where a new release of it no longer has that.

/** The plugin for Vite. */
export function onlyWhatWeNeed() {
  return {
    name: "azalai-web-forms",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("@getodk/web-forms/dist/")) return null;
      if (id.endsWith("/index.js")) return { code: withoutFonts(code), map: null };
      if (/\/index-[\w-]+\.js$/.test(id)) return { code: withDrafts(inOurWords(code)), map: null };
      return null;
    },
  };
}

// 27 faces of Roboto, two thirds of the transfer; every phone has a sans serif of its own.
function withoutFonts(code) {
  const left = code.replace(/@font-face\{[^}]*url\(data:font\/[^}]*\}/g, "");
  if (left.length > code.length / 2) throw new Error("web-forms: its embedded fonts look different now");
  return left;
}

// The engine can restore a draft; the component only knows how to edit what was sent.
function withDrafts(code) {
  const known =
    /(const (\w+) = resolvableFormInstanceInput\((\w+)\.editInstance\), (\w+) = )(await (\w+)\.editInstance\(\2, (\w+)\);)/;
  if (!known.test(code)) throw new Error("web-forms: how it opens a record looks different now");
  return code.replace(
    known,
    "$1$3.editInstance.restore ? await $6.restoreInstance({ data: $3.editInstance.restore }, $7) : $5",
  );
}

// Its few fixed words are English: the page says them in the language of whoever fills in
// (`forms/adapter.ts`). What is not found any more is left as it is: a word is no reason to stop.
const WORDS = [
  // The region reads clocks of 24 hours; besides, 0.22 takes "05:45 PM" typed in capitals for morning.
  [/"hour-format": "12"/g, '"hour-format": "24"'],
  [/constraintMsg: "(Condition not satisfied: constraint)"/g,
    'get constraintMsg() { return azalaiSay("wrong.constraint", "$1"); }'],
  [/requiredMsg: "(Condition not satisfied: required)"/g,
    'get requiredMsg() { return azalaiSay("wrong.required", "$1"); }'],
  [/label: "Send"/g, 'label: azalaiSay("send", "Send")'],
  [/label: "Remove"/g, 'label: azalaiSay("remove", "Remove")'],
  [/label: "Cancel"/g, 'label: azalaiSay("cancel", "Cancel")'],
  [/label: "Change language"/g, 'label: azalaiSay("language", "Change language")'],
  [/createTextVNode\(" Add ", -1\)/g, 'createTextVNode(" " + azalaiSay("add", "Add") + " ", -1)'],
  [/(\w+) === 1 \? "1 question with error\." : `\$\{\1\} questions with errors\.`/g,
    'azalaiSay("errors", `${$1} with errors`, $1)'],
];

function inOurWords(code) {
  const said = WORDS.reduce((text, [known, ours]) => text.replace(known, ours), code);
  return `const azalaiSay = (key, english, n) => globalThis.azalaiWords?.(key, n) ?? english;\n${said}`;
}
