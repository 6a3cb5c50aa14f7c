// Counting: the screen of one group, its summary, and the way to the next one.
import { type Freshness, isCounter, keptForm, keptForms, refresh } from "../forms/offline";
import { practising } from "../keeping/devices";
import { claim, drafts, holdDraft, keepDraft, openDraft, saver } from "../keeping/drafts";
import type { Device, Draft, KeptForm } from "../keeping/store";
import { fill, h, say } from "../page/dom";
import { type Frame, telling, toast } from "../page/frame";
import { enqueue, receipts, takeBack, waiting } from "../sending/queue";
import { sendSoon } from "../sending/triggers";
import { language, t, tn } from "../words/words";
import { type Field, fields } from "./fields";
import { Entry, type Maker, type Question, carry, complaint, labelOf, nameOf, places, ready, shown, stamp } from "./record";

/** Milliseconds for second thoughts. */
const HOLD = 8_000;

let maker: Maker | null = null;
let entry: Entry | null = null;
let draftId = "";
let release: (() => void) | null = null;

/** Draw the page; called again when the language changes. */
export async function counting({ content, device }: Frame): Promise<void> {
  if (!device) {
    fill(content, h("p", { class: "card" }, t("token.needed")), h("p", {}, h("a", { href: "/c/" }, t("start.title"))));
    return;
  }
  if (!entry) {
    fill(content, h("p", { class: "card quiet", role: "status" }, t("loading")));
    const problem = await begin(device);
    if (problem) {
      fill(content, h("p", { class: "card", role: "alert" }, t(problem)));
      return;
    }
  }
  draw(content, device);
}

/** Go on with a draft that no other tab has open, or begin a new record. */
async function begin(device: Device): Promise<string> {
  const wanted = new URLSearchParams(location.search).get("draft");
  for (const draft of await drafts(device.id)) {
    if (draft.page !== "count" || (wanted && draft.id !== wanted)) continue;
    const form = await keptForm(draft.form);
    if (!form || !(await claim(draft.id))) continue;
    maker = await ready(form, device.id);
    entry = await maker.restore(await openDraft(draft));
    draftId = draft.id;
    release ??= holdDraft();
    void refresh(device, isCounter);
    return "";
  }
  let form = await counterOf(device);
  let state: Freshness | null = null;
  if (form) void refresh(device, isCounter);
  else {
    state = await refresh(device, isCounter);
    form = await counterOf(device);
  }
  if (!form) return state === "revoked" ? "revoked.text" : state === "offline" ? "forms.offline" : "count.none";
  maker = await ready(form, device.id);
  await anew(maker.create());
  return "";
}

async function counterOf(device: Device): Promise<KeptForm | undefined> {
  return (await keptForms(device)).find(isCounter);
}

async function anew(next: Entry): Promise<void> {
  stamp(next);
  entry = next;
  draftId = crypto.randomUUID();
  await claim(draftId);
}

