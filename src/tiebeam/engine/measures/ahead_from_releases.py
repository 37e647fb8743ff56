"""What lies ahead, from what releases show: each group's share of every level if the rates stay.

Counts with noise are no movements yet. So counts that may be the true ones are drawn, as likely as
the noise makes them, and from each of them many futures, by the same rules as from exact counts.
The bands then hold both that noise hides the counts, and that the years can turn out in many ways.

A group is looked at beside everybody else, one group at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine import kept
from tiebeam.engine.disclosure import Hidden, Released, Row
from tiebeam.engine.disclosure.answers import LEVEL, Asked
from tiebeam.engine.disclosure.cube import (
    OUTCOMES,
    PEOPLE,
    Refused,
    Table,
    anniversary,
    whole_years,
    window_words,
)
from tiebeam.engine.disclosure.noise import Protection, noise_of, rate_is_shown
from tiebeam.engine.disclosure.noisy import Z
from tiebeam.engine.disclosure.published import EVERYBODY_ELSE, Line
from tiebeam.engine.disclosure.shelf import AND, Cell, Shelf
from tiebeam.engine.disclosure.worked_out import Worked, released
from tiebeam.engine.flows.projection import (
    HALF_A_PERSON,
    Movements,
    Projection,
    Whole,
    project_each,
)
from tiebeam.engine.measures.ledger_from_releases import steps_of, windows_of
from tiebeam.engine.records.window import Window
from tiebeam.engine.stats.normal import z_for

MEASURE: Final = "projection"
YEARS: Final = 5
#: The bands of the years hold nine futures of ten; so does the one of the first day.
_Z_OF_BAND: Final = z_for(0.9)
#: So many counts that may be the true ones, and so many futures from each: 2,000 in all.
COUNTS, FUTURES = 400, 5
SEED: Final = 1
JOINED, LEFT, PROMOTED, _ = OUTCOMES

ByLevel = Mapping[str, Cell]


@dataclass(frozen=True, kw_only=True)
class Year:
    """What releases show of a window, level by level.

    there   who was there, on the day shown that is nearest its middle
    joined  who was hired, by level, or all together where no level is shown
    """

    window: Window
    there: ByLevel
    promoted: ByLevel
    left: ByLevel
    joined: ByLevel

    @property
    def years(self) -> int:
        return whole_years(self.window) or 1


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """All that a projection of one group rests on.

    levels   as lines call them, lowest first
    today    who is there, by level
    years    windows whose rates are meant to stay
    hired    everybody who was hired in each window, where no level shows the group's own
    """

    value: str
    day: date
    levels: tuple[str, ...]
    today: ByLevel
    years: tuple[Year, ...]
    hired: tuple[Cell | None, ...]


def values_ahead(shelf: Shelf) -> tuple[date, list[str], str]:
    """The newest day by level, the groups that can be looked ahead for, and what is missing.

    Returns  the day; values; a sentence where there is none of them
    Raises   Refused where no release shows people by level
    """
    found: list[Prospect] = []
    why = ""
    day, today = _today(shelf)
    for value in dict.fromkeys(value for cell in today.values() for value in cell.lines):
        try:
            found.append(_prospect(shelf, day, today, value))
        except Refused as refusal:
            why = str(refusal)
    few = [_too_few(shelf, each, level) for each in found for level in each.levels]
    if all(few):
        hidden = few[0] if few else kept.NO_NUMBER % {"name": shelf.name}
        return day, [], why or kept.HIDDEN_AHEAD % {"why": hidden}
    return day, [each.value for each in found], ""


def figure(shelf: Shelf, asked: Asked) -> Released:
    """Each group's share of every level in the coming years, if the rates stay.

    Raises  Refused, which names what the releases do not hold
    """
    day, values, why = values_ahead(shelf)
    if not values:
        raise Refused(why)
    if asked.window.first != day:
        raise Refused(kept.AHEAD_FROM % {"day": day})
    _, today = _today(shelf)
    prospects = [_prospect(shelf, day, today, value) for value in values]
    rows: list[Row] = []
    hidden: list[Hidden] = []
    for each in prospects:
        drawn = project_each(
            _counts_that_may_be(shelf, each), years=YEARS, draws=FUTURES, seed=SEED
        )
        for row in _rows(shelf, each, drawn):
            (rows if isinstance(row, Row) else hidden).append(row)  # type: ignore[arg-type]
    return released(shelf, asked, _worked(shelf, prospects, rows, hidden))


def window_of(day: date) -> Window:
    """The days between which it is told: the newest that is shown, and the last that is told."""
    return Window(day, anniversary(day, YEARS))


# --- what releases hold ---------------------------------------------------------------------------


def _today(shelf: Shelf) -> tuple[date, ByLevel]:
    """Who is there by level, as the newest release that shows it has it."""
    for edition in reversed(shelf.editions):
        try:
            cells = shelf.there_on(edition.at, Table(PEOPLE, (LEVEL,)))
        except Refused:
            continue
        ladder = sorted((cell for cell in cells if steps_of(cell.where[LEVEL])), key=_lowest)
        if ladder:
            return edition.at, {cell.where[LEVEL]: cell for cell in ladder}
    raise Refused(kept.NOT_BY_LEVEL % {"name": shelf.name})


def _lowest(cell: Cell) -> int:
    return steps_of(cell.where[LEVEL])[0]


def _prospect(shelf: Shelf, day: date, today: ByLevel, value: str) -> Prospect:
    levels = tuple(today)
    for level, cell in today.items():
        if value not in cell.lines:
            told = {"value": value, "level": level, "why": cell.why(value)}
            _lacks(shelf, kept.PEOPLE_AT % told)
    for level in levels[:-1]:
        if len(steps_of(level)) > 1:
            together = level.replace(AND, " and ")
            _lacks(shelf, kept.ROSE_TOGETHER % {"levels": together})
    windows = [
        each for each in windows_of(shelf, PROMOTED)
        if each in windows_of(shelf, LEFT) and each.last < day
    ]  # fmt: skip
    years, whole, why = [], [], kept.A_YEAR
    for window in windows:
        try:
            year, hired = _year(shelf, window, levels, value)
        except Refused as refusal:
            why = str(refusal)
            continue
        years.append(year)
        whole.append(hired)
    if not years:
        _lacks(shelf, why)
    return Prospect(
        value=value, day=day, levels=levels, today=today, years=tuple(years), hired=tuple(whole)
    )


def _lacks(shelf: Shelf, what: str) -> NoReturn:
    raise Refused(kept.LACKS % {"name": shelf.name, "what": what})


def _year(
    shelf: Shelf, window: Window, levels: Sequence[str], value: str
) -> tuple[Year, Cell | None]:
    """What is shown of a window, and who was hired in it where no level shows that.

    Raises  Refused, with what is missing in words
    """
    by_key = shelf.there_about(window, Table(PEOPLE, (LEVEL,)))
    there = {dict(key)[LEVEL]: cell for key, cell in by_key.items()}
    promoted, left = (
        _cells(shelf, Table(outcome, (LEVEL,), window)) for outcome in (PROMOTED, LEFT)
    )
    joined = _cells(shelf, Table(JOINED, (LEVEL,), window))
    when = window_words(window)
    for level in (level for cells in (promoted, left, joined) for level in cells):
        if steps_of(level) and level not in levels:
            raise Refused(kept.SAME_LEVELS % {"when": when})
    for level in levels:
        at = {"value": value, "level": level, "when": when}
        if value not in there.get(level, _NOWHERE).lines:
            raise Refused(kept.PEOPLE_NEAR % at)
        # Nobody rises from the top, and those who rise within it stay there.
        for what, cells in ((PROMOTED, promoted), (LEFT, left)):
            if (what, level) != (PROMOTED, levels[-1]) and not _is_told(cells.get(level), value):
                raise Refused(_HOW_MANY[what] % at)
    year = Year(window=window, there=there, promoted=promoted, left=left, joined=joined)
    if all(_is_told(cell, value) for level, cell in joined.items() if level in levels) and joined:
        return year, None
    whole = _cells(shelf, Table(JOINED, (), window)).get("")
    if not joined or whole is None or value not in whole.lines:
        raise Refused(kept.HOW_MANY_HIRED % {"value": value, "when": when})
    return year, whole


_NOWHERE: Final = Cell(where={}, n=0, day=date.min, lines={})
_HOW_MANY: Final = {PROMOTED: kept.HOW_MANY_ROSE, LEFT: kept.HOW_MANY_LEFT}


def _cells(shelf: Shelf, table: Table) -> dict[str, Cell]:
    try:
        return {cell.where.get(LEVEL, ""): cell for cell in shelf.happened(table)}
    except Refused:
        return {}


def _is_told(cell: Cell | None, value: str) -> bool:
    """Whether a number is shown, or so few people went that everybody knows them to be few.

    Where nobody at all went, there is no cell.
    """
    if cell is None or value in cell.lines:
        return True
    line = cell.empty.get(value)
    return line is not None and line.why == "threshold" and line.n is not None


# --- counts that may be the true ones -------------------------------------------------------------


class _Draws:
    """Counts that may be the true ones behind shown ones, COUNTS of each; of one line, the same."""

    def __init__(self, protection: Protection) -> None:
        self.protection = protection
        self.random = np.random.default_rng(SEED)
        self._found: dict[object, Whole] = {}

    def of(self, line: Line) -> Whole:
        """As likely as the noise makes them, shape (COUNTS,)."""
        # A number that stays on show is one number, in whichever release it stands.
        key = line.about, line.at
        if key not in self._found:
            self._found[key] = self._drawn(line)
        return self._found[key]

    def both(self, line: Line) -> Whole:
        """Those of the group and of everybody else, shape (COUNTS, 2)."""
        return _both(self.of(line), line.n or 0)

    def _drawn(self, line: Line) -> Whole:
        if line.shown is None or line.n is None:
            raise ValueError("A line without a number was to be drawn from.")
        shown = round(line.shown)
        if not line.band:
            return np.full(COUNTS, shown, dtype=np.int64)
        counts, chances = true_counts(shown, line.n, self.protection)
        found: Whole = self.random.choice(counts, size=COUNTS, p=chances)
        return found


def _counts_that_may_be(shelf: Shelf, about: Prospect) -> list[Movements]:
    """Draws of all counts that a projection rests on: of the group, and of everybody else."""
    draws = _Draws(shelf.protection)
    places = len(about.levels)
    start = np.zeros((COUNTS, 2, places), dtype=np.int64)
    moved = np.zeros((COUNTS, 2, places, places + 1), dtype=np.int64)
    hired = np.zeros((COUNTS, 2, places), dtype=np.int64)
    for place, level in enumerate(about.levels):
        start[:, :, place] = draws.both(about.today[level].lines[about.value])
    for year, whole in zip(about.years, about.hired, strict=True):
        for place, level in enumerate(about.levels):
            _add_moves(draws, about, year, (place, level), moved)
        hired += _hired(draws, about, year, whole)
    groups = ((about.value,), (EVERYBODY_ELSE,))
    return [
        Movements(
            groups=groups,
            levels=tuple(range(1, places + 1)),
            start=start[draw],
            moved=moved[draw],
            hired=hired[draw],
            years=sum(year.years for year in about.years),
        )
        for draw in range(COUNTS)
    ]


def _add_moves(
    draws: _Draws, about: Prospect, year: Year, at: tuple[int, str], moved: Whole
) -> None:
    """What became of people at a level in a window, added to the moves of all draws."""
    place, level = at
    there = draws.both(year.there[level].lines[about.value]) * year.years
    left = _part_of(draws, year.left.get(level), about.value, there)
    rose = np.zeros_like(left)
    if place < len(about.levels) - 1:
        rose = _part_of(draws, year.promoted.get(level), about.value, there)
        moved[:, :, place, place + 1] += rose
    moved[:, :, place, -1] += left
    # Nobody who rose or left stayed; noise may say that more did so than were there.
    moved[:, :, place, place] += np.maximum(there - left - rose, 0)


def _part_of(draws: _Draws, cell: Cell | None, value: str, there: Whole) -> Whole:
    """How many of both groups are in a cell; of too few to be shown, split as their rates may be.

    there    both groups' people at the level, shape (COUNTS, 2)
    Returns  of the same shape
    """
    if cell is None:
        return np.zeros_like(there)
    if value in cell.lines:
        return draws.both(cell.lines[value])
    return _both(_split(cell.n, there, draws.random), cell.n)


def _both(mine: Whole, everybody: int) -> Whole:
    found: Whole = np.stack([mine, everybody - mine], axis=-1)
    return found


@lru_cache(maxsize=4096)
def true_counts(
    shown: int, members: int, protection: Protection
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Which counts a shown one may stand for, and how likely each is.

    Each count from nobody to all members is as likely as any other before the shown one is known.

    Returns  people, ascending; chances, adding up to 1
    Source   Bayes' theorem, with the chances of the noise that `noise.noise_of` gives each count
    """
    lowest = max(0, shown - protection.largest)
    counts = range(lowest, min(members, shown + protection.largest) + 1)
    chances = [_chance(shown - count, count, members, protection) for count in counts]
    weights = np.array(chances)
    if not weights.sum():
        # Lines of another protection, or made by hand: what is shown is all that is known.
        return np.array([shown]), np.ones(1)
    return np.array(counts), weights / weights.sum()


