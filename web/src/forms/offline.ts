// Forms and their files, kept for use without network and refreshed when there is one.
import { note, tokenOf } from "../keeping/devices";
import { type Device, type KeptForm, changed, store } from "../keeping/store";

interface Listed {
  id: string;
  version: string;
  title: string;
  hash: string;
  address: string;
  manifest: string;
}

/** What the server says of today: what arrived and what to correct. */
export interface Today {
  label?: string;
  mission?: string;
  language?: string;
  practice?: boolean;
  today?: { point?: string; name?: string; form?: string; groups?: number; persons?: number }[];
  corrections?: { id?: string; root_id?: string; form?: string; day?: string; point?: string; message?: string }[];
}

export type Freshness = "fresh" | "offline" | "revoked";

/**
 * Bring forms and their files up to date. A form is swapped whole: never a half of a new version.
 * `only` leaves the others for a page that needs them, where the network is weak.
 */
export async function refresh(device: Device, only = (_: { id: string }) => true): Promise<Freshness> {
  const base = `/d/${await tokenOf(device)}`;
  let listed: Listed[];
  try {
    const answer = await ask(`${base}/formList`);
    if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
      await note(device.id, { revoked: true });
      changed();
      return "revoked";
    }
    if (!answer.ok) return "offline";
    listed = forms(await answer.text());
  } catch {
    return "offline";
  }
  const db = await store();
  const known = new Map((await db.getAllFromIndex("forms", "device", device.id)).map((one) => [one.key, one]));
  try {
    for (const one of listed.filter(only)) {
      const key = `${device.id}/${one.id}/${one.version}`;
      const before = known.get(key);
      const xml = before?.hash === one.hash ? before.xml : await (await must(one.address)).text();
      const kept: KeptForm = {
        key, device: device.id, id: one.id, version: one.version, title: one.title, hash: one.hash, xml,
        files: await files(one.manifest, before?.files ?? {}), current: true,
      };
      const change = db.transaction("forms", "readwrite");
      for (const other of await change.store.index("device").getAll(device.id))
        if (other.id === kept.id && other.key !== key && other.current)
          await change.store.put({ ...other, current: false });
      await change.store.put(kept);
      await change.done;
    }
  } catch {
    return "offline";
  }
  await forget(device, new Set(listed.map((one) => `${device.id}/${one.id}/${one.version}`)));
  await note(device.id, { revoked: false });
  changed();
  return "fresh";
}

/** Forms that are no longer offered go, unless a draft was begun with them. */
async function forget(device: Device, offered: Set<string>): Promise<void> {
  const change = (await store()).transaction(["forms", "drafts", "queue"], "readwrite");
  const needed = new Set((await change.objectStore("drafts").getAll()).map((one) => one.form));
  for (const one of await change.objectStore("queue").getAll()) needed.add(one.form);
  for (const one of await change.objectStore("forms").index("device").getAll(device.id)) {
    if (offered.has(one.key)) continue;
    if (needed.has(one.key)) await change.objectStore("forms").put({ ...one, current: false });
    else await change.objectStore("forms").delete(one.key);
  }
  await change.done;
}

async function files(manifest: string, before: KeptForm["files"]): Promise<KeptForm["files"]> {
  if (!manifest) return {};
  const kept: KeptForm["files"] = {};
  const list = xml(await (await must(manifest)).text());
  for (const one of list.getElementsByTagNameNS("*", "mediaFile")) {
    const name = within(one, "filename");
    const hash = within(one, "hash");
    const same = before[name];
    kept[name] = same?.hash === hash ? same : { hash, body: await (await must(here(within(one, "downloadUrl")))).blob() };
  }
  return kept;
}

/** What the server says of today; null without network. */
export async function today(device: Device): Promise<Today | null> {
  try {
    const answer = await ask(`/d/${await tokenOf(device)}/today.json`);
    if (!answer.ok) return null;
    const said = (await answer.json()) as Today;
    await note(device.id, {
      label: [said.mission, said.label].filter(Boolean).join(" · ") || device.label,
      language: said.language ?? device.language,
      practice: said.practice ?? device.practice,
    });
    return said;
  } catch {
    return null;
  }
}

/** A record that the office sent back to this phone, as it stands there; else why not. */
export async function returned(device: Device, root: string): Promise<{ xml: string } | "gone" | "offline"> {
  try {
    const answer = await ask(`/d/${await tokenOf(device)}/returned/${encodeURIComponent(root)}.xml`);
    return answer.ok ? { xml: await answer.text() } : answer.status < 500 ? "gone" : "offline";
  } catch {
    return "offline";
  }
}

export async function keptForms(device: Device): Promise<KeptForm[]> {
  const all = await (await store()).getAllFromIndex("forms", "device", device.id);
  return all.filter((one) => one.current).sort((a, b) => a.title.localeCompare(b.title));
}

export async function keptForm(key: string): Promise<KeptForm | null> {
  return (await (await store()).get("forms", key)) ?? null;
}

/** The form of the quick-count page. */
export function isCounter(form: { id: string }): boolean {
  return /(^|[_-])(counter|quick_?count)/.test(form.id);
}

/** What the engine asks for when a form names a file: `jr://file-csv/points.csv`. */
export function attachmentsOf(form: KeptForm): (address: URL) => Promise<Response> {
  return async (address) => {
    const name = decodeURIComponent(String(address).split("/").pop() ?? "");
    const found = form.files[name];
    if (!found) return new Response("", { status: 404 });
    const type = name.endsWith(".csv") ? "text/csv" : found.body.type;
    return new Response(found.body, { status: 200, headers: { "Content-Type": type } });
  };
}

function forms(text: string): Listed[] {
  return [...xml(text).getElementsByTagNameNS("*", "xform")].map((one) => ({
    id: within(one, "formID"), version: within(one, "version"), title: within(one, "name"),
    hash: within(one, "hash"), address: here(within(one, "downloadUrl")), manifest: here(within(one, "manifestUrl")),
  }));
}

function xml(text: string): Document {
  return new DOMParser().parseFromString(text, "text/xml");
}

function within(parent: Element, name: string): string {
  return parent.getElementsByTagNameNS("*", name)[0]?.textContent?.trim() ?? "";
}

/** The same path at this origin: behind a proxy the server may name itself otherwise. */
function here(address: string): string {
  if (!address) return "";
  const found = new URL(address, location.origin);
  return found.pathname + found.search;
}

function ask(address: string): Promise<Response> {
  return fetch(address, {
    headers: { "X-OpenRosa-Version": "1.0" }, cache: "no-cache", credentials: "omit",
    signal: AbortSignal.timeout(60_000),
  });
}

async function must(address: string): Promise<Response> {
  const answer = await ask(address);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer;
}
