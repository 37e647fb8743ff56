"""The dictionary of canonical fields: what each holds, its unit, and who may know it.

Four tables: *people* (one row per person), *spells* (one row per person and stretch of time during
which nothing we know of changed), *ratings* and *applications*. Every export is read into these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

FieldClass = Literal["directory", "hr", "secret", "answer"]
Kind = Literal["text", "category", "path", "date", "number", "integer", "list"]
TableName = Literal["people", "spells", "ratings", "applications"]

FIELD_CLASSES: Final[tuple[FieldClass, ...]] = ("directory", "hr", "secret", "answer")

#: A group of its own for people about whom nothing is recorded; never dropped, never guessed.
UNKNOWN: Final = "unknown"
#: A group of its own for people who were asked and chose not to say.
NOT_STATED: Final = "not stated"

EXIT_REASONS: Final = (
    "voluntary",
    "involuntary",
    "retirement",
    "end of contract",
    "death",
    "other",
    UNKNOWN,
)

#: Where a described value came from; the first wins over the later ones, and a value that somebody
#: else observed counts as unknown.
SOURCES: Final = ("self-described", "recorded", "observed")


@dataclass(frozen=True)
class Field:
    """One canonical field.

    kind   how its values are read
    unit   of the number, where there is one
    field_class  who may know it unless the mapping says otherwise (see the release gate)
    """

    name: str
    table: TableName
    kind: Kind
    field_class: FieldClass
    words: str
    unit: str = ""


CANONICAL: Final[tuple[Field, ...]] = (
    Field("person", "people", "text", "directory", "Who: any id that stays the same over time."),
    Field("born", "people", "date", "hr", "Date or year of birth.", "date"),
    Field("hired", "people", "date", "directory", "First day employed.", "date"),
    Field("left", "people", "date", "directory", "Last day employed.", "date"),
    Field("period", "spells", "date", "directory", "Snapshots: the year, month or day of the row."),
    Field("from", "spells", "date", "directory", "Spells: first day on which the row holds."),
    Field("to", "spells", "date", "directory", "Spells: last day on which the row holds."),
    Field("on", "spells", "date", "directory", "Events and ratings: the day it happened."),
    Field("event", "spells", "category", "directory", "Events: what happened."),
    Field("unit", "spells", "path", "directory", "Where in the organisation, outermost first."),
    Field("job", "spells", "category", "directory", "Job title or function."),
    Field("grade", "spells", "category", "directory", "Grade or rank; its ladder gives the level."),
    Field("site", "spells", "category", "directory", "Place of work."),
    Field("manager", "spells", "text", "directory", "The id of the person reported to."),
    Field("contract", "spells", "category", "directory", "Kind of contract."),
    Field("hours", "spells", "number", "hr", "Contracted time.", "hours per week"),
    Field("pay", "spells", "number", "hr", "Base pay.", "currency per year"),
    Field("currency", "spells", "category", "directory", "Currency of the pay.", "ISO 4217"),
    Field("exit_reason", "spells", "category", "hr", "Why the person left, as one of seven kinds."),
    Field("rating", "ratings", "number", "hr", "Result of a performance review.", "points"),
    Field("scale", "ratings", "category", "directory", "The scale that the rating is on."),
    Field("application", "applications", "text", "hr", "One application by one person."),
    Field("posting", "applications", "category", "directory", "The job that was advertised."),
    Field("source", "applications", "category", "hr", "How the applicant came to apply."),
    Field("process", "applications", "category", "directory", "Which way of selecting was used."),
    Field("stages", "applications", "list", "hr", "Columns with the date of each stage, in order."),
)

BY_NAME: Final = {field.name: field for field in CANONICAL}

#: What the canonical spells table holds beside the fields above, worked out while reading.
DERIVED: Final = {
    "stint": "integer; the same throughout an unbroken stay of a person, and larger in a later one",
    "level": "integer; place of the grade on its ladder, 1 is the lowest; none off the ladder",
    "begins": "date; first day of the spell",
    "ends": "date; the day after the last day of the spell",
    "began": "how it began: first seen, joined, appeared (no hire recorded), continued",
    "ended": "how it ended: still here, left, vanished (no exit recorded), continued",
    "left_on": "date; last day employed, where the spell ended by leaving",
    "row": "integer; the row of the source that it came from",
}

EVENTS: Final = ("joined", "moved", "promoted", "demoted", "pay changed", "rated", "left")
