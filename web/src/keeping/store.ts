// What this browser keeps. A later version adds stores or columns; it never drops the queue.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import { type Sealed, seal, sealKey, unseal } from "./sealing";

/** A token of this phone, with what the server said of it. */
export interface Device {
  id: string;
  token: Sealed;
  label: string;
  language: string;
  practice: boolean;
  revoked: boolean;
  added: number;
}

/** One version of a form with everything that it needs. */
export interface KeptForm {
  key: string;
  device: string;
  id: string;
  version: string;
  title: string;
  hash: string;
  xml: string;
  files: Record<string, { hash: string; body: Blob }>;
  /** Offered for new records; an older one stays while a draft needs it. */
  current: boolean;
}

export interface Draft {
  id: string;
  device: string;
  form: string;
  title: string;
  page: "count" | "form";
  practice: boolean;
  saved: number;
  sealed: Sealed;
  /** What was sent back: the record, by its first id, and the content that this one replaces. */
  corrects?: { record: string; content: string };
}

export type Problem = "" | "network" | "server" | "refused" | "revoked";

/** A finished record that no server has confirmed yet. */
export interface Waiting {
  id: string;
  device: string;
  form: string;
  title: string;
  page: "count" | "form";
  practice: boolean;
  saved: number;
  tries: number;
  next: number;
  problem: Problem;
  message: string;
  size: number;
  sealed: Sealed;
}

/** That a record was sent, and nothing of what it says. */
export interface Receipt {
  id: string;
  device: string;
  title: string;
  practice: boolean;
  sent: number;
  /** The server has it, but a person there has to look at it. */
  kept?: true;
}

interface Schema extends DBSchema {
  keys: { key: string; value: { id: string; key: CryptoKey } };
  devices: { key: string; value: Device };
  forms: { key: string; value: KeptForm; indexes: { device: string } };
  drafts: { key: string; value: Draft };
  queue: { key: string; value: Waiting };
  receipts: { key: string; value: Receipt };
  settings: { key: string; value: { id: string; value: unknown } };
}

export type Store = IDBPDatabase<Schema>;

let opened: Promise<Store> | undefined;

export function store(): Promise<Store> {
  return (opened ??= open().catch((problem: unknown) => {
    // Another try may succeed: the browser was busy, or short of space.
    opened = undefined;
    throw problem;
  }));
}

async function open(): Promise<Store> {
  const version = 1;
  const known = (await indexedDB.databases?.())?.find((one) => one.name === "azalai")?.version ?? 0;
  // A newer page was here, and this one still has something open: versions only add, so what this
  // one knows is there.
  return openDB<Schema>("azalai", Math.max(version, known), {
    upgrade(db, old) {
      if (old < 1) {
        db.createObjectStore("keys", { keyPath: "id" });
        db.createObjectStore("devices", { keyPath: "id" });
        db.createObjectStore("forms", { keyPath: "key" }).createIndex("device", "device");
        db.createObjectStore("drafts", { keyPath: "id" });
        db.createObjectStore("queue", { keyPath: "id" });
        db.createObjectStore("receipts", { keyPath: "id" });
        db.createObjectStore("settings", { keyPath: "id" });
      }
    },
    blocking(_old, _new, event) {
      // Another tab has a newer page: let it go ahead.
      (event.target as IDBDatabase).close();
      opened = undefined;
    },
    terminated() {
      opened = undefined;
    },
  });
}

export async function setting<T>(id: string, otherwise: T): Promise<T> {
  const found = await (await store()).get("settings", id);
  return found ? (found.value as T) : otherwise;
}

export async function set(id: string, value: unknown): Promise<void> {
  await (await store()).put("settings", { id, value });
}

export async function sealed(data: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  return seal(await sealKey(await store()), data);
}

export async function unsealed(what: Sealed): Promise<Uint8Array<ArrayBuffer>> {
  return unseal(await sealKey(await store()), what);
}

/** Tell every page of this browser that something kept has changed. */
export function changed(): void {
  channel.postMessage("changed");
  for (const one of listeners) one();
}

const channel = new BroadcastChannel("azalai");
const listeners = new Set<() => void>();
channel.addEventListener("message", () => listeners.forEach((one) => one()));

export function onChange(listener: () => void): void {
  listeners.add(listener);
}
