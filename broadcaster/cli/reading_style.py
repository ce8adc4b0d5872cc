"""How a reading looks in the browser and on paper: the style sheet that `reading_page` puts into its page."""

STYLE = """
:root {
  --paper: #fbfaf7; --sheet: #fff; --ink: #1d2429; --faint: #5c666e; --rule: #dfe3e2;
  --other: #0b5c74; --other-ground: #e2f1f5;
  --guess: #7a4b00; --guess-ground: #ffe9b8;
  --error: #9c1c1c; --error-ground: #ffdcd8;
  --good: #1c5f35; --good-ground: #dcf2e2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14191c; --sheet: #1b2226; --ink: #e6eaea; --faint: #9aa6ac; --rule: #323c41;
    --other: #8fd3e8; --other-ground: #17323b;
    --guess: #ffd27a; --guess-ground: #463408;
    --error: #ffb0a6; --error-ground: #521c18;
    --good: #98dcae; --good-ground: #15361f;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.7 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", Arial, sans-serif;
  overflow-wrap: anywhere; hyphens: manual;
}
main, footer { max-width: 74rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding: 2rem 0 .5rem; }
.over { margin: 0; color: var(--other); font-weight: 600; }
.over span { color: var(--faint); font-weight: 400; }
.over span::before { content: " · "; }
h1 { margin: .1rem 0 .8rem; font-size: 1.9rem; line-height: 1.4; font-weight: 700; }
h2 { margin: 2.2rem 0 .6rem; font-size: 1.2rem; line-height: 1.5; }
.sound img { width: 100%; }
.facts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0; padding: 0; list-style: none; font-size: .95rem; }
.facts li { padding: .1rem .8rem; border: 1px solid var(--rule); border-radius: 1rem; background: var(--sheet); }
.facts .good { color: var(--good); background: var(--good-ground); border-color: transparent; }
.facts .waiting, .facts .guess { color: var(--guess); background: var(--guess-ground); border-color: transparent; }
.facts .error { color: var(--error); background: var(--error-ground); border-color: transparent; }
table { width: 100%; border-collapse: collapse; background: var(--sheet); border: 1px solid var(--rule); }
th, td { padding: .55rem .9rem; text-align: left; vertical-align: top; unicode-bidi: isolate; }
thead th { color: var(--faint); font-size: .9rem; font-weight: 600; border-bottom: 1px solid var(--rule); }
.line { color: var(--faint); font-weight: 400; font-size: .85rem; font-variant-numeric: tabular-nums; }
a { color: inherit; }
.reading table { table-layout: fixed; }
.reading th:first-child { width: 4rem; }
.reading td.said { border-left: 1px solid var(--rule); }
.reading tbody + tbody tr:first-child > * { border-top: 1px solid var(--rule); }
.reading tbody tr:not(:last-child) > * { padding-bottom: .1rem; }
.reading tbody tr:not(:first-child) > * { padding-top: .1rem; }
.same .said { color: var(--faint); }
:target { outline: 2px solid var(--other); outline-offset: 2px; }
mark { padding: .12em 0; border-radius: .15em; color: var(--other); background: var(--other-ground);
  box-decoration-break: clone; -webkit-box-decoration-break: clone; }
mark.guess { color: var(--guess); background: var(--guess-ground);
  border-bottom: 2px solid currentColor; }
mark.error, mark.warning { color: var(--error); background: var(--error-ground); font-weight: 600; }
.ref { margin: 0 .1em; font-size: .75em; font-weight: 700; text-decoration: none;
  vertical-align: super; line-height: 1; }
.gone { color: var(--faint); opacity: .7; }
.badge { display: inline-block; min-width: 1.9rem; padding: 0 .4rem; border-radius: .3rem;
  font-weight: 700; text-align: center; }
.guess .badge, .guess + .ref { color: var(--guess); } .guess .badge { background: var(--guess-ground); }
.error .badge, .warning .badge { color: var(--error); background: var(--error-ground); }
.note .badge { color: var(--faint); border: 1px solid var(--rule); }
.remarks tr > * { border-top: 1px solid var(--rule); }
.remarks .kind { white-space: nowrap; }
.remarks .written { font-weight: 600; }
.remarks .written, .remarks .said { min-width: 7rem; }
thead th, .remarks .line { overflow-wrap: normal; }
.remarks .line span { display: none; }
.remarks .todo { width: 44%; }
.todo p { margin: 0; }
code { display: inline-block; margin: .25rem 0; padding: .15rem .5rem; border-radius: .25rem; background: var(--paper);
  border: 1px solid var(--rule);
  font: .9em/1.6 ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace; }
.whole { white-space: nowrap; }
.hint { margin: .5rem 0 0; color: var(--faint); font-size: .95rem; }
.rule { color: var(--faint); font-size: .85rem; }
footer { padding-top: 1.5rem; padding-bottom: 2.5rem; color: var(--faint); font-size: .85rem; }
@media screen and (max-width: 54rem) {
  main, footer { padding-left: .9rem; padding-right: .9rem; }
  header { padding-top: 1.2rem; }
  h1 { font-size: 1.45rem; }
  thead { display: none; }
  table, tbody, tr, td, .reading th { display: block; width: auto; }
  .remarks tr { padding: .6rem 0; border-top: 1px solid var(--rule); }
  .remarks tr > * { border: 0; padding: .05rem .9rem; }
  .remarks .kind, .remarks .line { display: inline-block; padding-right: 0; }
  .remarks .todo { width: auto; }
  .remarks .line span { display: inline; }
  .remarks .written, .remarks .said { min-width: 0; }
  .remarks .said:not(:empty)::before { content: "→ "; color: var(--faint); }
  .reading tr { display: grid; grid-template-columns: 2.6rem 1fr; }
  .reading tr > * { padding: .5rem .9rem .1rem .6rem; border-top: 0; }
  .reading th:first-child { width: auto; grid-row: span 2; padding-right: 0; }
  .reading td.said { grid-column: 2; margin-bottom: .6rem; padding-top: .1rem;
    border-left: 3px solid var(--other-ground); }
  .reading tbody + tbody tr:first-child > * { border-top: 0; }
  .reading tbody + tbody { border-top: 1px solid var(--rule); }
}
@media print {
  :root { --paper: #fff; --sheet: #fff; --ink: #000; --faint: #444; --rule: #999;
    --other: #000; --other-ground: #eee; --guess: #000; --guess-ground: #ddd; --error: #000; --error-ground: #ccc;
    --good: #000; --good-ground: #fff; }
  body { font-size: 11pt; line-height: 1.5; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main, footer { max-width: none; padding: 0; }
  tr, .todo { break-inside: avoid; }
  h2 { break-after: avoid; }
}
"""