def _chance(step: int, count: int, members: int, protection: Protection) -> float:
    noise = noise_of(
        count,
        members=members,
        largest=protection.largest,
        variance=protection.variance,
        never_shown=protection.never_shown,
    )
    return dict(zip(noise.steps, noise.chances, strict=True)).get(step, 0.0)


def _split(few: int, there: Whole, random: Any) -> Whole:
    """How a few people, of whom nothing but their number is shown, may be split among two groups.

    Any rate of either group is as likely as Jeffreys' prior has it; that both rates gave these few
    together is what is known.

    Returns  of the first group, shape (COUNTS,)
    Source   beta-binomial chances: Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., 3.1 and
             appendix A
    """
    parts = np.arange(few + 1)
    logs = _log_beta_binomial(parts, there[:, :1]) + _log_beta_binomial(few - parts, there[:, 1:])
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    until = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    found: Whole = (random.random((len(there), 1)) > until).sum(axis=1)
    return np.minimum(found, few)


def _log_beta_binomial(counted: NDArray[np.int64], people: Whole) -> NDArray[np.float64]:
    """The logarithm of the chance of so many among so many people, at any rate."""
    from scipy.special import betaln, gammaln  # a server needs it for no other page

    people = np.maximum(people, counted)
    ways = gammaln(people + 1) - gammaln(counted + 1) - gammaln(people - counted + 1)
    half = HALF_A_PERSON
    found: NDArray[np.float64] = ways + betaln(counted + half, people - counted + half)
    return found


