"""Figures about secrets, made from what the releases show and from nothing else.

Whoever asks, and however often, gets the same figure, because the lines of the ledger are all that
there is to read. A question that they do not answer is refused by name, from the same lines: so a
refusal tells nothing about anybody.

The most common value of an attribute is not counted by itself, since noise of its own would let
somebody average the noise away. So each counted value stands beside everybody else, who are the
members of the cell less those counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise
from typing import Any, Final

from tiebeam.engine import kept
from tiebeam.engine.disclosure.cube import OUTCOMES, PAY, PEOPLE, Refused, Table, whole_years
from tiebeam.engine.disclosure.figures import (
    _GATE_KEY,
    EVERYWHERE,
    OTHERS,
    Comparison,
    Hidden,
    Released,
    Row,
)
from tiebeam.engine.disclosure.noise import band_people, rate_is_shown
from tiebeam.engine.disclosure.noisy import Noisy, Z, added
from tiebeam.engine.disclosure.published import EVERYBODY_BUT, EVERYBODY_ELSE
from tiebeam.engine.disclosure.shelf import AND, Cell, Edition, Shelf
from tiebeam.engine.disclosure.stages import APPLIED, STAGE, decided_by, in_order
from tiebeam.engine.records.fields import UNKNOWN
from tiebeam.engine.records.window import Window
from tiebeam.engine.stats.normal import two_sided_p, z_for
from tiebeam.engine.words import noop

LEVEL: Final = "level"
OFF_THE_LADDER: Final = "off the ladder"
#: What has no level: people there, and those to whom something happened, whatever the reason.
ANY_REASON: Final = "any"
JOINED, LEFT, PROMOTED, _ = OUTCOMES
#: All steps of a funnel together.
FROM_FIRST_TO_LAST: Final = "from first to last"
#: In so many of 100 cases, a gap of the smallest size that could be seen would be seen.
POWER_PERCENT: Final = 80

At = Mapping[str, str | int]
Group = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question about a secret.

    attributes  what describes the groups: one secret attribute, or several that are crossed
    fields      directory fields that describe them as well
    levels      what each step of the ladder is called, lowest first
    currency    of pay
    stages      of an application, the first first
    notes       what is to be said with the figure in any case
    data        what else identifies it, such as the version of the measure
    """

    measure: str
    title: str
    attributes: tuple[str, ...]
    window: Window
    fields: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    currency: str = ""
    stages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Cells whose people are counted, and those among whom they are.

    among   cells in which the group's own people are the denominator; where there are none, it is
            all people of `whole`, whom everybody knows
    chance  whether chance has a part in the number: it has none in who is there on a day
    years   of the window, where it is a rate per person-year
    """

    at: At
    counted: Sequence[Cell]
    among: Sequence[Cell] = ()
    whole: int = 0
    fields: Group = field(default_factory=dict)
    chance: bool = True
    years: int = 1


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A group at a place, and everybody outside it: so many, of so many."""

    group: Group
    at: At
    count: Noisy
    n: Noisy
    outside: tuple[Noisy, Noisy] | None
    chance: bool
    years: int
    day: date | None = None

    @property
    def value(self) -> Noisy:
        return _value(self.count, self.n, self.years)


@dataclass
class _Found:
    """What a measure found so far."""

    rows: list[Row] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unit: str = "share"


def answer(editions: Sequence[Edition], asked: Asked) -> Released:
    """The figure that the releases give, for everybody the same.

    editions  all releases, first to last
    Raises    Refused, which names what there is instead
    """
    if asked.measure not in _ANSWERED_BY:
        raise Refused(
            f"'{asked.measure}' of what people keep to themselves is in no release. "
            f"What releases can hold: {', '.join(_ANSWERED_BY)}."
        )
    shelf = Shelf(editions, asked.attributes)
    found = _ANSWERED_BY[asked.measure](shelf, asked)
    gaps = [each.results["smallest_detectable_gap"] for each in found.comparisons]
    return Released(
        measure=asked.measure,
        title=asked.title,
        unit=found.unit,
        by=(*shelf.factors, *asked.fields),
        window=(asked.window.first, asked.window.last),
        rows=tuple(found.rows),
        comparisons=tuple(found.comparisons),
        hidden=tuple(found.hidden),
        smallest_gap=min((gap for gap in gaps if gap is not None), default=None),
        notes=(*_about_noise(shelf, found), *dict.fromkeys(found.notes), *asked.notes),
        levels=asked.levels,
        data=asked.data,
        field_class="secret",
        gate=_GATE_KEY,
    )


