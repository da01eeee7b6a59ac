// An exam in a sitting: tells its log when the page is left, when the connection is lost, and every half minute that it is there.
// What happened without a connection is told when it is back, with how long ago it was. Nothing of an answer passes here.
(() => {
  const root = document.querySelector("[data-online]");
  if (!root || !window.fetch) return;
  const waiting = [];
  let telling = false, lost = false;
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const note = (kind) => { waiting.push({ kind, at: Date.now() }); if (waiting.length > 40) waiting.splice(1, 1); };

  async function tell() {
    if (telling) return;
    telling = true;
    const sent = waiting.slice();
    try {
      const events = sent.map(({ kind, at }) => ({ kind, age: Math.max(0, (Date.now() - at) / 1000) }));
      if (lost) events.push({ kind: "online", age: 0 });
      const reply = await fetch(root.dataset.online, {
        method: "POST", credentials: "same-origin", keepalive: true, body: JSON.stringify({ events }),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
      });
      if (reply.status >= 500) throw new Error(String(reply.status));
      waiting.splice(0, sent.length);
      if (lost) back();
    } catch {
      if (!lost) { lost = true; note("offline"); }
    }
    telling = false;
  }
  function back() {
    lost = false;
    const words = window.lmsQuizQueue?.words;
    if (words?.back) window.lmsQuizQueue.state(words.back);
  }

  document.addEventListener("visibilitychange", () => { note(document.hidden ? "left" : "returned"); tell(); });
  window.addEventListener("offline", () => { if (!lost) { lost = true; note("offline"); } });
  window.addEventListener("online", tell);
  setInterval(tell, 30000);
  tell();
})();
