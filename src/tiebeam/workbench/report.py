"""The report: what an export says about who is carried and who is lost, as a director reads it.

Three sentences come first, then the organisation, then one chapter after another, each asking its
questions of the same few attributes. What the data can't answer is listed with what would help, and
never left out in silence.

There are two of it. With the ledger of releases, every figure about a secret is read from there,
and the report may be handed on. Without, such figures are drafts, and it says on every sheet that
it is for the bench.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from tiebeam import charts
from tiebeam.engine.disclosure import Draft, Drawable, Exact
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.organisation import organisation
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.window import Window
from tiebeam.workbench.bench import Bench
from tiebeam.workbench.chapters import AHEAD, LEFT_OUT, MOVES, SHARES, TIMES, TOP, Chapter
from tiebeam.workbench.findings import attributes_of, last_full_year
from tiebeam.workbench.for_others import OpenLedger
from tiebeam.workbench.shared_chapters import about_the_release, shared_chapters

#: Years that are pooled where something rare is counted: one year swings, and few people show it.
POOLED_YEARS: Final = 5
#: From so many people on, two attributes are also crossed; below, most groups would be hidden.
FEWEST_TO_CROSS: Final = 1_000

#: So far ahead the projection looks, in years.
YEARS_AHEAD: Final = 5


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that the page shows, in its order.

    lead       what else to say under the title
    sentences  what matters most, in three sentences at most
    picture    the organisation; None where nothing says where people are
    ledger     the releases that it is from; None on the bench
    """

    title: str
    years: str
    lead: tuple[str, ...]
    sentences: tuple[str, ...]
    picture: Drawable | None
    chapters: tuple[Chapter, ...]
    dataset: Dataset
    ledger: OpenLedger | None = None

    @property
    def figures(self) -> tuple[Drawable, ...]:
        """The figures of all chapters, in order."""
        return tuple(figure for chapter in self.chapters for figure in chapter.figures)

    @property
    def is_draft(self) -> bool:
        """Whether any of its figures is for the bench alone."""
        return any(isinstance(figure, Draft) for figure in self.figures)


@dataclass
class _Desk:
    """Asks a bench one question after another, and keeps what it could not answer.

    by      attributes, each asked about alone
    change  the window over which changes are pooled; state  the day on which people are counted
    """

    bench: Bench
    by: tuple[str, ...]
    change: Window
    state: date
    missing: list[str] = field(default_factory=list)

    @property
    def crossed(self) -> tuple[tuple[str, ...], ...]:
        """What groups are described by: each attribute alone, and two together in a large one."""
        alone = tuple((name,) for name in self.by)
        large = self.bench.dataset.people_count >= FEWEST_TO_CROSS
        return (*alone, self.by) if large and len(self.by) > 1 else alone

    def ask(self, question: Callable[[], Exact]) -> Iterator[Drawable]:
        """The answer, small groups hidden; nothing where the data can't give it."""
        try:
            yield self.bench.draft(question())
        except CannotMeasure as refusal:
            if str(refusal) not in self.missing:
                self.missing.append(str(refusal))

    def measure(self, name: str, *groups: tuple[str, ...]) -> Iterator[Drawable]:
        """A measure of the catalogue, by each of these groups."""
        window = self.window_of(name)
        asked = groups or self.crossed
        # Most attributes first: what is counted by all of them serves for each.
        answers = {
            by: [*self.ask(partial(self.bench.measure, name, by=by, window=window))]
            for by in sorted(asked, key=len, reverse=True)
        }
        for by in asked:
            yield from answers[by]

    def window_of(self, name: str) -> Window:
        """The years that a measure is asked over."""
        if name in _POOLED:
            return self.change
        if name in _OF_ONE_YEAR:
            return last_full_year(self.bench.dataset)
        if name == "promotion_by_rating":
            # Whoever was rated has to be followed for a year.
            last = last_full_year(self.bench.dataset).first - timedelta(days=1)
            return Window(min(self.change.first, last), last)
        return Window(self.state, self.state)

    def chapter(self, words: tuple[str, str], figures: Iterator[Drawable]) -> Chapter:
        """A chapter of what these questions gave, with what they could not."""
        self.missing = []
        answered = tuple(figure for figure in figures if figure.rows or figure.hidden)
        title, lead = words
        return Chapter(title=title, lead=lead, figures=answered, missing=tuple(self.missing))


#: What is rare, or swings from year to year: counted over all the pooled years.
_POOLED: Final = frozenset(
    {"hire_share", "exit_rate", "promotion_rate", "hiring_funnel", "rating_share"}
)
#: Over several years nearly everybody gets a raise.
_OF_ONE_YEAR: Final = frozenset({"raise_rate", "raise_size"})


