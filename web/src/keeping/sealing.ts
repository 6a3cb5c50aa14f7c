// What waits on this phone is sealed with a key that this browser keeps and does not hand out.
// It stops whoever copies the browser's files or reads them with another program; it does not
// stop who unlocks the phone and opens this page, nor who controls the browser itself.
import type { Store } from "./store";

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** The key of this browser; made at first use, never leaves it. */
export async function sealKey(store: Store): Promise<CryptoKey> {
  const known = await store.get("keys", "seal");
  if (known) return known.key;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Two tabs may make one at the same time: whoever stands first decides.
  const change = store.transaction("keys", "readwrite");
  const first = await change.store.get("seal");
  if (!first) await change.store.put({ id: "seal", key: made });
  await change.done;
  return first?.key ?? made;
}

export async function seal(key: CryptoKey, data: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, data) };
}

export async function unseal(key: CryptoKey, sealed: Sealed): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data));
}

/** A key from a password, for files that leave this phone. */
export async function passwordKey(password: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const raw = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: 310_000 },
    raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"],
  );
}
