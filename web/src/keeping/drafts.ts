// Records that are not finished: kept after each answer, with the form version they began with.
import { pack, unpack } from "./packing";
import { type Draft, changed, sealed, store, unsealed } from "./store";

const LOCK = "azalai-draft";
/** Milliseconds that one waits for a draft which is open elsewhere. */
const PATIENCE = 800;

/** Hold this while a draft is open: no new version of the pages takes over meanwhile. */
export function holdDraft(): () => void {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  void navigator.locks?.request(LOCK, { mode: "shared" }, () => released);
  return release;
}

/** Whether any tab has a draft open. */
export async function draftOpen(): Promise<boolean> {
  const state = await navigator.locks?.query();
  return state?.held?.some((one) => one.name === LOCK) ?? false;
}

/** Make a draft this tab's own for as long as it is open; false where another tab has it. */
export async function claim(id: string): Promise<boolean> {
  if (!navigator.locks) return true;
  // A page that is just being loaded anew lets go of its drafts a moment after this one begins.
  const patience = new AbortController();
  setTimeout(() => patience.abort(), PATIENCE);
  return new Promise((resolve) => {
    navigator.locks.request(`azalai-draft-${id}`, { signal: patience.signal }, () => {
      resolve(true);
      return new Promise(() => {});
    }).catch(() => resolve(false));
  });
}

export async function keepDraft(about: Omit<Draft, "saved" | "sealed">, data: FormData): Promise<void> {
  const bytes = await sealed(await pack(data));
  await (await store()).put("drafts", { ...about, saved: Date.now(), sealed: bytes });
}

export async function openDraft(draft: Draft): Promise<FormData> {
  return unpack(await unsealed(draft.sealed));
}

export async function drafts(device: string): Promise<Draft[]> {
  const all = await (await store()).getAll("drafts");
  return all.filter((one) => one.device === device).sort((a, b) => b.saved - a.saved);
}

export async function dropDraft(id: string): Promise<void> {
  await (await store()).delete("drafts", id);
  changed();
}

const RETRY = 4_000;

/**
 * Calls `save` after each change, never two at a time, and never an older state after a newer. Where
 * it fails, `tell(false)` is called and it tries again by itself, until `tell(true)`.
 */
export function saver(
  save: () => Promise<void>, tell: (kept: boolean) => void,
): { soon(): void; done(): Promise<void> } {
  let running: Promise<void> | undefined;
  let again = false;
  let retry = 0;
  const soon = () => {
    clearTimeout(retry);
    again = true;
    running ??= (async () => {
      while (again) {
        again = false;
        try {
          await save();
          tell(true);
        } catch {
          tell(false);
          retry = setTimeout(soon, RETRY) as unknown as number;
        }
      }
    })().finally(() => (running = undefined));
  };
  return { soon, done: async () => running };
}
