"""What was ever published: one line per number, exactly as everybody may know it.

The ledger keeps these lines, and an attacker reads nothing else of ours. No line names a person or
a true count of a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final, Literal, get_args

from tiebeam.engine.records.window import Window
from tiebeam.engine.words import noop

SCHEMA: Final = "tiebeam.releases/1"

#: stock: people of a cell on a day. flow: people of a cell to whom something happened in a window.
#: median: pay. directory: a count that everybody knows. hr: a count of what HR alone knows.
Kind = Literal["stock", "flow", "median", "directory", "hr"]
#: Why a line shows no number, or the one of an earlier day.
Why = Literal["threshold", "hold", "suppressed", "budget", "attack"]
#: Attributes that are crossed: "gender × ethnicity", and values likewise.
CROSSED: Final = " × "
#: The value of those who have none of the values that are counted.
EVERYBODY_ELSE: Final = "everybody else"
#: Before a value: those outside it, where those outside another are told apart from them.
EVERYBODY_BUT: Final = "everybody but "
#: Why numbers are not shown or not of this day, as people read it.
WHY: Final[Mapping[str, str]] = {
    "threshold": noop("too few people"),
    "hold": noop("held at an earlier day, because few came or went"),
    "suppressed": noop("would give a small number away"),
    "budget": noop("over the year's budget"),
    "attack": noop("would let an attacker guess too well"),
}


class NoSuchLine(ValueError):
    """A line of a ledger is not one that could have been published."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One number that was published, or the reason why there is none.

    release    which release it belongs to, from 1
    at         the day that the number speaks of; of a held number, an earlier one than the release
    attribute, value  what is counted, such as "gender" and "Women"; None of directory counts
    outcome    of flows and hr counts: what happened, such as "promoted"
    window     of flows and hr counts: in which time, both ends included
    among      of whom, where not of everybody in the cell; of EVERYBODY_ELSE, the value that they
               do not have
    cell       directory fields and their values; a merged category is its names joined by "; ".
               {} is everybody
    n          members of the cell; None below the threshold of hr counts
    shown      the number as shown; None where there is none
    band       how far the true one may be from it, up or down, in people, or of a median in the
               currency of pay; 0 where it is exact
    """

    release: int
    at: date
    kind: Kind
    attribute: str | None = None
    value: str | None = None
    outcome: str | None = None
    window: Window | None = None
    among: str | None = None
    cell: Mapping[str, str] = field(default_factory=dict)
    n: int | None = None
    shown: float | None = None
    band: float = 0.0
    why: Why | None = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind) or self.why not in (None, *get_args(Why)):
            raise NoSuchLine("The kind of a line, or why it is hidden, is not one that we know.")
        if self.shown is None and self.why is None:
            raise NoSuchLine("A line shows a number or says why it does not.")

    @property
    def about(self) -> tuple[Any, ...]:
        """What the number is of: the same in every release that shows it."""
        return (
            self.kind, self.attribute, self.value, self.outcome, self.window, self.among,
            tuple(sorted(self.cell.items())),
        )  # fmt: skip

    def as_row(self) -> dict[str, Any]:
        """The line as the export prints it and the ledger keeps it."""
        row = {each.name: getattr(self, each.name) for each in fields(self)}
        window = self.window and f"{self.window.first}:{self.window.last}"
        return row | {"at": self.at.isoformat(), "window": window, "cell": dict(self.cell)}


def line_of(row: Mapping[str, Any]) -> Line:
    """A line from a row of the export.

    Raises  NoSuchLine
    """
    try:
        window = row["window"] and Window(*map(date.fromisoformat, row["window"].split(":")))
        return Line(**{**row, "at": date.fromisoformat(row["at"]), "window": window})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NoSuchLine("A row of the export lacks a field, or holds what none can be.") from error
