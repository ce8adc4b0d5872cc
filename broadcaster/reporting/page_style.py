"""How the report's page looks: on a phone, on a desk, on paper; light or dark as the reader's machine is."""

STYLE = """
:root{--ink:#1c2733;--quiet:#56636f;--paper:#fff;--ground:#f1f4f6;--line:#d9e0e5;--usual:#a9b8c2;--planned:#e0a458;
--aired:#1f6f8b;--other:#8aa391;--bad:#b5473c}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf1;--quiet:#a5b2bd;--paper:#1b232b;--ground:#12181e;--line:#34404b;
--usual:#5f6f7b;--planned:#d9953f;--aired:#4aa3c2;--other:#6f8a77;--bad:#e07a6d}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 "Noto Sans","Segoe UI",Roboto,"DejaVu Sans",
sans-serif}
main{max-width:1080px;margin:0 auto;padding:24px 16px 48px}
header{border-left:5px solid var(--aired);padding-left:16px;margin-bottom:20px}
h1{font-size:clamp(1.3rem,4.2vw,2rem);line-height:1.25;margin:0;text-wrap:balance}
h2{font-size:1.15rem;margin:0 0 12px}
p{margin:0 0 8px}
.station{font-weight:600;color:var(--aired);margin-bottom:2px}
.span{font-size:1.1rem;margin:4px 0}
.slogan{font-style:italic}
.quiet,small{color:var(--quiet)}
section{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:18px;margin-bottom:16px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;background:none;border:0;padding:0}
.cards div{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
.cards div:first-child{border-top:4px solid var(--aired)}
.cards b{display:block;font-size:1.7rem;line-height:1.2;font-variant-numeric:tabular-nums}
.cards span,.cards small{display:block}
.cards small{font-size:.82rem}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:.9rem}
.legend i{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:6px}
.usual{background:var(--usual)}.planned{background:var(--planned)}.aired{background:var(--aired)}
.other{background:var(--other)}
.days{overflow-x:auto;margin-bottom:14px}
.plot{display:flex;gap:2px;align-items:flex-end;border-bottom:0;min-width:min-content}
.day{flex:1 0 40px;text-align:center;font-size:.82rem;line-height:1.3}
.day b,.day span{display:block}
.day span{color:var(--quiet)}
.bars{padding:0 3px;display:flex;align-items:flex-end;justify-content:center;gap:2px;height:190px;
border-bottom:1px solid var(--quiet);
background:repeating-linear-gradient(to top,transparent 0 46.5px,var(--line) 46.5px 47.5px);margin-bottom:4px}
.bars i{flex:0 1 22px;border-radius:3px 3px 0 0}
.day u{text-decoration:none}
.many .day{flex-basis:10px}.many u{display:none}.many .bars{padding:0 1px;gap:0}
.column{display:grid;grid-template-columns:minmax(0,17rem) 1fr 4.2rem;gap:6px 14px;align-items:center;padding:6px 0}
.column small{display:block;font-size:.82rem}
.track{background:var(--ground);border-radius:4px;height:20px}
.track i{display:block;height:100%;border-radius:4px;min-width:1px}
.column b{text-align:right}.column b,.figure{font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93rem}
th,td{text-align:left;padding:6px 8px;border-bottom:1px solid var(--line);vertical-align:top}
.figure{text-align:right}td.figure{white-space:nowrap}
th{color:var(--quiet);font-weight:600}
td:first-child{white-space:nowrap}
section:nth-of-type(n+5) td:first-child{white-space:normal}
tfoot td{font-weight:700;border-bottom:0;border-top:2px solid var(--quiet)}
a{color:var(--aired)}
.good{color:var(--aired);font-weight:600}
summary{cursor:pointer;padding:6px 0}
details td{overflow-wrap:anywhere;font-size:.85rem}
@media(max-width:600px){main{padding:16px 10px 32px}section{padding:14px 12px}
.cards{grid-template-columns:1fr 1fr}.cards b{font-size:1.4rem}
.many{gap:0}.many .day{font-size:.62rem}.many b{display:none}.many .day:nth-child(even) span{visibility:hidden}
.many .bars{padding:0}
.column{grid-template-columns:1fr auto}
.column .track{grid-column:1/3;grid-row:2}th,td{padding:5px 4px}.wide tr>:last-child{display:none}}
@page{size:A4;margin:18mm 15mm 20mm 25mm;
@bottom-center{content:counter(page) "/" counter(pages);font-size:9pt}}
@media print{:root{--ink:#000;--quiet:#222;--paper:#fff;--ground:#fff;--line:#999;--usual:#bbb;--planned:#777;
--aired:#000;--other:#999;--bad:#000}
body{background:#fff;font-size:10pt}main{padding:0;max-width:none}a{text-decoration:none}
section{border:0;padding:0;border-radius:0}.cards{grid-template-columns:repeat(5,1fr);gap:6px}
.cards div{padding:6px 8px;border-radius:0}.cards b{font-size:1.2rem}.bars{height:120px}
.bars i,.legend i,.track i{print-color-adjust:exact}
h2,summary{break-after:avoid}tr,.days,.column,.cards div{break-inside:avoid}thead{display:table-header-group}
tfoot{display:table-row-group}details:not([open]){display:none}}
"""
