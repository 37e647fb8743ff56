"""One page that stands alone: findings, each with its picture, its table and what was hidden.

The page holds released figures only, no script, and nothing from the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tiebeam import charts
from tiebeam.engine.disclosure import Released

_STYLE = """
:root { color-scheme: light dark;
  --paper: light-dark(#fcfbf8, #16191b); --ink: light-dark(#1d2125, #edeae3);
  --quiet: light-dark(#5a5f63, #a9aeb1); --hairline: light-dark(#e4e2dc, #2e3437);
  --everybody: light-dark(#80848a, #878d92); --accent: light-dark(#0e5c5c, #62c4bf);
  --rust: light-dark(#9c3a16, #f09d76); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 system-ui, sans-serif; }
main { max-width: 47rem; margin: 0 auto; padding: 2.5rem 1rem 5rem; }
h1, h2 { font-family: Georgia, "Liberation Serif", serif; line-height: 1.2; text-wrap: balance; }
h1 { font-size: clamp(1.9rem, 6vw, 2.6rem); margin: 0 0 .5rem; }
h2 { font-size: 1.35rem; margin: 0 0 .25rem; }
p { margin: 0 0 1rem; max-width: 40rem; }
.quiet, figcaption, details { color: var(--quiet); font-size: .95rem; }
ol.said { padding-left: 1.2rem; max-width: 40rem; } ol.said li { margin-bottom: .5rem; }
section { border-top: 1px solid var(--hairline); margin-top: 2.5rem; padding-top: 2rem; }
figure { margin: 1rem 0; } svg { display: block; max-width: 100%; height: auto; }
.narrow { display: none; }
@media (max-width: 44rem) { .wide { display: none; } .narrow { display: block; } }
summary { color: var(--accent); cursor: pointer; padding: .4rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .95rem; color: var(--ink);
  font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding-bottom: .5rem; }
th, td { text-align: left; padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--hairline);
  vertical-align: top; white-space: nowrap; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media print { .wide { display: block; } .narrow { display: none; } details > * { display: block; }
  section { break-inside: avoid; } :root { color-scheme: light; } }
"""


def page(
    figures: Sequence[Released], *, title: str, lead: Sequence[str], notes: Sequence[str]
) -> str:
    """A self-contained HTML page of released figures.

    lead   paragraphs under the title
    notes  what to know of the data, said before any figure
    Raises  NotForOthers for anything that is not released
    """
    said = "".join(f"<li>{escape(charts.finding(figure))}</li>" for figure in figures)
    parts = [
        f"<h1>{escape(title)}</h1>",
        *(f"<p>{escape(text)}</p>" for text in lead),
        f'<h2>What it says</h2><ol class="said">{said}</ol>' if figures else "",
        *(f'<p class="quiet">{escape(note)}</p>' for note in notes),
        *(_section(figure, number) for number, figure in enumerate(figures, start=1)),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{''.join(parts)}\n</main>\n</body>\n</html>\n"
    )


def _section(figure: Released, number: int) -> str:
    by = " and ".join(figure.by)
    pictures = "".join(
        f'<div class="{width}">{charts.svg(figure, width=width)}</div>'
        for width in ("wide", "narrow")
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in figure.notes)
    return (
        f'<section aria-labelledby="finding-{number}">'
        f'<h2 id="finding-{number}">{escape(figure.title)}</h2>'
        f'<p class="quiet">By {escape(by)}, {_window(figure)}</p>'
        f"<p>{escape(charts.description(figure))}</p>"
        f"<figure>{pictures}</figure>"
        f'<details><summary>The same figures as a table</summary><div class="scroll">'
        f"{charts.table(figure)}</div></details>"
        f"<details><summary>How to read this</summary><ul>{notes}</ul></details></section>"
    )


def _window(figure: Released) -> str:
    first, last = figure.window
    whole_year = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    if whole_year and first.year == last.year:
        return str(first.year)
    return f"{first.isoformat()} to {last.isoformat()}"
