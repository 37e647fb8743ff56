"""Working out a cube for a dataset, saying what it spends, and writing it down to be edited."""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tiebeam.engine.disclosure.cube import (
    PEOPLE_PER_FIGURE,
    BadCube,
    Cost,
    Cube,
    HrTables,
    Spent,
    check_follows,
)
from tiebeam.engine.disclosure.cube_facts import chosen
from tiebeam.engine.disclosure.cube_file import as_toml, parse
from tiebeam.engine.disclosure.proposed_cube import Proposal, propose
from tiebeam.engine.measures.facts import facts
from tiebeam.engine.records.window import Window
from tiebeam.workbench.bench import Bench


class CubeIsThere(ValueError):
    """A file would be written over that somebody may have edited, or that is the data."""


def read_cube(path: Path) -> Cube:
    """The cube in a TOML file.

    Raises  BadCube with the file's name and what is wrong
    """
    try:
        return parse(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BadCube(f"There is no cube file {path}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadCube(f"{path.name} is not valid TOML: {error}.") from None
    except BadCube as error:
        raise BadCube(f"{path.name}: {error}") from None


def propose_cube(
    bench: Bench,
    *,
    first: date | None = None,
    after: Path | None = None,
    earlier: Cube | None = None,
    fields: Sequence[str] = (),
    attributes: Sequence[str] = (),
    funnels: bool = True,
) -> Proposal:
    """The most useful cube for a dataset that stays within its budget.

    first   its first day; left out, the day after the cube before, or after the last of the data
    earlier the cube before, none of whose windows it shows again; `after` is its file
    fields, attributes  those that may be used; () for all. The first two attributes are crossed
    funnels  whether it may show who applied
    Raises  CannotMeasure, TooFewPeople, NothingSecret, NoSuchChoice, BadCube
    """
    earlier = read_cube(after) if after else earlier
    if first is None and earlier is not None:
        first = earlier.holds.last + timedelta(days=1)
    named = bench.dataset.mapping.canonical_name
    known = chosen(
        facts(bench.dataset, first=first),
        fields=tuple(map(named, fields)),
        attributes=tuple(dict.fromkeys(map(named, attributes))),
    )
    found = propose(known if funnels else replace(known, applied=None), earlier=earlier)
    if earlier is not None:
        check_follows(found.cube, earlier)
    return found


def write_cube(
    found: Proposal, target: Path, *, data: Iterable[Path] = (), replace: bool = False
) -> None:
    """Write a proposed cube as TOML with comments.

    data     files of the dataset, which are never written over
    replace  whether another file may be
    Raises   CubeIsThere, OSError
    """
    if target.exists() and any(each.exists() and target.samefile(each) for each in data):
        raise CubeIsThere(f"{target.name} is the data itself. Name another file for the cube.")
    try:
        with target.open("w" if replace else "x", encoding="utf-8") as file:
            file.write(cube_toml(found))
    except FileExistsError:
        raise CubeIsThere(
            f"{target.name} is there already. Name another file, or write over it with --replace."
        ) from None


def cube_toml(found: Proposal) -> str:
    """A proposed cube as a file, with what each table spends and what was left out as comments."""
    return as_toml(
        found.cube, spending=found.spending, remarks=[each.words for each in found.left_out]
    )


def cube_in_words(found: Proposal) -> str:
    """What a proposed cube spends, attribute by attribute, and what was left out."""
    cube = found.cube
    lines = [
        f"A cube for {cube.people:,} people, from {cube.first} to {cube.holds.last}.",
        f"Each attribute may be in {cube.budget:,} figures, one for {PEOPLE_PER_FIGURE} people.",
    ]
    for spent in found.spending:
        lines += ["", *_spent_in_words(cube, spent)]
    if cube.hr:
        lines += ["", "What HR alone knows, in exact counts that take nothing from a budget"]
        lines += [_line(f"  {t.field}, {each.words}", "", "") for t in cube.hr for each in t.tables]
    if found.left_out:
        lines += ["", "Left out", *(_wrapped(each.words) for each in found.left_out)]
    return "\n".join(lines)


def _spent_in_words(cube: Cube, spent: Spent) -> Iterator[str]:
    attribute = cube.attribute(spent.attribute)
    assert attribute is not None
    values = f"{len(attribute.values)} value{'s' * (len(attribute.values) > 1)}"
    if attribute.rare:
        values += f", {len(attribute.rare)} rare"
    yield _line(spent.attribute, values, f"{spent.figures:,} of {spent.budget:,}")
    for cost in spent.costs:
        if cost.attribute == spent.attribute:
            yield _line(f"  {cost.table.words}", _cells(cube, cost), f"{cost.figures:,}")
    for name in dict.fromkeys(c.attribute for c in spent.costs if c.attribute != spent.attribute):
        figures = sum(cost.figures for cost in spent.costs if cost.attribute == name)
        yield _line(f"  as a part of {name}", "", f"{figures:,}")


def _wrapped(text: str) -> str:
    return textwrap.fill(text, width=88, initial_indent="  ", subsequent_indent="    ")


def _line(what: str, how: str, figures: str) -> str:
    return f"{what:<58}{how:<20}{figures:>12}".rstrip()


def _cells(cube: Cube, cost: Cost) -> str:
    attribute = cube.attribute(cost.attribute)
    twice = attribute is not None and cost.table.kind == "stock" and attribute.times_a_year == 2
    return f"{cost.cells:,} {'cell' if cost.cells == 1 else 'cells'}{', twice' if twice else ''}"


def cube_as_json(found: Proposal, *, written: Path | None = None) -> dict[str, Any]:
    """A proposed cube as one object; one row per table of an attribute."""
    cube = found.cube
    return {
        "schema": "tiebeam.cube_proposal/1",
        "first": cube.first.isoformat(),
        "last": cube.holds.last.isoformat(),
        "people": cube.people,
        "budget": cube.budget,
        "fields": dict(cube.fields),
        "attributes": [
            {
                "attribute": each.name,
                "factors": list(each.factors),
                "values": list(each.values),
                "rare": list(each.rare),
                "several": each.several,
                "times_a_year": each.times_a_year,
                "figures": spent.figures,
                "left": spent.left,
            }
            for each, spent in zip(cube.attributes, found.spending, strict=True)
        ],
        "rows": [_row(cost) for spent in found.spending for cost in spent.costs
                 if cost.attribute == spent.attribute],
        "hr": [_hr_row(each) for each in cube.hr],
        "left_out": [{"what": each.what, "why": each.why} for each in found.left_out],
        "written": str(written) if written else None,
    }  # fmt: skip


def _hr_row(tables: HrTables) -> dict[str, Any]:
    return {
        "field": tables.field,
        "show": tables.shows,
        "by": [list(by) for by in tables.by],
        "window": _days(tables.window),
    }


def _row(cost: Cost) -> dict[str, Any]:
    return {
        "attribute": cost.attribute,
        "show": cost.table.shows,
        "by": list(cost.table.by),
        "window": _days(cost.table.window),
        "cells": cost.cells,
        "figures": cost.figures,
    }


def _days(window: Window | None) -> list[str] | None:
    return [window.first.isoformat(), window.last.isoformat()] if window else None
