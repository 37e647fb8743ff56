"""The flow ledger of a level, asked of a dataset: exact, for the bench; and as a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tiebeam.engine.cells import aggregate
from tiebeam.engine.disclosure import SMALLEST_GROUP, Exact, Row
from tiebeam.engine.flows import ledger as rules
from tiebeam.engine.flows import windows
from tiebeam.engine.flows.ledger import CLOSING, OPENING, Account, Flow, is_into
from tiebeam.engine.measures.asking import (
    CannotMeasure,
    among,
    check_groups,
    check_ladder,
    check_moves,
    field_class_of,
    level_number,
    with_groups,
)
from tiebeam.engine.measures.counting import are_of_people, people_in
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN, FieldClass
from tiebeam.engine.records.window import Window

__all__ = ["CLOSING", "OPENING", "Account", "Flow", "Ledger", "as_figure", "level_ledger"]

#: Between the ways that a figure tells together.
AND: Final = ", "


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The accounts of all groups at one level between two days.

    accounts  by group, such as {"gender": "Women"}; the largest first, unknown ones last
    people    of each of these groups, the different people at the level at any time between
    """

    level: int
    level_name: str
    by: tuple[str, ...]
    window: Window
    accounts: tuple[tuple[Mapping[str, str], Account], ...]
    people: tuple[int, ...]
    notes: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict)
    field_class: FieldClass = "secret"


