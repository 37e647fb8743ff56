"""What lies ahead as plain data (docs/reference/ahead.schema.json) and in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Final

from tiebeam.charts.describe import one_in
from tiebeam.charts.names import group_name
from tiebeam.charts.values import may_be_percent
from tiebeam.engine.disclosure import FOR_THE_BENCH, Exact, Figure, Released, Row
from tiebeam.engine.measures.ahead import Ahead, as_figure
from tiebeam.workbench.figures import as_json_object, hardest_reason, hidden_groups
from tiebeam.workbench.ledgers import WIDTH, noted

AHEAD_SCHEMA: Final = "tiebeam.ahead/1"
#: Whole percentages can't tell the ends of a band apart that is narrower than this.
NARROW: Final = 0.03


def ahead_as_json(found: Ahead) -> dict[str, Any]:
    """What lies ahead as one object; the same question and seed give the same bytes."""
    figure = as_figure(found)
    pulled = as_figure(found, with_levers=True) if found.changed else None
    return {
        "schema": AHEAD_SCHEMA,
        "data": {key: found.data[key] for key in ("sha256", "mapping_sha256", "people", "spells")},
        "rates_from": list(found.rates_from),
        "years": list(found.years),
        "draws": found.draws,
        "seed": found.seed,
        "levers": list(found.levers),
        "exact": True,
        "levels": [
            {
                "level": level,
                "level_name": found.ladder[level - 1],
                "hired_each_year": [int(year[place]) for year in found.stay.hired],
                "groups": [
                    {
                        "group": dict(rows[0].group),
                        "people": rows[0].members,
                        "shares": [_share(row) for row in rows],
                        "with_levers": None
                        if pulled is None
                        else [_share(row) for row in _rows_of(pulled, level, rows[0].group)],
                    }
                    for rows in _by_group(figure, level)
                ],
            }
            for place, level in enumerate(found.stay.levels)
        ],
        "notes": [FOR_THE_BENCH, *figure.notes],
    }


def released_ahead_as_json(figure: Released, pulled: Released | None) -> dict[str, Any]:
    """The released figure as one object; rows with levers have "with levers" in their place."""
    content = as_json_object(figure)
    if pulled is None:
        return content
    beside = as_json_object(pulled)
    named = {"with levers": "; ".join(pulled.data["levers"])}
    for part in ("rows", "hidden"):
        content[part] += [each | {"at": each["at"] | named} for each in beside[part]]
    # What a lever on a hidden group had to be held back for is about that group too.
    more = beside["notes"] if pulled.rows else []
    content["notes"] = list(dict.fromkeys(content["notes"] + more))
    return content


def ahead_in_words(figure: Figure, pulled: Figure | None = None) -> str:
    """What lies ahead as text for the terminal: a table for each level.

    figure, pulled  without levers and with them, both exact or both released
    """
    first, last = figure.data["rates_from"]
    now, then = (day.year for day in figure.window)
    rates = f"of {first}" if first == last else f"of {first} to {last}"
    lines = [FOR_THE_BENCH] if isinstance(figure, Exact) else []
    lines += textwrap.wrap(
        f"Whose share of each level, on 1 January {now} and {then}, if the rates {rates} stay. "
        f"Bands hold nine of ten draws.",
        WIDTH,
    )
    if pulled is not None:
        levers = "; ".join(pulled.data["levers"])
        why = "" if pulled.rows else f" (hidden: {hardest_reason(pulled.hidden)})"
        lines += textwrap.wrap(f"With levers: {levers}{why}.", WIDTH, subsequent_indent="  ")
        # What a lever on a hidden group had to be held back for is about that group too.
        pulled = pulled if pulled.rows else None
    for level in dict.fromkeys(int(row.at["level"]) for row in figure.rows):
        people = figure.data["people_at"][level]
        lines += ["", f"Level {level} ({figure.levels[level - 1]}), {people:,} people in {now}"]
        lines += _table(figure, pulled, level, people)
    hidden = list(_hidden(figure))
    return "\n".join([*lines, *([""] if hidden else []), *hidden, *noted(_notes(figure, pulled))])


def _notes(figure: Figure, pulled: Figure | None) -> list[str]:
    return list(dict.fromkeys((*figure.notes, *(pulled.notes if pulled else ()))))


def _hidden(figure: Figure) -> Iterator[str]:
    """Who is hidden, level by level."""
    for level in dict.fromkeys(int(each.at["level"]) for each in figure.hidden):
        here = [each for each in figure.hidden if each.at["level"] == level]
        names = "; ".join(hidden_groups(here, figure.by))
        said = f"Hidden at level {level}: {names}."
        yield from textwrap.wrap(said, WIDTH, subsequent_indent="  ")


def _table(figure: Figure, pulled: Figure | None, level: int, people: int) -> Iterator[str]:
    now, then = (day.year for day in figure.window)
    head = ["", str(now), str(then), *(["with levers"] if pulled else [])]
    rows = [head]
    for mine in _by_group(figure, level):
        cells = [_told(mine[0], people, band=False), _told(mine[-1], people)]
        if pulled is not None:
            cells.append(_told(_rows_of(pulled, level, mine[0].group)[-1], people))
        name = group_name(mine[0].group, figure.by)
        rows.append([name[:1].upper() + name[1:], *cells])
    wide = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for name, *cells in rows:
        rest = "  ".join(f"{cell:>{w}}" for cell, w in zip(cells, wide[1:], strict=True))
        yield f"  {name:<{wide[0]}}  {rest}".rstrip()


def _told(row: Row, people: int, *, band: bool = True) -> str:
    """A share and its band: in percent, or where the level has few people as 1 in so many."""
    if row.value is None:
        return "nobody"
    percent = may_be_percent(people)
    value = f"{100 * row.value:.1f} %" if percent else _one_in(row.value, people)
    if not band or row.low is None or row.high is None:
        return value
    if percent:
        digits = 1 if row.high - row.low < NARROW else 0
        return f"{value} ({100 * row.low:.{digits}f}–{100 * row.high:.{digits}f})"
    return f"{value} ({_one_in(row.low, people)}–{_one_in(row.high, people)})"


def _one_in(share: float, people: int) -> str:
    return one_in(share, people).replace("fewer than", "under").replace("more than", "over")


def _by_group(figure: Figure, level: int) -> list[list[Row]]:
    """The rows of a level, of each group in its order the years one after the other."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in figure.rows:
        if row.at["level"] == level:
            found.setdefault(tuple(row.group.values()), []).append(row)
    return list(found.values())


def _rows_of(figure: Figure, level: int, group: Any) -> list[Row]:
    return [row for row in figure.rows if row.at["level"] == level and row.group == group]


def _share(row: Row) -> dict[str, float | None]:
    return {"value": row.value, "low": row.low, "high": row.high}
