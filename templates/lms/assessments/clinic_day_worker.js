// Keeps the clinic day's page, its look and its checklists on the device: the network first, the kept copy without one.
const KEEP = "lms-clinic-2";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("lms-clinic") && name !== KEEP) await caches.delete(name);
  await self.clients.claim();
})()));
self.addEventListener("message", (event) => {
  const keep = event.data?.keep;
  if (!Array.isArray(keep)) return;
  event.waitUntil((async () => {
    const box = await caches.open(KEEP);
    const wanted = new Set(keep.filter((url) => new URL(url).origin === self.location.origin));
    for (const one of await box.keys()) if (!wanted.has(one.url)) await box.delete(one);
    let kept = 0;
    for (const url of wanted) {
      try {
        const reply = await fetch(url, { credentials: "same-origin", headers: { "X-Clinic-Keep": "1" } });
        if (reply.ok && !reply.redirected) { await box.put(url, reply); kept += 1; }
      } catch { /* another time */ }
    }
    if (kept === wanted.size) event.source?.postMessage({ kept });
  })());
});
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== self.location.origin) return;
  event.respondWith((async () => {
    const box = await caches.open(KEEP);
    try {
      const reply = await fetch(event.request);
      if (reply.redirected && event.request.mode === "navigate") return reply;
      const page = reply.headers.get("Content-Type")?.startsWith("text/html"); // it names a person: what is kept was asked for as the copy that does not
      if (reply.ok && !page && await box.match(event.request.url)) await box.put(event.request.url, reply.clone());
      return reply;
    } catch (lost) {
      const kept = await box.match(event.request.url, { ignoreVary: true }) || await box.match(event.request.url.split(/[?#]/)[0], { ignoreVary: true });
      if (kept) return kept;
      throw lost;
    }
  })());
});
