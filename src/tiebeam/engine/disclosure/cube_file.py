"""A cube as a file: read from TOML with a clear word on each mistake, and written for people."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from tiebeam.engine.disclosure.cube import (
    SCHEMA,
    Attribute,
    BadCube,
    Cost,
    Cube,
    HrTables,
    Spent,
    Table,
)
from tiebeam.engine.disclosure.noise import STANDARD, NoSuchNoise, Protection
from tiebeam.engine.disclosure.threshold import CannotBeLoosened
from tiebeam.engine.records import toml
from tiebeam.engine.records.window import BackwardsWindow, Window
from tiebeam.engine.stats.counts import ImpossibleCount

#: What each part of the file may say; a key anywhere else would be ignored in silence.
TOP_KEYS: Final = ("schema", "first", "people", "fields", "protection", "attributes", "hr")
FIELD_KEYS: Final = ("depth",)
ATTRIBUTE_KEYS: Final = ("factors", "values", "rare", "several", "times_a_year", "tables")
TABLE_KEYS: Final = ("show", "by", "window")
HR_KEYS: Final = ("field", "show", "by", "window")
PROTECTION_KEYS: Final = tuple(asdict(STANDARD))


def parse(raw: Mapping[str, Any]) -> Cube:
    """The cube that plain data (of a TOML file) describes.

    Raises  BadCube that names the place and what would be right
    """
    if raw.get("schema") != SCHEMA:
        raise BadCube(f'The cube should begin with schema = "{SCHEMA}".')
    _only(raw, "The cube", TOP_KEYS)
    declared = _inner(raw, "attributes", "The cube")
    several = {n for n, each in declared.items() if isinstance(each, dict) and each.get("several")}
    fields = _inner(raw, "fields", "The cube")
    return Cube(
        first=_day(raw),
        people=_number(raw, "people", "The cube"),
        fields={name: _depth(name, each) for name, each in fields.items()},
        protection=_protection(_inner(raw, "protection", "The cube")),
        attributes=tuple(_attribute(name, each, several) for name, each in declared.items()),
        hr=tuple(_hr(each) for each in _list(raw, "hr", "The cube")),
    )


def _day(raw: Mapping[str, Any]) -> date:
    day = raw.get("first")
    if isinstance(day, datetime) or not isinstance(day, date):
        raise BadCube("The cube needs first, its first day, such as first = 2026-01-01.")
    return day


def _depth(name: str, raw: Any) -> int | None:
    place = f"[fields.{name}]"
    if not isinstance(raw, dict):
        raise BadCube(f"{place} should be a table: {toml.key(name)} = {{}}.")
    _only(raw, place, FIELD_KEYS)
    return _number(raw, "depth", place) if "depth" in raw else None


def _protection(raw: Mapping[str, Any]) -> Protection:
    _only(raw, "[protection]", PROTECTION_KEYS)
    try:
        return Protection(**raw)
    except (CannotBeLoosened, NoSuchNoise, ImpossibleCount) as error:
        raise BadCube(f"[protection] {error}") from None


def _attribute(name: str, raw: Any, several: Collection[str]) -> Attribute:
    place = f"[attributes.{name}]"
    if not isinstance(raw, dict):
        raise BadCube(f"{place} should be a table.")
    _only(raw, place, ATTRIBUTE_KEYS)
    factors = _texts(raw, "factors", place)
    if factors and "several" in raw:
        raise BadCube(f"{place} can't say several: that follows from its factors.")
    return Attribute(
        name=name,
        factors=factors,
        values=_texts(raw, "values", place),
        rare=_texts(raw, "rare", place),
        several=_truth(raw, "several", place) or any(each in several for each in factors),
        times_a_year=_number(raw, "times_a_year", place) if "times_a_year" in raw else 1,
        tables=tuple(_table(each, place) for each in _list(raw, "tables", place)),
    )


def _table(raw: Any, place: str) -> Table:
    if not isinstance(raw, dict) or not isinstance(raw.get("show"), str):
        raise BadCube(f'{place} tables should look like {{ show = "people", by = ["level"] }}.')
    _only(raw, f"{place} tables", TABLE_KEYS)
    return Table(raw["show"], _texts(raw, "by", place), _window(raw, place))


def _hr(raw: Any) -> HrTables:
    if not isinstance(raw, dict):
        raise BadCube("The cube: hr should be tables, each headed by [[hr]].")
    place = "[[hr]]"
    _only(raw, place, HR_KEYS)
    for key, example in (("field", "exit_reason"), ("show", "left")):
        if not isinstance(raw.get(key), str):
            raise BadCube(f'{place} needs {key}, such as {key} = "{example}".')
    place = f"{place} {raw['field']}"
    return HrTables(
        field=raw["field"], shows=raw["show"], by=_tables_by(raw, place), window=_window(raw, place)
    )


def _tables_by(raw: Mapping[str, Any], place: str) -> tuple[tuple[str, ...], ...]:
    """The fields of each table; left out, one table of everybody."""
    every = _list(raw, "by", place) if "by" in raw else [[]]
    if not all(isinstance(each, list) for each in every):
        raise BadCube(
            f'{place} by should be a list for each table, such as [[], ["unit"]]: [] is everybody.'
        )
    return tuple(_texts({"by": each}, "by", place) for each in every)


def _window(raw: Mapping[str, Any], place: str) -> Window | None:
    if "window" not in raw:
        return None
    try:
        first, last = raw["window"].split(":")
        return Window(date.fromisoformat(first), date.fromisoformat(last))
    except BackwardsWindow as error:
        raise BadCube(f"{place} window: {error}") from None
    except (ValueError, AttributeError):
        raise BadCube(f'{place} window should look like "2025-01-01:2025-12-31".') from None


def _only(raw: Mapping[str, Any], place: str, allowed: Iterable[str]) -> None:
    for key in raw:
        if key not in allowed:
            raise BadCube(f"{place} has no '{key}'. It may hold: {', '.join(sorted(allowed))}.")


def _inner(raw: Mapping[str, Any], key: str, place: str) -> Mapping[str, Any]:
    value = raw.get(key, {})
    if not isinstance(value, dict):
        raise BadCube(f"{place}: {key} should be a table.")
    return value


def _list(raw: Mapping[str, Any], key: str, place: str) -> Sequence[Any]:
    value = raw.get(key, [])
    if not isinstance(value, list):
        raise BadCube(f"{place} {key} should be a list.")
    return value


def _texts(raw: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
    values = _list(raw, key, place)
    if not all(isinstance(value, str) for value in values):
        raise BadCube(f"{place} {key} should be a list of texts.")
    return tuple(values)


def _number(raw: Mapping[str, Any], key: str, place: str) -> int:
    value = raw.get(key)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadCube(f"{place} {key} should be a whole number.")
    return value


def _truth(raw: Mapping[str, Any], key: str, place: str) -> bool:
    value = raw.get(key, False)
    if not isinstance(value, bool):
        raise BadCube(f"{place} {key} should be true or false.")
    return value


# --- written --------------------------------------------------------------------------------------


def as_toml(cube: Cube, *, spending: Sequence[Spent] = (), remarks: Sequence[str] = ()) -> str:
    """The cube as a file that an HR analyst reads and edits; read again, it is the same.

    spending  what `spent` found; stands beside each attribute and table
    remarks   what else to say, at the end
    """
    price = {each.attribute: each for each in spending}
    lines = [
        "# What will be shown about what people keep to themselves, for one year.",
        "# Nothing else will be. Look it over before anybody looks at the figures, strike out what",
        "# nobody needs, and keep it with the releases.",
        f'schema = "{SCHEMA}"',
        "",
        f"# It holds from this day until {cube.holds.last}.",
        f"first = {cube.first}",
        "",
        "# How many people it was worked out for. An attribute may be in one figure for every four",
        f"# of them, which makes {cube.budget:,}.",
        f"people = {cube.people}",
        "",
        *_fields(cube),
        *_stricter(cube.protection),
        "# Of each attribute: the values that are counted; how often a year people who are there",
        "# are shown, 1 or 2; and its tables, from the most important to the least. One that gives",
        "# too much away beside those before it is left out; those after it are still tried.",
        "",
    ]
    for attribute in cube.attributes:
        lines += _attribute_lines(attribute, price.get(attribute.name))
    lines += _hr_lines(cube)
    if remarks:
        lines += ["# Left out", *(line for each in remarks for line in _remark(each))]
    return "\n".join(lines).rstrip("\n") + "\n"


def _remark(remark: str) -> list[str]:
    return textwrap.wrap(
        toml.one_line(remark), width=96, initial_indent="# - ", subsequent_indent="#   "
    )


def _fields(cube: Cube) -> list[str]:
    if not cube.fields:
        return []
    lines = [
        "# What everybody knows of a colleague; tables are by these. depth is how many steps of a",
        "# path are kept, from the outermost.",
        "[fields]",
    ]
    for name, depth in cube.fields.items():
        said = "{}" if depth is None else f"{{ depth = {depth} }}"
        lines.append(f"{toml.key(name)} = {said}")
    return [*lines, ""]


def _stricter(protection: Protection) -> list[str]:
    usual = asdict(STANDARD)
    changed = {name: each for name, each in asdict(protection).items() if each != usual[name]}
    if not changed:
        return []
    lines = [f"{name} = {toml.text(each)}" for name, each in changed.items()]
    return ["# Stricter than usual; it can't be looser.", "[protection]", *lines, ""]


def _attribute_lines(attribute: Attribute, price: Spent | None) -> list[str]:
    lines = [f"[attributes.{toml.key(attribute.name)}]"]
    if price:
        lines.insert(
            0, f"# Is in {price.figures:,} figures of {price.budget:,}{_of_crossed(price)}."
        )
    if attribute.factors:
        lines += [
            "# Everything shown here is charged to each of these as well.",
            f"factors = {toml.listed(attribute.factors)}",
        ]
    lines.append(f"values = {_values(attribute.values)}")
    if attribute.rare:
        lines += [
            "# Few have these, so they are counted among everybody alone.",
            f"rare = {_values(attribute.rare)}",
        ]
    if attribute.several and not attribute.factors:
        lines += ["# One person may have given several answers.", "several = true"]
    lines += [f"times_a_year = {attribute.times_a_year}", "tables = ["]
    costs = price.costs if price else ()
    known = {cost.table: cost for cost in costs if cost.attribute == attribute.name}
    for table in attribute.tables:
        lines.append(f"    {_table_line(table)}{_beside(attribute, known.get(table))}")
    return [*lines, "]", ""]


def _hr_lines(cube: Cube) -> list[str]:
    lines = []
    if cube.hr:
        lines += [
            "# What HR alone knows: exact counts, without those under "
            f"{cube.protection.smallest_group} people and what",
            "# would give them away. by has a list for each table; [] is everybody.",
        ]
    for tables in cube.hr:
        every = ", ".join(toml.listed(by) for by in tables.by)
        lines += [
            "[[hr]]",
            f"field = {toml.text(tables.field)}",
            f"show = {toml.text(tables.shows)}",
            *([_window_entry(tables.window)] if tables.window else []),
            f"by = [{every}]",
            "",
        ]
    return lines


def _window_entry(window: Window) -> str:
    return f'window = "{window.first}:{window.last}"'


def _of_crossed(price: Spent) -> str:
    crossed = sum(cost.figures for cost in price.costs if cost.attribute != price.attribute)
    return f", {crossed:,} of them crossed with others" if crossed else ""


def _values(values: Sequence[str]) -> str:
    on_one_line = toml.listed(values)
    if len(on_one_line) <= 80:
        return on_one_line
    return "[\n" + "".join(f"    {toml.text(value)},\n" for value in values) + "]"


def _table_line(table: Table) -> str:
    parts = [f"show = {toml.text(table.shows)}"]
    if table.by:
        parts.append(f"by = {toml.listed(table.by)}")
    if table.window:
        parts.append(_window_entry(table.window))
    return "{ " + ", ".join(parts) + " },"


def _beside(attribute: Attribute, cost: Cost | None) -> str:
    if cost is None:
        return ""
    times = " × 2 times" if attribute.times(cost.table) > 1 else ""
    cells = "1 cell" if cost.cells == 1 else f"{cost.cells:,} cells"
    values = len(attribute.counted(cost.table))
    said = "1 value" if values == 1 else f"{values:,} values"
    return f"  # {cells} × {said}{times}: {cost.figures:,}"
