// A question on the screen: big buttons where a thumb can hit them.
import { fill, h, say } from "../page/dom";
import { number, t } from "../words/words";
import { type Entry, type Question, clock, complaint, labelOf } from "./record";

export interface Field {
  element: HTMLElement;
  /** Show what the engine says now: value, relevance, what is wrong. */
  update(checked: boolean): void;
}

/** The screen of some questions; `changed` is called after each answer. */
export function fields(entry: Entry, questions: readonly Question[], changed: () => void): Field[] {
  return questions.map((one) => field(entry, one, changed)).filter((one) => one !== null);
}

function field(entry: Entry, question: Question, changed: () => void): Field | null {
  if (question.nodeType === "model-value") return null;
  if (question.nodeType.startsWith("repeat-range")) return repeat(entry, question, changed);
  if (question.currentState.children) return group(entry, question, changed);
  const make = CONTROLS[kind(question)];
  const body = make ? make(question, (value) => { entry.answer(question, value); changed(); }) : unknown();
  const label = h("span", { class: "label", id: `l-${question.nodeId}` });
  const hint = h("span", { class: "hint" });
  const problem = h("p", { class: "problem", id: `p-${question.nodeId}` });
  const element = h("div", { class: `field ${kind(question)}`, "data-name": question.currentState.reference },
    h("div", { class: "words" }, label, hint), body.element, problem);
  return {
    element,
    update(checked) {
      const state = question.currentState;
      element.hidden = !state.relevant;
      say(label, labelOf(question) + (state.required ? " *" : ""));
      say(hint, state.hint?.asString ?? "");
      hint.hidden = !hint.textContent;
      body.update();
      const violation = question.validationState.violation;
      // A question that nobody has come to yet is not wrong.
      const wrong = violation && (checked || entry.touched(question));
      say(problem, wrong ? complaint(question) : "");
      problem.hidden = !wrong;
      element.classList.toggle("wrong", Boolean(wrong));
    },
  };
}

function group(entry: Entry, question: Question, changed: () => void): Field {
  const title = h("h2");
  const inside = fields(entry, question.currentState.children ?? [], changed);
  // Where a group is all counters, it is what the page is for: it stands first.
  const counters = (question.currentState.children ?? []).filter((one) => one.valueType === "int").length;
  const element = h("section", { class: counters > 2 ? "group first" : "group" }, title, inside.map((one) => one.element));
  return {
    element,
    update(checked) {
      inside.forEach((one) => one.update(checked));
      element.hidden = !question.currentState.relevant || inside.every((one) => one.element.hidden);
      say(title, labelOf(question));
      title.hidden = !title.textContent;
    },
  };
}

function repeat(entry: Entry, question: Question, changed: () => void): Field {
  const title = h("h2");
  const list = h("div", { class: "repeats" });
  const free = question.nodeType === "repeat-range:uncontrolled";
  const add = h("button", { class: "plain", type: "button", onclick: () => {
    const at = (question.currentState.children ?? []).length;
    question.addInstances(at - 1);
    entry.did(() => question.removeInstances(at));
    changed();
  } });
  const element = h("section", { class: "group repeat" }, title, list, free && add);
  let ids = "";
  let inside: Field[] = [];
  return {
    element,
    update(checked) {
      const children = question.currentState.children ?? [];
      const now = children.map((one) => one.nodeId).join(" ");
      if (now !== ids) {
        ids = now;
        inside = [];
        fill(list, children.map((child, at) => {
          const own = fields(entry, child.currentState.children ?? [], changed);
          inside.push(...own);
          return h("div", { class: "one" }, own.map((one) => one.element), free && h("button", {
            class: "plain remove", type: "button", "aria-label": t("remove"),
            onclick: () => { question.removeInstances(at); changed(); },
          }, "×"));
        }));
      }
      inside.forEach((one) => one.update(checked));
      say(title, labelOf(question));
      title.hidden = !title.textContent;
      say(add, t("add"));
      element.hidden = !question.currentState.relevant;
    },
  };
}

type Control = (question: Question, answer: (value: unknown) => void) => { element: HTMLElement; update(): void };

function kind(question: Question): string {
  if (question.nodeType === "select")
    return question.selectType === "select" ? "several" : (question.currentState.valueOptions?.length ?? 0) > 7 ? "list" : "choice";
  if (question.nodeType === "input") return question.valueType ?? "string";
  return question.nodeType;
}

const named = (question: Question) => ({
  "aria-labelledby": `l-${question.nodeId}`, "aria-describedby": `p-${question.nodeId}`,
});

