"use strict";
// Keeps a page alive: swaps the parts that the station tells anew, moves clocks and bars in between by its own clock.
(() => {
  const root = document.querySelector("[data-live]");
  if (!root) return;
  const cutOff = document.querySelector("[data-cut-off]");
  const zone = /([+-]\d\d:\d\d|Z)$/;
  const SILENT_MS = 25000; // the station says something every ten seconds
  let ahead = 0; // how far the station's clock is ahead of this machine's, in milliseconds
  let heard = Date.now();
  let source = null;
  let levelDb = null; // what the sound process sent in the last second, RMS

  const now = () => Date.now() + ahead;
  const offset = (iso) => {
    const found = zone.exec(iso);
    if (!found || found[0] === "Z") return 0;
    const [hours, minutes] = found[0].slice(1).split(":").map(Number);
    return (found[0][0] === "-" ? -1 : 1) * (hours * 60 + minutes) * 60000;
  };
  let stationOffset = offset(root.dataset.now);
  const two = (number) => String(number).padStart(2, "0");
  const span = (ms) => {
    const s = Math.max(0, Math.round(ms / 1000)), h = Math.floor(s / 3600), m = Math.floor((s % 3600) / 60);
    return h ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
  };
  const setClock = (iso) => { ahead = Date.parse(iso) - Date.now(); stationOffset = offset(iso); };
  setClock(root.dataset.now);

  const swap = (name, html) => {
    const part = root.querySelector(`[data-part="${name}"]`);
    if (!part) return;
    const before = new Map([...part.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
    const focused = part.contains(document.activeElement) && document.activeElement.closest("details[id]");
    part.innerHTML = html; // made by the station's own templates, which escape whatever people wrote
    for (const one of part.querySelectorAll("details[id]")) {
      if (before.has(one.id)) one.open = before.get(one.id); // as the reader left it
    }
    if (focused) document.getElementById(focused.id)?.querySelector("summary")?.focus({ preventScroll: true });
    prepare(part);
  };
  const QUIETEST_DB = -48;
  const showLevel = () => {
    for (const meter of root.querySelectorAll("[data-level]")) {
      meter.hidden = levelDb === null;
      if (levelDb === null) continue;
      const share = Math.max(0, Math.min(1, 1 - levelDb / QUIETEST_DB));
      meter.querySelector("i").style.width = `${Math.round(100 * share)}%`;
      meter.querySelector("[data-level-db]").textContent = `${String(levelDb).replace("-", "−")} dB`;
    }
  };
  // On paper closed airings stand open too, however the printing was asked for; afterwards as they were.
  const opened = [];
  window.addEventListener("beforeprint", () => {
    opened.push(...document.querySelectorAll("details.airing:not([open])"));
    for (const one of opened) one.open = true;
  });
  window.addEventListener("afterprint", () => { for (const one of opened.splice(0)) one.open = false; });
  const prepare = (part) => {
    for (const button of part.querySelectorAll("[data-print]")) {
      button.hidden = false;
      button.onclick = () => window.print();
    }
  };

  const tick = () => {
    const at = now();
    const local = new Date(at + stationOffset);
    for (const one of root.querySelectorAll("[data-clock]")) {
      one.textContent = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
    }
    for (const one of root.querySelectorAll("progress[data-from]")) one.value = at - Date.parse(one.dataset.from);
    for (const one of root.querySelectorAll("[data-gone]")) one.textContent = span(at - Date.parse(one.dataset.gone));
    for (const one of root.querySelectorAll("[data-left]")) one.textContent = `−${span(Date.parse(one.dataset.left) - at)}`;
    for (const one of root.querySelectorAll("[data-until]")) {
      const left = Date.parse(one.dataset.until) - at;
      one.textContent = left > 0 ? one.dataset.words.replace("{time}", span(left)) : "";
    }
    if (Date.now() - heard > SILENT_MS) connect();
  };

  const connect = () => {
    source?.close();
    heard = Date.now();
    source = new EventSource(root.dataset.live);
    source.onmessage = (event) => {
      heard = Date.now();
      cutOff.hidden = true;
      const told = JSON.parse(event.data);
      setClock(told.now);
      levelDb = told.level_db;
      for (const [name, html] of Object.entries(told.parts)) swap(name, html);
      showLevel();
      tick();
    };
    source.onerror = () => {
      cutOff.hidden = false;
      // A browser gives up after an answer that is no stream (logged out, a gateway's error): ask again ourselves.
      if (source.readyState === EventSource.CLOSED) setTimeout(askAgain, 4000);
    };
  };
  const askAgain = async () => {
    try {
      const answer = await fetch(location.href, { redirect: "manual", headers: { "X-Still-There": "1" } });
      if (answer.type === "opaqueredirect" || answer.status === 401) return location.reload();
    } catch { /* the network is gone: the next try tells */ }
    connect();
  };

  prepare(root);
  tick();
  setInterval(tick, 250);
  connect();
  document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - heard > 12000) connect(); });
})();
