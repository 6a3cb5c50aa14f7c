// What every page has: languages, connection, practice, the worker, and a word about what was sent.
import { device, note, practising } from "../keeping/devices";
import { draftOpen } from "../keeping/drafts";
import { type Device, onChange, set, setting } from "../keeping/store";
import { waiting } from "../sending/queue";
import { keepSending } from "../sending/triggers";
import { LANGUAGES, browserLanguage, language, speak, t, tn } from "../words/words";
import { fill, h, say } from "./dom";

export interface Frame {
  content: HTMLElement;
  device: Device | null;
}

/** Set up a page; `redraw` is called again when the language changes. */
export async function frame(
  title: string, home: boolean, redraw: (frame: Frame) => Promise<void>,
): Promise<void> {
  const page = document.querySelector("#page") as HTMLElement;
  const chosen = await device();
  const wanted = await setting("language", chosen?.language || browserLanguage());
  await speak(wanted);
  await set("language", language()).catch(() => {});
  const made: Frame = { content: h("main", { id: "content" }), device: chosen };
  const draw = async () => {
    document.title = `${t(title)} · Azalai`;
    fill(page,
      h("header", { class: "top" },
        home ? h("strong", { class: "brand" }, "Azalai") : h("a", { class: "brand", href: "/c/" }, h("span", { "aria-hidden": "true" }, "‹ "), "Azalai"),
        network(), languages(draw)),
      await practice(made.device), alarm, made.content, toastPlace);
    await redraw(made);
  };
  await draw();
  await worker(home);
  keepSending((sent) => toast(sent.message || tn("sent.now", sent.sent)));
  void navigator.storage?.persist?.();
}

function languages(draw: () => Promise<void>): HTMLElement {
  const choose = h("select", {
    "aria-label": t("language"),
    onchange: async () => {
      await speak(choose.value);
      try {
        await set("language", language());
        const chosen = await device();
        if (chosen) await note(chosen.id, { language: language() });
      } catch {
        // No space left: the language is changed until the page is left.
      }
      await draw();
    },
  }, Object.entries(LANGUAGES).map(([code, name]) =>
    h("option", { value: code, lang: code, selected: code === language() }, name)));
  return choose;
}

function network(): HTMLElement {
  const made = h("span", { class: "network", role: "status" });
  const show = async () => {
    const left = (await waiting()).length;
    made.classList.toggle("off", !navigator.onLine);
    made.classList.toggle("waiting", left > 0);
    say(made, left ? tn("queue.short", left) : navigator.onLine ? t("online") : t("offline"));
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  onChange(() => void show());
  void show();
  return made;
}

async function practice(chosen: Device | null): Promise<HTMLElement> {
  const made = h("p", { class: "practice", role: "note" }, t("practice.banner"));
  const show = async () => {
    made.hidden = !(await practising(chosen ? ((await device()) ?? chosen) : null));
    document.documentElement.classList.toggle("practising", !made.hidden);
  };
  onChange(() => void show());
  await show();
  return made;
}

const alarm = h("p", { class: "alarm-bar problem", role: "alert" });

/** Say above everything, for as long as it is so, that what is on the screen is not kept. */
export function telling(kept: boolean): void {
  say(alarm, kept ? "" : t("problem.keep"));
}

const toastPlace = h("div", { class: "toast", role: "status", "aria-live": "polite" });
let fading = 0;

/** A short word that goes away by itself, with one thing that can be done about it. */
export function toast(text: string, action?: { label: string; run: () => void }): void {
  clearTimeout(fading);
  fill(toastPlace, h("span", {}, text),
    action && h("button", { class: "plain", onclick: () => { fill(toastPlace); action.run(); } }, action.label));
  fading = setTimeout(() => fill(toastPlace), action ? 8_000 : 7_000) as unknown as number;
}

/** Keep the pages; a new version takes over only when no tab has a draft open. */
async function worker(home: boolean): Promise<void> {
  if (!navigator.serviceWorker) return;
  const had = Boolean(navigator.serviceWorker.controller);
  const registration = await navigator.serviceWorker.register("/c/worker.js", { scope: "/c/" }).catch(() => null);
  if (!registration) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (had && home) location.reload();
  });
  const offer = async () => {
    const next = registration.waiting;
    if (next && !(await draftOpen())) next.postMessage("take-over");
  };
  registration.addEventListener("updatefound", () =>
    registration.installing?.addEventListener("statechange", () => void offer()));
  await offer();
}
