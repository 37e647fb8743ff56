"""Figures about people: `Exact` and `Draft` for the bench, `Released` for everyone else.

A figure is one measure, for some groups, over one window: rows with their counts and intervals,
the comparisons between groups, and what had to stay hidden. A `Released` is made in three places
beside this module: of what everybody or HR knows by `threshold.release`, and of a secret by
`answers.answer` and `worked_out.released`, from what the ledger of releases shows. A `Draft` of a
secret hides small groups, but did not go through the gate: it may be drawn, and says in every
drawing that it is not for sharing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from tiebeam.engine.records.fields import FieldClass

#: The place of a row that counts all the other places of its group together.
EVERYWHERE: Final = "all"
#: What stands beside everything that did not go through the gate.
FOR_THE_BENCH: Final = "exact: for the bench, not for sharing"
#: What stands in every picture and table of a draft.
DRAFT: Final = "draft: for the bench, not for sharing"
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
    band       how far noise alone may have moved the value, up or down, in its unit, 95 %; None
               where there is no noise
    band_people, band_n  the same of `count` and of `n`, in people; 0 where there is no noise
    day        the day it speaks of, where that is an earlier one than the figure's
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
    band: float | None = None
    band_people: float = 0.0
    band_n: float = 0.0
    day: date | None = None


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
class Draft(Figure):
    """A figure of a secret with small groups hidden, that did not go through the gate.

    It may be drawn for the eyes of whoever holds the rows, and carries `DRAFT` wherever it is seen.
    """

    gate: InitVar[object] = None

    def __post_init__(self, gate: object) -> None:
        if gate is not _GATE_KEY:
            raise NotReleased("Only disclosure.draft makes a draft.")


@dataclass(frozen=True, kw_only=True)
class Released(Figure):
    """A figure that went through the gate: the only kind that may be shown to others.

    The key is not kept, so `dataclasses.replace` can't change what was released.
    """

    gate: InitVar[object] = None

    def __post_init__(self, gate: object) -> None:
        if gate is not _GATE_KEY:
            raise NotReleased("Only the gate makes a Released figure.")


#: What may be drawn: in both, small groups are hidden, and a draft says that it is one.
Drawable: TypeAlias = Released | Draft


def mark_of(figure: Figure) -> str:
    """What has to stand beside a figure wherever it is seen; "" where it may be shared."""
    if isinstance(figure, Exact):
        return FOR_THE_BENCH
    return DRAFT if isinstance(figure, Draft) else ""
