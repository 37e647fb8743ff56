"""The tables of a cube by name, so that a page can strike one out; and the cube without those."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from tiebeam.engine.disclosure import cube as cubes
from tiebeam.engine.disclosure import cube_file
from tiebeam.engine.disclosure.cube import HrTables, Table
from tiebeam.engine.records.window import Window

#: Before the field of a table of what HR alone knows, where an attribute's name would stand.
HR = "hr"


class NothingLeft(ValueError):
    """Every table was struck out."""


def key(of: str, table: Table) -> str:
    """What a table is called in a form: "gender|promoted in 2025 by level"."""
    return f"{of}|{table.words}"


def kept(table: Table) -> dict[str, Any]:
    """A table as a job leaves it for the page."""
    window = table.window and [table.window.first.isoformat(), table.window.last.isoformat()]
    return {"shows": table.shows, "by": list(table.by), "window": window}


def from_kept(said: dict[str, Any]) -> Table:
    """The table that a job left."""
    window = said["window"] and Window(*map(date.fromisoformat, said["window"]))
    return Table(said["shows"], tuple(said["by"]), window)


def read(text: str) -> cubes.Cube:
    """The cube that was written down.

    Raises  BadCube
    """
    return cube_file.parse(tomllib.loads(text))


def keys(cube: cubes.Cube) -> Iterator[str]:
    """Of every table that can be struck out."""
    for attribute in cube.attributes:
        yield from (key(attribute.name, each) for each in attribute.tables)
    for hr in cube.hr:
        yield from (key(f"{HR} {hr.field}", each) for each in hr.tables)


def without(text: str, struck: Collection[str]) -> str:
    """The cube without some tables, written down; an attribute without tables goes too.

    Raises  NothingLeft, BadCube
    """
    cube = read(text)
    every = [
        replace(each, tables=tuple(t for t in each.tables if key(each.name, t) not in struck))
        for each in cube.attributes
    ]
    there = {each.name for each in every if each.tables}
    # What is crossed needs its factors: without one it goes as well.
    left = tuple(
        each for each in every if each.tables and there.issuperset(each.factors or (each.name,))
    )
    if not left:
        raise NothingLeft("A cube without a table shows nothing. Keep one, or drop the proposal.")
    hr = tuple(each for each in (_hr_without(hr, struck) for hr in cube.hr) if each.by)
    return cube_file.as_toml(replace(cube, attributes=left, hr=hr))


def _hr_without(hr: HrTables, struck: Collection[str]) -> HrTables:
    by = tuple(
        by
        for by, table in zip(hr.by, hr.tables, strict=True)
        if key(f"{HR} {hr.field}", table) not in struck
    )
    return replace(hr, by=by)
