// One record on the engine: questions, answers, checks and the XML are the engine's own.
import { loadForm } from "@getodk/xforms-engine";

import { attachmentsOf } from "../forms/offline";
import type { KeptForm } from "../keeping/store";
import { day, t } from "../words/words";

interface Text {
  asString: string;
}

/** What we use of a node of the engine. */
export interface Question {
  nodeType: string;
  nodeId: string;
  valueType?: string;
  selectType?: string;
  currentState: {
    reference: string;
    relevant: boolean;
    required: boolean;
    readonly: boolean;
    label: Text | null;
    hint: Text | null;
    children: readonly Question[] | null;
    value: unknown;
    valueOptions: readonly { label: Text; value: string }[] | null;
  };
  validationState: { violation?: { condition: string; message: Text | null } | null };
  setValue(value: unknown): void;
  selectValue(value: string | null): void;
  selectValues(values: readonly string[]): void;
  addInstances(after?: number, count?: number): void;
  removeInstances(start: number, count?: number): void;
}

interface Root extends Question {
  languages: readonly { language: string }[];
  validationState: { violations: readonly { nodeId: string; reference: string }[] } & Question["validationState"];
  setLanguage(language: { language: string }): void;
  prepareInstancePayload(options: { payloadType: "monolithic" }): Promise<{ status: string; data: readonly FormData[] }>;
}

interface Instance {
  root: Root;
}

export class FormProblem extends Error {}

/** A form made ready: gives a new record, or goes on with a draft. */
export async function ready(form: KeptForm, device: string): Promise<Maker> {
  const loaded = (await loadForm(form.xml, {
    fetchFormAttachment: attachmentsOf(form) as never,
    missingResourceBehavior: "BLANK",
  })) as unknown as {
    status: string;
    error: Error | null;
    createInstance(config: object): Instance;
    restoreInstance(input: object, config: object): Promise<Instance>;
  };
  if (loaded.status === "failure") throw new FormProblem(String(loaded.error));
  const config = { preloadProperties: { deviceID: `browser:${device}` } };
  return {
    form,
    create: () => new Entry(loaded.createInstance(config).root),
    restore: async (draft) => new Entry((await loaded.restoreInstance({ data: [draft] }, config)).root),
  };
}

export interface Maker {
  form: KeptForm;
  create(): Entry;
  restore(draft: FormData): Promise<Entry>;
}

const PARTS = new Set(["men", "women", "boys", "girls"]);

/** A record being filled in. */
export class Entry {
  #undo: (() => void)[] = [];
  #touched = new Set<string>();

  constructor(readonly root: Root) {}

  speak(code: string): void {
    const found = this.root.languages.find(
      (one) => one.language === code || one.language.toLowerCase().includes(`(${code})`),
    );
    if (found) this.root.setLanguage(found);
  }

  /** Every question in order, those inside groups and repeats too. */
  questions(from: Question = this.root): Question[] {
    return (from.currentState.children ?? []).flatMap((one) =>
      one.currentState.children ? [one, ...this.questions(one)] : [one]);
  }

  /** Answer a question; `undo` takes the last answer back. */
  answer(question: Question, value: unknown): void {
    const before = question.currentState.value;
    const total = this.#totalOf(question);
    const whole = total?.currentState.value ?? null;
    const follows = total !== null && (whole === null || Number(whole) === this.#sum());
    this.#touched.add(question.nodeId);
    put(question, value);
    if (total && follows) put(total, this.#sum() || null);
    this.#undo.push(() => {
      put(question, before);
      if (total && follows) put(total, whole);
    });
  }

  /** Something else that can be undone. */
  did(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** Whether somebody has answered it on this screen. */
  touched(question: Question): boolean {
    return this.#touched.has(question.nodeId);
  }

  // Men, women, boys and girls make up the persons, until somebody enters another number there.
  #totalOf(question: Question): Question | null {
    if (!PARTS.has(nameOf(question))) return null;
    return this.questions().find((one) => nameOf(one) === "persons" && one.valueType === "int") ?? null;
  }

