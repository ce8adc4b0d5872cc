"use strict";
// Nothing that was typed is lost: kept in this browser until the station has confirmed that it is saved, offered again
// after a lost session or connection. Without it the form is sent as forms are.
(() => {
  const WRITTEN = ["title", "column", "priority", "valid", "event", "bed", "repeat", "body"];
  const NOT_KEPT = new Set(["csrf", "then", "script"]);
  let form = null, opened = {}, isDirty = false;

  const fields = () => Object.fromEntries([...new FormData(form)].filter(([name]) => !NOT_KEPT.has(name)));
  const plain = (text) => (text || "").replaceAll("\r\n", "\n").trimEnd();
  const isSame = (one, other) => WRITTEN.every((name) => plain(one[name]) === plain(other[name]));
  const key = () => `draft ${form.dataset.who} ${form.getAttribute("action")}`;
  const stored = (work) => { try { return work(localStorage); } catch { return null; } }; // forbidden, or full
  const keep = () => stored((store) => {
    store.setItem(key(), JSON.stringify({ at: Date.now(), fields: fields() }));
    return true;
  });
  const forget = () => stored((store) => store.removeItem(key()));
  const kept = () => stored((store) => JSON.parse(store.getItem(key())));

  const setDirty = (dirty) => {
    isDirty = dirty;
    for (const one of document.querySelectorAll("[data-decide]")) one.disabled = dirty;
    for (const one of document.querySelectorAll("[data-undecided]")) one.hidden = !dirty;
  };
  const tell = (name, why = "") => {
    const isKept = keep();
    for (const one of document.querySelectorAll("[data-notice]")) one.hidden = one.dataset.notice !== name;
    for (const one of document.querySelectorAll("[data-kept]")) one.hidden = !name || !isKept;
    for (const one of document.querySelectorAll("[data-why]")) one.textContent = why;
    document.querySelector(`[data-notice="${name}"]`)?.scrollIntoView({ block: "nearest" });
  };

  const offer = () => {
    const draft = kept();
    if (!draft) return;
    if (isSame(draft.fields, fields())) return forget(); // it had been saved; the answer alone was lost
    const place = document.querySelector("[data-draft]");
    place.hidden = false;
    form.inert = true; // typing would write over what is offered
    place.querySelector("[data-when]").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang);
    place.querySelector("[data-draft-text]").textContent = draft.fields.body;
    const answered = () => { place.hidden = true; form.inert = false; };
    place.querySelector("[data-draft-take]").onclick = () => {
      answered();
      for (const [name, value] of Object.entries(draft.fields)) {
        const field = form.elements[name];
        if (!field) continue;
        if (field.tagName === "SELECT" && ![...field.options].some((one) => one.value === value)) field.add(new Option(value));
        field.value = value;
      }
      form.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
    };
    place.querySelector("[data-draft-away]").onclick = () => { answered(); forget(); };
  };

  const swap = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    if (!page.querySelector("form[data-who]")) return tell("refused", page.querySelector("main")?.innerText.trim() || "");
    document.querySelector("main").replaceChildren(...page.querySelector("main").childNodes);
    document.dispatchEvent(new Event("swapped"));
    window.scrollTo(0, 0);
  };
  const save = async (submitter) => {
    const data = new FormData(form);
    for (const one of document.querySelectorAll("[data-notice], [data-kept]")) one.hidden = true;
    if (submitter?.name) data.set(submitter.name, submitter.value);
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data });
      if (answer.redirected && answer.ok) {
        if (new URL(answer.url).pathname.startsWith("/scripts/")) forget();
        setDirty(false);
        return location.assign(answer.url);
      }
      const html = await answer.text();
      if (answer.status === 401) tell("session");
      else if (answer.status === 403) tell("old");
      else if (answer.status === 409 || answer.status === 422) swap(html);
      else tell("failed");
    } catch {
      tell("offline");
    }
  };

  const begin = () => {
    form = document.querySelector("form[data-who]");
    if (!form) return;
    opened = fields();
    setDirty(form.dataset.unsaved !== undefined);
    if (isDirty) keep(); else offer();
    form.addEventListener("input", () => {
      setDirty(form.dataset.unsaved !== undefined || !isSame(opened, fields()));
      if (isDirty) keep(); else forget();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const buttons = [...form.querySelectorAll("button")];
      for (const one of buttons) one.disabled = true;
      await save(event.submitter);
      for (const one of buttons) one.disabled = false;
    });
    for (const one of document.querySelectorAll("[data-login]")) {
      one.href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
    }
    for (const one of document.querySelectorAll("[data-leave]")) {
      one.addEventListener("click", () => { if (!isDirty || keep()) isDirty = false; }); // it is offered again
    }
  };
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
  document.addEventListener("swapped", begin);
  begin();
})();
