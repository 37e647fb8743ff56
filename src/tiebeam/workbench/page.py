"""One page that stands alone: findings, each with its picture, its table and what was hidden.

The page holds released figures only, no script, and nothing from the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tiebeam import charts
from tiebeam.engine.disclosure import Released

#: Pictures draw no more levels or reasons than this; the table has them all.
MOST_PLACES = 4

_STYLE = """
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
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .5rem; }
.kicker { font-size: 1rem; color: var(--quiet); font-weight: 600; }
p { margin: 0 0 .75rem; max-width: 40rem; }
.quiet, details { color: var(--quiet); font-size: .95rem; }
.finding { font-size: clamp(1.2rem, 4.5vw, 1.45rem); line-height: 1.35; margin: 0 0 .6rem; }
nav, .data { margin-top: 2rem; } nav p { margin: 1rem 0 .4rem; } nav h2 + p { margin-top: 0; }
ol { padding-left: 1.6rem; margin: 0 0 1.25rem; max-width: 40rem; }
ol li { margin-bottom: .5rem; padding-left: .2rem; }
nav a { color: inherit; text-underline-offset: .25em; text-decoration-thickness: 1px;
  text-decoration-color: color-mix(in srgb, var(--accent) 45%, transparent); }
nav a:hover { text-decoration-color: var(--accent); }
article { border-top: 1px solid var(--hairline); margin-top: 2.75rem; padding-top: 2rem; }
figure { margin: 1.5rem 0 1rem; } svg { display: block; max-width: 100%; height: auto; }
.narrow { display: none; }
@media (max-width: 46rem) { .wide { display: none; } .narrow { display: block; } }
summary { color: var(--accent); cursor: pointer; padding: .5rem 0; }
details ul { margin: 0 0 .75rem; padding-left: 1.3rem; max-width: 40rem; }
.scroll { overflow-x: auto; padding-bottom: .5rem; }
table { border-collapse: collapse; font-size: .95rem; color: var(--ink);
  font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding-bottom: .5rem; }
th, td { text-align: left; padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--hairline);
  vertical-align: top; white-space: nowrap; }
thead th { color: var(--quiet); font-weight: 600; } tbody th { font-weight: 600; }
footer { border-top: 1px solid var(--hairline); margin-top: 3rem; padding-top: 1.5rem; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 3px solid var(--accent);
  outline-offset: 2px; }
@media print { :root { color-scheme: light; --paper: #fff; } body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; } .wide { display: block; } .narrow { display: none; }
  details { display: none; } article { break-before: page; border: 0; margin: 0; padding: 0; }
  figure, li { break-inside: avoid; } svg { max-height: 20cm; } }
"""


def page(
    figures: Sequence[Released],
    *,
    title: str,
    lead: Sequence[str],
    notes: Sequence[str],
    overview: str = "",
) -> str:
    """A self-contained HTML page of released figures, in the order in which they come.

    lead      paragraphs under the title
    notes     what to know of the data, said before any figure
    overview  one sentence on all findings together
    Raises    NotForOthers for anything that is not released
    """
    shared = _shared_notes(figures)
    parts = [
        f"<header><h1>{escape(title)}</h1>{_paragraphs(lead)}</header>",
        _contents(figures, overview),
        _data(notes),
        *(_article(figure, number, shared) for number, figure in enumerate(figures, start=1)),
        _footer(figures),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{''.join(parts)}\n</main>\n</body>\n</html>\n"
    )


def _contents(figures: Sequence[Released], overview: str) -> str:
    """Every finding in its sentence; those that stand clear of chance apart from the others."""
    said = ""
    number = 1
    for clear, words in ((True, "Clear of chance"), (False, "Not clear of chance")):
        chosen = [figure for figure in figures if charts.stands_clear(figure) is clear]
        items = "".join(
            f'<li><a href="#finding-{place}">{escape(charts.finding(figure))}</a></li>'
            for place, figure in enumerate(figures, start=1)
            if figure in chosen
        )
        heading = f"<p><strong>{words}</strong></p>" if len(chosen) < len(figures) else ""
        said += f'{heading}<ol start="{number}">{items}</ol>' if chosen else ""
        number += len(chosen)
    if not (overview or said):
        return ""
    summed_up = f"<p>{escape(overview)}</p>" if overview else ""
    return (
        '<nav aria-labelledby="findings"><h2 id="findings">What it says</h2>'
        f"{summed_up}{said}</nav>"
    )


def _data(notes: Sequence[str]) -> str:
    if not notes:
        return ""
    return (
        '<section class="data" aria-labelledby="data"><h2 id="data">What it rests on</h2>'
        f"{_paragraphs(notes)}</section>"
    )


def _article(figure: Released, number: int, shared: Sequence[str]) -> str:
    """First what it says, then how sure, then the picture, then the table."""
    pictures = "".join(
        f'<div class="{width}">{charts.svg(figure, width=width, places=MOST_PLACES)}</div>'
        for width in ("wide", "narrow")
    )
    sure = " ".join(
        part for part in (charts.smallest_gap(figure), charts.what_is_hidden(figure)) if part
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in figure.notes if note not in shared)
    how = f"<details><summary>How to read this</summary><ul>{notes}</ul></details>"
    name = escape(charts.subtitle(figure))
    return (
        f'<article aria-labelledby="finding-{number}">'
        f'<h2 id="finding-{number}" class="kicker">{number}. {name}</h2>'
        f'<p class="finding">{escape(charts.finding(figure))}</p>'
        f'<p class="quiet">{escape(sure)}</p>'
        f"<figure>{pictures}</figure>"
        f"<details><summary>The same figures as a table</summary>"
        f'<div class="scroll" role="region" tabindex="0" aria-label="Table: {name}">'
        f"{charts.table(figure)}</div></details>"
        f"{how if notes else ''}</article>"
    )


def _footer(figures: Sequence[Released]) -> str:
    shared = "".join(f"<li>{escape(note)}</li>" for note in _FOR_EVERY_FIGURE)
    return f"<footer><h2>How to read all of it</h2><ul>{shared}</ul></footer>" if figures else ""


_FOR_EVERY_FIGURE = (
    "A band is what probably holds the true figure. The fewer the people, the wider it is.",
    "A gap is a question, not an answer: look for the structure that it sits in.",
    "Groups of fewer than 10 people are hidden, and so is any that would give one away.",
)


def _shared_notes(figures: Sequence[Released]) -> tuple[str, ...]:
    """What every figure notes alike: it is about the data, and said once, above them."""
    if len(figures) < 2:
        return ()
    return tuple(
        note for note in figures[0].notes if all(note in figure.notes for figure in figures)
    )


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)