# --- measures -------------------------------------------------------------------------------------


def _headcount_share(shelf: Shelf, asked: Asked) -> _Found:
    """Of all people of a level on a day, the share of each value."""
    day = asked.window.last
    cells = _both(asked, lambda by: shelf.there_on(day, Table(PEOPLE, by)))
    return _answered(shelf, [*_parts_of_wholes(asked, cells, chance=False)], day=day)


def _hire_share(shelf: Shelf, asked: Asked) -> _Found:
    """Of all people hired into a level, the share of each value."""
    cells = _both(asked, lambda by: shelf.happened(Table(JOINED, by, asked.window)))
    return _answered(shelf, [*_parts_of_wholes(asked, cells, chance=True)])


def _top_share(shelf: Shelf, asked: Asked) -> _Found:
    """Of a group's people on the ladder, the share at a level or above, and at the lowest."""
    day = asked.window.last
    cells = shelf.there_on(day, Table(PEOPLE, _with_level(asked)))
    ladder = [cell for cell in cells if _levels_of(cell)]
    places = [
        _Place(
            at=at,
            counted=[cell for cell in alike if _levels_of(cell) <= levels],
            among=alike,
            fields=fields,
            chance=False,
        )
        for at, levels in _ends([_levels_of(cell) for cell in ladder])
        for fields, alike in _by_fields(asked, ladder)
    ]
    return _answered(shelf, places, day=day)


def _promotion_rate(shelf: Shelf, asked: Asked) -> _Found:
    return _rate(shelf, asked, PROMOTED, _with_level(asked))


def _exit_rate(shelf: Shelf, asked: Asked) -> _Found:
    return _rate(shelf, asked, LEFT, asked.fields)


def _rate(shelf: Shelf, asked: Asked, outcome: str, by: Sequence[str]) -> _Found:
    """Of a group's people there, the share to whom something happened; or so many a year."""
    happened = shelf.happened(Table(outcome, tuple(by), asked.window))
    there = shelf.there_about(asked.window, Table(PEOPLE, tuple(by)))
    # A table of what happened is of whole years.
    years = whole_years(asked.window) or 1
    leveled = LEVEL in by and LEVEL not in asked.fields
    places = [
        _Place(
            at=_at_level(cell) if leveled else {"reason": ANY_REASON},
            counted=[cell],
            among=[base],
            fields={name: cell.where[name] for name in asked.fields},
            years=years,
        )
        for cell in happened
        if (base := there.get(tuple(sorted(cell.where.items())))) is not None
    ]
    found = _answered(shelf, places)
    found.unit = "share" if years == 1 else "per person-year"
    days = sorted({cell.day for place in places for cell in place.among})
    found.notes.append(
        kept.OUT_OF % {"days": _listed([*map(str, days)]) if days else noop("no day")}
    )
    return found


def _hiring_funnel(shelf: Shelf, asked: Asked) -> _Found:
    """Of a group's people who came to a stage, the share that came to the next; and to the last."""
    cells = shelf.happened(Table(APPLIED, (STAGE, *asked.fields), asked.window))
    by_stage = {cell.where[STAGE]: cell for cell in cells if cell.n}
    stages = in_order({stage: cell.n for stage, cell in by_stage.items()}, asked.stages)
    steps = [*pairwise(stages)]
    # Where the last stage is not shown, the way from first to last leads nowhere.
    if len(stages) > 1 and _is_last(stages[-1], asked, cells):
        steps.append((stages[0], stages[-1]))
    names = [*stages[1:], FROM_FIRST_TO_LAST]
    places = [
        _Place(at={STAGE: name}, counted=[by_stage[then]], among=[by_stage[first]])
        for name, (first, then) in zip(names, steps, strict=False)
    ]
    found = _answered(shelf, places)
    found.hidden += _stages_left_out(shelf, cells)
    found.notes += _about_applicants(asked, cells)
    return found


def _is_last(stage: str, asked: Asked, cells: Iterable[Cell]) -> bool:
    """Whether a stage is the last of all; where nobody names them, if all are shown."""
    return stage == asked.stages[-1] if asked.stages else all(cell.n for cell in cells)


def _stages_left_out(shelf: Shelf, cells: Iterable[Cell]) -> Iterator[Hidden]:
    """Stages that too few people came to, or between which and another there are too few."""
    for cell in cells:
        for value in cell.empty if not cell.n else ():
            group, why = shelf.group(value), cell.why(value)
            yield Hidden(group=group, at={STAGE: cell.where[STAGE]}, why=why)


