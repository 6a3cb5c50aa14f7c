// Sending: one tab at a time, each record until 201 or 202, the same bytes every time.
import { note, tokenOf } from "../keeping/devices";
import { type Device, type Waiting, store } from "../keeping/store";
import { confirmed, contents, kept, waiting } from "./queue";

const CONFIRMED = new Set([201, 202]);

export interface Sent {
  sent: number;
  /** What the server says to whoever counts: never kept. */
  message: string;
}

/** Send what is due; with `all`, also what waits for its next try. */
export async function send(language: string, all = false): Promise<Sent> {
  const done: Sent = { sent: 0, message: "" };
  const work = async () => {
    const tried = new Set<string>();
    for (;;) {
      const due = (await waiting()).find(
        (one) => !tried.has(one.id) && (all || one.next <= Date.now()) && (all || one.problem !== "revoked"),
      );
      if (!due) return;
      tried.add(due.id);
      const goOn = await sendOne(due, language, done);
      if (!goOn) return;
    }
  };
  // Two tabs never send at the same time; the server would notice, the network need not pay for it.
  if (navigator.locks) await navigator.locks.request("azalai-send", work);
  else await work();
  return done;
}

/** Whether it makes sense to go on with the next one. */
async function sendOne(record: Waiting, language: string, done: Sent): Promise<boolean> {
  const device = await (await store()).get("devices", record.device);
  if (!device) {
    await kept(record, { problem: "revoked", message: "" });
    return true;
  }
  let answer: Response;
  try {
    answer = await post(record, device, language);
  } catch {
    await later(record, "network");
    return false;
  }
  const message = await said(answer);
  // A strict server answers 404 or 409 as others do, and says that it has kept the record all the same.
  const looked = answer.headers.get("X-Azalai-Kept") === "1";
  if (CONFIRMED.has(answer.status) || looked) {
    await confirmed(record, looked);
    if (device.revoked) await note(device.id, { revoked: false });
    done.sent += 1;
    done.message = message || done.message;
    return true;
  }
  if (answer.status === 401 || answer.status === 403) {
    await note(device.id, { revoked: true });
    await kept(record, { problem: "revoked", message, tries: record.tries + 1 });
    return true;
  }
  await later(record, answer.status >= 500 || answer.status === 429 ? "server" : "refused", message);
  return true;
}

async function post(record: Waiting, device: Device, language: string): Promise<Response> {
  const token = await tokenOf(device);
  const query = new URLSearchParams({ deviceID: `browser:${device.id}` });
  if (record.practice) query.set("practice", "1");
  return fetch(`/d/${token}/submission?${query}`, {
    method: "POST",
    body: await contents(record),
    headers: {
      "X-OpenRosa-Version": "1.0",
      "X-Azalai-Clock": new Date().toISOString(),
      "Accept-Language": language,
    },
    credentials: "omit",
    // A captive portal answers with a redirect to its own page.
    redirect: "error",
    // A photo over a weak network takes its time: two kilobytes a second at least.
    signal: AbortSignal.timeout(60_000 + record.size / 2),
  });
}

async function said(answer: Response): Promise<string> {
  const text = await answer.text().catch(() => "");
  const message = /<message[^>]*>([^<]*)<\/message>/.exec(text)?.[1] ?? "";
  return message.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) =>
    ({ lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" })[name] ?? "");
}

async function later(record: Waiting, problem: Waiting["problem"], message = ""): Promise<void> {
  const tries = record.tries + 1;
  const wait = Math.min(15 * 60_000, 4_000 * 2 ** Math.min(tries, 9)) * (0.75 + Math.random() / 2);
  await kept(record, { problem, message, tries, next: Date.now() + wait });
}