def level_ledger(
    dataset: Dataset,
    *,
    level: str | int,
    by: tuple[str, ...],
    window: Window,
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> Ledger:
    """How each group's share at a level changed between two days, flow by flow.

    level    its number from the bottom (1), its name, or one of its grades
    window   people are counted on its first and on its last day
    Raises   CannotMeasure
    """
    where = where or {}
    check_ladder(dataset, "flows")
    check_moves(dataset)
    check_groups(dataset, by, where)
    if not by:
        raise CannotMeasure("Say whose share: name an attribute that describes the groups.")
    _check_days(dataset, window)
    number = level_number(dataset, level)
    # What belongs to people is put beside them last: it plays no part in finding flows.
    later = by if are_of_people(dataset, by) else ()
    spells = with_groups(dataset, dataset.spells, () if later else by, also=where)
    spells = spells.mutate(inside=among(dataset, spells, where))
    flows = rules.flows(spells, window, number, by=("person",) if later else by)
    cells = aggregate(with_groups(dataset, flows, later), (*by, "flow"))
    everybody = {cell["flow"]: cell["n"] for cell in cells.over("flow").rows()}
    groups: dict[tuple[str, ...], dict[str, int]] = {}
    for cell in cells.rows():
        groups.setdefault(tuple(cell[name] for name in by), {})[cell["flow"]] = cell["n"]
    accounts = [
        (dict(zip(by, group, strict=True)), rules.account(counted, everybody))
        for group, counted in groups.items()
    ]
    if not accounts:
        raise CannotMeasure(
            f"Nobody was at level {number} between {window.first} and {window.last}."
        )
    accounts.sort(key=_size)
    people = people_in(dataset, _there(spells, window, number), by).members(by)
    return Ledger(
        level=number,
        level_name=dataset.levels[number - 1] if number <= len(dataset.levels) else "",
        by=by,
        window=window,
        accounts=tuple(accounts),
        people=tuple(people.get(tuple(group.items()), 0) for group, _ in accounts),
        notes=_notes(dataset, accounts),
        data={**dataset.fingerprint, "people": dataset.people_count, "spells": dataset.spell_count},
        field_class=field_class_of(dataset.mapping, definition("flow_ledger"), (*by, *where)),
    )


def _there(spells: Any, window: Window, level: int) -> Any:
    """The spells at the level on any day of the window."""
    return windows.inside(spells.filter(spells.inside & (spells.level == level)), window)


def _size(each: tuple[Mapping[str, str], Account]) -> tuple[bool, int, tuple[str, ...]]:
    group, account = each
    unnamed = any(value in {UNKNOWN, NOT_STATED} for value in group.values())
    return unnamed, -(account.opening + account.closing), tuple(group.values())


def _check_days(dataset: Dataset, window: Window) -> None:
    begins, ends = dataset.reach.first, dataset.last_day
    if window.first < begins or window.last > ends:
        raise CannotMeasure(
            f"This data shows people from {begins} to {ends}; "
            f"{window.first} to {window.last} reaches beyond."
        )
    if window.first == window.last:
        raise CannotMeasure("Between a day and itself nothing changes: name two days.")


def _notes(dataset: Dataset, accounts: list[tuple[dict[str, str], Account]]) -> tuple[str, ...]:
    notes = list(dataset.notes)
    one = accounts[0][1]
    for people, which in ((one.opening_everybody, "first"), (one.closing_everybody, "last")):
        if not people:
            notes.append(
                f"Nobody was at this level on the {which} day, so shares and their change are "
                "undefined: only people are counted."
            )
    return tuple(notes)


# --- as a figure ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Way:
    """One flow, or several told together, with what each group's account says of it.

    into     whether people came by it; None where it goes both ways
    effects  by group; None where shares are undefined
    """

    kinds: tuple[str, ...]
    into: bool | None
    people: tuple[int, ...]
    everybody: int
    effects: tuple[float | None, ...]


def as_figure(ledger: Ledger, *, smallest: int = SMALLEST_GROUP) -> Exact:
    """The ledger as a figure: per group a row for either day and for each flow between.

    A flow of few is an event that colleagues saw, so flows of fewer than `smallest` people are told
    together: with others in the same direction where that is enough, else both directions as one,
    of which only the effect can be told and not how many of the group were in it. (Who came and who
    went would follow from their sum, and from their difference, which the two days give away.)

    smallest  people of everybody together
    """
    chosen = definition("flow_ledger")
    groups = [group for group, _ in ledger.accounts]
    days = [
        [(a.opening, a.opening_everybody, a.share_before) for _, a in ledger.accounts],
        [(a.closing, a.closing_everybody, a.share_after) for _, a in ledger.accounts],
    ]
    opening, closing = (
        [
            # Who is counted on the day, as where shares of a level are asked for.
            _row(group, day, n=n, count=count, value=share, members=count)
            for group, (count, n, share) in zip(groups, counted, strict=True)
        ]
        for day, counted in zip((OPENING, CLOSING), days, strict=True)
    )
    between = [
        _row(
            group, AND.join(way.kinds), n=way.everybody, value=way.effects[place],
            count=None if way.into is None else way.people[place], members=ledger.people[place],
        )
        for way in _told_together(_ways(ledger), smallest)
        for place, group in enumerate(groups)
    ]  # fmt: skip
    return Exact(
        measure=chosen.name,
        title=chosen.title,
        unit=chosen.unit,
        by=ledger.by,
        window=(ledger.window.first, ledger.window.last),
        rows=(*opening, *between, *closing),
        notes=(*ledger.notes, *chosen.caveats),
        field_class=ledger.field_class,
        data={
            "version": chosen.version,
            **ledger.data,
            "level": ledger.level,
            "level_name": ledger.level_name,
        },
    )


def _row(
    group: Mapping[str, str], flow: str, *, n: int, count: int | None, value: float | None,
    members: int,
) -> Row:  # fmt: skip
    return Row(
        group=group, at={"flow": flow}, n=n, count=count, value=value, low=None, high=None,
        members=members,
    )  # fmt: skip


def _ways(ledger: Ledger) -> list[_Way]:
    """Every flow in the order of a life; a group that has no part in it has nobody in it."""
    found = [{flow.kind: flow for flow in account.flows} for _, account in ledger.accounts]
    defined = all(account.change is not None for _, account in ledger.accounts)
    ways = []
    for kind in sorted({kind for flows in found for kind in flows}, key=rules.in_order):
        mine = [flows.get(kind) for flows in found]
        ways.append(
            _Way(
                kinds=(kind,),
                into=is_into(kind),
                people=tuple(flow.people if flow else 0 for flow in mine),
                everybody=sum(flow.people for flow in mine if flow),
                effects=tuple(flow.effect if flow else 0.0 if defined else None for flow in mine),
            )
        )
    return ways


def _told_together(ways: Sequence[_Way], smallest: int) -> list[_Way]:
    found = []
    for into in (True, False):
        found += _of_enough([way for way in ways if way.into is into], smallest)
    # Only where all that came (or all that went) are too few does a small one remain.
    return sorted(_of_enough(found, smallest), key=lambda way: rules.in_order(way.kinds[0]))


def _of_enough(ways: Sequence[_Way], smallest: int) -> list[_Way]:
    """The small ones in one, with the next larger ones until they are enough together."""
    small = [way for way in ways if way.everybody < smallest]
    others = sorted((way for way in ways if way not in small), key=lambda way: way.everybody)
    while small and others and sum(way.everybody for way in small) < smallest:
        small.append(others.pop(0))
    return [*others, *([_as_one(small)] if small else [])]


def _as_one(ways: Iterable[_Way]) -> _Way:
    ways = sorted(ways, key=lambda way: rules.in_order(way.kinds[0]))
    if len(ways) == 1:
        return ways[0]
    directions = {way.into for way in ways}
    return _Way(
        kinds=tuple(kind for way in ways for kind in way.kinds),
        into=directions.pop() if len(directions) == 1 else None,
        people=tuple(map(sum, zip(*(way.people for way in ways), strict=True))),
        everybody=sum(way.everybody for way in ways),
        effects=tuple(map(_added, zip(*(way.effects for way in ways), strict=True))),
    )


def _added(effects: Sequence[float | None]) -> float | None:
    known = [effect for effect in effects if effect is not None]
    return sum(known) if len(known) == len(effects) else None
