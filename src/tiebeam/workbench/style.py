"""How the page looks: warm paper, one measure of text, light and dark, phone and print."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark;
  --paper: light-dark(#fcfbf8, #16191b); --ink: light-dark(#1d2125, #edeae3);
  --quiet: light-dark(#5a5f63, #a9aeb1); --hairline: light-dark(#e4e2dc, #2e3437);
  --everybody: light-dark(#80848a, #878d92); --accent: light-dark(#0e5c5c, #62c4bf);
  --rust: light-dark(#9c3a16, #f09d76); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
main { max-width: 47rem; margin: 0 auto; padding: clamp(1.5rem, 6vw, 3.5rem) 1rem 5rem; }
h1, .finding { font-family: Georgia, "Liberation Serif", serif; text-wrap: pretty; }
h1 { font-size: clamp(1.9rem, 6vw, 2.6rem); line-height: 1.15; margin: 0 0 1rem; }
h2 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; }
h3 { font-size: 1.0625rem; line-height: 1.35; margin: 1.5rem 0 .4rem; }
.kicker { font-size: 1rem; color: var(--quiet); font-weight: 600; margin: 0 0 .5rem; }
p { margin: 0 0 .75rem; max-width: 40rem; }
.quiet, details { color: var(--quiet); font-size: .95rem; }
.finding { font-size: clamp(1.2rem, 4.5vw, 1.45rem); line-height: 1.35; margin: 0 0 .6rem; }
header .finding { margin-bottom: 1rem; }
nav, section { border-top: 1px solid var(--hairline); margin-top: 2.75rem; padding-top: 2rem; }
.chapter { border-top: 2px solid var(--accent); margin-top: 4rem; }
.short { border-top-width: 1px; margin-top: 2.75rem; }
article { margin-top: 2.5rem; }
article + article { border-top: 1px solid var(--hairline); margin-top: 2.75rem; padding-top: 2rem; }
ul { padding-left: 1.3rem; margin: 0 0 1rem; max-width: 40rem; } li { margin-bottom: .4rem; }
a { color: inherit; text-underline-offset: .25em; text-decoration-thickness: 1px;
  text-decoration-color: color-mix(in srgb, var(--accent) 45%, transparent); }
a:hover { text-decoration-color: var(--accent); }
dl { margin: 1rem 0; max-width: 40rem; } dt { font-weight: 600; margin-top: .75rem; }
dd { margin: 0; color: var(--quiet); font-size: .95rem; }
.draft { border: 1px solid var(--rust); border-left-width: .5rem; padding: 1rem 1.25rem;
  margin-bottom: 2.5rem; } .draft strong { color: var(--rust); }
.draft code { display: block; font: .875rem/1.6 ui-monospace, "Liberation Mono", monospace;
  padding-left: 2ch; text-indent: -2ch; }
figure { margin: 1.5rem 0 1rem; } svg { display: block; max-width: 100%; height: auto; }
.narrow { display: none; }
@media (max-width: 46rem) { .wide { display: none; } .narrow { display: block; } }
summary { color: var(--accent); cursor: pointer; padding: .5rem 0; }
.scroll { overflow-x: auto; padding-bottom: .5rem; }
table { border-collapse: collapse; font-size: .95rem; color: var(--ink);
  font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding-bottom: .5rem; }
th, td { text-align: left; padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--hairline);
  vertical-align: top; white-space: nowrap; }
.wordy th, .wordy td { white-space: normal; min-width: 9rem; }
thead th { color: var(--quiet); font-weight: 600; } tbody th { font-weight: 600; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--accent);
  outline-offset: 2px; }
@media print { :root { color-scheme: light; --paper: #fff; } body { font-size: 10.5pt; }
  @page { margin: 1.8cm; }
  main { max-width: none; padding: 0; } .wide { display: block; } .narrow { display: none; }
  nav, section, article + article { margin-top: 1.2rem; padding-top: 1rem; }
  .chapter { break-before: page; border: 0; } .short { break-before: auto; }
  figure, li, tr { break-inside: avoid; }
  h2, h3, article .finding, .chapter > p, article > .quiet, caption { break-after: avoid; }
  .finding, .quiet, caption { break-inside: avoid; } details { break-before: avoid; }
  svg { max-height: 16cm; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  summary { list-style: none; color: var(--quiet); padding: 0; }
  summary::-webkit-details-marker { display: none; }
  .long .scroll { display: none; }
  .long summary::after { content: ": long, so on the screen only"; }
  .scroll { overflow: visible; } table { font-size: 8.5pt; }
  th, td { padding: .15rem .6rem .15rem 0; white-space: normal; } }
"""

#: What a report for the bench has besides: its mark in the margin of every printed sheet.
DRAFT_STYLE: Final = """
@page { @top-left { content: "For the bench, not for sharing"; color: #9c3a16;
  font: bold 9pt system-ui, sans-serif; } }
"""
