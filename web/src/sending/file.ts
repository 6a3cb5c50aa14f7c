// The queue as a file: what waits here can be sent from another phone. Each record keeps its id, so
// the server counts it once, however many phones send it.
import { passwordKey, seal, unseal } from "../keeping/sealing";
import { type Device, type Waiting, changed, sealed, store, unsealed } from "../keeping/store";
import { waiting } from "./queue";

const FORMAT = "azalai-queue-1";

interface Item {
  id: string;
  title: string;
  page: Waiting["page"];
  practice: boolean;
  saved: number;
  data: string;
}

interface QueueFile {
  format: string;
  salt?: string;
  iv?: string;
  sealed?: string;
  records?: Item[];
}

/** The file; with a password nobody reads it without. */
export async function saveFile(password: string): Promise<Blob> {
  const records: Item[] = [];
  for (const one of await waiting())
    records.push({
      id: one.id, title: one.title, page: one.page, practice: one.practice, saved: one.saved,
      data: base64(await unsealed(one.sealed)),
    });
  let file: QueueFile = { format: FORMAT, records };
  if (password) {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const bytes = new TextEncoder().encode(JSON.stringify(records));
    const locked = await seal(await passwordKey(password, salt), bytes);
    file = {
      format: FORMAT, salt: base64(salt), iv: base64(locked.iv), sealed: base64(new Uint8Array(locked.data)),
    };
  }
  return new Blob([JSON.stringify(file)], { type: "application/json" });
}

/** Put the records of a file into this queue; how many were new here. Throws where it cannot be read. */
export async function loadFile(text: string, password: string, device: Device): Promise<number> {
  const file = JSON.parse(text) as QueueFile;
  if (file.format !== FORMAT) throw new Error("format");
  let records = file.records ?? [];
  if (file.sealed && file.salt && file.iv) {
    const key = await passwordKey(password, bytes(file.salt));
    const opened = await unseal(key, { iv: bytes(file.iv), data: bytes(file.sealed).buffer });
    records = JSON.parse(new TextDecoder().decode(opened)) as Item[];
  }
  const db = await store();
  let added = 0;
  for (const one of records) {
    const data = bytes(one.data);
    const locked = await sealed(data);
    const change = db.transaction(["queue", "receipts"], "readwrite");
    const known = (await change.objectStore("queue").get(one.id))
      ?? (await change.objectStore("receipts").get(one.id));
    if (!known) {
      await change.objectStore("queue").put({
        id: one.id, device: device.id, form: "", title: one.title, page: one.page, practice: one.practice,
        saved: one.saved, tries: 0, next: 0, problem: "", message: "", size: data.length, sealed: locked,
      });
      added += 1;
    }
    await change.done;
  }
  changed();
  return added;
}

export function hasPassword(text: string): boolean {
  return Boolean((JSON.parse(text) as QueueFile).sealed);
}

function base64(data: Uint8Array): string {
  let text = "";
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return btoa(text);
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
}
