"""The flow ledger of a level, from what releases show: how a share changed between two days.

Releases show who was there on some days, and who was hired, rose or left in some years, each count
with noise. What they do not show is one row: all other ways, which is what is left of the change.
All numbers are sums of counts with factors that everybody knows, so their variance is exact.

A change counts on the last day of the old state: whoever rises on 1 January is counted on the eve,
and is not yet there at the new level on that day. So a window is told between two days only if all
that it counts shows on the second of them, and nothing of it on the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tiebeam.engine import kept
from tiebeam.engine.disclosure import Released, Row
from tiebeam.engine.disclosure.answers import LEVEL, Asked
from tiebeam.engine.disclosure.cube import OUTCOMES, PEOPLE, Refused, Table, window_words
from tiebeam.engine.disclosure.noise import rate_is_shown
from tiebeam.engine.disclosure.noisy import Noisy, added
from tiebeam.engine.disclosure.shelf import AND, Cell, Shelf
from tiebeam.engine.disclosure.worked_out import Worked, released
from tiebeam.engine.records.window import Window

MEASURE: Final = "flow_ledger"
OPENING, CLOSING, OTHER_WAYS = "opening", "closing", "other ways"
#: What is counted of a level's people, and what it is in its ledger: to it (+1) or away (-1).
JOINED, LEFT, PROMOTED, _ = OUTCOMES
_OF_THE_LEVEL: Final = ((JOINED, "joined", 1), (PROMOTED, "promoted out", -1), (LEFT, "left", -1))
FROM_BELOW: Final = "promoted from below"
#: The part of the time between two days that windows cover, below which a ledger would be little
#: but its last row.
COVERED: Final = 1 / 3


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to a level or away from it, in the windows in which it is shown.

    sign  1 to the level, -1 away from it
    """

    kind: str
    sign: int
    windows: tuple[Window, ...]
    cells: tuple[Cell, ...]

    @property
    def everybody(self) -> int:
        """All people who went this way."""
        return sum(cell.n for cell in self.cells)

    def of(self, value: str) -> Noisy:
        """Those of a group."""
        return added([each for cell in self.cells if (each := cell.of(value)) is not None])

    @property
    def told(self) -> str:
        """The way and its years, as a row has it: "left (in 2024)"."""
        return f"{self.kind} ({_years(self.windows)})"


@dataclass(frozen=True, kw_only=True)
class Account:
    """A level on two days that releases show, and the ways between that they show."""

    level: str
    opening: Cell
    closing: Cell
    ways: tuple[Way, ...]

    @property
    def window(self) -> Window:
        return Window(self.opening.day, self.closing.day)

    @property
    def covered(self) -> float:
        """The part of the time between the days that windows cover."""
        days = sum(_days(window) for window in {w for way in self.ways for w in way.windows})
        return days / max(_days(self.window) - 1, 1)

    @property
    def values(self) -> tuple[str, ...]:
        """The groups that are shown on both days and on all ways."""
        cells = (self.opening, self.closing, *(cell for way in self.ways for cell in way.cells))
        return tuple(
            value
            for value in self.opening.values
            if all(cell.of(value) is not None for cell in cells)
        )


def accounts(shelf: Shelf) -> Iterator[Account]:
    """The ledgers that there are: of each level, and to each day, the one that tells most."""
    stocks = _stocks(shelf)
    happened = dict(_happened(shelf))
    for level, by_day in stocks.items():
        for last, closing in by_day.items():
            before = [cell for day, cell in by_day.items() if day < last]
            found = [_account(level, opening, closing, happened) for opening in before]
            told = [each for each in found if each.values and each.covered >= COVERED]
            if told:
                yield max(told, key=lambda each: (each.covered, each.window.first))


def figure(shelf: Shelf, asked: Asked, level: str) -> Released:
    """The ledger of a level between the two days of the window that is asked for.

    Raises  Refused, which names the levels and days that there are
    """
    every = list(accounts(shelf))
    for each in every:
        if each.level == level and each.window == asked.window:
            return released(shelf, asked, _worked(shelf, each, asked.levels))
    raise Refused(why_not(shelf, every))


