// The tokens of this phone: taken from the address once, kept sealed.
import { type Device, changed, sealed, set, setting, store, unsealed } from "./store";

const encoder = new TextEncoder();

/** Take the token from `#d=<token>` (then clear it from the address bar), or from a pasted address. */
export async function takeToken(address: string): Promise<Device | null> {
  const token = /[#&]d=([\w.~-]+)/.exec(address)?.[1] ?? /\/d\/([\w.~-]+)/.exec(address)?.[1];
  if (!token) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(token)));
  const id = [...digest.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const db = await store();
  const known = await db.get("devices", id);
  const device = known ?? {
    id, token: await sealed(encoder.encode(token)), label: "", language: "", practice: false,
    revoked: false, added: Date.now(),
  };
  try {
    await db.put("devices", { ...device, revoked: false });
    await set("device", id);
  } catch (problem) {
    // No space left: what is known already can be used all the same.
    if (!known) throw problem;
  }
  changed();
  return device;
}

/** The device in use. */
export async function device(): Promise<Device | null> {
  const db = await store();
  const chosen = await db.get("devices", await setting("device", ""));
  return chosen ?? (await db.getAll("devices"))[0] ?? null;
}

export async function tokenOf(one: Device): Promise<string> {
  return new TextDecoder().decode(await unsealed(one.token));
}

/** Note something of a device, unless it is gone meanwhile. */
export async function note(id: string, what: Partial<Device>): Promise<void> {
  const db = await store();
  const change = db.transaction("devices", "readwrite");
  const known = await change.store.get(id);
  if (known) await change.store.put({ ...known, ...what });
  await change.done;
}

/** Whether what is entered now counts: the switch of this phone, or what the office decided. */
export async function practising(one: Device | null): Promise<boolean> {
  return (one?.practice ?? false) || (await setting("practice", false));
}
