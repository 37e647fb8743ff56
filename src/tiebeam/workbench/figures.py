"""A figure as plain data (docs/reference/measure.schema.json), and in words who is hidden in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from tiebeam.charts.names import group_name
from tiebeam.engine.disclosure import Draft, Exact, Figure, Hidden, mark_of

SCHEMA: Final = "tiebeam.measure/1"


def as_json_object(figure: Figure) -> dict[str, Any]:
    """The figure as one object; the same figure gives the same bytes."""
    mark = mark_of(figure)
    return {
        "schema": SCHEMA,
        "measure": figure.measure,
        "version": figure.data["version"],
        "data": {key: figure.data[key] for key in ("sha256", "mapping_sha256", "people", "spells")},
        "window": [day.isoformat() for day in figure.window],
        "unit": figure.unit,
        "exact": isinstance(figure, Exact),
        "draft": isinstance(figure, Draft),
        "release": figure.data.get("release"),
        "rows": [
            {
                "group": dict(row.group),
                "at": dict(row.at),
                "n": row.n,
                "count": row.count,
                "value": row.value,
                "low": row.low,
                "high": row.high,
                "band": row.band,
                "band_people": row.band_people,
                "band_n": row.band_n,
                "day": None if row.day is None else row.day.isoformat(),
            }
            for row in figure.rows
        ],
        "comparisons": [
            {
                "group": dict(each.group),
                "reference": dict(each.reference),
                "at": dict(each.at),
                **each.results,
            }
            for each in figure.comparisons
        ],
        "hidden": [
            {"group": dict(each.group), "at": dict(each.at), "why": each.why}
            for each in figure.hidden
        ],
        "smallest_gap": figure.smallest_gap,
        "notes": [*([mark] if mark else []), *figure.notes],
    }


def hidden_in_words(figure: Figure) -> list[str]:
    """Each group of which something is hidden, a sentence a group."""
    return [f"Hidden: {each}." for each in hidden_groups(figure.hidden, figure.by)]


def hidden_groups(hidden: Iterable[Hidden], by: Sequence[str]) -> list[str]:
    """Each hidden group with the plainest reason: "Non-binary people (fewer than 10 people)".

    For figures of which a group is hidden altogether, so that the places need not be named.
    """
    reasons: dict[str, str] = {}
    for each in hidden:
        name = group_name(each.group, by)
        reasons[name] = min(reasons.get(name, each.why), each.why, key=_plainness)
    return [f"{name} ({why})" for name, why in reasons.items()]


def hardest_reason(hidden: Iterable[Hidden]) -> str:
    """Of the reasons why something is hidden, the one that is not plainly that people are few."""
    return max((each.why for each in hidden), key=_plainness)


def _plainness(why: str) -> tuple[bool, int]:
    return not why.startswith("fewer than"), len(why)