def why_not(shelf: Shelf, every: Sequence[Account] = ()) -> str:
    """What a ledger takes, and what there is of it."""
    there = "; ".join(
        kept.LEDGER_OF % {"level": each.level, "first": each.window.first, "last": each.window.last}
        for each in every
    )
    said = kept.LEDGER_TAKES if there else kept.NO_LEDGER
    return said % {"name": shelf.name, "ledgers": there}


# --- what there is --------------------------------------------------------------------------------


def _stocks(shelf: Shelf) -> dict[str, dict[date, Cell]]:
    """By level and by day, who was there: the days of which numbers speak, not of the releases."""
    found: dict[str, dict[date, Cell]] = {}
    for edition in shelf.editions:
        try:
            cells = shelf.there_on(edition.at, Table(PEOPLE, (LEVEL,)))
        except Refused:
            continue
        for cell in cells:
            one_day = len({(line.at, line.n) for line in cell.lines.values()}) == 1
            if one_day and steps_of(cell.where[LEVEL]) and rate_is_shown(cell.n, shelf.protection):
                found.setdefault(cell.where[LEVEL], {}).setdefault(cell.day, cell)
    return found


def steps_of(level: str) -> tuple[int, ...]:
    """The steps of the ladder that are told together as one level, lowest first."""
    return tuple(sorted(int(part) for part in level.split(AND) if part.isdigit()))


def windows_of(shelf: Shelf, outcome: str) -> list[Window]:
    """The windows of which releases show by level what happened, the earliest first."""
    found = {
        line.window
        for edition in shelf.editions
        for line in edition.lines
        if line.attribute == shelf.name and line.outcome == outcome and line.window is not None
        and tuple(line.cell) == (LEVEL,)
    }  # fmt: skip
    return sorted(found, key=lambda window: (window.first, window.last))


def _happened(shelf: Shelf) -> Iterator[tuple[tuple[str, Window], Mapping[str, Cell]]]:
    """By what happened and when, the cells of all levels of which every number is shown."""
    for outcome in (JOINED, PROMOTED, LEFT):
        for window in windows_of(shelf, outcome):
            cells = shelf.happened(Table(outcome, (LEVEL,), window))
            shown = {cell.where[LEVEL]: cell for cell in cells if cell.lines and not cell.empty}
            yield (outcome, window), shown


Happened = Mapping[tuple[str, Window], Mapping[str, Cell]]


def _account(level: str, opening: Cell, closing: Cell, happened: Happened) -> Account:
    ways = [
        _way(kind, sign, outcome, level, (opening.day, closing.day), happened)
        for outcome, kind, sign in _OF_THE_LEVEL
        # Of levels that are told together, some rose from one to the other.
        if kind != "promoted out" or len(steps_of(level)) == 1
    ]
    below = str(steps_of(level)[0] - 1)
    between = (opening.day, closing.day)
    ways.insert(1, _way(FROM_BELOW, 1, PROMOTED, below, between, happened))
    told = tuple(way for way in ways if way.cells)
    return Account(level=level, opening=opening, closing=closing, ways=told)


def _way(
    kind: str, sign: int, outcome: str, level: str, between: tuple[date, date], happened: Happened
) -> Way:
    found = [
        (window, cells[level])
        for (what, window), cells in happened.items()
        if what == outcome and level in cells and _lies(window, between, outcome)
    ]
    return Way(
        kind=kind,
        sign=sign,
        windows=tuple(window for window, _ in found),
        cells=tuple(cell for _, cell in found),
    )


def _lies(window: Window, between: tuple[date, date], outcome: str) -> bool:
    """Whether all that a window counts shows on the second day, and none of it on the first."""
    first, last = between
    if outcome == JOINED:
        return first < window.first and window.last <= last
    # Whoever leaves or rises on its last day was still there, as before, when that day ended.
    return first <= window.first and window.last < last


# --- the account ----------------------------------------------------------------------------------


