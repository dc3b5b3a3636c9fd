// Keeps the Learn page readable without signal. Only offline.js says when it is kept, and forgets it: with an open
// warning sign it says less. All other pages and everything that is sent pass by as if this were not here.
const LEARN = "/me/learn/";
const PREFIX = "learn/"; // then the athlete's id: of another athlete on this phone nothing is kept
const STATIC = "/static/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(renew(event.data.athlete)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const isLearn = request.mode === "navigate" && pathname === LEARN;
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (isLearn || pathname.startsWith(STATIC)) event.respondWith(asked(request, isLearn ? LEARN : request.url));
});

/** What the server says; what is kept where it cannot be reached. */
async function asked(request, address) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(address);
    if (kept) return kept;
    throw error;
  }
}

/** Ask for the page and all that it needs, and keep that instead of what was kept before. */
async function renew(athlete) {
  await forget();
  const answer = await fetch(LEARN, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const cache = await caches.open(PREFIX + athlete);
  const html = await answer.clone().text();
  const named = [...html.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, address]) => address);
  const seen = new Set();
  await Promise.all(named.map((address) => keep(cache, new URL(address, self.location.origin).href, seen)));
  await cache.put(LEARN, answer); // last, so that it never stands there without its looks
}

/** Keep one part, and of a script also what it imports. */
async function keep(cache, address, seen) {
  if (seen.has(address)) return;
  seen.add(address);
  const answer = await fetch(address);
  if (!answer.ok) return;
  await cache.put(address, answer.clone());
  if (!address.endsWith(".js") || address.includes("/vendor/")) return;
  const imported = [...(await answer.text()).matchAll(/from "(\.{1,2}\/[^"]+)"/g)].map(([, path]) => path);
  await Promise.all(imported.map((path) => keep(cache, new URL(path, address).href, seen)));
}

async function forget() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
}
