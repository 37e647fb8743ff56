"""Datasets written down as tables that a reader can check, without files in between.

    dataset(
        spells='''
            person  begins      ends        level
            ada     2020-01-01  2021-01-01  1
            ada     2021-01-01  2022-01-01  2
        ''',
        people='''
            person  gender
            ada     Women
        ''',
    )

`ends` is the day after the last day. A `-` is nothing, and `_` stands for a space. How a spell
began and ended follows from its neighbours unless the table says it (`began`, `ended`): the first
of a stay was joined (or first seen, on the first day of all), and the last one left (or is still
here, on the last).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import count, groupby
from textwrap import dedent
from typing import Any

import ibis
import pyarrow as pa

from tiebeam.engine.measures import exact
from tiebeam.engine.measures.asking import Question
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import BY_NAME
from tiebeam.engine.records.mapping import SCHEMA, parse
from tiebeam.engine.records.market import Market
from tiebeam.engine.records.spells import (
    CONTINUED,
    FIRST_SEEN,
    JOINED,
    LEFT,
    STILL_HERE,
    Reach,
)
from tiebeam.engine.records.window import Window

KINDS = {
    "begins": pa.date32(), "ends": pa.date32(), "joined_on": pa.date32(), "left_on": pa.date32(),
    "hired": pa.date32(),
    "level": pa.int16(), "stint": pa.int16(), "pay": pa.float64(), "row": pa.int64(),
    "rating": pa.float32(), "hours": pa.float32(),
}  # fmt: skip
WORKED_OUT = {"begins", "ends", "began", "ended", "joined_on", "left_on", "stint", "row", "level"}

Line = dict[str, Any]


def lines(text: str) -> list[Line]:
    """One dictionary per line of a table, by its header."""
    header, *rows = [line.split() for line in dedent(text).strip().splitlines()]
    return [{k: _value(v) for k, v in zip(header, row, strict=True)} for row in rows]


def _value(word: str) -> str | None:
    return None if word == "-" else word.replace("_", " ")


def day(text: str | date) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)


def window(first: str, last: str) -> Window:
    return Window(day(first), day(last))


def year(number: int) -> Window:
    return Window(date(number, 1, 1), date(number, 12, 31))


def spell_rows(given: Sequence[Line], *, first: date, until: date) -> list[Line]:
    """Spells in order, with what follows from their neighbours."""
    rows = [
        {**row, "begins": day(row["begins"]), "ends": day(row["ends"]), "row": number}
        | ({"hired": day(row["hired"])} if row.get("hired") else {})
        for number, row in enumerate(given, start=2)
    ]
    rows.sort(key=lambda row: (row["person"], row["begins"]))
    for _, group in groupby(rows, key=lambda row: row["person"]):
        stay = list(group)
        stint = 0
        for place, row in enumerate(stay):
            follows = place > 0 and stay[place - 1]["ends"] == row["begins"]
            goes_on = place + 1 < len(stay) and stay[place + 1]["begins"] == row["ends"]
            stint += not follows
            anew = FIRST_SEEN if row["begins"] == first else JOINED
            over = STILL_HERE if row["ends"] >= until else LEFT
            row["stint"] = stint
            row["began"] = row.get("began") or (CONTINUED if follows else anew)
            row["ended"] = row.get("ended") or (CONTINUED if goes_on else over)
            row["joined_on"] = row["begins"] if row["began"] == JOINED else None
            row["left_on"] = row["ends"] - timedelta(1) if row["ended"] == LEFT else None
    return rows


_numbers = count()


@cache
def database() -> Any:
    """One database for all tests of a run; every table in it has a name of its own."""
    found = ibis.duckdb.connect()
    found.raw_sql("set threads = 1")
    return found


def table(rows: Sequence[Line], columns: Sequence[str], *, days: Sequence[str] = ()) -> Any:
    """Rows as a table of the database, where text is enumerated as in one that was read."""
    columns = list(dict.fromkeys(columns))
    arrays = {}
    for name in columns:
        kind = pa.date32() if name in days else KINDS.get(name, pa.string())
        values = [row.get(name) for row in rows]
        if kind in (pa.int16(), pa.float32(), pa.float64()):
            values = [None if value is None else float(value) for value in values]
        arrays[name] = pa.array(values).cast(kind) if any(v is not None for v in values) else (
            pa.nulls(len(values), kind)
        )  # fmt: skip
    name = f"table {next(_numbers)}"
    database().create_table(f"{name} as text", pa.table(arrays), temp=True)
    shown = ", ".join(
        f'"{each}"' if each in days else _enumerated(name, each, rows) for each in columns
    )
    database().raw_sql(f'create temp table "{name}" as select {shown} from "{name} as text"')
    return database().table(name)


def _enumerated(name: str, column: str, rows: Sequence[Line]) -> str:
    values = sorted({row[column] for row in rows if row.get(column) is not None})
    if column in KINDS or column in {"person", "began", "ended"} or not values:
        return f'"{column}"'
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    database().raw_sql(f'create type "{name} {column}" as enum ({listed})')
    return f'"{column}"::"{name} {column}" as "{column}"'


def spells(text: str, *, first: str | None = None, until: str | None = None) -> Any:
    """The canonical spells that a table of text describes."""
    given = lines(text)
    reach = _reach(given, first, until)
    rows = spell_rows(given, first=reach.first, until=reach.until)
    return table(rows, [*given[0], *WORKED_OUT - {"level"}, *_states(given)])


def _states(given: Sequence[Line]) -> list[str]:
    return [name for name in given[0] if name not in WORKED_OUT or name == "level"]


def _reach(given: Sequence[Line], first: str | None, until: str | None) -> Reach:
    return Reach(
        first=day(first) if first else min(day(row["begins"]) for row in given),
        until=day(until) if until else max(day(row["ends"]) for row in given),
    )


def dataset(
    *,
    spells: str | Sequence[Line],
    people: str | Sequence[Line] = "person",
    shape: str = "spells",
    every: str = "",
    first: str | None = None,
    until: str | None = None,
    changes_until: str | None = None,
    ladder: int | None = None,
    currency: str = "EUR",
    classes: Mapping[str, str] | None = None,
    has: Sequence[str] = (),
    notes: Sequence[str] = (),
    applications: str = "",
    stages: Sequence[str] = (),
    ratings: str = "",
) -> Dataset:
    """A checked dataset.

    first, until  what time it covers; left out, that of the spells
    ladder        how many steps it has; left out, up to the highest level held
    classes       field classes that differ from the usual ones
    has           further fields that the mapping names, such as "hired"
    applications  one line each; `stages` are its columns with a day, and gender is an attribute
    ratings       one line each: person, on, rating, and what else there is
    """
    given = lines(spells) if isinstance(spells, str) else list(spells)
    described = lines(people) if isinstance(people, str) else list(people)
    reach = _reach(given, first, until)
    rows = spell_rows(given, first=reach.first, until=reach.until)
    columns = dict.fromkeys(name for row in given for name in row)
    has_levels = "level" in columns
    steps = (ladder or max(int(row["level"] or 0) for row in given)) if has_levels else 0
    attributes = [name for name in (described[0] if described else {}) if name != "person"]
    everybody = {row["person"]: row for row in described}
    for person in {row["person"] for row in given}:
        everybody.setdefault(person, {"person": person})
    known = [
        {name: row.get(name) or "unknown" for name in ("person", *attributes)}
        for row in everybody.values()
    ]
    raw = _mapping(columns, attributes, shape, every, steps, currency, dict(classes or {}), has)
    if applications:
        raw["applications"] = _beside(lines(applications)[0], attributes, stages)
    if ratings:
        raw["ratings"] = _beside(lines(ratings)[0], attributes)
    mapping = parse(raw)
    states = [name for name in columns if name not in WORKED_OUT or name == "level"]
    held = table(rows, ["person", *states, *sorted(WORKED_OUT - {"level"})])
    paid = {row.get("currency") or currency for row in given if row.get("pay")}
    return Dataset(
        mapping=mapping,
        spells=held,
        people=table(known, ["person", *attributes]),
        applications=_applications(lines(applications), attributes, stages)
        if applications
        else None,
        ratings=_ratings(lines(ratings)) if ratings else None,
        reach=reach,
        changes_until=day(changes_until) if changes_until else reach.until - timedelta(days=1),
        levels=tuple(f"Level {step + 1}" for step in range(steps)),
        currencies=tuple(sorted(paid)) if "pay" in columns else (),
        spell_count=len(rows),
        people_count=len(known),
        notes=tuple(notes),
        fingerprint={"sha256": "0" * 64, "mapping_sha256": "0" * 64},
    )


def _beside(line: Line, attributes: Sequence[str], stages: Sequence[str] = ()) -> dict[str, Any]:
    """The mapping of a table of ratings or applications."""
    named = [name for name in line if name not in {*stages, *attributes}]
    fields: dict[str, Any] = {name: name for name in named if name in BY_NAME}
    return {
        "fields": fields | ({"stages": list(stages)} if stages else {}),
        "tags": {name: name for name in named if name not in BY_NAME},
        "attributes": {
            name: {"column": name, "source": "recorded"} for name in line if name in attributes
        },
    }


def _applications(given: Sequence[Line], attributes: Sequence[str], stages: Sequence[str]) -> Any:
    rows = [
        {
            **{k: v or "unknown" if k in attributes else v for k, v in row.items()},
            **{stage: day(row[stage]) if row[stage] else None for stage in stages},
            "row": number,
        }
        for number, row in enumerate(given, start=2)
    ]
    return table(rows, [*given[0], "row"], days=stages)


def _ratings(given: Sequence[Line]) -> Any:
    rows = [{**row, "on": day(row["on"]), "row": n} for n, row in enumerate(given, start=2)]
    return table(rows, [*given[0], "row"], days=["on"])


def _mapping(
    columns: Mapping[str, None],
    attributes: Sequence[str],
    shape: str,
    every: str,
    steps: int,
    currency: str,
    classes: dict[str, str],
    has: Sequence[str],
) -> dict[str, Any]:
    needed = {"spells": ["from"], "people": ["hired", "left"], "snapshots": ["period"],
              "events": ["on", "event"]}[shape]  # fmt: skip
    named = [name for name in columns if name in BY_NAME and name != "person"]
    fields: dict[str, Any] = {name: name for name in ("person", *needed, *has, *named)}
    if steps:
        fields["grade"] = {
            "column": "grade", "ladder": [[f"Level {step + 1}"] for step in range(steps)],
        }  # fmt: skip
    for name, kind in classes.items():
        if name in fields:
            stated = fields[name] if isinstance(fields[name], dict) else {"column": fields[name]}
            fields[name] = {**stated, "class": kind}
    tags = {
        name: {"column": name, "class": classes.get(name, "directory")}
        for name in columns
        if name not in BY_NAME and name not in WORKED_OUT
    }
    described = {
        name: {
            "column": name, "source": "recorded", "reason": "said so in the test",
            "class": classes.get(name, "secret"),
        }
        for name in attributes
    }  # fmt: skip
    workforce: dict[str, Any] = {
        "shape": shape, "every": every, "fields": fields, "tags": tags, "attributes": described,
    }  # fmt: skip
    return {"schema": SCHEMA, "currency": currency, "workforce": workforce}


def ask(
    data: Dataset,
    measure: str,
    *,
    by: Sequence[str] = (),
    over: Window,
    where: Mapping[str, Sequence[str]] | None = None,
    against: str | Mapping[str, str] = "largest",
    market: Market | None = None,
) -> Any:
    """One measure, as the bench asks for it."""
    chosen = {key: (v,) if isinstance(v, str) else tuple(v) for key, v in (where or {}).items()}
    return exact.measure(
        data,
        Question(
            measure=measure, by=tuple(by), window=over, where=chosen, against=against, market=market
        ),
    )


def counts(figure: Any) -> dict[tuple[str, ...], tuple[int | None, float | None]]:
    """Count and denominator of every row, by the values of its group and its place."""
    return {
        (*(row.group.values() or ["everybody"]), *(str(v) for v in row.at.values())): (
            row.count, row.n,
        )
        for row in figure.rows
    }  # fmt: skip


def held(text: str) -> dict[tuple[str, ...], tuple[int, float]]:
    """The same from a table of text whose last two columns are the count and the denominator."""
    found = {}
    for line in dedent(text).strip().splitlines():
        *names, count_, n = line.split()
        found[tuple(name.replace("_", " ") for name in names)] = (int(count_), float(n))
    return found
