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
      drop.requestSubmit();
    });
  }

  const form = document.querySelector("[data-writing]");
  const panel = document.querySelector("[data-reading]");
  if (!form || !panel) return;
  const RESTS_MS = 250;
  let asked = 0, waits = 0, isDirty = false;

  const written = (more) => {
    const data = new FormData(form);
    data.delete("then");
    for (const [name, value] of more || []) data.set(name, value);
    return data;
  };
  const show = async (path, data) => {
    const mine = ++asked;
    try {
      const answer = await fetch(path, { method: "POST", body: data });
      const html = await answer.text();
      if (answer.ok && mine === asked) panel.innerHTML = html; // made by the station's own templates, which escape
    } catch { /* the network is gone; what is typed stays, and the next pause asks again */ }
  };

  form.addEventListener("input", () => {
    isDirty = true;
    clearTimeout(waits);
    waits = setTimeout(() => show("/writing/reading", written()), RESTS_MS);
  });
  form.addEventListener("submit", () => { isDirty = false; });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });

  panel.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-settle]")) return;
    event.preventDefault();
    show("/writing/settle", written(new FormData(event.target)));
  });

  panel.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-speak]");
    if (!button) return;
    const told = panel.querySelector("[data-speaking]"), sound = panel.querySelector("[data-sound]");
    button.disabled = true;
    told.textContent = "…";
    try {
      const answer = await fetch("/writing/speak", { method: "POST", body: written() });
      const made = await answer.json();
      told.textContent = made.error || "";
      if (made.sound) {
        sound.hidden = false;
        sound.src = made.sound;
        await sound.play();
      }
    } catch (fault) {
      if (fault.name !== "NotAllowedError") told.textContent = "–";
    } finally {
      button.disabled = false;
    }
  });
})();
