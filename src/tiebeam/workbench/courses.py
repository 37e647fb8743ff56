"""Time to promotion or leaving as plain data (docs/reference/time.schema.json) and in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from tiebeam.charts.names import group_name
from tiebeam.charts.values import decimals, said
from tiebeam.engine.disclosure import FOR_THE_BENCH, Comparison, Released, Row
from tiebeam.engine.measures.time_to import Course, Gap, TimeTo
from tiebeam.workbench.figures import hidden_in_words
from tiebeam.workbench.ledgers import WIDTH, kind_in_words, noted

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
    lines = [FOR_THE_BENCH, _heading(found.level, (found.window.first, found.window.last))]
    heads = [f"{year:g} y" for year in found.years]
    for outcome in found.courses[0].shares:
        table = _table(heads, "happened", [_row(found, each, outcome) for each in found.courses])
        lines += ["", _capital(kind_in_words(outcome)), *table]
        for gap in found.gaps:
            if gap.outcome == outcome:
                lines += _gap(gap, found)
    return "\n".join([*lines, *noted(found.notes)])


def released_time_in_words(figure: Released, *, years: Sequence[float]) -> str:
    """The released times as text: the groups that may be shown, and who is hidden.

    years  after how many years shares are told; where curves have none of them, at their end
    """
    lines = [_heading(figure.data["level"], figure.window)]
    outcomes: dict[str, list[Row]] = {}
    for row in figure.rows:
        outcomes.setdefault(str(row.at["outcome"]), []).append(row)
    every = sorted({int(row.at["month"]) for row in figure.rows})
    months = [month for month in every if month / 12 in years] or every[-1:]
    heads = [f"{month / 12:g} y" for month in months]
    for outcome, rows in outcomes.items():
        names = dict.fromkeys(group_name(row.group, figure.by) for row in rows)
        cells = [_released_row(figure, name, rows, months) for name in names]
        lines += ["", _capital(kind_in_words(outcome)), *_table(heads, "people", cells)]
        for each in figure.comparisons:
            if each.at["outcome"] == outcome:
                lines += _compared(each, figure.by)
    hidden = hidden_in_words(figure)
    return "\n".join([*lines, *([""] if hidden else []), *hidden, *noted(figure.notes)])


def _heading(level: int | None, days: tuple[Any, Any]) -> str:
    where = "Since joining" if level is None else f"At level {level}"
    return f"{where}: what has become of people after so many years, {days[0]} to {days[1]}."


def _table(heads: Sequence[str], counted: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    every = [["", counted, *(f"by {each}" for each in heads)], *rows]
    wide = [max(len(row[column]) for row in every) for column in range(len(every[0]))]
    for name, *cells in every:
        rest = "  ".join(f"{cell:>{w}}" for cell, w in zip(cells, wide[1:], strict=True))
        yield f"  {name:<{wide[0]}}  {rest}".rstrip()


def _row(found: TimeTo, course: Course, outcome: str) -> list[str]:
    shares = [
        "–" if each.value is None else f"{100 * each.value:.1f} %" + _band(each.low, each.high)
        for each in course.shares[outcome]
    ]
    counted = f"{course.events[outcome]:,} of {course.people:,}"
    return [_name(course.group, found.by), counted, *shares]


def _released_row(
    figure: Released, name: str, rows: Iterable[Row], months: Sequence[int]
) -> list[str]:
    mine = {row.at["month"]: row for row in rows if group_name(row.group, figure.by) == name}
    told = [
        said(mine[month], figure, digits=decimals(figure)) if month in mine else None
        for month in months
    ]
    shares = [
        f"{each.value} ({each.band})" if each and each.band else each.value if each else ""
        for each in told
    ]
    n = next(iter(mine.values())).n or 0
    return [_capital(name), f"{n:,.0f}", *(share or "–" for share in shares)]


def _band(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({100 * low:.1f}–{100 * high:.1f})"


def _gap(gap: Gap, found: TimeTo) -> list[str]:
    """The last year for which the difference has a range, in a sentence."""
    known = [
        (year, each.value, each.low, each.high)
        for year, each in zip(found.years, gap.differences, strict=True)
        if each.value is not None and each.low is not None and each.high is not None
    ]
    if not known or gap.p is None:
        return []
    year, value, low, high = known[-1]
    names = _name(gap.group, found.by), _name(gap.reference, found.by)
    return _beside(names, year, (value, low, high), gap.p)


def _compared(each: Comparison, by: Sequence[str]) -> list[str]:
    names = _name(each.group, by), _name(each.reference, by)
    value, low, high, p = (each.results[key] for key in ("difference", "low", "high", "p"))
    return _beside(names, int(each.at["month"]) / 12, (value, low, high), p)


def _beside(
    names: tuple[str, str], year: float, range_: tuple[float, float, float], p: float
) -> list[str]:
    value, low, high = range_
    chance = "below .001" if p < 0.001 else f"{p:.3f}".removeprefix("0")
    words = (
        f"{names[0]} beside {names[1]}: {_points(value, sign='+')} points "
        f"after {year:g} {'year' if year == 1 else 'years'} (from {_points(low)} to "
        f"{_points(high)}); over the whole time, p {chance}."
    )
    return textwrap.wrap(words, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _points(share: float, *, sign: str = "-") -> str:
    return f"{100 * share:{sign}.1f}".replace("-", "\u2212")


def _name(group: Mapping[str, str], by: Sequence[str]) -> str:
    return _capital(group_name(group, by))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
