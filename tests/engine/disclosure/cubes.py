"""Cubes for tests: a small one to change, and any that can be."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

from hypothesis import strategies as st

from tiebeam.engine.disclosure.cube import (
    OF_HR,
    OUTCOMES,
    PAIRS_FROM,
    PAY,
    PEOPLE,
    TWICE_A_YEAR_FROM,
    Attribute,
    Cube,
    HrTables,
    Table,
    anniversary,
)
from tiebeam.engine.disclosure.noise import Protection
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.records.window import Window

FIRST = date(2026, 1, 1)
LETTERS = st.characters(exclude_characters="×", exclude_categories=["Cs"])
NAMES = st.text(LETTERS, min_size=1, max_size=6)


def year(first: int, last: int | None = None) -> Window:
    return Window(date(first, 1, 1), date(last or first, 12, 31))


def gender(*tables: Table, **more: Any) -> Attribute:
    values = more.pop("values", ("Women", "Men"))
    shown = tables or (Table(PEOPLE),)
    return Attribute(name="gender", values=values, tables=shown, **more)


def ethnicity(*tables: Table, **more: Any) -> Attribute:
    shown = tables or (Table(PEOPLE),)
    return Attribute(name="ethnicity", values=("Black", "White", "Roma"), tables=shown, **more)


def crossed(*tables: Table, **more: Any) -> Attribute:
    values = more.pop("values", ("Women × Black", "Men × Black"))
    factors = more.pop("factors", ("gender", "ethnicity"))
    return Attribute(
        name=CROSSED.join(factors), values=values, factors=factors,
        tables=tables or (Table(PEOPLE),), **more,
    )  # fmt: skip


def reasons(*by: tuple[str, ...], **more: Any) -> HrTables:
    kept = {"field": "exit_reason", "shows": "left", "window": year(2025)}
    return HrTables(by=by or ((),), **(kept | more))


def cube(*attributes: Attribute, **more: Any) -> Cube:
    kept = {"first": FIRST, "people": 600, "fields": {"level": None, "site": None, "unit": 1}}
    return Cube(attributes=attributes or (gender(),), **(kept | more))


@st.composite
def cubes(draw: st.DrawFn) -> Cube:
    """Any cube that keeps the rules."""
    people = draw(st.sampled_from([1, 30, 199, 200, 499, 500, 2400]))
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    other = draw(st.lists(NAMES.filter(lambda name: name not in names), max_size=3, unique=True))
    first = draw(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
    plain = tuple(draw(_attributes(name, people, other, first)) for name in names)
    together = []
    if len(plain) > 1 and draw(st.booleans()):
        values = [CROSSED.join(each) for each in product(*(each.values for each in plain))]
        kept = draw(st.lists(st.sampled_from(values), min_size=1, unique=True))
        together.append(
            Attribute(
                name=CROSSED.join(names), values=tuple(kept), factors=tuple(names),
                tables=draw(_attributes("any", people, other, first)).tables,
                several=any(each.several for each in plain),
                rare=tuple(draw(st.lists(st.sampled_from(kept), unique=True))),
            )
        )  # fmt: skip
    return Cube(
        first=first, people=people, attributes=(*plain, *together),
        fields={name: draw(st.none() | st.integers(1, 4)) for name in other},
        protection=draw(stricter()), hr=draw(_hr(people, names, other, first)),
    )  # fmt: skip


def stricter() -> st.SearchStrategy[Protection]:
    return st.builds(
        Protection,
        largest=st.integers(8, 12), variance=st.floats(6, 20), smallest_group=st.integers(10, 30),
        hold=st.integers(30, 50), smallest_base=st.integers(48, 90),
    )  # fmt: skip


@st.composite
def _attributes(
    draw: st.DrawFn, name: str, people: int, fields: list[str], first: date
) -> Attribute:
    most = 2 if people >= PAIRS_FROM else 1
    by = st.lists(st.sampled_from(fields), max_size=most, unique=True) if fields else st.just([])
    asked = st.tuples(st.sampled_from([PEOPLE, PAY, *OUTCOMES]), by.map(sorted).map(tuple))
    wanted = draw(st.lists(asked, min_size=1, max_size=5, unique=True))
    values = tuple(draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)))
    return Attribute(
        name=name,
        values=values,
        rare=tuple(draw(st.lists(st.sampled_from(values), unique=True))),
        tables=tuple(Table(shows, by, draw(_windows(shows, by, first))) for shows, by in wanted),
        several=draw(st.booleans()),
        times_a_year=draw(st.integers(1, 2)) if people >= TWICE_A_YEAR_FROM else 1,
    )


@st.composite
def _hr(
    draw: st.DrawFn, people: int, secret: list[str], fields: list[str], first: date
) -> tuple[HrTables, ...]:
    """Of a few fields; each of what happened once, so that no windows overlap."""
    most = 2 if people >= PAIRS_FROM else 1
    by = st.lists(st.sampled_from(fields), max_size=most, unique=True) if fields else st.just([])
    named = NAMES.filter(lambda name: name not in (*secret, *fields, "exit_reason"))
    found = []
    asked = st.tuples(named, st.sampled_from(OF_HR))
    for name, shows in draw(st.lists(asked, max_size=3, unique_by=lambda each: each[0])):
        every = draw(st.lists(by.map(sorted).map(tuple), min_size=1, max_size=3, unique=True))
        widest = max(every, key=len)
        found.append(
            HrTables(
                field=name, shows=shows, by=tuple(every),
                window=draw(_windows(shows, widest, first)),
            )
        )  # fmt: skip
    return tuple(found)


def _windows(shows: str, by: tuple[str, ...], first: date) -> st.SearchStrategy[Window | None]:
    if shows in (PEOPLE, PAY):
        return st.none()
    fewest = 3 if len(by) > 1 else 1
    begins = [first.replace(year=first.year - years, day=min(first.day, 28)) for years in (3, 4, 9)]
    return st.builds(
        lambda begun, years: Window(begun, _eve(anniversary(begun, years))),
        st.sampled_from(begins), st.integers(fewest, 3),
    )  # fmt: skip


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