def _hired(draws: _Draws, about: Prospect, year: Year, whole: Cell | None) -> Whole:
    """Who was hired at each level in a window, shape (COUNTS, 2, L)."""
    n = np.array([year.joined[level].n if level in year.joined else 0 for level in about.levels])
    if whole is not None:
        line = whole.lines[about.value]
        mine = _dealt_out(draws.of(line), n, line.n or 0, draws.random)
    else:
        mine = _by_level(draws, about, year, n)
    found: Whole = np.stack([mine, n - mine], axis=1)
    return found


def _by_level(draws: _Draws, about: Prospect, year: Year, n: Whole) -> Whole:
    """As shown; where too few were hired at a level, as mixed as those at the others."""
    lines = [
        year.joined[level].lines.get(about.value) if level in year.joined else None
        for level in about.levels
    ]
    mine = np.zeros((COUNTS, len(n)), dtype=np.int64)
    for place, line in enumerate(lines):
        if line is not None:
            mine[:, place] = draws.of(line)
    told = np.array([line is not None for line in lines], dtype=bool)
    share = (mine.sum(axis=1) + HALF_A_PERSON) / (n[told].sum() + 1)
    for untold in np.flatnonzero(~told):
        mine[:, untold] = draws.random.binomial(n[untold], share)
    return mine


