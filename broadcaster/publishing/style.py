"""How the site looks: on a telephone, on a desk, on paper; light or dark as the reader's machine is.

Lines stand wide apart, for Vietnamese has marks above and below its letters, and no letter is spaced or slanted by us
where fonts lack the form.
"""

STYLE = """\
:root{color-scheme:light dark;--ink:#1c2733;--quiet:#55626e;--paper:#fff;--ground:#f3f5f6;--line:#d8dfe4;
--accent:#14607a;--accent-soft:#e3eff3;--red:#a8121f;--mark:#6b4a00;--mark-soft:#fdf1d3}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebef;--quiet:#a8b4be;--paper:#1a2229;--ground:#11171c;--line:#33404a;
--accent:#7cc4de;--accent-soft:#1d323c;--red:#f08a86;--mark:#f2cf83;--mark-soft:#3a2f16}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--ink);font:1.0625rem/1.65 "Noto Sans","Segoe UI",Roboto,
"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;overflow-wrap:anywhere}
a{color:var(--accent);text-underline-offset:.2em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:3px}
h1,h2,h3{line-height:1.3;text-wrap:balance;margin:0}
h1{font-size:clamp(1.6rem,1.1rem + 2.4vw,2.5rem);font-weight:700}
h2{font-size:1.3rem}
h3{font-size:1.12rem}
p{margin:0 0 .8rem;text-wrap:pretty}
ul,ol{padding:0;margin:0}
.skip{position:absolute;left:-999px;top:0;background:var(--paper);padding:.6rem 1rem;z-index:2}
.skip:focus{left:0}
.wide,main{width:100%;max-width:66rem;margin:0 auto;padding:0 1.25rem}
.top{background:var(--paper);border-bottom:1px solid var(--line);border-top:4px solid var(--accent)}
.top .wide{display:flex;flex-wrap:wrap;gap:.3rem 2rem;align-items:center;justify-content:space-between;
padding-top:.7rem;padding-bottom:.7rem}
.brand{display:flex;gap:.6rem;align-items:center;font-weight:700;text-decoration:none;color:var(--ink)}
.brand svg{color:var(--accent);flex:none}
nav{display:flex;flex-wrap:wrap;gap:0 1.3rem}
nav a{text-decoration:none;padding:.35rem 0}
nav a:hover{text-decoration:underline}
main{padding-top:2rem;padding-bottom:3rem}
main>header,.hero{margin-bottom:2rem}
.hero p{font-size:1.15rem;color:var(--quiet);margin-top:.5rem;max-width:44rem}
section{margin:2.4rem 0}
section>h2{padding-bottom:.45rem;margin-bottom:1.1rem;border-bottom:2px solid var(--line)}
.campaign{display:block;background:var(--red);color:#fff;text-decoration:none;border-radius:12px;
padding:1.2rem 1.4rem;
margin-bottom:.8rem}
.campaign strong{display:block;font-size:1.2rem;line-height:1.4}
.campaign q{display:block;margin-top:.4rem}
.campaign .days{font-size:.95rem}
@media(prefers-color-scheme:dark){.campaign{background:#7c141c}}
.articles{list-style:none;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19.5rem),1fr));gap:1rem}
.articles>li{display:flex}
.articles article{flex:1;min-width:0;display:flex;flex-direction:column;background:var(--paper);
border:1px solid var(--line);
border-radius:12px;padding:1.1rem 1.2rem;position:relative}
.articles a{color:var(--ink);text-decoration:none}
.articles a::after{content:"";position:absolute;inset:0;border-radius:12px}
.articles article:hover{border-color:var(--accent)}
.articles article:hover a{text-decoration:underline;color:var(--accent)}
.articles a:focus-visible{outline:none}
.articles a:focus-visible::after{outline:3px solid var(--accent);outline-offset:2px}
.articles .lead{margin:.5rem 0 .9rem;color:var(--quiet);font-size:1rem}
.articles .meta{margin-top:auto}
.column{color:var(--accent);font-weight:600;font-size:.95rem;margin-bottom:.25rem}
.column a{text-decoration:none}
.column a:hover{text-decoration:underline}
.meta{color:var(--quiet);font-size:.95rem;display:flex;flex-wrap:wrap;gap:0 1.1rem;margin:.5rem 0 0}
.columns{list-style:none;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));
gap:.2rem 2rem}
.columns li{display:flex;justify-content:space-between;gap:1rem;padding:.55rem 0;border-bottom:1px solid var(--line)}
.columns span{color:var(--quiet);white-space:nowrap}
.figures{display:flex;flex-wrap:wrap;gap:.8rem 2.6rem;margin:1.2rem 0 2rem}
.figures div{display:flex;flex-direction:column-reverse}
.figures dt{color:var(--quiet);font-size:.95rem}
.figures dd{margin:0;font-size:1.7rem;line-height:1.25;font-weight:700;font-variant-numeric:tabular-nums}
.banner{display:block;width:100%;height:auto;border-radius:10px}
.theme{margin:1.6rem 0}
.theme>p{color:var(--quiet);margin:0;font-size:.95rem}
blockquote{margin:.2rem 0 1rem;padding-left:1.1rem;border-left:4px solid var(--accent)}
.theme blockquote{font-size:1.2rem;font-weight:600;line-height:1.5}
.whole{max-width:44rem;margin:0 auto}
.player{margin:1.5rem 0;padding:1rem 1.2rem 1.1rem;background:var(--accent-soft);border-radius:12px}
.player figcaption{font-weight:600;margin-bottom:.6rem;display:flex;flex-wrap:wrap;gap:.3rem .8rem;align-items:center}
.player audio{display:block;width:100%}
.mark{background:var(--mark-soft);color:var(--mark);font-weight:600;font-size:.9rem;border-radius:99px;
padding:.05rem .7rem}
.prose{font-size:1.15rem;line-height:1.75}
.prose p{margin:0 0 1.1rem}
.prose h2,.prose h3{margin:1.8rem 0 .7rem}
.prose ul,.prose ol{margin:0 0 1.1rem;padding-left:1.5rem}
.prose hr{border:0;text-align:center;margin:1.6rem 0}
.prose hr::after{content:"＊ ＊ ＊";color:var(--quiet)}
.made-by{border-top:1px solid var(--line);padding-top:.9rem;margin-top:1.6rem;color:var(--quiet);font-size:1rem}
.of-campaign{border-left:4px solid var(--red);padding:.2rem 0 .2rem 1rem;margin:1.2rem 0}
.of-campaign p{margin:0}
.of-campaign p:first-child{color:var(--quiet);font-size:.95rem}
.of-campaign a{font-weight:600}
details{margin:1.4rem 0;border:1px solid var(--line);border-radius:12px;background:var(--paper);padding:0 1.2rem}
summary{cursor:pointer;padding:.8rem 0;font-weight:600}
.said{list-style:none;margin-bottom:1rem}
.said li{display:flex;gap:1rem;padding:.3rem 0}
.said .at{flex:0 0 3.2rem;text-align:right;color:var(--quiet);font-variant-numeric:tabular-nums}
.share ul,section>ul:not([class]){list-style:none}
.share li,section>ul:not([class])>li{padding:.4rem 0}
.sha{color:var(--quiet);font-size:.85rem;margin:.8rem 0 0}
code,textarea{font-family:ui-monospace,"Cascadia Mono",Consolas,"DejaVu Sans Mono",monospace}
code{overflow-wrap:anywhere}
.copy{display:block;margin:0 0 1.2rem}
.copy span{display:block;font-weight:600;margin-bottom:.3rem}
textarea{width:100%;font-size:.9rem;line-height:1.5;padding:.7rem;border:1px solid var(--quiet);border-radius:8px;
background:var(--paper);color:var(--ink);resize:vertical}
section>h3{margin:1.6rem 0 .7rem}
footer{border-top:1px solid var(--line);background:var(--paper);color:var(--quiet);padding:1.6rem 0;font-size:.95rem}
footer strong{color:var(--ink)}
footer p{margin:0 0 .4rem}
@media(max-width:600px){main{padding-top:1.4rem}.wide,main{padding-left:1rem;
padding-right:1rem}.prose{font-size:1.1rem}
.campaign{padding:1rem}.figures{gap:.6rem 1.8rem}.figures dd{font-size:1.4rem}}
@media print{:root{--ground:#fff;--ink:#000;--quiet:#333;
--accent:#000}body{font-size:12pt}nav,.skip,.player,.share,
details:not([open]),footer p+p+p{display:none}.articles article,.campaign,.player{break-inside:avoid}
.top{border:0}.whole{max-width:none}.campaign{background:#fff;color:#000;
border:1px solid #000}h2,h3{break-after:avoid}}
"""
