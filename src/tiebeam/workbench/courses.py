"""Time to promotion or leaving as plain data (docs/reference/time.schema.json) and in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tiebeam.engine.disclosure import FOR_THE_BENCH
from tiebeam.engine.measures.time_to import Course, Gap, TimeTo
from tiebeam.workbench.ledgers import WIDTH

TIME_SCHEMA: Final = "tiebeam.time/1"


def time_as_json(found: TimeTo) -> dict[str, Any]:
    """The times as one object; the same question gives the same bytes."""
    return {
        "schema": TIME_SCHEMA,
        "data": {key: found.data[key] for key in ("sha256", "mapping_sha256", "people", "spells")},
        "level": found.level,
        "window": [found.window.first.isoformat(), found.window.last.isoformat()],
        "years": list(found.years),
        "exact": True,
        "groups": [
            {
                "group": dict(course.group),
                "people": course.people,
                "unknown": course.unknown,
                "lost": course.lost,
                "outcomes": [
                    {
                        "outcome": outcome,
                        "events": course.events[outcome],
                        "shares": [each._asdict() for each in shares],
                    }
                    for outcome, shares in course.shares.items()
                ],
            }
            for course in found.courses
        ],
        "comparisons": [
            {
                "group": dict(gap.group),
                "reference": dict(gap.reference),
                "outcome": gap.outcome,
                "p": gap.p,
                "differences": [each._asdict() for each in gap.differences],
            }
            for gap in found.gaps
        ],
        "notes": [FOR_THE_BENCH, *found.notes],
    }


def time_in_words(found: TimeTo) -> str:
    """The times as text for the terminal: for each outcome, the share by each year."""
    where = "Since joining" if found.level is None else f"At level {found.level}"
    lines = [
        FOR_THE_BENCH,
        f"{where}: what has become of people after so many years, "
        f"{found.window.first} to {found.window.last}.",
    ]
    for outcome in found.courses[0].shares:
        lines += ["", outcome[:1].upper() + outcome[1:], *_table(found, outcome)]
        for gap in found.gaps:
            if gap.outcome == outcome:
                lines += _gap(gap, found.years)
    lines.append("")
    for note in found.notes:
        lines.append(textwrap.fill(f"- {note}", WIDTH, subsequent_indent="  "))
    return "\n".join(lines)


def _table(found: TimeTo, outcome: str) -> Iterator[str]:
    head = ["", "happened", *(f"by {year:g} y" for year in found.years)]
    rows = [head] + [_row(course, outcome) for course in found.courses]
    wide = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for name, *cells in rows:
        rest = "  ".join(f"{cell:>{w}}" for cell, w in zip(cells, wide[1:], strict=True))
        yield f"  {name:<{wide[0]}}  {rest}".rstrip()


def _row(course: Course, outcome: str) -> list[str]:
    shares = [
        "–" if each.value is None else f"{100 * each.value:.1f} %" + _band(each.low, each.high)
        for each in course.shares[outcome]
    ]
    return [_name(course.group), f"{course.events[outcome]:,} of {course.people:,}", *shares]


def _band(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({100 * low:.1f}–{100 * high:.1f})"


def _gap(gap: Gap, years: Sequence[float]) -> list[str]:
    """The last year for which the difference has a range, in a sentence."""
    known = [
        (year, each.value, each.low, each.high)
        for year, each in zip(years, gap.differences, strict=True)
        if each.value is not None and each.low is not None and each.high is not None
    ]
    if not known or gap.p is None:
        return []
    year, value, low, high = known[-1]
    chance = "below .001" if gap.p < 0.001 else f"{gap.p:.3f}".removeprefix("0")
    said = (
        f"{_name(gap.group)} beside {_name(gap.reference)}: {_points(value, sign='+')} points "
        f"after {year:g} years (from {_points(low)} to {_points(high)}); over the whole time, "
        f"p {chance}."
    )
    return textwrap.wrap(said, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _points(share: float, *, sign: str = "-") -> str:
    return f"{100 * share:{sign}.1f}".replace("-", "\u2212")


def _name(group: Mapping[str, str]) -> str:
    name = ", ".join(group.values()) or "everybody"
    return name[:1].upper() + name[1:]
