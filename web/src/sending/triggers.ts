// When to send: at once, when the network returns, when the page is looked at again, when a wait is
// over, and from the worker where the browser allows it.
import { language } from "../words/words";
import { waiting } from "./queue";
import { type Sent, send } from "./sending";

let timer = 0;
let running: Promise<void> | undefined;
/** What is to be tried next: what is due, or all that waits. */
let wanted: "" | "due" | "all" = "";
/** Nothing is tried before: where the phone cannot even note when to try again. */
let rest = 0;
let told: (sent: Sent) => void = () => {};

/** Start sending by itself; `tell` hears of what was sent. */
export function keepSending(tell: (sent: Sent) => void): void {
  told = tell;
  addEventListener("online", () => void sendSoon(true));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void sendSoon(true);
  });
  void sendSoon();
}

/** Send now; with `all`, without waiting for the next try of those that failed. */
export function sendSoon(all = false): Promise<void> {
  // Said while a try is under way it holds for the next one: the network may have returned meanwhile.
  if (all || !wanted) wanted = all ? "all" : "due";
  running ??= (async () => {
    while (wanted) {
      const every = wanted === "all";
      wanted = "";
      if (navigator.onLine) {
        const sent = await send(language(), every);
        if (sent.sent) told(sent);
      }
    }
  })().catch(() => {
    rest = Date.now() + 30_000;
  }).finally(() => {
    running = undefined;
    void plan();
  });
  return running;
}

async function plan(): Promise<void> {
  clearTimeout(timer);
  const left = (await waiting()).filter((one) => one.problem !== "revoked");
  if (!left.length) return;
  const next = Math.min(...left.map((one) => one.next));
  timer = setTimeout(() => void sendSoon(), Math.max(2_000, next - Date.now(), rest - Date.now())) as unknown as number;
  const worker = await navigator.serviceWorker?.getRegistration("/c/");
  await (worker as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync
    ?.register("azalai-send").catch(() => {});
}
