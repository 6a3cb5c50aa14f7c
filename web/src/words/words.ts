// The words of the pages, in the language of whoever counts.

type Texts = Record<string, string | string[]>;

export const LANGUAGES = { fr: "Français", en: "English", ar: "العربية" } as const;
export type Language = keyof typeof LANGUAGES;

// The order of the catalogues' plural forms, in the names of Intl.PluralRules.
const FORMS: Record<Language, Intl.LDMLPluralRule[]> = {
  fr: ["one", "other"],
  en: ["one", "other"],
  ar: ["zero", "one", "two", "few", "many", "other"],
};

let lang: Language = "fr";
let texts: Texts = {};

/** Speak this language from now on: words, direction of writing, the page's `lang`. */
export async function speak(wanted: string): Promise<void> {
  lang = wanted in LANGUAGES ? (wanted as Language) : "fr";
  const answer = await fetch(`/c/words/${lang}.json`);
  texts = (await answer.json()) as Texts;
  document.documentElement.lang = lang;
  document.documentElement.dir = lang === "ar" ? "rtl" : "ltr";
}

export function language(): Language {
  return lang;
}

/** What the browser asks for, among the languages that we have. */
export function browserLanguage(): Language {
  for (const one of navigator.languages) {
    const short = one.split("-")[0] ?? "";
    if (short in LANGUAGES) return short as Language;
  }
  return "fr";
}

type Values = Record<string, string | number>;

/** A text, with its `{values}`. A missing text shows its key: better than an empty button. */
export function t(key: string, values: Values = {}): string {
  const found = texts[key];
  return put(typeof found === "string" ? found : (found?.[0] ?? key), values);
}

/** A text for a count: `{n}` in the right plural form. */
export function tn(key: string, n: number, values: Values = {}): string {
  const forms = texts[key];
  if (!Array.isArray(forms)) return t(key, { n: number(n), ...values });
  const at = FORMS[lang].indexOf(new Intl.PluralRules(lang).select(n));
  return put(forms[at < 0 ? forms.length - 1 : at] ?? key, { n: number(n), ...values });
}

function put(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

// The region writes Western digits, in Arabic too.
const locale = () => (lang === "ar" ? "ar-u-nu-latn" : lang);

export function number(n: number): string {
  return new Intl.NumberFormat(locale()).format(n);
}

/** A moment as people of the day say it: the time, with the day where it is another one. */
export function moment(at: number): string {
  const day = new Date(at);
  const today = day.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(locale(), today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" })
    .format(day);
}

/** A date (`2026-11-22`) in words. */
export function day(iso: string): string {
  const at = new Date(`${iso.slice(0, 10)}T12:00:00`);
  return Number.isNaN(at.getTime()) ? iso : new Intl.DateTimeFormat(locale(), { dateStyle: "medium" }).format(at);
}

/** The title of a form in this language, where it stands in all three: `Counter · Comptage · العدّ`. */
export function titled(title: string): string {
  const parts = title.split(" · ");
  return parts.length === 3 ? (parts[["en", "fr", "ar"].indexOf(lang)] ?? title) : title;
}
