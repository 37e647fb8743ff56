"""A released figure as plain data and back, so that it can be kept and be shown again unchanged.

What is read was released before it was written, so whoever calls `read` has to know that nobody
changed it since: the ledger of releases does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final, cast, get_args

from tiebeam.engine.disclosure.figures import _GATE_KEY, Comparison, Hidden, Released, Row
from tiebeam.engine.records.fields import FieldClass

SCHEMA: Final = "tiebeam.figure/1"


class NotAFigure(ValueError):
    """What was to be read is no figure that this version knows."""


def write(figure: Released) -> dict[str, Any]:
    """The figure as one object that JSON can hold.

    Returns  the schema, and every field of the figure; days as ISO text
    """
    return {"schema": SCHEMA, **{each.name: _plain(getattr(figure, each.name))
                                 for each in fields(figure)}}  # fmt: skip


def read(row: Mapping[str, Any]) -> Released:
    """The figure that was written.

    Raises  NotAFigure
    """
    try:
        if row["schema"] != SCHEMA or row["field_class"] not in get_args(FieldClass):
            raise NotAFigure
        first, last = (date.fromisoformat(day) for day in row["window"])
        return Released(
            measure=row["measure"],
            title=row["title"],
            unit=row["unit"],
            by=tuple(row["by"]),
            window=(first, last),
            rows=tuple(_row(each) for each in row["rows"]),
            comparisons=tuple(Comparison(**each) for each in row["comparisons"]),
            hidden=tuple(Hidden(**each) for each in row["hidden"]),
            smallest_gap=row["smallest_gap"],
            notes=tuple(row["notes"]),
            levels=tuple(row["levels"]),
            data=row["data"],
            field_class=cast(FieldClass, row["field_class"]),
            gate=_GATE_KEY,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotAFigure(
            "This is no figure that this version of Tiebeam can read. Read it with the version "
            "that wrote it, or a newer one."
        ) from None


def _row(row: Mapping[str, Any]) -> Row:
    day = row["day"]
    return Row(**{**row, "day": None if day is None else date.fromisoformat(day)})


def _plain(value: Any) -> Any:
    """Numbers, words, lists and objects; nothing else comes into a figure."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Row | Comparison | Hidden):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value
