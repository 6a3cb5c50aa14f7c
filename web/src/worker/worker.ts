// Keeps the pages for use without network. Records are not its business: they are in the queue, which
// no version of this file ever deletes; it only gives a push to send what waits there.
import { setting } from "../keeping/store";
import { send } from "../sending/sending";

declare const self: ServiceWorkerGlobalScope;

const LIGHT = `azalai-light-${__KEPT__.version}`;
const HEAVY = "azalai-heavy";

self.addEventListener("install", (event) => {
  event.waitUntil(keep(LIGHT, __KEPT__.light));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const earlier = (await caches.keys()).filter((name) => name.startsWith("azalai-light-") && name !== LIGHT);
    // The one before stays: a tab that is still open may ask for a part of it.
    for (const name of earlier.slice(0, -1)) await caches.delete(name);
    await self.clients.claim();
    // Pages wait for what stands here, so the heavy form page is not fetched here: until it is asked
    // for, the earlier one stays whole.
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
  if (event.data === "keep-forms") event.waitUntil(keepHeavy());
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (!address.pathname.startsWith("/c/")) return;
  event.respondWith(answer(event.request, address.pathname));
});

self.addEventListener("sync", ((event: ExtendableEvent & { tag: string }) => {
  if (event.tag === "azalai-send")
    event.waitUntil(setting("language", "fr").then((language) => send(language)));
}) as EventListener);

async function answer(request: Request, path: string): Promise<Response> {
  const known = await kept(path);
  if (known) return known;
  return fetch(request);
}

/** From this version's cache first, then from any other. */
async function kept(path: string): Promise<Response | undefined> {
  const own = await (await caches.open(LIGHT)).match(path, { ignoreVary: true });
  return own ?? (await caches.match(path, { ignoreVary: true, ignoreSearch: true }));
}

async function keep(name: string, files: [string, string][]): Promise<void> {
  const cache = await caches.open(name);
  await Promise.all(files.map(async ([address]) => {
    const answer = await fetch(address, { cache: address.startsWith("/c/assets/") ? "default" : "no-cache" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    await cache.put(address, answer);
  }));
}

/**
 * The form page, which weighs more than all else: only where a form is wanted. All that it needs is
 * kept with it, the page itself last: half of a new version is never shown.
 */
async function keepHeavy(): Promise<void> {
  const cache = await caches.open(HEAVY);
  const wanted = new Set(__KEPT__.heavy.map(([address]) => address));
  const marks = new Map(__KEPT__.heavy);
  for (const [address, digest] of marks) {
    const before = await cache.match(address);
    if (before && before.headers.get("X-Azalai-Digest") === digest) continue;
    const answer = await fetch(address, { cache: address.startsWith("/c/assets/") ? "default" : "no-cache" });
    if (!answer.ok) return;
    const headers = new Headers(answer.headers);
    headers.set("X-Azalai-Digest", digest);
    headers.delete("Content-Encoding");
    await cache.put(address, new Response(await answer.blob(), { status: 200, headers }));
  }
  for (const request of await cache.keys())
    if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request);
  for (const client of await self.clients.matchAll()) client.postMessage("forms-kept");
}
