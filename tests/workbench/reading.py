"""Exports written as a reader sees them, and what becomes of them: the road a user takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tiebeam.connectors import NoTable
from tiebeam.workbench.bench import Bench, open_data
from tiebeam.workbench.rejects import write_rejects

HEADER = "id,hired,left,grade,pay,site,manager,gender\n"

PEOPLE = """
    schema = "tiebeam.mapping/1"
    currency = "EUR"

    [workforce]
    shape = "people"

    [workforce.fields]
    person = "id"
    hired = "hired"
    left = "left"
    grade = { column = "grade", ladder = [["Clerk"], ["Lead"]] }
    pay = "pay"
    site = "site"
    manager = "manager"

    [workforce.attributes.gender]
    column = "gender"
    source = "self-described"
"""

SNAPSHOTS = """
    schema = "tiebeam.mapping/1"
    currency = "EUR"

    [workforce]
    shape = "snapshots"
    every = "year"

    [workforce.fields]
    person = "id"
    period = "year"
    grade = { column = "grade", ladder = [["Clerk"], ["Lead"]] }
    pay = "pay"
    manager = "manager"
"""

SPELLS = """
    schema = "tiebeam.mapping/1"
    currency = "EUR"

    [workforce]
    shape = "spells"

    [workforce.fields]
    person = "id"
    from = "from"
    to = "to"
    grade = { column = "grade", ladder = [["Clerk"], ["Lead"]] }
    manager = "manager"
"""

EVENTS = """
    schema = "tiebeam.mapping/1"
    currency = "EUR"

    [workforce]
    shape = "events"

    [workforce.fields]
    person = "id"
    on = "on"
    event = { column = "event", values = { hired = "joined" } }
    grade = { column = "grade", ladder = [["Clerk"], ["Lead"]] }
"""


def mapping_with(mapping: str, **keys: Any) -> str:
    """A mapping whose workforce holds further keys, such as dates=["%d/%m/%Y"]."""
    lines = "".join(f"    {key} = {_toml(value)}\n" for key, value in keys.items())
    return mapping.replace("    [workforce]\n", f"    [workforce]\n{lines}", 1)


def _toml(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return str(value) if isinstance(value, int) else f"'{value}'"


def table(text: str) -> str:
    """CSV from a table with blanks between its columns; `-` is an empty cell."""
    lines = [line.split() for line in dedent(text).strip().splitlines()]
    return "".join(",".join("" if c == "-" else c for c in line) + "\n" for line in lines)


def written(
    folder: Path, content: str | bytes, *, mapping: str | None = PEOPLE, name: str = "staff.csv"
) -> Path:
    """A file with its mapping beside it."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    if mapping is not None:
        (folder / f"{name}.map.toml").write_text(dedent(mapping), encoding="utf-8")
    return path


@contextmanager
def opened(folder: Path, content: str | bytes, **how: Any) -> Iterator[Bench]:
    with open_data(written(folder, content, **how)) as bench:
        yield bench


def refusal(folder: Path, content: str | bytes, **how: Any) -> str:
    """What a user is told about a file that can't be read at all."""
    with pytest.raises(NoTable) as refused:
        open_data(written(folder, content, **how))
    return str(refused.value)


def messages(bench: Bench) -> list[str]:
    """Each problem as a user meets it: what was done, the column, what is wrong, the rows."""
    return [
        f"{each.effect}: {each.column}: {each.what} ({', '.join(map(str, each.rows))})"
        for each in bench.dataset.problems
    ]


def tally(bench: Bench) -> tuple[int, int, int, int]:
    """Rows read, accepted, merged and rejected."""
    found = bench.dataset.tallies[0]
    return found.read, found.accepted, found.merged, found.rejected


def rows(expression: Any) -> list[dict[str, Any]]:
    return expression.to_pyarrow().to_pylist()


def spells(bench: Bench, *columns: str) -> list[tuple[Any, ...]]:
    """The spells by person and first day; the named columns."""
    ordered = bench.dataset.spells.order_by(["person", "begins"])
    return [tuple(row[name] for name in columns) for row in rows(ordered)]


def column(bench: Bench, name: str) -> dict[str, Any]:
    """One value of each person's last spell."""
    return dict(spells(bench, "person", name))


def people(bench: Bench, *columns: str) -> dict[str, Any]:
    """What is known of each person: one value, or several in a tuple."""
    found = {row["person"]: tuple(row[c] for c in columns) for row in rows(bench.dataset.people)}
    return {who: each[0] if len(each) == 1 else each for who, each in found.items()}


def rejects(bench: Bench, folder: Path) -> list[list[str]]:
    """The lines of the file with the rows that were left out."""
    target = folder / "rejects.csv"
    write_rejects(bench.intake.left, bench.dataset.mapping, target)
    with target.open(newline="", encoding="utf-8") as lines:
        return list(csv.reader(lines))


def left_out(bench: Bench) -> dict[int, str]:
    """Every row that was left out, by number, and why."""
    return {number: why for left in bench.intake.left for number, why in left.why.items()}


def moment(*parts: int) -> datetime:
    """A date as a spreadsheet holds it: with a time, and no idea of a time zone."""
    return datetime(*parts)  # noqa: DTZ001


def as_csv(lines: Sequence[Sequence[str]], **how: Any) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", **how).writerows(lines)
    return out.getvalue()


def there_on(dataset: Any, day: date) -> Any:
    """The spells of those who had been hired by a day and had not left before it."""
    spells = dataset.spells
    return spells.filter(
        (spells.begins <= day) & (spells.ends > day)
        & (spells.joined_on.isnull() | (spells.joined_on <= day))
        & (spells.left_on.isnull() | (spells.left_on >= day))
    )  # fmt: skip
