"""The report as one page that stands alone: no script, nothing from the network.

It holds no exact figure about anybody, and where one did not go through the gate it says at the top
and on every sheet that it is not for sharing. What matters most is said first, then what the data
are worth, then one chapter after another; each figure is a sentence, a picture and a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from tiebeam import charts
from tiebeam.engine.disclosure import SMALLEST_GROUP, Drawable
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.records.mapping import Mapping
from tiebeam.engine.records.problems import Problem
from tiebeam.workbench.chapters import Chapter
from tiebeam.workbench.findings import about_the_data, yearly_balances
from tiebeam.workbench.report import Report, receipt
from tiebeam.workbench.style import DRAFT_STYLE, STYLE

#: Pictures draw no more levels or reasons than this; the table has them all.
MOST_PLACES = 4
#: And no more lines, all places together.
MOST_LINES = 26
#: A longer table is left to the screen.
LONGEST_PRINTED = 40

Table = tuple[Sequence[str], Sequence[Sequence[str]]]


def page(report: Report) -> str:
    """A report as a self-contained HTML page.

    Raises  NotForOthers for a figure that is neither released nor a draft
    """
    parts = [
        _header(report),
        _organisation(report),
        _data(report),
        _contents(report),
        *(_chapter(report, number) for number in range(len(report.chapters))),
        _limits(report),
        _unanswered(report),
        _method(report),
    ]
    title = escape(f"{report.title}: who is carried, and who is lost")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}{DRAFT_STYLE if report.is_draft else ''}</style>\n"
        "</head>\n"
        f"<body>\n<main>\n{''.join(parts)}\n</main>\n</body>\n</html>\n"
    )


def _header(report: Report) -> str:
    said = "".join(f'<p class="finding">{escape(each)}</p>' for each in report.sentences)
    return (
        f"{_draft(report)}<header>"
        f'<p class="kicker">What the records of {escape(report.years)} say</p>'
        f"<h1>{escape(report.title)}: who is carried, and who is lost</h1>{said}"
        f"{_paragraphs(report.lead, quiet=True)}</header>"
    )


def _draft(report: Report) -> str:
    """That a report is for the bench, and which commands make one to share."""
    if not report.is_draft:
        return ""
    commands = "".join(f"<code>{escape(each)}</code>" for each in TO_SHARE)
    return (
        '<div class="draft" role="note"><p><strong>For the bench, not for sharing.</strong> Small '
        "groups are hidden, but the figures about what people keep to themselves are without "
        "noise, and nobody has tried to work single people out from them. This makes a report to "
        f"share:</p>{commands}</div>"
    )


#: The commands that lead from data to a report to share.
TO_SHARE = (
    "tiebeam cube propose DATA --out cube.toml",
    "tiebeam release DATA --cube cube.toml --ledger LEDGER --vault VAULT",
    "tiebeam report DATA --ledger LEDGER --vault VAULT --out DIR",
)


def _organisation(report: Report) -> str:
    figure = report.picture
    if figure is None:
        return ""
    return _section("organisation", "The organisation", _figure(figure))


# --- what it rests on -----------------------------------------------------------------------------


def _data(report: Report) -> str:
    dataset = report.dataset
    rows = [(tally.table, *(f"{n:,}" for n in (tally.read, tally.accepted, tally.merged,
             tally.rejected))) for tally in dataset.tallies]  # fmt: skip
    read = _details(
        "How reading went, table by table",
        _table("Rows of each table.", (("Table", "Read", "Taken in", "Merged", "Left out"), rows)),
    )
    body = _paragraphs(about_the_data(dataset)) + read + _problems(report) + _balances(report)
    return _section("data", "What it rests on", body)


def _problems(report: Report) -> str:
    mapping = report.dataset.mapping
    rows = [
        (each.table, each.column or "–", each.what, _rows_of(each, mapping), _EFFECT[each.effect])
        for each in report.dataset.problems
    ]
    if not rows:
        return ""
    head = ("Table", "Column", "What was found", "Rows", "What was done")
    return _details(
        f"What was found wrong, in {len(rows)} {'kind' if len(rows) == 1 else 'kinds'}",
        _table("Problems in the data; `tiebeam check` names the rows.", (head, rows)),
    )


def _rows_of(problem: Problem, mapping: Mapping) -> str:
    """How many rows; of what not everybody may know, small numbers are not said."""
    columns = mapping.workforce.columns() if problem.table == "workforce" else ()
    told = any(
        each.column == problem.column and each.field_class == "directory" for each in columns
    )
    if problem.count < SMALLEST_GROUP and problem.column and not told:
        return f"fewer than {SMALLEST_GROUP}"
    return f"{problem.count:,}"


_EFFECT = {
    "rejected": "left out",
    "merged": "another row speaks for it",
    "mended": "the value was set aside",
    "noted": "nothing",
}


def _balances(report: Report) -> str:
    rows = [
        (each.label, *(f"{n:,}" for n in (each.opening, each.joined, each.appeared, each.left,
         each.vanished, each.closing)))
        for each in yearly_balances(report.dataset)
    ]  # fmt: skip
    if not rows:
        return ""
    head = ("Year", "At the start", "Hired", "Shown without a hire", "Left",
            "Gone without an exit", "At the end")  # fmt: skip
    return _details(
        "Whether the people add up, year by year",
        _table(
            "Everybody, year by year: the start, what came and went, and the end.", (head, rows)
        ),
        css=_if_long(len(rows)),
    )


# --- chapters -------------------------------------------------------------------------------------


def _contents(report: Report) -> str:
    """Every chapter with the sentences that stand clear of chance, and how many do not."""
    items = ""
    for number, chapter in enumerate(report.chapters):
        told = "".join(
            f'<li><a href="#finding-{place}">{escape(charts.finding(figure))}</a></li>'
            for place, figure in _numbered(report, number)
            if charts.stands_clear(figure) or figure.measure in charts.WITHOUT_CHANCE
        )
        title = escape(chapter.title)
        told_of = chapter.figures or chapter.instead
        linked = f'<a href="#chapter-{number + 1}">{title}</a>' if told_of else title
        rest = "" if chapter.instead else _rest(chapter)
        rest = rest or ("Outside the cube." if chapter.instead else "")
        items += (
            f"<h3>{linked}</h3>"
            f"{f'<ul>{told}</ul>' if told else ''}"
            f"{_paragraphs([rest] if rest else [], quiet=True)}"
        )
    of_what = charts.clear_of_what(report.figures)
    summed_up = f"<p>{escape(charts.overview(report.figures))}</p>"
    return (
        f'<nav aria-labelledby="findings"><h2 id="findings">What stands clear of {of_what}</h2>'
        f"{summed_up}{items}</nav>"
    )


def _rest(chapter: Chapter) -> str:
    """How many figures of a chapter do not stand clear of chance."""
    if not chapter.figures:
        return "Nothing here could be counted in this data."
    tested, of_what = (
        charts.set_against_chance(chapter.figures),
        charts.clear_of_what(chapter.figures),
    )
    others = sum(not charts.stands_clear(figure) for figure in tested)
    if others < 2:
        alone = "It does" if len(chapter.figures) == 1 else "One more does"
        return f"{alone} not stand clear of {of_what}." if others else ""
    if others == len(chapter.figures):
        return f"Nothing here stands clear of {of_what}."
    return f"{others} more do not stand clear of {of_what}."


def _numbered(report: Report, chapter: int) -> Iterable[tuple[int, Drawable]]:
    before = sum(len(each.figures) for each in report.chapters[:chapter])
    return enumerate(report.chapters[chapter].figures, start=before + 1)


def _chapter(report: Report, number: int) -> str:
    chapter: Chapter = report.chapters[number]
    name = f"chapter-{number + 1}"
    if chapter.instead:
        return _section(name, chapter.title, _paragraphs([chapter.instead]), css="chapter short")
    if not chapter.figures:
        return ""
    articles = "".join(_article(figure, place) for place, figure in _numbered(report, number))
    return _section(
        name, chapter.title, f"<p>{escape(chapter.lead)}</p>{articles}",
        css="chapter",
    )  # fmt: skip


def _article(figure: Drawable, number: int) -> str:
    """First what it says, then how sure, then the picture, then the table."""
    sure = " ".join(
        part
        for part in (
            charts.noise(figure),
            charts.smallest_gap(figure),
            charts.what_is_hidden(figure),
        )
        if part
    )
    name = escape(charts.subtitle(figure))
    return (
        f'<article aria-labelledby="finding-{number}">'
        f'<h3 id="finding-{number}" class="kicker">{number}. {name}</h3>'
        f'<p class="finding">{escape(charts.finding(figure))}</p>'
        f"{_paragraphs([sure] if sure else [], quiet=True)}{_figure(figure)}</article>"
    )


def _figure(figure: Drawable) -> str:
    """The picture, wide and narrow, and the table of the same figures."""
    most = _most_places(figure)
    pictures = "".join(
        f'<div class="{width}">{charts.svg(figure, width=width, places=most)}</div>'
        for width in ("wide", "narrow")
    )
    name, table = escape(charts.subtitle(figure), quote=True), charts.table(figure)
    return f"<figure>{pictures}</figure>" + _details(
        "The same figures as a table",
        _scrolling(name, table),
        css=_if_long(table.count("<tr>")),
    )


def _if_long(rows: int) -> str:
    """The class of a table that is too long for paper."""
    return "long" if rows > LONGEST_PRINTED else ""


def _most_places(figure: Drawable) -> int:
    """So many places that a picture stays on one sheet of paper."""
    groups = {tuple(row.group.items()) for row in figure.rows if row.group}
    return max(1, min(MOST_PLACES, MOST_LINES // len(groups))) if groups else MOST_LINES


# --- what can't be said ---------------------------------------------------------------------------


def _limits(report: Report) -> str:
    """What is hidden, and how small a gap could go unseen: one table of all figures."""
    rows = [
        (
            f"{number}. {charts.subtitle(figure)}",
            charts.smallest_gap_words(figure) or "–",
            charts.what_is_hidden(figure).rstrip(".") or "nothing",
        )
        for number, figure in enumerate(report.figures, start=1)
    ]
    said = (
        *_what_is_hidden(report),
        "A gap that is not found may still be there. In four of five cases, so many people would "
        "have shown a gap of the size that the table names; smaller ones could go unseen.",
    )
    head = ("Figure", "A smaller gap could go unseen", "Hidden")
    table = _table("What each figure hides, and the smallest gap it could show.", (head, rows))
    title = "What is hidden, and what so few people can't show"
    return _section("limits", title, _paragraphs(said) + (table if rows else ""), css="wordy")


def _what_is_hidden(report: Report) -> tuple[str, ...]:
    if report.ledger is None:
        return (
            f"Groups of fewer than {SMALLEST_GROUP} people are hidden, and so is any whose figures "
            "would give a smaller one away.",
        )
    protection = report.ledger.protection
    return (
        f"Nothing is shown of fewer than {protection.smallest_group} people, and no rate out of "
        f"fewer than {protection.smallest_base}, which noise would blur too much. Before anything "
        "was shown, it was attacked together with everything shown before. Everybody may read the "
        "ledger of it.",
    )


def _unanswered(report: Report) -> str:
    said = [f"{chapter.title}: {why}" for chapter in report.chapters for why in chapter.missing]
    if not said:
        return ""
    if report.ledger is not None:
        lead = "No release holds these. What is wanted can be declared in the next cube."
        return _section("unanswered", "What is outside the cube", f"<p>{lead}</p>{_list(said)}")
    lead = "Each of these would be answered by a column or a table that is not in this data."
    return _section("unanswered", "What this data can't answer", f"<p>{lead}</p>{_list(said)}")


def _method(report: Report) -> str:
    used = dict.fromkeys(figure.measure for figure in report.figures)
    about = "".join(
        f"<dt>{escape(each.title)}</dt><dd>{escape(each.words)} {escape(each.formula)}. "
        f"{escape(' '.join(each.caveats))} {escape(each.source)}</dd>"
        for each in map(definition, used)
    )
    notes = dict.fromkeys(
        note
        for figure in report.figures
        for note in figure.notes
        if note not in report.dataset.notes and note not in definition(figure.measure).caveats
    )
    marks = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in receipt(report)
    )
    body = (
        f"{_list(_FOR_EVERY_FIGURE)}<dl>{about}</dl>"
        f"{_details('What else to know', _list(notes)) if notes else ''}"
        f'<h3>Receipt</h3><dl class="receipt">{marks}</dl>'
    )
    return _section("method", "How it was computed", body)


_FOR_EVERY_FIGURE = (
    "A band is what probably holds the true figure. The fewer the people, the wider it is.",
    "A rate of an average year counts person-years: one person who is there for one year.",
    "A gap is a question, not an answer: look for the structure that it sits in.",
)


# --- pieces ---------------------------------------------------------------------------------------


def _section(name: str, title: str, body: str, *, css: str = "") -> str:
    kind = f' class="{css}"' if css else ""
    return (
        f'<section{kind} aria-labelledby="{name}"><h2 id="{name}">{escape(title)}</h2>'
        f"{body}</section>"
    )


def _details(summary: str, body: str, *, css: str = "") -> str:
    kind = f' class="{css}"' if css else ""
    return f"<details{kind}><summary>{escape(summary)}</summary>{body}</details>"


def _table(caption: str, table: Table) -> str:
    head, rows = table
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(each)}</td>" for each in row[1:])
        + "</tr>"
        for row in rows
    )
    return _scrolling(
        escape(caption, quote=True),
        f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{body}</tbody></table>",
    )


def _scrolling(name: str, table: str) -> str:
    """A wide table scrolls in a box of its own, which a keyboard reaches."""
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="Table: {name}">{table}</div>'
    )


def _list(said: Iterable[str]) -> str:
    items = "".join(f"<li>{escape(each)}</li>" for each in said)
    return f"<ul>{items}</ul>" if items else ""


def _paragraphs(texts: Iterable[str], *, quiet: bool = False) -> str:
    opening = '<p class="quiet">' if quiet else "<p>"
    return "".join(f"{opening}{escape(text)}</p>" for text in texts)