def report(
    bench: Bench, *, lead: Sequence[str] = (), ledger: OpenLedger | None = None
) -> Report:  # fmt: skip
    """Everything worth saying first about an organisation, in the order of reading.

    lead    what else to say under the title
    ledger  the releases that every figure about a secret is read from; without, these figures are
            drafts, and the report is for the bench
    """
    dataset = bench.dataset
    change = pooled_years(dataset)
    desk = _Desk(bench, tuple(attributes_of(dataset)[:2]), change, dataset.last_day)
    picture = next(desk.ask(lambda: organisation(dataset, desk.state)), None)
    chapters = shared_chapters(ledger, dataset.mapping) if ledger else tuple(_chapters(desk))
    about = about_the_release(ledger) if ledger else ()
    return Report(
        title=dataset.mapping.organisation or "This organisation",
        years=_years(dataset),
        lead=(*about, *lead),
        sentences=charts.summary([each for chapter in chapters for each in chapter.figures]),
        picture=picture,
        chapters=chapters,
        dataset=dataset,
        ledger=ledger,
    )


def pooled_years(dataset: Dataset) -> Window:
    """The last full calendar years of the data, five at most."""
    last = last_full_year(dataset)
    begins = date(max(dataset.reach.first.year, last.last.year - POOLED_YEARS + 1), 1, 1)
    if begins < dataset.reach.first:
        begins = date(begins.year + 1, 1, 1)
    return Window(min(begins, last.first), last.last)


def _years(dataset: Dataset) -> str:
    first, last = dataset.reach.first.year, dataset.last_day.year
    return str(first) if first == last else f"{first} to {last}"


def _chapters(desk: _Desk) -> Iterator[Chapter]:
    yield desk.chapter(TOP, _several(desk, "top_share", "pay_gap", "pay_quarter_share"))
    moves = desk.chapter(MOVES, _several(desk, "hire_share", "promotion_rate", "exit_rate"))
    yield moves
    level = _level_told(moves.figures)
    yield desk.chapter(SHARES, _ledgers(desk, level + 1))
    yield desk.chapter(TIMES, _times(desk, level))
    yield desk.chapter(
        LEFT_OUT,
        _several(desk, "hiring_funnel", "rating_share", "promotion_by_rating", "raise_rate",
                 "raise_size"),
    )  # fmt: skip
    yield desk.chapter(AHEAD, _projections(desk))


def _several(desk: _Desk, *names: str) -> Iterator[Drawable]:
    for name in names:
        yield from desk.measure(name, *_groups_of(desk, name))


def _groups_of(desk: _Desk, name: str) -> tuple[tuple[str, ...], ...]:
    """What a measure is asked by: two attributes together only where ranks and rises are."""
    alone = tuple((each,) for each in desk.by)
    if name in {"top_share", "promotion_rate", "exit_rate"}:
        return desk.crossed or ((),)
    if name == "hiring_funnel":
        return (*alone, ("source",))
    if name in {"pay_gap", "hire_share"}:
        return alone or ((),)
    return alone[:1] or ((),)


def _ledgers(desk: _Desk, level: int) -> Iterator[Drawable]:
    """How shares changed at a level, from the first day of the pooled years to the last of all."""
    bench, window = desk.bench, Window(desk.change.first, desk.state)
    steps = len(bench.dataset.levels)
    for name in desk.by[:1]:
        yield from desk.ask(
            lambda name=name: bench.figure_of(  # type: ignore[misc]
                bench.flows(max(1, min(level, steps)), by=(name,), window=window)
            )
        )


def _times(desk: _Desk, level: int) -> Iterator[Drawable]:
    bench, by = desk.bench, desk.by[:1]
    for at in (level, None):
        yield from desk.ask(
            lambda at=at: bench.figure_of(bench.time(at, by=by))  # type: ignore[misc]
        )


def _projections(desk: _Desk) -> Iterator[Drawable]:
    bench, years = desk.bench, (desk.change.first.year, desk.change.last.year)
    for name in desk.by[:1]:
        yield from desk.ask(
            lambda name=name: bench.figure_of(  # type: ignore[misc]
                bench.ahead(by=(name,), years=YEARS_AHEAD, rates_from=years)
            )
        )


def _level_told(figures: Sequence[Drawable]) -> int:
    """The level at which promotions part beyond chance; the lowest where they do at none."""
    for figure in figures:
        if figure.measure == "promotion_rate" and charts.stands_clear(figure):
            return int(next(at["level"] for at in charts.places_told(figure)))
    return 1


def receipt(report: Report) -> tuple[tuple[str, str], ...]:
    """What identifies the data behind every figure, as pairs of name and value."""
    dataset = report.dataset
    shown: dict[str, Any] = {
        "Data, SHA-256": dataset.fingerprint.get("sha256", ""),
        "Mapping, SHA-256": dataset.fingerprint.get("mapping_sha256", ""),
        "People": f"{dataset.people_count:,}",
        "Spells": f"{dataset.spell_count:,}",
    }
    if report.ledger is not None:
        last = report.ledger.last
        shown["Release"] = f"{last.number}, of {last.at}"
        shown["Release, hash"] = last.hash
    return tuple((name, str(value)) for name, value in shown.items())