def _worked(shelf: Shelf, found: Account, levels: Sequence[str]) -> Worked:
    rows: list[Row] = []
    for value in found.values:
        rows += _rows(shelf, found, value)
    steps = steps_of(found.level)
    alone = steps[0] if len(steps) == 1 else None
    name = levels[alone - 1] if alone and alone <= len(levels) else ""
    # Rows of one flow stand side by side, as in the exact ledger.
    order = list(dict.fromkeys(row.at["flow"] for row in rows))
    return Worked(
        rows=tuple(sorted(rows, key=lambda row: order.index(row.at["flow"]))),
        notes=tuple(_notes(found)),
        data={
            "level": alone or found.level.replace(AND, " and "),
            "level_name": name,
            "rest": _rest(found),
        },
    )


def _rows(shelf: Shelf, found: Account, value: str) -> Iterator[Row]:
    """One group: its share on both days, what each way did to it, and what is left.

    Source  w people of the group went a way and t of everybody; s̄ is the mean of the group's shares
            and T̄ of all people on the two days: the way did ±(w - s̄ t) / T̄. The last row is the
            same of what is left of both changes, so that all rows add up to the whole change
    """
    opening, closing = found.opening.of(value), found.closing.of(value)
    assert opening is not None
    assert closing is not None
    before, after = found.opening.n, found.closing.n
    share = opening.times(0.5 / before) + closing.times(0.5 / after)
    people = (before + after) / 2
    group = shelf.group(value)

    def effect(mine: Noisy, everybody: int, sign: int = 1) -> Noisy:
        return (mine - share.times(everybody)).times(sign / people)

    yield _row(group, OPENING, opening.times(1 / before), opening, before)
    rest, rest_everybody = closing - opening, after - before
    for way in found.ways:
        mine, everybody = way.of(value), way.everybody
        yield _row(group, way.told, effect(mine, everybody, way.sign), mine, everybody)
        rest = rest - mine.times(way.sign)
        rest_everybody -= way.sign * everybody
    yield _row(group, OTHER_WAYS, effect(rest, rest_everybody), None, None)
    yield _row(group, CLOSING, closing.times(1 / after), closing, after)


def _row(
    group: Mapping[str, str], flow: str, value: Noisy, people: Noisy | None, n: int | None
) -> Row:
    is_share = flow in (OPENING, CLOSING)
    low, high = value.value - value.band, value.value + value.band
    return Row(
        group=group,
        at={"flow": flow},
        n=n,
        count=None if people is None else max(round(people.value), 0),
        value=value.value,
        low=max(low, 0.0) if is_share else low,
        high=min(high, 1.0) if is_share else high,
        members=0 if people is None else max(round(people.value), 0),
        band=value.band,
        band_people=0.0 if people is None else people.band,
    )


def _notes(found: Account) -> Iterator[str]:
    kinds = {way.kind for way in found.ways}
    told = "; ".join(_IN_WORDS[way.kind] % {"when": _years(way.windows)} for way in found.ways)
    yield kept.WAYS_SHOWN % {"ways": told}
    yield kept.WHAT_IS_LEFT % {"ways": _rest(found)}
    if FROM_BELOW in kinds:
        yield kept.FROM_BELOW
    yield kept.EITHER_SIDE


def _rest(found: Account) -> str:
    kinds = {way.kind for way in found.ways}
    return kept.OTHER_WAYS if "joined" in kinds else kept.OTHER_WAYS_AND_HIRES


_IN_WORDS: Final = {
    "joined": kept.WHO_WAS_HIRED,
    FROM_BELOW: kept.WHO_ROSE_TO_IT,
    "promoted out": kept.WHO_ROSE_OUT,
    "left": kept.WHO_LEFT,
}


def _years(windows: Sequence[Window]) -> str:
    """ "in 2024", "in 2023 and 2024"."""
    words = [window_words(window) for window in windows]
    others = [each.removeprefix("in ") for each in words[1:]]
    return " and ".join([*words[:1], *others])


def _days(window: Window) -> int:
    return (window.last - window.first) // timedelta(1) + 1