const count: Control = (question, answer) => {
  const value = () => Number(question.currentState.value ?? 0);
  const input = h("input", {
    ...named(question), inputmode: "numeric", pattern: "[0-9]*", autocomplete: "off", maxlength: 5,
    onfocus: () => input.select(),
    onchange: () => answer(input.value.replace(/\D/g, "") || null),
  });
  const less = h("button", { type: "button", class: "less", onclick: () => answer(Math.max(0, value() - 1)) }, "−");
  const more = h("button", { type: "button", class: "more", onclick: () => answer(value() + 1) }, "+");
  return {
    element: h("div", { class: "counter" }, less, input, more),
    update() {
      const now = question.currentState.value;
      input.value = now === null || now === undefined || now === "" ? "" : String(now);
      input.placeholder = number(0);
      less.disabled = value() <= 0;
      less.setAttribute("aria-label", t("less", { what: labelOf(question) }));
      more.setAttribute("aria-label", t("more", { what: labelOf(question) }));
    },
  };
};

const typed = (type: string): Control => (question, answer) => {
  const input = h("input", {
    ...named(question), type, step: type === "number" ? "any" : undefined,
    onchange: () => answer(input.value === "" ? null : type === "time" ? timed(input.value) : input.value),
  });
  return {
    element: input,
    update() {
      const now = String(question.currentState.value ?? "");
      const text = type === "time" ? now.slice(0, 5) : type === "datetime-local" ? now.slice(0, 16) : now;
      if (input.value !== text) input.value = text;
      input.readOnly = question.currentState.readonly;
    },
  };
};

function timed(text: string): string {
  const [hours, minutes] = text.split(":").map(Number);
  return clock(new Date(new Date().setHours(hours ?? 0, minutes ?? 0)));
}

const choice: Control = (question, answer) => {
  const element = h("div", { class: "choices", role: "group", ...named(question) });
  let drawn = "";
  return {
    element,
    update() {
      const options = question.currentState.valueOptions ?? [];
      const chosen = question.currentState.value as string[];
      const several = question.selectType === "select";
      const now = JSON.stringify([options.map((one) => [one.value, one.label.asString]), chosen]);
      if (now === drawn) return;
      drawn = now;
      const focused = (document.activeElement as HTMLElement | null)?.dataset.value;
      const here = element.contains(document.activeElement);
      fill(element, options.map((one) => {
        const on = chosen.includes(one.value);
        return h("button", {
          type: "button", "aria-pressed": String(on), "data-value": one.value,
          onclick: () => answer(several ? (on ? chosen.filter((v) => v !== one.value) : [...chosen, one.value]) : on ? [] : [one.value]),
        }, one.label.asString);
      }));
      if (here) (element.querySelector(`[data-value="${CSS.escape(focused ?? "")}"]`) as HTMLElement | null)?.focus();
    },
  };
};

const list: Control = (question, answer) => {
  const element = h("select", {
    ...named(question), onchange: () => answer(element.value ? [element.value] : []),
  });
  let drawn = "";
  return {
    element,
    update() {
      const options = question.currentState.valueOptions ?? [];
      const now = JSON.stringify(options.map((one) => [one.value, one.label.asString]));
      if (now !== drawn) {
        drawn = now;
        fill(element, h("option", { value: "" }, t("choose")),
          options.map((one) => h("option", { value: one.value }, one.label.asString)));
      }
      element.value = (question.currentState.value as string[])[0] ?? "";
    },
  };
};

const note: Control = () => ({ element: h("span"), update() {} });

const position: Control = (question, answer) => {
  const button = h("button", { type: "button", class: "plain", onclick: () => {
    navigator.geolocation?.getCurrentPosition(({ coords }) =>
      answer({ latitude: coords.latitude, longitude: coords.longitude, altitude: coords.altitude, accuracy: coords.accuracy }));
  } });
  return {
    element: button,
    update: () => say(button, question.currentState.value ? t("position.taken") : t("position.take")),
  };
};

const agreed: Control = (question, answer) => {
  const box = h("input", { ...named(question), type: "checkbox", onchange: () => answer(box.checked) });
  return { element: box, update() { box.checked = Boolean(question.currentState.value); } };
};

function unknown(): ReturnType<Control> {
  const element = h("p", { class: "hint" });
  return { element, update: () => say(element, t("elsewhere")) };
}

const CONTROLS: Record<string, Control | undefined> = {
  int: count, decimal: typed("number"), string: typed("text"), date: typed("date"), time: typed("time"),
  dateTime: typed("datetime-local"), barcode: typed("text"), geopoint: position, choice, several: choice,
  list, note, trigger: agreed,
};