function draw(content: HTMLElement, device: Device): void {
  if (!entry || !maker) return;
  const now = entry;
  const { form } = maker;
  now.speak(language());
  const about = async (): Promise<Omit<Draft, "saved" | "sealed">> => ({
    id: draftId, device: device.id, form: form.key, title: form.title, page: "count", practice: await practising(device),
  });
  const kept = now.questions().filter(places);
  const complete = () => kept.every((one) => !one.currentState.relevant || !one.currentState.required || shown(one) !== "");
  const keep = saver(async () => keepDraft(await about(), await now.data()), telling);
  let checked = false;
  let finished = false;
  const changed = () => {
    if (finished) return;
    release ??= holdDraft();
    show();
    keep.soon();
  };

  const place = h("details", { class: "place" });
  const summary = h("summary", {}, h("span", { class: "where" }), h("span", { class: "change" }, t("change")));
  const placeFields = fields(now, kept, () => {
    const before = place.dataset.complete;
    changed();
    // Everything about the place is said: make room for the counters.
    if (before !== "yes" && complete()) place.open = false;
  });
  fill(place, summary, placeFields.map((one) => one.element));
  const all: Field[] = fields(now, now.root.currentState.children ?? [], changed);
  // What stays is shown once, in the bar above.
  const doubled = new Set(kept.map((one) => one.currentState.reference));
  const form_ = h("div", { class: "questions" }, all.map((one) => one.element));
  for (const one of form_.querySelectorAll<HTMLElement>("[data-name]"))
    if (doubled.has(one.dataset.name ?? "")) one.remove();

  const undo = h("button", { class: "plain", onclick: () => { now.undo(); show(); keep.soon(); } }, t("undo"));
  const total = h("output", { class: "total", "aria-live": "polite" });
  const review = h("button", { class: "main", onclick: () => { checked = true; show(); look(); } }, t("review"));
  const today = h("p", { class: "quiet today" });
  fill(content,
    h("h1", { class: "off-screen" }, t("count.title")), place, form_, today,
    h("div", { class: "foot" }, undo, total, review));

  place.open = !complete();
  show();
  void tally();

  function show(): void {
    all.forEach((one) => one.update(checked));
    placeFields.forEach((one) => one.update(checked));
    for (const section of form_.querySelectorAll<HTMLElement>("section.group:not(.repeat)"))
      if (!section.querySelector(".field:not([hidden]), .repeat:not([hidden])")) section.hidden = true;
    const where = kept.map((one) => shown(one).replace(/ \(.*\)$/, "")).filter(Boolean);
    // Each part keeps its own direction of writing: a Latin name and a date inside an Arabic line.
    fill(summary.querySelector(".where") as Element, complete()
      ? where.flatMap((one, at) => [at > 0 && " · ", h("bdi", {}, one)]) : t("place.choose"));
    place.dataset.complete = complete() ? "yes" : "no";
    const direction = kept.find((one) => nameOf(one) === "direction")?.currentState.value as string[] | undefined;
    place.dataset.direction = direction?.[0] ?? "";
    const persons = personsOf(now);
    say(total, persons === null ? "" : tn("persons", persons));
    undo.disabled = !now.canUndo;
  }

  /** The summary before saving: what was entered, and what is wrong with it. */
  function look(): void {
    const wrong = now.wrong();
    const wrongIds = new Set(wrong.map((one) => one.nodeId));
    const rows = now.questions().filter((one) => one.currentState.relevant && !one.currentState.children
      && one.nodeType !== "note" && labelOf(one) && (shown(one) !== "" || wrongIds.has(one.nodeId)));
    const dialog = h("dialog", { class: "summary", "aria-labelledby": "summary-title" });
    const save = h("button", { class: "main", disabled: wrong.length > 0, onclick: async () => {
      save.disabled = true;
      dialog.close();
      await finish();
    } }, t("save"));
    fill(dialog,
      h("h2", { id: "summary-title" }, t("summary.title")),
      h("dl", {}, rows.map((one) => h("div", { class: wrongIds.has(one.nodeId) ? "wrong" : "" },
        h("dt", {}, labelOf(one)),
        h("dd", {}, h("bdi", {}, shown(one))),
        wrongIds.has(one.nodeId) && h("dd", { class: "problem" }, complaint(one))))),
      wrong.length > 0 && h("p", { class: "problem", role: "alert" }, tn("summary.wrong", wrong.length)),
      h("div", { class: "buttons" },
        h("button", { class: "plain", onclick: () => { dialog.close(); goTo(wrong[0]); } }, t("back")), save));
    dialog.addEventListener("close", () => dialog.remove());
    content.append(dialog);
    dialog.showModal();
  }

  function goTo(question: Question | undefined): void {
    if (!question) return;
    if (kept.includes(question)) place.open = true;
    content.querySelector(`[data-name="${CSS.escape(question.currentState.reference)}"]`)
      ?.scrollIntoView({ block: "center" });
  }

  async function finish(): Promise<void> {
    // Until the next group is there, nobody can press anything into this one.
    if (finished) return;
    finished = true;
    content.inert = true;
    try {
      await next();
    } catch (problem) {
      finished = false;
      toast(t("problem.save"));
      throw problem;
    } finally {
      content.inert = false;
    }
  }

  async function next(): Promise<void> {
    await keep.done();
    const id = await enqueue(await about(), await now.data(), HOLD);
    release?.();
    release = null;
    // A newer version of the form is taken up between two records, never inside one.
    const newest = await counterOf(device);
    if (newest && newest.key !== form.key) maker = await ready(newest, device.id);
    const following = (maker as Maker).create();
    carry(now, following);
    await anew(following);
    draw(content, device);
    scrollTo(0, 0);
    toast(t("saved"), { label: t("take_back"), run: () => void back(id) });
    void sendSoon();
  }

  async function back(id: string): Promise<void> {
    const draft = await takeBack(id, crypto.randomUUID());
    if (!draft) {
      toast(t("take_back.late"));
      return;
    }
    await claim(draft.id);
    maker = await ready((await keptForm(draft.form)) as KeptForm, device.id);
    entry = await maker.restore(await openDraft(draft));
    draftId = draft.id;
    release ??= holdDraft();
    draw(content, device);
  }

  async function tally(): Promise<void> {
    const day = new Date().toDateString();
    const left = (await waiting()).filter((one) => one.device === device.id && new Date(one.saved).toDateString() === day);
    const sent = (await receipts(device.id)).filter((one) => new Date(one.sent).toDateString() === day);
    say(today, tn("count.today", left.length + sent.length));
  }
}

/** The number of persons, where the form adds them up. */
function personsOf(now: Entry): number | null {
  const found = now.questions().find((one) => /^(persons|total|size|group_size)$/.test(nameOf(one)));
  const value = found?.currentState.value;
  return value === undefined || value === null || value === "" || Number.isNaN(Number(value)) ? null : Number(value);
}

