"""How pictures look, on light and on dark pages: colours, letters, and what gives way on a narrow page."""

KINDS = ("script", "jingle", "music", "spot", "pause")  # of what sounds, each with a colour of its own

STYLE = """
svg { --paper: #fbfaf7; --ink: #1d2429; --faint: #5c666e; --rule: #dfe3e2; --panel: #f1f2ee;
  --script: #2f6f8f; --jingle: #8e6bb0; --music: #7f9e63; --spot: #b5473c; --pause: #b9bfc2; --other: #2f6f8f;
  --loud: #0b5c74; --target: #c2620a;
  font: 13px system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", Arial, sans-serif; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #14191c; --ink: #e6eaea; --faint: #9aa6ac; --rule: #323c41; --panel: #1b2226;
    --script: #6db4d6; --jingle: #c3a2e2; --music: #a9c98b; --spot: #ef8a7e; --pause: #5c666e; --other: #6db4d6;
    --loud: #8fd3e8; --target: #ffb066; }
}
text { fill: var(--ink); } .head { font-size: 17px; font-weight: 600; } .faint { fill: var(--faint); }
.scale, .time, .number, .note { fill: var(--faint); font-size: 11px; font-variant-numeric: tabular-nums; }
.scale, .end { text-anchor: end; } .time, .number { text-anchor: middle; } .time.end { text-anchor: end; }
.number { fill: var(--ink); font-weight: 600; }
.paper { fill: var(--paper); } .panel { fill: var(--panel); }
.axis, .grid, .tick { stroke: var(--rule); } .tick { stroke-dasharray: 1 3; stroke: var(--faint); opacity: .55; }
.script { fill: var(--script); } .jingle { fill: var(--jingle); } .music { fill: var(--music); }
.spot { fill: var(--spot); } .pause { fill: var(--pause); } .other { fill: var(--other); }
.peak { opacity: .38; }
.under { fill: var(--loud); opacity: .14; }
.loud { fill: none; stroke: var(--loud); stroke-width: 1.6; stroke-linejoin: round; }
.target { stroke: var(--target); stroke-width: 1.5; stroke-dasharray: 6 4; }
.n { display: none; }
@media (max-width: 620px) { .w { display: none; } .n { display: inline; } }
"""
