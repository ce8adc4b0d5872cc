"use strict";
// What every page has: a question before what can't be taken back, a word before a file that is too large is sent, and
// menus that close when one looks elsewhere.
(() => {
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.ask || event.target.dataset.ask;
    if (question && !window.confirm(question)) event.preventDefault();
  });
  // Told before it is sent: a server that reads no further than it must can only cut the line.
  document.addEventListener("change", ({ target }) => {
    const most = Number(target.dataset.most);
    if (most) target.setCustomValidity([...target.files].some((file) => file.size > most) ? target.dataset.tooLarge : "");
    if (most) target.reportValidity();
  });
  const close = (but) => {
    for (const one of document.querySelectorAll("details.me[open]")) if (!one.contains(but)) one.open = false;
  };
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(null); });
})();
