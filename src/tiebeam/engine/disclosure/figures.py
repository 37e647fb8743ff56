"""Figures about people: `Exact` for the bench, `Released` for everyone else.

A figure is one measure, for some groups, over one window: rows with their counts and intervals,
the comparisons between groups, and what had to stay hidden. Only `release` (beside this module)
makes a `Released`; whatever prints or draws a figure for others takes that type alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from datetime import date
from typing import Any, Final

from tiebeam.engine.records.fields import FieldClass

#: The place of a row that counts all the other places of its group together.
EVERYWHERE: Final = "all"
#: What stands beside everything that did not go through the gate.
FOR_THE_BENCH: Final = "exact: for the bench, not for sharing"
#: The reference that is everybody outside the group.
OTHERS: Final = {"everybody": "else"}
#: The reference that is no group of these people: {LABOUR_MARKET: "Deckhand"}.
LABOUR_MARKET: Final = "labour market"
#: What a comparison says of like beside like; it is worked out from all places of both groups.
AT_EQUAL_RATING: Final = "at_equal_rating"

_GATE_KEY = object()


class NotReleased(TypeError):
    """A figure for others was made without going through the gate."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One number about one group.

    group  the describing values, such as {"gender": "Women"}; {} is everybody
    at     where in the measure: {"level": 1}, {"reason": "retirement"}, {"end": "top"}
    n      people (or person-years) in the denominator; None where it must not be shown
    count  people counted; None where the measure counts nobody (a median) or it must not be shown
    value  the figure in the measure's unit; None where it is undefined or hidden
    low, high  95 % interval of the value, same unit
    members  different people of the group whom the number is about: what the gate looks at, never
             shown
    """

    group: Mapping[str, str]
    at: Mapping[str, str | int]
    n: float | None
    count: int | None
    value: float | None
    low: float | None
    high: float | None
    members: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One group beside the reference at one place, with everything the tests say."""

    group: Mapping[str, str]
    reference: Mapping[str, str]
    at: Mapping[str, str | int]
    results: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """A group that is not shown, and why, in words."""

    group: Mapping[str, str]
    at: Mapping[str, str | int]
    why: str


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measure over one window; see `Row`, `Comparison` and `Hidden` for its grain.

    unit          "share" (0 to 1), "per person-year", "percent" (0 to 100), or a currency code
    smallest_gap  smallest difference, in the measure's unit, that so few people could show; None
                  where no difference could
    levels        what each step of the ladder is called, lowest first
    field_class   the strictest class of all fields that it rests on: those of the measure, of the
                  groups and of whom it is among
    """

    measure: str
    title: str
    unit: str
    by: tuple[str, ...]
    window: tuple[date, date]
    rows: tuple[Row, ...]
    comparisons: tuple[Comparison, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    smallest_gap: float | None = None
    notes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    field_class: FieldClass = "secret"


@dataclass(frozen=True, kw_only=True)
class Exact(Figure):
    """A figure computed straight from rows: for the bench, not for sharing."""


@dataclass(frozen=True, kw_only=True)
class Released(Figure):
    """A figure that went through the gate: the only kind that may be shown to others.

    The key is not kept, so `dataclasses.replace` can't change what was released.
    """

    gate: InitVar[object] = None

    def __post_init__(self, gate: object) -> None:
        if gate is not _GATE_KEY:
            raise NotReleased("Only disclosure.release makes a Released figure.")
