"""What lies ahead: each group's share of every level if the rates stay, asked of a dataset."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final

from tiebeam.engine.disclosure import Exact, Row
from tiebeam.engine.flows import movements as counted
from tiebeam.engine.flows import projection
from tiebeam.engine.flows.projection import Band, Lever, Projection
from tiebeam.engine.measures import levers as written
from tiebeam.engine.measures.asking import (
    CannotMeasure,
    check_groups,
    check_ladder,
    check_moves,
    field_class_of,
)
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN, FieldClass
from tiebeam.engine.records.spells import JOINED

__all__ = ["Ahead", "Band", "Projection", "ahead", "as_figure"]

DRAWS: Final = 2000
SEED: Final = 1

#: What is refused below, in sentences of its own.
_REFUSALS: Final = (
    counted.NotObserved,
    projection.ImpossibleHorizon,
    projection.ImpossibleDraws,
    projection.NoPeople,
    projection.UnknownLevel,
    projection.ImpossibleLever,
)


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """Who would be at which level in the coming years.

    groups      values that describe each group, in the order of `stay`'s; G of them
    ladder      what each of its steps is called, lowest first; `stay` has L levels of it
    years       the 1 Januaries that are told: the first is the day on which the observed years end
    rates_from  first and last calendar year whose rates are meant to stay
    people      of each group at each level on the first of `years`, shape (G, L)
    stay        if the rates stay
    changed     if the levers changed them, from the same draws; None where there is no lever
    levers      as they were written
    pulled      the same, understood
    """

    by: tuple[str, ...]
    groups: tuple[Mapping[str, str], ...]
    ladder: tuple[str, ...]
    years: tuple[int, ...]
    rates_from: tuple[int, int]
    people: projection.Whole
    stay: Projection
    changed: Projection | None
    levers: tuple[str, ...]
    pulled: tuple[Lever, ...]
    draws: int
    seed: int
    notes: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict)
    field_class: FieldClass = "secret"


def ahead(
    dataset: Dataset,
    *,
    by: tuple[str, ...],
    years: int = 5,
    levers: Sequence[str] = (),
    rates_from: tuple[int | None, int | None] = (None, None),
    draws: int = DRAWS,
    seed: int = SEED,
    called: Callable[[Mapping[str, str]], str] = lambda group: " ".join(group.values()),
) -> Ahead:
    """Each group's share of every level in the coming years, if the rates stay.

    The whole organisation is looked at. In a part of it, whoever comes from elsewhere would be
    neither hired nor promoted, and the people would not add up.

    by          attributes that describe people for good
    years       how far to look ahead, 1 to 10
    levers      rates that are changed, one after the other: see `levers.lever`
    rates_from  first and last calendar year whose rates are meant to stay; None is the first, or
                the last, that the data shows wholly
    called      what a group is called, where a lever names one
    Raises      CannotMeasure
    Source      as in flows.projection.futures
    """
    check_ladder(dataset, "ahead")
    check_moves(dataset)
    check_groups(dataset, by, {})
    if not by:
        raise CannotMeasure("Say whose share: name an attribute that describes the groups.")
    try:
        shown = counted.whole_years(dataset)
        first, last = (asked or known for asked, known in zip(rates_from, shown, strict=True))
        found = counted.movements(dataset, by=by, first_year=first, last_year=last)
        pulled = [written.lever(text, dataset, found.groups, by=by, called=called)
                  for text in levers]  # fmt: skip
        # The same seed for both, so that they differ by the levers and not by chance.
        project = partial(projection.project, found, years=years, draws=draws, seed=seed)
        stay, changed = project(), project(levers=pulled) if pulled else None
    except _REFUSALS as refusal:
        raise CannotMeasure(str(refusal)) from None
    return Ahead(
        by=by,
        groups=tuple(dict(zip(by, group, strict=True)) for group in found.groups),
        ladder=dataset.levels,
        years=tuple(range(last + 1, last + 2 + years)),
        rates_from=(first, last),
        people=found.start,
        stay=stay,
        changed=changed,
        levers=tuple(levers),
        pulled=tuple(pulled),
        draws=draws,
        seed=seed,
        notes=_notes(dataset, range(first, last + 2), stay, changed),
        data={**dataset.fingerprint, "people": dataset.people_count, "spells": dataset.spell_count},
        field_class=field_class_of(dataset.mapping, definition("projection"), by),
    )


def in_order(found: Ahead) -> list[int]:
    """The places of the groups: from the largest on, those of which nothing is known last."""

    def key(place: int) -> tuple[bool, int, tuple[str, ...]]:
        values = tuple(found.groups[place].values())
        unnamed = any(value in {UNKNOWN, NOT_STATED} for value in values)
        return unnamed, -int(found.people[place].sum()), values

    return sorted(range(len(found.groups)), key=key)


def as_figure(found: Ahead, *, with_levers: bool = False) -> Exact:
    """The projection as a figure: per level, year and group the share, and where nine of ten lie.

    with_levers  as it would be if the levers changed the rates
    Raises       CannotMeasure where there is no lever
    """
    chosen = definition("projection")
    told = found.changed if with_levers else found.stay
    if told is None:
        raise CannotMeasure("No lever was pulled, so there is nothing to set beside.")
    first, last = found.years[0], found.years[-1]
    return Exact(
        measure=chosen.name,
        title=chosen.title,
        unit=chosen.unit,
        by=found.by,
        window=(date(first, 1, 1), date(last, 1, 1)),
        rows=tuple(_rows(found, told)),
        notes=(*found.notes, *chosen.caveats),
        levels=found.ladder,
        field_class=found.field_class,
        data={
            "version": chosen.version,
            **found.data,
            "draws": found.draws,
            "seed": found.seed,
            "rates_from": found.rates_from,
            "levers": found.levers if with_levers else (),
            # What the gate looks at: levers that are about one group.
            "pulled": tuple(
                (lever.level, dict(zip(found.by, lever.group, strict=True)))
                for lever in found.pulled
                if with_levers and lever.group is not None
            ),
            "people_at": dict(zip(told.levels, found.people.sum(axis=0).tolist(), strict=True)),
        },
    )


def _rows(found: Ahead, told: Projection) -> Iterator[Row]:
    for place, level in enumerate(told.levels):
        for ahead_by, year in enumerate(found.years):
            for group in in_order(found):
                at = ahead_by, place, group
                low, value, high = (
                    _or_none(float(each[at]))
                    for each in (told.shares.low, told.shares.median, told.shares.high)
                )
                yield Row(
                    group=found.groups[group],
                    at={"level": level, "year": year},
                    n=None,
                    count=None,
                    value=value,
                    low=low,
                    high=high,
                    members=int(found.people[group, place]),
                )


def _or_none(share: float) -> float | None:
    return None if math.isnan(share) else share


# --- what is said ---------------------------------------------------------------------------------


def _notes(
    dataset: Dataset, years: Sequence[int], stay: Projection, changed: Projection | None
) -> tuple[str, ...]:
    notes = [*dataset.notes, *_of_snapshots(dataset, years), *stay.notes]
    notes += changed.notes if changed else ()
    return tuple(dict.fromkeys(notes))


def _of_snapshots(dataset: Dataset, years: Sequence[int]) -> Iterator[str]:
    """Which snapshot speaks for a 1 January on which there is none."""
    if dataset.mapping.workforce.shape != "snapshots":
        return
    spells = dataset.spells.filter(dataset.spells.began != JOINED)
    days = {dataset.reach.first, *fetch.column(spells.select("begins").distinct().begins)}
    days.add(dataset.reach.until)
    januaries = [date(year, 1, 1) for year in years]
    stand_in = {day: max(each for each in days if each <= day) for day in januaries
                if day not in days}  # fmt: skip
    if stand_in:
        day, used = next(reversed(stand_in.items()))
        yield (
            f"{len(stand_in):,} of {len(januaries):,} Januaries have no snapshot of their first "
            f"day: the one before speaks for it, as that of {used} does for {day}."
        )
