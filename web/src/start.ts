// The start page: what can be filled in, what is not yet sent, what was sent, what to correct.
import "./styles/page.css";

import { isCounter, keptForms, refresh, today, type Today } from "./forms/offline";
import { device as current, note, takeToken } from "./keeping/devices";
import { dropDraft, drafts } from "./keeping/drafts";
import { type Device, type KeptForm, changed, onChange, set, setting, store } from "./keeping/store";
import { fill, h } from "./page/dom";
import { type Frame, frame } from "./page/frame";
import { waitingCard } from "./page/waiting";
import { receipts } from "./sending/queue";
import { day, moment, t, titled, tn } from "./words/words";

/** What the server said of today, to which device, and how many that one had sent by then. */
let said: { device: string; sent: number; what: Today } | null = null;
let heavyAsked = false;

async function start(made: Frame): Promise<void> {
  const { content } = made;
  const device = (made.device = await current());
  if (!device) {
    fill(content, await noToken(made));
    return;
  }
  const forms = await keptForms(device);
  const what = said?.device === device.id ? said.what : null;
  fill(content,
    device.revoked && h("section", { class: "card alarm", role: "alert" },
      h("h2", {}, t("revoked.title")), h("p", {}, t("revoked.text"))),
    device.label && h("p", { class: "quiet who" }, device.label),
    await beginning(device, forms),
    corrections(what, forms),
    await waitingCard(device),
    arrived(what, forms),
    await sent(device),
    await settings(device, made),
  );
}

async function noToken(made: Frame): Promise<HTMLElement> {
  const input = h("input", { type: "url", id: "token", autocomplete: "off", inputmode: "url" });
  const problem = h("p", { class: "problem", role: "alert" });
  return h("section", { class: "card" },
    h("h1", {}, t("token.title")), h("p", {}, t(isSecureContext ? "token.text" : "insecure")),
    isSecureContext && h("form", { class: "stack", onsubmit: async (event: Event) => {
      event.preventDefault();
      try {
        if (await takeToken(input.value)) await fresh(made);
        else fill(problem, t("token.wrong"));
      } catch {
        fill(problem, t("problem.save"));
      }
    } }, h("label", { for: "token" }, t("token.label")), input, problem,
      h("button", { class: "main" }, t("token.use"))));
}

async function beginning(device: Device, forms: KeptForm[]): Promise<HTMLElement> {
  const counter = forms.find(isCounter);
  const open = await drafts(device.id);
  const others = forms.filter((one) => one !== counter);
  return h("section", { class: "card begin" },
    h("h1", {}, t("start.title")),
    counter && h("a", { class: "main button huge", href: "/c/count/" }, t("count.title")),
    open.map((one) => h("div", { class: "row" },
      h("a", { href: `/c/${one.page}/?draft=${one.id}` },
        h("strong", {}, t("draft.continue")), " ", titled(one.title), one.corrects && h("em", {}, t("draft.correction")), h("small", {}, moment(one.saved))),
      h("button", { class: "plain", "aria-label": t("draft.delete"), onclick: async () => {
        if (confirm(t("draft.delete.sure"))) await dropDraft(one.id);
      } }, "×"))),
    others.length > 0 && h("ul", { class: "forms" }, others.map((one) => h("li", {},
      h("a", { href: `/c/form/?form=${encodeURIComponent(one.id)}&version=${encodeURIComponent(one.version)}` }, titled(one.title))))),
    forms.length === 0 && h("p", { class: "quiet" }, t(navigator.onLine ? "forms.none" : "forms.offline")));
}

function corrections(what: Today | null, forms: KeptForm[]): HTMLElement | false {
  const list = what?.corrections ?? [];
  return list.length > 0 && h("section", { class: "card alarm" },
    h("h2", {}, tn("corrections", list.length)),
    h("ul", { class: "rows" }, list.map((one) => h("li", {},
      h("strong", {}, [named(one.form, forms), one.point, one.day && day(one.day)].filter(Boolean)
        .flatMap((part, place) => [place > 0 && " · ", h("bdi", {}, part)])),
      h("p", { dir: "auto" }, one.message),
      one.root_id && h("a", { class: "plain button", href: `/c/form/?returned=${encodeURIComponent(one.root_id)}` }, t("correct"))))));
}

function arrived(what: Today | null, forms: KeptForm[]): HTMLElement | false {
  const list = what?.today ?? [];
  return list.length > 0 && h("section", { class: "card", id: "arrived" },
    h("h2", {}, t("arrived.title")),
    h("ul", { class: "rows" }, list.map((one) => h("li", {},
      h("span", {}, h("strong", {}, one.name || one.point), " ",
        h("small", {}, named(one.form, forms))),
      h("span", {}, tn("groups", one.groups ?? 0), " · ", tn("persons", one.persons ?? 0))))));
}

