"use strict";
// What every page has: a question before what can't be taken back, and menus that close when one looks elsewhere.
(() => {
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.ask || event.target.dataset.ask;
    if (question && !window.confirm(question)) event.preventDefault();
  });
  const close = (but) => {
    for (const one of document.querySelectorAll("details.me[open]")) if (!one.contains(but)) one.open = false;
  };
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(null); });
})();
