// The one place that knows @getodk/web-forms: its names change between 0.22 and 1.0
// (`webFormsPlugin` → `WebFormsPlugin`, `trackDevice` → `deviceId`).
import * as webForms from "@getodk/web-forms";
import { type App, type Component, type ComponentInternalInstance, type VNode, createApp, h } from "vue";

import { language, t, titled, tn } from "../words/words";
import { calendar } from "./calendar";

interface Payload {
  status: string;
  data: readonly FormData[];
}

interface Node {
  nodeId: string;
  nodeType: string;
  currentState: { reference: string; children: readonly Node[] | null };
}

interface Root extends Node {
  languages: readonly { language: string }[];
  currentState: Node["currentState"] & { activeLanguage: { language: string } };
  setLanguage(language: { language: string }): void;
  prepareInstancePayload(options: { payloadType: "monolithic" }): Promise<Payload>;
}

export interface Opened {
  /** The record as it stands, for a draft; null while the form is still loading. */
  current(): Promise<FormData | null>;
  /** Show the form in this language where it has it. */
  speak(name: string): boolean;
  close(): void;
}

export interface Wanted {
  title: string;
  xml: string;
  attachments: (address: URL) => Promise<Response>;
  deviceId: string;
  draft: FormData | null;
  /** A record that was sent before and is to be corrected. */
  earlier?: string;
  /** Called with a finished, valid record. */
  send: (record: FormData) => Promise<void>;
}

// The component's own words, in ours: the build asks for them here (`building/webforms.mjs`).
(globalThis as { azalaiWords?: unknown }).azalaiWords = (key: string, n?: number) =>
  key === "errors" ? tn("form.errors", n ?? 0) : key === "send" ? t("form.send") : t(key);

/** Show a form in an element. */
export function openForm(place: Element, wanted: Wanted): Opened {
  const library = webForms as unknown as Record<string, unknown>;
  const component = library.OdkWebForm as Component;
  const plugin = (library.WebFormsPlugin ?? library.webFormsPlugin) as Parameters<App["use"]>[0];
  const newNames = "WebFormsPlugin" in library;
  const { draft } = wanted;
  const app = createApp({
    render: () => h(component, {
      ref: "form",
      formXml: entitled(wanted.xml),
      fetchFormAttachment: wanted.attachments,
      missingResourceBehavior: "BLANK",
      preloadProperties: { deviceID: wanted.deviceId },
      ...(newNames ? { deviceId: wanted.deviceId } : { trackDevice: false }),
      ...(draft ? { editInstance: restored(draft) } : wanted.earlier ? { editInstance: sent(wanted.earlier) } : {}),
      onSubmit: async (payload: Payload) => {
        const record = payload.data[0];
        if (payload.status === "ready" && record) await wanted.send(record);
      },
    }),
  });
  app.use(plugin);
  const { locale } = (app.config.globalProperties as { $primevue: { config: { locale: object } } }).$primevue.config;
  Object.assign(locale, calendar(language()));
  const root = app.mount(place);
  const found = () => rootOf((root.$ as ComponentInternalInstance).subTree);
  const tending = tend(place, found);
  Object.assign(place, { azalaiRoot: found });
  return {
    async current() {
      const data = await found()?.prepareInstancePayload({ payloadType: "monolithic" });
      return data?.data[0] ?? null;
    },
    speak(name) {
      Object.assign(locale, calendar(name));
      const form = found();
      const language = form?.languages.find((one) => matches(one.language, name));
      const title = place.querySelectorAll(".odk-form h1");
      title.forEach((one) => (one.textContent = titled(wanted.title)));
      if (form && language && form.currentState.activeLanguage.language !== language.language)
        form.setLanguage(language);
      return form !== null;
    },
    close() {
      tending.disconnect();
      app.unmount();
    },
  };
}

// The title in one language; it is not part of what is sent.
function entitled(xml: string): string {
  return xml.replace(/(<(?:\w+:)?title>)([^<]*)(<)/, (_, open: string, title: string, end: string) => open + titled(title) + end);
}

/** Whether a form's name of a language ("French (fr)") means this code ("fr"). */
export function matches(named: string, code: string): boolean {
  return named === code || named.toLowerCase().includes(`(${code})`);
}

// Opened for correction the engine gives the record a new id, and names the one it replaces.
function sent(xml: string): object {
  return { resolveInstance: () => Promise.resolve(xml), attachmentFileNames: [], resolveAttachment: () => {} };
}

// The build lets the component restore a draft (`building/webforms.mjs`).
function restored(draft: FormData): object {
  const xml = () => Promise.resolve((draft.get("xml_submission_file") as File).text());
  return { resolveInstance: xml, attachmentFileNames: [], resolveAttachment: () => {}, restore: [draft] };
}

// What the component leaves out for those who listen to a screen instead of seeing it, mended after
// each of its changes; and the path of each question, by which tests and readers of a page find it.
function tend(place: Element, root: () => Root | null): MutationObserver {
  let due = 0;
  const mend = () => {
    due = 0;
    const walk = (node: Node) => {
      const own = document.getElementById(`${node.nodeId}_container`);
      own?.setAttribute("data-question", node.currentState.reference);
      for (const child of node.currentState.children ?? []) walk(child);
    };
    const form = root();
    if (form) walk(form);
    for (const one of place.querySelectorAll<HTMLElement>("[data-question]")) nameControls(one);
    for (const one of place.querySelectorAll<HTMLElement>("button:not([aria-label])"))
      if (!one.textContent?.trim()) one.setAttribute("aria-label", t(one.classList.contains("p-panel-toggle-button") ? "fold" : "choose"));
  };
  const observer = new MutationObserver(() => (due ||= requestAnimationFrame(mend)));
  observer.observe(place, { childList: true, subtree: true });
  return observer;
}

function nameControls(question: HTMLElement): void {
  const label = question.querySelector<HTMLElement>("label, .control-text");
  if (!label) return;
  label.id ||= `name-${question.id}`;
  for (const one of question.querySelectorAll("[role='combobox'], input:not([type='radio']):not([type='checkbox']), textarea"))
    if (!one.hasAttribute("aria-label")) one.setAttribute("aria-labelledby", label.id);
}

// The component does not hand out the form's root: it is found where it passes it to its header.
function rootOf(node: VNode | undefined | null): Root | null {
  if (!node) return null;
  const props = (node.props ?? {}) as Record<string, unknown>;
  for (const value of Object.values(props))
    if (typeof value === "object" && (value as Root | null)?.nodeType === "root") return value as Root;
  const inside = node.component ? [node.component.subTree] : Array.isArray(node.children) ? node.children : [];
  for (const child of inside) {
    const found = rootOf(child as VNode);
    if (found) return found;
  }
  return null;
}
