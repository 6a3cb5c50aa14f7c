// What is not yet sent: shown one by one, sent again one by one, saved to a file and loaded again.
import { type Device, type Waiting, store } from "../keeping/store";
import { hasPassword, loadFile, saveFile } from "../sending/file";
import { drop, kept, waiting } from "../sending/queue";
import { sendSoon } from "../sending/triggers";
import { moment, t, titled, tn } from "../words/words";
import { fill, h } from "./dom";
import { toast } from "./frame";

/** The card of what waits; always there, so that nobody wonders whether something does. */
export async function waitingCard(device: Device): Promise<HTMLElement> {
  const left = await waiting();
  return h("section", { class: `card queue ${left.length ? "some" : ""}` },
    h("h2", { id: "queue" }, tn("queue.title", left.length)),
    left.length > 0 && h("ul", { class: "rows" }, left.slice(0, 100).map(row)),
    h("div", { class: "buttons" },
      left.length > 0 && h("button", { class: "main", onclick: () => void sendSoon(true) }, t("queue.send")),
      left.length > 0 && h("button", { class: "plain", onclick: save }, t("file.save")),
      h("button", { class: "plain", onclick: () => load(device) }, t("file.load"))));
}

function row(one: Waiting): HTMLElement {
  const why = one.problem ? t(`problem.${one.problem}`) : t("problem.none");
  return h("li", {},
    h("span", {}, titled(one.title), one.practice && h("em", {}, t("practice.mark")),
      h("small", { class: one.problem === "refused" || one.problem === "revoked" ? "problem" : "" },
        [why, one.message].filter(Boolean).join(" "))),
    h("small", {}, moment(one.saved)),
    one.problem !== "" && h("button", { class: "plain", onclick: async () => {
      await kept(one, { next: 0, problem: "" });
      void sendSoon();
    } }, t("queue.retry")),
    one.problem === "refused" && h("button", { class: "plain", onclick: async () => {
      if (confirm(t("queue.delete.sure"))) await drop(one.id);
    } }, t("queue.delete")));
}

function save(): void {
  const password = h("input", { id: "password", type: "password", autocomplete: "new-password" });
  dialog(t("file.save"), t("file.save.text"), [h("label", { for: "password" }, t("file.password")), password],
    t("file.save"), async () => {
      const address = URL.createObjectURL(await saveFile(password.value));
      const day = new Date().toISOString().slice(0, 10);
      h("a", { href: address, download: `azalai-${day}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    });
}

function load(device: Device): void {
  const file = h("input", { id: "file", type: "file", accept: ".json,application/json" });
  const password = h("input", { id: "password", type: "password", autocomplete: "off" });
  const locked = h("div", { class: "stack", hidden: true }, h("label", { for: "password" }, t("file.password")), password);
  file.addEventListener("change", async () => {
    const text = (await file.files?.[0]?.text()) ?? "";
    try {
      locked.hidden = !hasPassword(text);
    } catch {
      locked.hidden = true;
    }
  });
  dialog(t("file.load"), t("file.load.text"), [h("label", { for: "file" }, t("file.file")), file, locked],
    t("file.load"), async () => {
      const text = (await file.files?.[0]?.text()) ?? "";
      const still = (await (await store()).get("devices", device.id)) ?? device;
      const added = await loadFile(text, password.value, still);
      toast(tn("file.loaded", added));
      void sendSoon(true);
    });
}

function dialog(title: string, text: string, body: HTMLElement[], label: string, run: () => Promise<void>): void {
  const problem = h("p", { class: "problem", role: "alert" });
  const made = h("dialog", { "aria-labelledby": "dialog-title" });
  fill(made, h("form", { class: "stack", onsubmit: async (event: Event) => {
    event.preventDefault();
    try {
      await run();
      made.close();
    } catch {
      fill(problem, t("file.wrong"));
    }
  } }, h("h2", { id: "dialog-title" }, title), h("p", {}, text), body, problem,
    h("div", { class: "buttons" },
      h("button", { class: "plain", type: "button", onclick: () => made.close() }, t("cancel")),
      h("button", { class: "main" }, label))));
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
}
