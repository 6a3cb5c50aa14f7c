// Any form of the mission, on @getodk/web-forms behind our own drafts and queue.
import "./styles/page.css";
import "./styles/form.css";

import { type Opened, openForm } from "./forms/adapter";
import { documentOf, replacing } from "./forms/correcting";
import { attachmentsOf, keptForm, keptForms, refresh, returned } from "./forms/offline";
import { practising, takeToken } from "./keeping/devices";
import { claim, drafts, holdDraft, keepDraft, openDraft, saver } from "./keeping/drafts";
import { type Draft, type KeptForm, store } from "./keeping/store";
import { fill, h } from "./page/dom";
import { type Frame, frame, telling, toast } from "./page/frame";
import { enqueue } from "./sending/queue";
import { sendSoon } from "./sending/triggers";
import { language, t } from "./words/words";

let opened: Opened | null = null;

async function filling({ content, device }: Frame): Promise<void> {
  if (opened) {
    opened.speak(language());
    return;
  }
  const asked = new URLSearchParams(location.search);
  if (!device) return say(content, "token.needed");
  fill(content, h("p", { class: "card quiet", role: "status" }, t("loading")));
  const root = asked.get("returned");
  const back = root ? await returned(device, root) : null;
  const earlier = back && typeof back !== "string" ? await documentOf(back.xml) : null;
  const begun = root ? (await drafts(device.id)).find((one) => one.corrects?.record === root) : undefined;
  // What was begun goes on, unless the office has changed the record since.
  const draft = !root ? await (await store()).get("drafts", asked.get("draft") ?? "")
    : !earlier || begun?.corrects?.content === earlier.instance ? begun : undefined;
  if (typeof back === "string" && !(draft && back === "offline")) return say(content, `correct.${back}`);
  const about = earlier ?? { id: asked.get("form"), version: asked.get("version") };
  const wanted = draft?.form ?? `${device.id}/${about.id}/${about.version ?? ""}`;
  let form = await choose(wanted, about.id);
  if (form) void refresh(device);
  else {
    const state = await refresh(device);
    form = await choose(wanted, about.id);
    if (!form) return say(content, state === "revoked" ? "revoked.text" : state === "offline" ? "forms.offline" : "form.none");
  }
  if (draft && !(await claim(draft.id))) return say(content, "form.elsewhere");
  // A draft is sent by whom it was begun for, whichever of several tokens is in use now.
  const corrects = draft?.corrects ?? (root && earlier ? { record: root, content: earlier.instance } : undefined);
  await open(content, draft?.device ?? device.id, form, draft, corrects, earlier?.xml);

  async function choose(key: string, id: string | null): Promise<KeptForm | null> {
    return (await keptForm(key)) ?? (await keptForms(device as NonNullable<typeof device>)).find((one) => one.id === id) ?? null;
  }

  async function open(
    place: HTMLElement, of: string, what: KeptForm, from: Draft | undefined, corrects: Draft["corrects"], earlier?: string,
  ): Promise<void> {
    const about: Omit<Draft, "saved" | "sealed"> = {
      id: from?.id ?? crypto.randomUUID(), device: of, form: what.key, title: what.title, page: "form",
      practice: from?.practice ?? (await practising(device)), ...(corrects ? { corrects } : {}),
    };
    if (!from) await claim(about.id);
    const host = h("div", { class: "web-form" });
    fill(place, host);
    let sent = false;
    let release: (() => void) | null = from ? holdDraft() : null;
    const form = openForm(host, {
      title: what.title, xml: what.xml, attachments: attachmentsOf(what), deviceId: `browser:${of}`,
      draft: from ? await openDraft(from) : null, ...(earlier ? { earlier } : {}),
      send: async (record) => {
        if (sent) return;
        sent = true;
        try {
          await keep.done();
          await enqueue(about, corrects ? await replacing(record, corrects.content) : record);
        } catch {
          // What was entered stays on the screen, and the button can be pressed again.
          sent = false;
          toast(t("problem.save"));
          return;
        }
        telling(true);
        release?.();
        form.close();
        opened = null;
        void sendSoon();
        done(place, what);
      },
    });
    opened = form;
    const keep = saver(async () => {
      const data = sent ? null : await form.current();
      if (data && !sent) await keepDraft(about, data);
    }, telling);
    const changed = () => {
      if (sent) return;
      release ??= holdDraft();
      history.replaceState(null, "", `?draft=${about.id}`);
      // The component answers a tick later than its inputs.
      setTimeout(() => keep.soon(), 150);
    };
    for (const kind of ["input", "change", "click"]) host.addEventListener(kind, changed);
    const speak = setInterval(() => {
      if (form.speak(language())) clearInterval(speak);
    }, 100);
  }
}

function done(place: HTMLElement, form: KeptForm): void {
  fill(place, h("section", { class: "card" },
    h("h1", {}, t("form.saved")), h("p", {}, t("form.saved.text")),
    h("p", { class: "buttons" },
      h("a", { class: "main button", href: `/c/form/?form=${encodeURIComponent(form.id)}&version=${encodeURIComponent(form.version)}` }, t("form.another")),
      h("a", { class: "plain button", href: "/c/" }, t("start.title")))));
  toast(t("saved"));
}

function say(content: HTMLElement, key: string): void {
  fill(content, h("p", { class: "card", role: "alert" }, t(key)), h("p", {}, h("a", { href: "/c/" }, t("start.title"))));
}

const taken = await takeToken(location.hash).catch(() => null);
if (taken) history.replaceState(null, "", location.pathname + location.search);
navigator.serviceWorker?.ready.then((one) => one.active?.postMessage("keep-forms")).catch(() => {});
await frame("form.title", false, filling);