def _dealt_out(total: Whole, n: Whole, everybody: int, random: Any) -> NDArray[np.int64]:
    """The hired of a group dealt out to levels as if all who were hired had been shuffled."""
    elsewhere = max(everybody - int(n.sum()), 0)
    places = np.array([*n, elsewhere])
    found = [
        random.multivariate_hypergeometric(places, min(int(each), int(places.sum())))[:-1]
        for each in total
    ]
    return np.array(found, dtype=np.int64)


# --- the figure -----------------------------------------------------------------------------------


def _rows(shelf: Shelf, about: Prospect, drawn: Projection) -> Iterator[Row | Hidden]:
    """A row per level and year; of a level where few are, why there is none.

    Everybody else holds the rest of the places, so there is no row of them.
    """
    first, group = (about.day + timedelta(1)).year, shelf.group(about.value)
    for place, level in enumerate(about.levels):
        if why := _too_few(shelf, about, level):
            yield Hidden(group=group, at=_at(level, first), why=why)
            continue
        yield _as_shown(group, about, level, _at(level, first))
        members = round(about.today[level].lines[about.value].shown or 0)
        for ahead in range(1, YEARS + 1):
            low, middle, high = (
                float(each[ahead, place, 0])
                for each in (drawn.shares.low, drawn.shares.median, drawn.shares.high)
            )
            yield Row(
                group=group, at=_at(level, first + ahead), n=None, count=None, value=middle,
                low=low, high=high, members=members,
            )  # fmt: skip


