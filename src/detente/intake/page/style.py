"""The look of the report: data only. Logical properties throughout, so that one sheet serves both directions of writing.

Contrast of text is at least 7:1 and of lines at least 3:1 on every ground, light and dark (WCAG 1.4.3, 1.4.11). Printed on white.
"""

from __future__ import annotations

from typing import Final

CSS: Final = """
:root{color-scheme:light dark;--ground:#fff;--panel:#f3f4f1;--ink:#1b1b1b;--soft:#4a4f52;--line:#767d82;--faint:#cfd3d2;
--spare:#142d66;--mark:#8a2200;--mark-ground:#fdf0ea;--paper:#fff;--land:#f7f7f3;--link:#142d66}
@media (prefers-color-scheme:dark){:root{--ground:#15181a;--panel:#1f2427;--ink:#f2f2ee;--soft:#c3c8ca;--line:#8a9499;
--faint:#3a4145;--spare:#8fb6f5;--mark:#ffa57a;--mark-ground:#33211a;--paper:#15181a;--land:#1b2022;--link:#a9c7ff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);line-height:1.5;
font-family:"Noto Sans","Noto Sans Arabic","Segoe UI","Helvetica Neue",Tahoma,Arial,sans-serif}
:lang(ar){line-height:1.7}
body>*{max-width:68rem;margin-inline:auto;padding-inline:1rem}
h1{font-size:1.6rem;line-height:1.25;margin-block:1rem .5rem}
h2{font-size:1.25rem;line-height:1.3;margin-block:2.2rem .6rem;padding-block-end:.25rem;border-block-end:2px solid var(--ink)}
h3{font-size:1.05rem;line-height:1.35;margin-block:0 .6rem}
h4{font-size:1rem;margin-block:.9rem .3rem}
p,ul,ol,dl{margin-block:.5rem}
ul,ol{padding-inline-start:1.4rem}
h1,h2,h3,li,p,.facts td,.facts th{overflow-wrap:anywhere}
a{color:var(--link)}
a:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--spare);outline-offset:2px}
.skip{position:absolute;inset-inline-start:-999rem}
.skip:focus{position:static;display:block;padding:.6rem 1rem;background:var(--ground)}
.soft{color:var(--soft)}
.n{font-variant-numeric:tabular-nums;white-space:nowrap}
.typed{background:var(--panel);border:1px solid var(--faint);padding:.05rem .35rem;border-radius:.2rem;
white-space:pre-wrap;unicode-bidi:isolate}
.standing{margin-block:1rem;padding:.7rem 1rem;border:2px solid var(--ink);border-inline-start-width:.6rem}
.standing p{margin:0}
.standing p:first-child{font-weight:700}
.counts{display:flex;flex-wrap:wrap;gap:.6rem;padding:0;list-style:none}
.counts li{flex:1 1 8rem;border:1px solid var(--line);border-radius:.3rem;padding:.5rem .8rem}
.counts b{display:block;font-size:1.7rem;line-height:1.2}
.counts .doubted{border:2px solid var(--mark);background:var(--mark-ground)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;inline-size:100%;font-size:.94rem}
th,td{text-align:start;vertical-align:top;padding:.35rem .55rem;border-block-end:1px solid var(--faint)}
thead th{border-block-end:2px solid var(--line);vertical-align:bottom}
caption{text-align:start;padding-block-end:.4rem;color:var(--soft)}
td,th{overflow-wrap:anywhere}
.row{margin-block:1rem 1.4rem;padding:.9rem 1rem;border:1px solid var(--line);border-radius:.3rem}
.pair{display:flex;flex-wrap:wrap;gap:1rem 1.5rem}
.pair>*{flex:1 1 18rem;min-inline-size:0}
.facts th{inline-size:9.5rem;font-weight:400;color:var(--soft)}
.doubts{margin:0;padding:0;list-style:none}
.doubts li{border-inline-start:.35rem solid var(--mark);background:var(--mark-ground);padding:.35rem .7rem;margin-block-end:.4rem}
.doubts .note{border-inline-start-color:var(--line);background:var(--panel)}
figure{margin:0}
figcaption{font-size:.88rem;color:var(--soft)}
.key{display:inline-block;inline-size:1.25em;block-size:1.25em;vertical-align:-.28em}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
svg{direction:ltr}
svg.defs{position:absolute}
svg.map{display:block;inline-size:100%;block-size:auto;max-inline-size:34rem;border:1px solid var(--line);margin-block-end:.3rem;
font-family:inherit}
.land{fill:var(--land)}.paper{fill:var(--paper)}
.hatch{stroke:var(--mark);stroke-width:1.1;fill:none}
.understood{fill:url(#hatch);stroke:var(--mark);stroke-width:2.4}
.area{fill:url(#hatch);fill-opacity:.45;stroke:var(--mark);stroke-width:1.6}
.route{fill:none;stroke:var(--mark);stroke-width:3}
.candidate{fill:var(--paper);stroke:var(--spare);stroke-width:2.6}
.number{font-size:13px;font-weight:700;text-anchor:middle;fill:var(--ink)}
.place{fill:var(--paper);stroke:var(--ink);stroke-width:2.2;stroke-linejoin:round}
.office{fill:var(--ink);stroke:var(--paper);stroke-width:1}
.sibling{fill:none;stroke:var(--soft);stroke-width:7;stroke-linecap:round}
.unit{fill:none;stroke:var(--ink);stroke-width:1.8;stroke-dasharray:7 4}
.grid{stroke:var(--faint);stroke-width:1;fill:none}
.degree{font-size:11px;fill:var(--soft)}
.bar{fill:none;stroke:var(--ink);stroke-width:2}
.north{fill:var(--ink)}
.scale{font-size:13px;text-anchor:middle;fill:var(--ink)}
.degree,.scale{paint-order:stroke;stroke:var(--land);stroke-width:3px}
footer{margin-block:2.5rem 2rem;border-block-start:2px solid var(--ink);padding-block-start:1rem}
@media (max-width:34rem){.facts th,.facts td{display:block;inline-size:auto;padding-block:.15rem}.facts th{border:0}
.row{padding-inline:.7rem}.facts th{padding-block-start:.45rem}}
@media print{:root{--ground:#fff;--panel:#f3f4f1;--ink:#000;--soft:#333;--line:#555;--faint:#bbb;--spare:#142d66;--mark:#8a2200;
--mark-ground:#fff;--paper:#fff;--land:#fff;--link:#000}
body{font-size:10pt}body>*{max-width:none}.row{break-inside:avoid}h2,h3{break-after:avoid}thead{display:table-header-group}
.skip{display:none}.scroll{overflow:visible}svg,.counts li,.doubts li{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""