def _about_applicants(asked: Asked, cells: Sequence[Cell]) -> Iterator[str]:
    yield kept.DECIDED_BY % {"day": decided_by(asked.window)}
    yield kept.LEFT_BLANK
    if missing := [cell.where[STAGE] for cell in cells if not cell.n]:
        yield kept.STAGES_NOT_SHOWN % {"stages": _listed(missing)}


def _pay_gap(shelf: Shelf, asked: Asked) -> _Found:
    """Median pay of each value and of everybody else; both are rounded to 1 % of themselves."""
    day, at = asked.window.last, {"statistic": "median"}
    found = _Found(unit=asked.currency or noop("currency not stated"))
    for cell in shelf.there_on(day, Table(PAY, asked.fields)):
        fields = {name: cell.where[name] for name in asked.fields}
        for value, line in cell.lines.items():
            held = line.at if line.at != day else None
            found.rows.append(
                Row(
                    group={**shelf.group(value), **fields}, at=at, n=None, count=None,
                    value=line.shown, low=None, high=None, members=line.n or 0, day=held,
                )
            )  # fmt: skip
        for value in cell.empty:
            group = {**shelf.group(value), **fields}
            found.hidden.append(Hidden(group=group, at=at, why=cell.why(value)))
        found.comparisons += _pay_compared(shelf, cell, fields, at)
    found.notes.append(kept.ROUNDED)
    return found


_ANSWERED_BY: Final[Mapping[str, Callable[[Shelf, Asked], _Found]]] = {
    "headcount_share": _headcount_share,
    "top_share": _top_share,
    "hire_share": _hire_share,
    "exit_rate": _exit_rate,
    "promotion_rate": _promotion_rate,
    "hiring_funnel": _hiring_funnel,
    "pay_gap": _pay_gap,
}
ANSWERED: Final = tuple(_ANSWERED_BY)


# --- where things are -----------------------------------------------------------------------------


def _with_level(asked: Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*asked.fields, LEVEL)))


def _both(asked: Asked, cells_of: Callable[[tuple[str, ...]], list[Cell]]) -> list[Cell]:
    """The cells by level and those of all levels: of both tables, or of the one there is."""
    found: list[Cell] = []
    refused: list[Refused] = []
    for by in dict.fromkeys((_with_level(asked), asked.fields)):
        try:
            found += cells_of(by)
        except Refused as refusal:
            refused.append(refusal)
    if not found:
        raise refused[0]
    return found


def _parts_of_wholes(asked: Asked, cells: Sequence[Cell], *, chance: bool) -> Iterator[_Place]:
    """A place for each cell, of which all people at its level are the whole."""
    for cell in sorted(cells, key=lambda cell: _order(_at_level(cell))):
        at = _at_level(cell)
        whole = sum(each.n for each in cells if _at_level(each) == at)
        fields = {name: cell.where[name] for name in asked.fields if name != LEVEL}
        yield _Place(at=at, counted=[cell], whole=whole, fields=fields, chance=chance)


def _by_fields(asked: Asked, cells: Iterable[Cell]) -> list[tuple[Group, list[Cell]]]:
    """Cells that differ in nothing but their level, together."""
    together: dict[tuple[str, ...], list[Cell]] = {}
    for cell in cells:
        together.setdefault(tuple(cell.where[name] for name in asked.fields), []).append(cell)
    return [(dict(zip(asked.fields, key, strict=True)), each) for key, each in together.items()]


def _at_level(cell: Cell) -> At:
    """The level of a cell, or all of them: a merged one is called "1 and 2"."""
    if LEVEL not in cell.where:
        return {"level": EVERYWHERE}
    parts = [OFF_THE_LADDER if part == UNKNOWN else part for part in cell.where[LEVEL].split(AND)]
    if len(parts) == 1 and parts[0].isdigit():
        return {"level": int(parts[0])}
    return {"level": _listed(parts)}


def _levels_of(cell: Cell) -> frozenset[int]:
    """The steps of the ladder that a cell holds; whoever is told with them is on it too."""
    return frozenset(int(part) for part in cell.where[LEVEL].split(AND) if part.isdigit())


def _ends(cells: Sequence[frozenset[int]]) -> Iterator[tuple[At, frozenset[int]]]:
    """The lowest level; then each higher one with all above it. None that parts a merged cell."""
    every = sorted(frozenset().union(*cells))
    for place, step in enumerate(every[1:], start=1):
        below, above = frozenset(every[:place]), frozenset(every[place:])
        if not all(cell <= below or cell <= above for cell in cells):
            continue
        if place == 1 or not any(cell <= frozenset(every[: place - 1]) for cell in cells):
            lowest: str | int = every[0] if place == 1 else _listed([*map(str, every[:place])])
            yield {"end": "bottom", "level": lowest}, below
        yield {"end": "top", "level": step}, above