/** The title of a form, where this phone has it. */
function named(id: string | undefined, forms: KeptForm[]): string {
  return titled(forms.find((form) => form.id === id)?.title ?? id ?? "");
}

/** Whether a card stands open on the screen: drawing the page again leaves it so. */
function unfolded(id: string): boolean {
  return (document.getElementById(id) as HTMLDetailsElement | null)?.open ?? false;
}

async function sent(device: Device): Promise<HTMLElement> {
  const all = await receipts(device.id);
  const here = new Date().toDateString();
  const now = all.filter((one) => new Date(one.sent).toDateString() === here).length;
  return h("details", { class: "card", id: "sent", open: unfolded("sent") },
    h("summary", {}, h("h2", {}, t("sent.title")), h("span", { class: "figure" }, tn("sent.today", now))),
    h("p", { class: "quiet" }, t("sent.text")),
    h("ul", { class: "rows" }, all.slice(0, 50).map((one) => h("li", {},
      h("span", {}, titled(one.title), one.practice && h("em", {}, t("practice.mark")),
        one.kept && h("small", {}, t("sent.kept"))), h("small", {}, moment(one.sent))))),
    all.length > 50 && h("p", { class: "quiet" }, tn("sent.more", all.length - 50)));
}

async function settings(device: Device, made: Frame): Promise<HTMLElement> {
  const practice = h("input", { type: "checkbox", id: "practice", role: "switch",
    checked: device.practice || (await setting("practice", false)), disabled: device.practice,
    onchange: async () => {
      await set("practice", practice.checked);
      changed();
    } });
  const all = await (await store()).getAll("devices");
  const safe = await navigator.storage?.persisted?.();
  return h("details", { class: "card", id: "settings", open: unfolded("settings") },
    h("summary", {}, h("h2", {}, t("settings.title"))),
    h("p", { class: "switch" }, practice, h("label", { for: "practice" }, t("practice.switch"))),
    h("p", { class: "quiet" }, t("practice.text")),
    all.length > 1 && h("fieldset", {}, h("legend", {}, t("devices.title")), all.map((one) => h("p", { class: "switch" },
      h("input", { type: "radio", name: "device", id: `d-${one.id}`, checked: one.id === device.id,
        onchange: async () => { await set("device", one.id); await fresh(made); } }),
      h("label", { for: `d-${one.id}` }, one.label || tn("devices.one", 1, { when: moment(one.added) }))))),
    h("p", {}, t(safe ? "storage.safe" : "storage.unsafe")),
    h("p", { class: "quiet" }, t("seal.text")),
    h("p", { class: "quiet" }, h("a", { href: "/c/licences.txt" }, t("licences"))));
}

async function askToday(device: Device): Promise<void> {
  const sent = (await receipts(device.id)).length;
  const what = await today(device);
  if (what) said = { device: device.id, sent, what };
}

/** Something has changed on this phone; where it is that something was sent, the server knows more. */
async function again(made: Frame): Promise<void> {
  await start(made);
  const device = await current();
  if (!device || said?.device !== device.id || (await receipts(device.id)).length === said.sent) return;
  await askToday(device);
  await start(made);
}

/** Ask the server for forms and for what it says of today, and show that. */
async function fresh(made: Frame): Promise<void> {
  await start(made);
  const device = await current();
  if (!device) return;
  const state = await refresh(device).catch(() => "offline");
  if (state === "fresh") {
    await askToday(device);
    await note(device.id, {});
    const needed = (await keptForms(device)).some((one) => !isCounter(one));
    if (needed && !heavyAsked) {
      heavyAsked = true;
      void navigator.serviceWorker?.ready.then((one) => one.active?.postMessage("keep-forms"));
    }
  }
  await start(made);
}

const taken = isSecureContext ? await takeToken(location.hash).catch(() => null) : null;
if (taken) history.replaceState(null, "", location.pathname);
let page: Frame | null = null;
await frame("start.title", true, async (made) => {
  page = made;
  await start(made);
});
let drawing = 0;
onChange(() => {
  clearTimeout(drawing);
  // Whoever is reading a list or typing a password is not interrupted.
  drawing = setTimeout(() => { if (page && !document.querySelector("dialog[open]")) void again(page); }, 150) as unknown as number;
});
if (page) void fresh(page);
addEventListener("online", () => { if (page) void fresh(page); });