  #sum(): number {
    return this.questions().filter((one) => PARTS.has(nameOf(one)) && one.currentState.relevant)
      .reduce((sum, one) => sum + Number(one.currentState.value ?? 0), 0);
  }

  get canUndo(): boolean {
    return this.#undo.length > 0;
  }

  undo(): void {
    this.#undo.pop()?.();
  }

  /** What is wrong, by question. */
  wrong(): Question[] {
    const ids = new Set(this.root.validationState.violations.map((one) => one.nodeId));
    return this.questions().filter((one) => ids.has(one.nodeId));
  }

  async data(): Promise<FormData> {
    const payload = await this.root.prepareInstancePayload({ payloadType: "monolithic" });
    return payload.data[0] as FormData;
  }
}

function put(question: Question, value: unknown): void {
  if (question.nodeType === "select") question.selectValues(value as string[]);
  else question.setValue(value);
}

/** The last part of a question's path: `/data/group/men` → `men`. */
export function nameOf(question: Question): string {
  return (question.currentState.reference.split("/").pop() ?? "").replace(/\[\d+\]$/, "");
}

export function labelOf(question: Question): string {
  return question.currentState.label?.asString.trim() ?? "";
}

// What stays the same while somebody stands at one place and counts one direction.
const STAYS = /^(point|fmp|place|direction|flow|flow_type|weather|enumerator\w*|team|shift)$/;

/** Whether an answer stays from group to group. */
export function stays(question: Question): boolean {
  return STAYS.test(nameOf(question)) && ["select", "input"].includes(question.nodeType);
}

/** Whether a question is about where and when: it stands in the bar above the counters. */
export function places(question: Question): boolean {
  return stays(question) || (question.nodeType === "input" && ["date", "time"].includes(nameOf(question)));
}

/** The hour at which a record is begun, where the form asks for it. */
export function stamp(entry: Entry): void {
  const time = entry.questions().find((one) => nameOf(one) === "time" && one.valueType === "time");
  if (time && !time.currentState.value) time.setValue(clock(new Date()));
}

/** A time of the day as forms write it, with the phone's distance from UTC. */
export function clock(at: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const off = -at.getTimezoneOffset();
  const zone = `${off < 0 ? "-" : "+"}${two(Math.floor(Math.abs(off) / 60))}:${two(Math.abs(off) % 60)}`;
  return `${two(at.getHours())}:${two(at.getMinutes())}:00.000${zone}`;
}

/** Give a new record the answers that stay. */
export function carry(from: Entry, to: Entry): void {
  const before = new Map(
    from.questions().filter(stays).map((one) => [one.currentState.reference, one.currentState.value]),
  );
  // In order of the form: what a choice depends on comes before it.
  for (const one of to.questions().filter(stays)) {
    const value = before.get(one.currentState.reference);
    if (value !== undefined && value !== null && one.currentState.relevant) put(one, value);
  }
}

/** An answer as its reader knows it: the label of a choice, not its code. */
export function shown(question: Question): string {
  const { value, valueOptions } = question.currentState;
  if (value === null || value === undefined || value === "") return "";
  if (question.valueType === "time") return String(value).slice(0, 5);
  if (question.valueType === "date") return day(String(value));
  if (Array.isArray(value))
    return value.map((one) => valueOptions?.find((option) => option.value === one)?.label.asString ?? String(one))
      .join(", ");
  return typeof value === "object" && value !== null && "latitude" in value ? "✓" : String(value);
}

/** What is wrong with an answer, in the form's words or, where it has none, in ours. */
export function complaint(question: Question): string {
  const { violation } = question.validationState;
  if (!violation) return "";
  const said = violation.message?.asString ?? "";
  // The engine's own fallback is English.
  return said && !said.startsWith("Condition not satisfied") ? said : t(`wrong.${violation.condition}`);
}