def _order(at: At) -> tuple[int, int, str]:
    """Levels by their size, then what is no level, then all of them."""
    level = at["level"]
    if isinstance(level, int):
        return 0, level, ""
    first = str(level).split(" ")[0].rstrip(",")
    return (0, int(first), "") if first.isdigit() else (1, 0, str(level))


# --- rows and comparisons -------------------------------------------------------------------------


def _answered(shelf: Shelf, places: Sequence[_Place], *, day: date | None = None) -> _Found:
    """Everything that is shown at some places, and everything that is not.

    day  on which people were counted, where it is about a day: other days are told
    """
    found = _Found()
    for at in _once(place.at for place in places):
        here = [place for place in places if place.at == at]
        parts: list[_Part] = []
        for place in here:
            values = dict.fromkeys(value for cell in place.counted for value in cell.values)
            for value in values:
                part = _part(shelf, place, value, day)
                if isinstance(part, Hidden):
                    found.hidden.append(part)
                else:
                    parts.append(part)
        # All of a whole is no figure where none of its parts is shown.
        if parts or any(place.among for place in here):
            found.rows += _everybody(here, at, day)
        found.rows += map(_row, parts)
        if any(place.among for place in here):
            found.comparisons += _compared(shelf, parts)
    found.notes += _told_together(cell for place in places for cell in place.counted)
    return found


def _once(places: Iterable[At]) -> list[At]:
    found: list[At] = []
    for at in places:
        if at not in found:
            found.append(at)
    return found


def _everybody(places: Sequence[_Place], at: At, day: date | None) -> list[Row]:
    """Everybody together, whom everybody may count: exact."""
    count = sum(cell.n for place in places for cell in place.counted)
    years = places[0].years
    n = sum(cell.n for place in places for cell in place.among) or places[0].whole
    if not n:
        return []
    value = _value(Noisy(count), Noisy(n), years).value
    held = _held(day, (cell for place in places for cell in place.counted))
    return [
        Row(group={}, at=at, n=n * years, count=count, value=value, low=None, high=None, members=n,
            day=held)
    ]  # fmt: skip


def _held(day: date | None, counted: Iterable[Cell]) -> date | None:
    """The earlier day that numbers speak of; None where they speak of this one, or of no day."""
    days = {line.at for cell in counted for line in cell.lines.values()}
    return min(days) if day is not None and days and days != {day} else None


def _part(shelf: Shelf, place: _Place, value: str, day: date | None) -> _Part | Hidden:
    """A group at a place, or why it is not shown."""
    group = {**shelf.group(value), **place.fields}
    cells = (*place.counted, *place.among)
    missing = next((cell for cell in cells if cell.of(value) is None), None)
    if missing is not None:
        return Hidden(group=group, at=place.at, why=missing.why(value))
    n = _sum(place.among, value) if place.among else Noisy(place.whole)
    if not rate_is_shown(n.value, shelf.protection):
        why = kept.TOO_BLURRED % {"n": shelf.protection.smallest_base}
        return Hidden(group=group, at=place.at, why=why)
    outside = [_sum_outside(each, value) for each in (place.counted, place.among)]
    return _Part(
        group=group,
        at=place.at,
        count=_sum(place.counted, value),
        n=n,
        outside=(outside[0], outside[1]) if place.among else None,
        chance=place.chance,
        years=place.years,
        day=_held(day, place.counted),
    )


def _sum(cells: Iterable[Cell], value: str) -> Noisy:
    return added([each for cell in cells if (each := cell.of(value)) is not None])


def _sum_outside(cells: Iterable[Cell], value: str) -> Noisy:
    return added([each for cell in cells if (each := cell.outside(value)) is not None])


def _row(part: _Part) -> Row:
    value = part.value
    reach = Z * math.sqrt(_variance(value, part.n, part))
    most = 1.0 if part.years == 1 else math.inf
    return Row(
        group=part.group,
        at=part.at,
        n=part.n.value * part.years,
        count=round(part.count.value),
        value=value.value,
        low=max(0.0, value.value - reach),
        high=min(most, value.value + reach),
        members=round(part.n.value),
        band=value.band,
        band_people=part.count.band,
        band_n=part.n.band * part.years,
        day=part.day,
    )


def _value(count: Noisy, n: Noisy, years: int) -> Noisy:
    """A share of people, or so many per person-year."""
    return count.over(n) if years == 1 else count.times(1 / years).over(n)


