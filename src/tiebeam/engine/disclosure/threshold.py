"""The simplest honest rule: a group is shown only when at least ten people belong to it.

The rule looks at membership (how many people are in the group), never at how many of them were
counted, so a hidden row says nothing about who left or rose. Where just one group is hidden at a
place, the next smallest goes with it: a total would otherwise give the one away. The whole gate
(declared cube, noise, hold, attack) will take this function's place, behind the same name and the
same types.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields

from tiebeam.engine.disclosure.figures import _GATE_KEY, Comparison, Exact, Hidden, Released, Row

SMALLEST_GROUP = 10


class CannotBeLoosened(ValueError):
    """Somebody asked for a smaller group than the gate allows."""


def release(figure: Exact, *, smallest_group: int = SMALLEST_GROUP) -> Released:
    """The figure as others may see it: small groups hidden, and said to be hidden.

    smallest_group  people; may be made stricter, never looser than 10
    Raises          CannotBeLoosened when `smallest_group` is under 10
    """
    if smallest_group < SMALLEST_GROUP:
        raise CannotBeLoosened(
            f"The smallest group is {SMALLEST_GROUP} people; it can be made larger, not smaller."
        )
    hidden = _hidden_rows(figure.rows, smallest_group)
    shown = tuple(row for row in figure.rows if _place(row.group, row.at) not in hidden)
    kept = {_place(row.group, row.at) for row in shown}
    carried = {each.name: getattr(figure, each.name) for each in fields(figure)}
    carried |= {
        "rows": shown,
        "comparisons": tuple(each for each in figure.comparisons if _both_shown(each, kept)),
        "hidden": figure.hidden + tuple(hidden.values()),
    }
    return Released(**carried, gate=_GATE_KEY)


Place = tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str | int]]]


def _hidden_rows(rows: Iterable[Row], smallest_group: int) -> dict[Place, Hidden]:
    at_one_place = defaultdict(list)
    for row in rows:
        if row.group:
            at_one_place[_place({}, row.at)].append(row)
    hidden: dict[Place, Hidden] = {}
    for row in rows:
        if row.members < smallest_group:
            hidden[_place(row.group, row.at)] = _hide(row, f"fewer than {smallest_group} people")
    for together in at_one_place.values():
        left = sorted((row for row in together if row.members >= smallest_group), key=_size)
        # One hidden group is the total less the others, so a second one keeps it company.
        if len(left) == len(together) - 1 and left:
            neighbour = left[0]
            hidden[_place(neighbour.group, neighbour.at)] = _hide(
                neighbour, "its figures would give a smaller group away"
            )
    return hidden


def _size(row: Row) -> tuple[int, str]:
    return row.members, str(sorted(row.group.items()))


def _hide(row: Row, why: str) -> Hidden:
    return Hidden(group=row.group, at=row.at, why=why)


def _place(group: Mapping[str, str], at: Mapping[str, str | int]) -> Place:
    return frozenset(group.items()), frozenset(at.items())


def _both_shown(comparison: Comparison, kept: set[Place]) -> bool:
    ends = (comparison.group, comparison.reference)
    return all(_place(group, comparison.at) in kept for group in ends)
