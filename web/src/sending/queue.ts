// Finished records on their way: they stay, byte for byte, until the server has confirmed them.
import { pack, unpack } from "../keeping/packing";
import { type Draft, type Receipt, type Waiting, changed, sealed, store, unsealed } from "../keeping/store";

const encoder = new TextEncoder();

/** The record's own id, which the server knows it by. */
export async function instanceId(data: FormData): Promise<string> {
  const xml = await (data.get("xml_submission_file") as File).text();
  const found = /<(?:\w+:)?instanceID[^>]*>([^<]+)</.exec(xml)?.[1];
  return found ? found.trim() : idOfBytes(xml);
}

/** By what the server knows a record that has no id. */
export async function idOfBytes(xml: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(xml)));
  return "sha256:" + [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Put a finished record into the queue; its draft goes in the same step, so it is never in none.
 * For `hold` milliseconds it is not sent by itself: so long it can be taken back.
 */
export async function enqueue(
  draft: Omit<Draft, "saved" | "sealed">, data: FormData, hold = 0,
): Promise<string> {
  const bytes = await pack(data);
  const record: Waiting = {
    id: await instanceId(data), device: draft.device, form: draft.form, title: draft.title,
    page: draft.page, practice: draft.practice, saved: Date.now(), tries: 0, next: Date.now() + hold, problem: "",
    message: "", size: bytes.length, sealed: await sealed(bytes),
  };
  const db = await store();
  const change = db.transaction(["queue", "drafts"], "readwrite");
  await change.objectStore("queue").put(record);
  await change.objectStore("drafts").delete(draft.id);
  await change.done;
  changed();
  return record.id;
}

export async function waiting(): Promise<Waiting[]> {
  return (await (await store()).getAll("queue")).sort((a, b) => a.saved - b.saved);
}

export async function contents(record: Waiting): Promise<FormData> {
  return unpack(await unsealed(record.sealed));
}

/** The server has it: the payload goes and only the receipt stays. */
export async function confirmed(record: Waiting, looked: boolean): Promise<void> {
  const receipt: Receipt = {
    id: record.id, device: record.device, title: record.title, practice: record.practice, sent: Date.now(),
    ...(looked ? { kept: true } : {}),
  };
  const change = (await store()).transaction(["queue", "receipts"], "readwrite");
  try {
    await Promise.all([
      change.objectStore("receipts").put(receipt), change.objectStore("queue").delete(record.id), change.done,
    ]);
  } catch {
    // No space for a receipt: what was sent must not be sent for ever.
    await (await store()).delete("queue", record.id);
  }
  changed();
}

/** Not confirmed: it stays, with the reason and when to try again. */
export async function kept(record: Waiting, why: Partial<Waiting>): Promise<void> {
  const change = (await store()).transaction("queue", "readwrite");
  const still = await change.store.get(record.id);
  if (still) await change.store.put({ ...still, ...why });
  await change.done;
  changed();
}

/** Take back a record that nobody has begun to send, to go on with it as a draft; else null. */
export async function takeBack(id: string, draftId: string): Promise<Draft | null> {
  const work = async () => {
    const change = (await store()).transaction(["queue", "drafts"], "readwrite");
    const record = await change.objectStore("queue").get(id);
    // What was once on its way may have arrived, though no answer did.
    if (!record || record.tries > 0) return null;
    const draft: Draft = {
      id: draftId, device: record.device, form: record.form, title: record.title, page: record.page,
      practice: record.practice, saved: Date.now(), sealed: record.sealed,
    };
    await change.objectStore("drafts").put(draft);
    await change.objectStore("queue").delete(id);
    await change.done;
    changed();
    return draft;
  };
  return navigator.locks ? navigator.locks.request("azalai-send", work) : work();
}

/** Drop a record that the server refuses, because a person decided so. */
export async function drop(id: string): Promise<void> {
  await (await store()).delete("queue", id);
  changed();
}

const MONTH = 30 * 24 * 3600 * 1000;

/** What was sent, newest first; receipts older than a month go. */
export async function receipts(device: string): Promise<Receipt[]> {
  const db = await store();
  const all = await db.getAll("receipts");
  for (const one of all) if (one.sent < Date.now() - MONTH) await db.delete("receipts", one.id);
  return all.filter((one) => one.device === device && one.sent >= Date.now() - MONTH)
    .sort((a, b) => b.sent - a.sent);
}