def _variance(value: Noisy, n: Noisy, part: _Part) -> float:
    """Of the noise, and where chance has a part in it, of who happened to be counted."""
    return value.variance + (_chance(value.value, n.value, part.years) if part.chance else 0.0)


def _chance(value: float, n: float, years: int) -> float:
    """p(1-p)/n of a share; of a rate per person-year, that of a Poisson number: r/(n · years)."""
    return value * (1 - value) / n if years == 1 else value / (n * years)


def _compared(shelf: Shelf, parts: Sequence[_Part]) -> Iterator[Comparison]:
    """Each value beside everybody who does not have it; and groups side by side that are shown."""
    for alike in _in_one_place(shelf, parts):
        for part in alike:
            # Where one value is counted, those who do not have it are shown, and come next.
            if len(alike) != 2 and part.outside is not None and part.outside[1].value > 0:
                others = _value(*part.outside, part.years)
                yield _comparison(part, OTHERS, others, part.outside[1])
        for one, other in combinations(alike, 2):
            yield _comparison(one, other.group, other.value, other.n)


def _in_one_place(shelf: Shelf, parts: Iterable[_Part]) -> list[list[_Part]]:
    """Groups that differ in nothing but the attribute."""
    found: dict[tuple[tuple[str, str], ...], list[_Part]] = {}
    for part in parts:
        rest = {name: each for name, each in part.group.items() if name not in shelf.factors}
        found.setdefault(tuple(rest.items()), []).append(part)
    return [*found.values()]


def _comparison(part: _Part, reference: Group, others: Noisy, others_n: Noisy) -> Comparison:
    """How far two groups are apart, and how rarely chance and noise would bring that about.

    Chance counts also where everybody is counted: the same rules might have filled the places
    otherwise. That both groups rest on the same counts is allowed for.
    """
    gap = part.value - others
    chance = _chance(part.value.value, part.n.value, part.years)
    chance += _chance(others.value, others_n.value, part.years)
    error = math.sqrt(gap.variance + chance)
    return Comparison(
        group=part.group,
        reference=reference,
        at=part.at,
        results={
            "difference": gap.value,
            "difference_low": gap.value - Z * error,
            "difference_high": gap.value + Z * error,
            "p": two_sided_p(gap.value / error) if error else (1.0 if gap.value == 0 else 0.0),
            "n_a": part.n.value * part.years,
            "n_b": others_n.value * part.years,
            "smallest_detectable_gap": (Z + _Z_OF_POWER) * error or None,
        },
    )


#: Of a normal curve, 80 % lie below it: the middle 60 % and the 20 % below these.
_Z_OF_POWER: Final = z_for((2 * POWER_PERCENT - 100) / 100)


def _pay_compared(shelf: Shelf, cell: Cell, fields: Group, at: At) -> Iterator[Comparison]:
    """By how much median pay lies below that of everybody else, to a whole point."""
    for value, line in cell.lines.items():
        outside = (
            f"{EVERYBODY_BUT}{value}" if f"{EVERYBODY_BUT}{value}" in cell.lines else EVERYBODY_ELSE
        )
        others = cell.lines.get(outside)
        if line.value == EVERYBODY_ELSE or line.shown is None or not (others and others.shown):
            continue
        yield Comparison(
            group={**shelf.group(value), **fields},
            reference={**shelf.group(outside), **fields},
            at=at,
            results={
                "gap_percent": float(round(100 * (1 - line.shown / others.shown))),
                "gap_percent_low": None,
                "gap_percent_high": None,
                "n_a": None,
                "n_b": None,
                "smallest_detectable_gap": None,
            },
        )


# --- what is said ---------------------------------------------------------------------------------


def _about_noise(shelf: Shelf, found: _Found) -> Iterator[str]:
    if any(row.band is not None for row in found.rows):
        people = band_people(shelf.protection)
        yield kept.NOISE % {"n": f"{people:.0f}"}
    held = sorted({row.day for row in found.rows if row.day is not None})
    if held:
        days = _listed([*map(str, held)])
        yield kept.HELD % {"days": days}


def _told_together(cells: Iterable[Cell]) -> Iterator[str]:
    """Categories that were merged because one of them is small."""
    merged = dict.fromkeys(
        (name, value) for cell in cells for name, value in cell.where.items() if AND in value
    )
    for name, value in merged:
        together = _listed([part.strip() for part in value.split(AND)])
        yield kept.TOLD_TOGETHER % {"field": name, "values": together}


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