def _too_few(shelf: Shelf, about: Prospect, level: str) -> str:
    """Why a level is not told: rates of so few people would be blurred too much by noise."""
    of_rates = [
        people
        for year in about.years
        if (line := year.there[level].lines[about.value]).shown is not None
        for people in (line.shown, (line.n or 0) - line.shown)
    ]
    if all(rate_is_shown(each, shelf.protection) for each in of_rates):
        return ""
    return kept.FEW_FOR_RATES % {"n": shelf.protection.smallest_base}


def _at(level: str, year: int) -> dict[str, str | int]:
    steps = steps_of(level)
    return {"level": steps[0] if len(steps) == 1 else level.replace(AND, " and "), "year": year}


def _as_shown(
    group: Mapping[str, str], about: Prospect, level: str, at: Mapping[str, str | int]
) -> Row:
    """The share of the first day, as releases show it, with the band of its noise."""
    line = about.today[level].lines[about.value]
    n, count = line.n or 1, round(line.shown or 0)
    share, band = count / n, line.band / n
    reach = band * _Z_OF_BAND / Z
    return Row(
        group=group, at=at, n=n, count=count, value=share, low=max(share - reach, 0.0),
        high=min(share + reach, 1.0), members=count, band=band, band_people=line.band,
        day=line.at if line.at != about.day else None,
    )  # fmt: skip


def _worked(
    shelf: Shelf, prospects: Sequence[Prospect], rows: Sequence[Row], hidden: Sequence[Hidden]
) -> Worked:
    one = prospects[0]
    windows = sorted({year.window for each in prospects for year in each.years},
                     key=lambda window: window.first)  # fmt: skip
    places = [_at(level, 0)["level"] for level in one.levels]
    order = {place: number for number, place in enumerate(places)}
    sorted_rows = sorted(rows, key=lambda row: (order[row.at["level"]], row.at["year"]))
    return Worked(
        rows=tuple(sorted_rows),
        hidden=tuple(hidden),
        notes=tuple(_notes(prospects, windows)),
        data={
            "draws": COUNTS * FUTURES,
            "seed": SEED,
            "rates_from": (windows[0].first.year, windows[-1].last.year),
            "levers": (),
            "taken": (kept.AS_MIXED,) if _is_dealt_out(prospects) else (),
            "people_at": dict(zip(places, (one.today[level].n for level in one.levels),
                                  strict=True)),
        },
    )  # fmt: skip


def _notes(prospects: Sequence[Prospect], windows: Sequence[Window]) -> Iterator[str]:
    told = " and ".join(window_words(each).removeprefix("in ") for each in windows)
    yield kept.RATES_OF % {"years": told}
    yield kept.NEXT_LEVEL
    if _is_dealt_out(prospects):
        yield kept.AS_MIXED
    if any(_few(each) for each in prospects):
        yield kept.ANY_SPLIT
    yield kept.REST_OF_PLACES


def _is_dealt_out(prospects: Sequence[Prospect]) -> bool:
    return any(hired is not None for each in prospects for hired in each.hired)


def _few(about: Prospect) -> set[str]:
    """Levels at which so few left or rose that only everybody's number is known."""
    return {
        level
        for year in about.years
        for cells in (year.promoted, year.left)
        for level, cell in cells.items()
        if level in about.levels and about.value not in cell.lines
    }
