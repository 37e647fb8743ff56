"""What can be wrong with an export, what is done about it, and what you can do.

Every problem says the row, the column and a remedy. It never repeats a value: rows may hold what
only HR should see, and a report of problems is passed around.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

#: rejected: the row is left out. merged: another row speaks for it. mended: the row goes on with
#: the doubtful value set aside. noted: nothing was changed.
Effect = Literal["rejected", "merged", "mended", "noted"]
EFFECTS: Final[tuple[Effect, ...]] = ("rejected", "merged", "mended", "noted")

#: Row numbers kept per problem; the count is always complete.
ROWS_NAMED: Final = 1000


@dataclass(frozen=True)
class Kind:
    """One thing that can be wrong, in words, and what to do about it."""

    code: str
    what: str
    remedy: str


KINDS: Final = {
    kind.code: kind
    for kind in (
        Kind("blank id", "nobody is named", "Give every row the id of its person."),
        Kind(
            "unparseable date",
            "not a date in the way the mapping says",
            "Add the way it is written to dates in the mapping, such as %d/%m/%Y, or correct it.",
        ),
        Kind(
            "missing date",
            "no date where one is needed",
            "Fill the date in: without it the row can't be placed in time.",
        ),
        Kind(
            "sentinel date",
            "a date that stands for no date",
            "Nothing to do: it was read as no date. Leave the cell empty to avoid this note.",
        ),
        Kind(
            "unparseable number",
            "not a number",
            "Write it with digits only, or set decimal in the mapping.",
        ),
        Kind(
            "pay not above zero",
            "pay of 0 or less",
            "Correct the pay, or leave it empty where there is none. It was read as unknown.",
        ),
        Kind(
            "leave before hire",
            "the last day is before the first",
            "Correct one of the two dates.",
        ),
        Kind(
            "missing period",
            "years or months in between of which there is no row at all",
            "Export them too. Until then, each row holds until the next year or month there is.",
        ),
        Kind(
            "overlapping spells",
            "two rows of one person cover the same days",
            "The earlier row was ended where the later begins. Correct the dates if that is wrong.",
        ),
        Kind(
            "duplicate person-period",
            "several rows for one person and period",
            "The row with the highest pay was kept, on a tie the one with the higher level, "
            "then the first. Export one row per person and period to avoid this.",
        ),
        Kind(
            "manager cycle",
            "people who report to each other in a circle, or to themselves",
            "Correct the manager. The manager was read as unknown.",
        ),
        Kind(
            "unknown grade",
            "a grade that is on no step of the ladder",
            "Add the grade to the ladder in the mapping, or leave it off on purpose: "
            "people in it then count as off the ladder.",
        ),
        Kind(
            "unknown value",
            "a value that the mapping does not translate",
            "Add it to values in the mapping. It was read as unknown.",
        ),
        Kind(
            "mixed id types",
            "some ids are numbers, others are text",
            "Write all ids in one way. An ending .0 was dropped, leading zeros were kept.",
        ),
        Kind(
            "spaces around a value",
            "blanks before or after a value",
            "Nothing to do: they were removed.",
        ),
        Kind(
            "wrong number of columns",
            "more or fewer cells than the header has",
            "Look for a separator or a quote inside a value of this row.",
        ),
        Kind(
            "changed answer",
            "a described attribute that differs between rows of one person",
            "The latest stated value was kept; self-described before recorded.",
        ),
        Kind(
            "pay without currency",
            "several currencies, or pay whose currency is not said",
            "Say the currency in the mapping; pay in several currencies is not compared.",
        ),
        Kind(
            "no partner row",
            "the second table has no row with this key",
            "Check that both tables were exported on the same day.",
        ),
        Kind(
            "doubled key",
            "the second table has this key more than once",
            "The first row with the key was used. Make the key unique.",
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One kind of problem in one column: how many rows, which ones, and what was done.

    rows   the first row numbers, as a spreadsheet counts them (the header is row 1)
    count  how many rows in all
    """

    table: str
    code: str
    column: str
    effect: Effect
    count: int
    rows: tuple[int, ...]

    @property
    def what(self) -> str:
        return KINDS[self.code].what

    @property
    def remedy(self) -> str:
        return KINDS[self.code].remedy
