"use strict";
// What the machine will say, beside what is being written: asked again whenever the writer rests, guesses settled by a
// click, the sound on demand. Without it the page shows the reading of what was saved.
(() => {
  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const field = drop.querySelector("input[type=file]");
    const stop = (event) => { event.preventDefault(); drop.classList.toggle("over", event.type === "dragover"); };
    for (const kind of ["dragover", "dragleave", "drop"]) drop.addEventListener(kind, stop);
    drop.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true })); // its size is looked at
      drop.requestSubmit();
    });
  }

  const RESTS_MS = 250, RETRY_MS = 4000;
  let form = null, panel = null, asked = 0, waits = 0;

  const written = (more) => {
    const data = new FormData(form);
    data.delete("then");
    for (const [name, value] of more || []) data.set(name, value);
    return data;
  };
  // What stands in the panel is of an earlier text, and why: `name` is a notice of the page, "" for a fresh reading.
  const setStale = (name) => {
    panel.classList.toggle("stale", name !== "");
    for (const one of document.querySelectorAll("[data-stale]")) one.hidden = one.dataset.stale !== name;
  };
  const reasonOf = (status) => ({ 401: "session", 403: "old" })[status] || "failed";
  const show = async (path, data) => {
    const mine = ++asked;
    let stale = "";
    try {
      const answer = await fetch(path, { method: "POST", body: data });
      const html = await answer.text();
      if (mine !== asked) return;
      if (answer.ok) panel.innerHTML = html; // made by the station's own templates, which escape
      else stale = reasonOf(answer.status);
    } catch {
      if (mine !== asked) return;
      stale = "offline";
    }
    setStale(stale);
    clearTimeout(waits);
    if (stale === "offline" || stale === "failed") waits = setTimeout(read, RETRY_MS);
  };
  const read = () => show("/writing/reading", written());

  const settle = (event) => {
    if (!event.target.matches("[data-settle]")) return;
    event.preventDefault();
    show(event.target.getAttribute("action"), written(new FormData(event.target)));
  };
  const speak = async (event) => {
    if (event.target.closest("[data-reread]")) return read();
    const button = event.target.closest("[data-speak]");
    if (!button) return;
    const told = panel.querySelector("[data-speaking]"), sound = panel.querySelector("[data-sound]");
    button.disabled = true;
    told.textContent = "…";
    try {
      const answer = await fetch("/writing/speak", { method: "POST", body: written() });
      if (answer.status === 401 || answer.status === 403) setStale(reasonOf(answer.status));
      const made = await answer.json();
      told.textContent = made.error || "";
      if (made.sound) {
        sound.hidden = false;
        sound.src = made.sound;
        await sound.play();
      }
    } catch (fault) {
      if (fault.name !== "NotAllowedError") told.textContent = "–";
      if (fault.name === "TypeError") setStale("offline");
    } finally {
      button.disabled = false;
    }
  };

  const begin = () => {
    form = document.querySelector("[data-writing]");
    panel = document.querySelector("[data-reading]");
    if (!form || !panel) return;
    form.addEventListener("input", () => {
      clearTimeout(waits);
      waits = setTimeout(read, RESTS_MS);
    });
    panel.addEventListener("submit", settle);
    panel.addEventListener("click", speak);
  };
  window.addEventListener("offline", () => { if (panel) setStale("offline"); });
  window.addEventListener("online", () => { if (panel) read(); });
  document.addEventListener("swapped", begin);
  begin();
})();
