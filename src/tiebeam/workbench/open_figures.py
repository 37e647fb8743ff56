"""Figures that each release carries about what everybody knows: who is where, who joins and rises.

They rest on the directory alone, so they are exact, hide nothing, and tell an attacker nothing that
colleagues do not see. What the gate shows of secrets is in the lines of the release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final

from tiebeam.engine.disclosure import Exact, Released, release
from tiebeam.engine.measures import exact
from tiebeam.engine.measures.asking import CannotMeasure, Question
from tiebeam.engine.measures.organisation import organisation
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.window import Window

#: A field with more values than this makes a list, not a picture.
MOST_VALUES: Final = 12
#: Who is where on the day of the release.
ON_A_DAY: Final = ("headcount_share", "top_share")
#: What happened in the last full year before it.
IN_A_YEAR: Final = ("hire_share", "promotion_rate")


def open_figures(dataset: Dataset, at: date) -> tuple[Released, ...]:
    """All of them, for a release that speaks of a day; what the data can't answer is left out."""
    fields = [(), *((name,) for name in _fields(dataset))]
    windows = {name: Window(at, at) for name in ON_A_DAY}
    if (year := _full_year(dataset, at)) is not None:
        windows |= dict.fromkeys(IN_A_YEAR, year)
    there = exact.only_working_on(dataset, at)
    questions = [
        (there if name in ON_A_DAY else dataset, Question(measure=name, by=by, window=window))
        for name, window in windows.items()
        for by in fields
    ]
    return tuple(
        _answered([partial(organisation, there, at),
                   *(partial(exact.measure, *each) for each in questions)])
    )  # fmt: skip


def _answered(asked: Sequence[Callable[[], Exact]]) -> Iterator[Released]:
    for question in asked:
        try:
            figure = question()
        except CannotMeasure:
            continue
        # A measure that rests on more than the directory is no open figure, whatever asked for it.
        if figure.field_class == "directory":
            yield release(figure)


def _fields(dataset: Dataset) -> Iterator[str]:
    """Directory fields in words with few values, in the order of the mapping."""
    for column in dataset.mapping.workforce.columns():
        is_open = (column.field_class, column.kind) == ("directory", "category")
        if is_open and column.name in dataset.spells.columns and column.name != "grade":
            values = dataset.spells[column.name].nunique()
            if 1 < fetch.one(values) <= MOST_VALUES:
                yield column.name


def _full_year(dataset: Dataset, at: date) -> Window | None:
    """The last calendar year that had ended on a day, and that the data shows whole."""
    year = min(at, dataset.changes_until).year
    if date(year, 12, 31) > min(at, dataset.changes_until):
        year -= 1
    found = Window(date(year, 1, 1), date(year, 12, 31))
    return found if found.first >= dataset.reach.first else None
