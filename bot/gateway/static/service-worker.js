// Keeps one page for times without a connection. Nothing else is kept: no answer, no question, nothing of a person.
// The address under which the chat page registers this file names the version of that page.
const PREFIX = "sds-offline-";
const CACHE = PREFIX + new URL(self.location.href).searchParams.get("v");
const CHAT = "/";
const PAGE = "/offline";
const STYLE = "/static/chat.css?offline";

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, STYLE].map((address) => new Request(address, { cache: "reload", credentials: "omit" })));
}

async function forgetOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
}

async function orKept(request, kept) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await (await caches.open(CACHE)).match(kept);
    if (found === undefined) throw error;
    return found;
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder()));
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === CHAT) event.respondWith(orKept(event.request, PAGE));
  else if (address.pathname + address.search === STYLE) event.respondWith(orKept(event.request, STYLE));
});
