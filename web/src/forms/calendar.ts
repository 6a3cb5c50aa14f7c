// How the components of web-forms show and read dates, in the words of whoever fills in.
import { t } from "../words/words";

/**
 * What PrimeVue calls a locale. The day comes first; in English the month is a word, because half of
 * those who read English read 06/07 the other way round.
 */
export function calendar(lang: string): Record<string, unknown> {
  const locale = lang === "ar" ? "ar-u-nu-latn" : lang;
  const months = (month: "long" | "short") => Array.from({ length: 12 }, (_, at) =>
    new Intl.DateTimeFormat(locale, { month }).format(new Date(2026, at, 15)));
  // The first of February 2026 is a Sunday, where the component begins to count.
  const days = (weekday: "long" | "short" | "narrow") => Array.from({ length: 7 }, (_, at) =>
    new Intl.DateTimeFormat(locale, { weekday }).format(new Date(2026, 1, 1 + at)));
  const today = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(0, "day");
  const [earlier, later] = [t("earlier"), t("later")];
  return {
    dateFormat: lang === "en" ? "dd M yy" : "dd/mm/yy", firstDayOfWeek: 1,
    monthNames: months("long"), monthNamesShort: months("short"),
    dayNames: days("long"), dayNamesShort: days("short"), dayNamesMin: days("narrow"),
    today: today.charAt(0).toLocaleUpperCase(locale) + today.slice(1), clear: t("clear"),
    chooseDate: t("choose"), chooseMonth: t("choose"), chooseYear: t("choose"),
    prevMonth: earlier, prevYear: earlier, prevDecade: earlier, prevHour: earlier, prevMinute: earlier,
    nextMonth: later, nextYear: later, nextDecade: later, nextHour: later, nextMinute: later,
    emptyMessage: "–", emptyFilterMessage: "–", emptySearchMessage: "–",
  };
}
