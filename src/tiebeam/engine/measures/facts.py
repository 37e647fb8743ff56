"""What a cube is worked out from, counted in a dataset: who is there, who came, rose and left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Final

from tiebeam.engine.cells import Cells, aggregate
from tiebeam.engine.disclosure import SMALLEST_GROUP
from tiebeam.engine.disclosure.cube import EXIT_REASON, YEARS_OF_PAIRS, anniversary
from tiebeam.engine.disclosure.cube_facts import Applied, By, Counts, Described, Facts, Moved
from tiebeam.engine.disclosure.stages import decided_by
from tiebeam.engine.flows import windows
from tiebeam.engine.flows.movements import NotObserved, whole_years
from tiebeam.engine.measures import applicants, applying
from tiebeam.engine.measures.asking import (
    CannotMeasure,
    check_ladder,
    check_moves,
    check_window,
    text_of,
    with_groups,
)
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN
from tiebeam.engine.records.people import AND
from tiebeam.engine.records.window import Window

#: Fields of a job by which a table may be, if everybody may know them; and all such tags.
_OF_JOBS: Final = ("level", "grade", "unit", "site", "job", "contract")
#: Windows that a cube may take, in years.
_YEARS: Final = (1, YEARS_OF_PAIRS)
#: Which measure says whether a window shows what happened.
_SEEN_BY: Final = {
    "joined": "hire_share",
    "left": "exit_rate",
    "promoted": "promotion_rate",
}


def facts(dataset: Dataset, *, first: date | None = None) -> Facts:
    """An organisation on the eve of a cube, in counts of what everybody knows.

    Whoever moved twice in a window is counted once, where the first move began, as in a release: so
    the people of a table add up, and nobody is in two of its cells.

    first   the cube's first day; left out, the day after the last that the data shows
    Raises  CannotMeasure where the data begins only after it
    """
    first = first or dataset.last_day + timedelta(days=1)
    eve = min(first - timedelta(days=1), dataset.last_day)
    if eve < dataset.reach.first:
        raise CannotMeasure(
            f"This data shows people from {dataset.reach.first} on; a cube from {first} needs "
            "those of the day before. Choose a later first day."
        )
    # Whoever left within a snapshot hides nobody.
    there = windows.working_on(dataset.spells, eve)
    fields = _fields(dataset)
    described = [_described(dataset, there, name) for name in _secret(dataset)]
    return Facts(
        first=first,
        by=_counted(dataset, there, fields),
        paths=frozenset({"unit"}.intersection(fields)),
        attributes=_without_versions(dataset, described),
        moved=tuple(_moved(dataset, first, fields)),
        has_pay="pay" in dataset.spells.columns and len(dataset.currencies) <= 1,
        has_reasons=_is_known_to_hr(dataset, EXIT_REASON),
        applied=_applied(dataset, first),
    )


def _fields(dataset: Dataset) -> tuple[str, ...]:
    """What everybody may know of a job, as far as the data has it."""
    mapping = dataset.mapping
    names = [name for name in _OF_JOBS if mapping.column(name) is not None]
    names += mapping.workforce.tags
    known = [name for name in names if mapping.field_class(name) == "directory"]
    return tuple(name for name in known if name in dataset.spells.columns)


def _is_known_to_hr(dataset: Dataset, name: str) -> bool:
    mapping = dataset.mapping
    return mapping.column(name) is not None and mapping.field_class(name) == "hr"


def _counted(dataset: Dataset, rows: Any, fields: Iterable[str]) -> dict[By, Counts]:
    """One row per person, counted by nothing, by each field and by each two."""
    names = sorted(fields)
    told = {name: text_of(dataset, rows, name) for name in names}
    cells = aggregate(rows.select(**told) if told else rows, names)
    every: list[By] = [(), *((name,) for name in names), *combinations(names, 2)]
    return {by: _by(cells, by) for by in every}


def _by(cells: Cells, by: By) -> Counts:
    rows = cells.over(*by).rows()
    return {tuple(row[name] for name in by): int(row["n"]) for row in rows if row["n"]}


# --- attributes -----------------------------------------------------------------------------------


def _secret(dataset: Dataset) -> list[str]:
    mapping = dataset.mapping
    return [n for n in mapping.workforce.attributes if mapping.field_class(n) == "secret"]


def _described(dataset: Dataset, there: Any, name: str) -> Described:
    """The values that enough people gave; unknown and not stated are what remains of a cell."""
    several = bool(dataset.mapping.workforce.attributes[name].several)
    people: Counter[str] = Counter()
    for row in aggregate(with_groups(dataset, there, (name,)), (name,)).rows():
        for value in row[name].split(AND) if several else (row[name],):
            people[value] += int(row["n"])
    given = {value: n for value, n in people.items() if value not in {UNKNOWN, NOT_STATED}}
    values = sorted(value for value, n in given.items() if n >= SMALLEST_GROUP)
    people_there = int(there.person.nunique().execute())
    return Described(
        name=name,
        values=tuple(values),
        several=several,
        rare=len(given) - len(values),
        shares={value: given[value] / people_there for value in values},
        of_applicants=applicants.was_asked(dataset, (name,)),
    )


def _without_versions(dataset: Dataset, found: list[Described]) -> tuple[Described, ...]:
    """What is on file is another version of what people said of themselves, if it says the same."""
    sources = {name: each.source for name, each in dataset.mapping.workforce.attributes.items()}
    own = [each for each in found if sources[each.name] == "self-described"]
    return tuple(each if each in own else _version_of(each, own) for each in found)


def _version_of(each: Described, own: list[Described]) -> Described:
    for other in own:
        if len(each.values) > 1 and set(each.values) <= set(other.values):
            return replace(each, same_as=other.name)
    return each


# --- what happened --------------------------------------------------------------------------------


def _moved(dataset: Dataset, first: date, fields: Iterable[str]) -> Iterator[Moved]:
    for outcome in _SEEN_BY:
        last = _last_year(dataset, outcome, first)
        for years in _YEARS if last else ():
            window = Window(date(last - years + 1, 1, 1), date(last, 12, 31))
            if _is_seen(dataset, outcome, window):
                people = _once(_to_whom(dataset, outcome, window))
                by = _counted(dataset, people, fields)
                if by[()]:
                    yield Moved(outcome=outcome, window=window, by=by)


def _last_year(dataset: Dataset, outcome: str, first: date) -> int:
    """The last whole year before the cube in which the data shows this; 0 where there is none."""
    try:
        earliest, _ = whole_years(dataset)
    except NotObserved:
        return 0
    for year in range(min(first.year - 1, dataset.last_day.year), earliest - 1, -1):
        if _is_seen(dataset, outcome, Window(date(year, 1, 1), date(year, 12, 31))):
            return year
    return 0


def _is_seen(dataset: Dataset, outcome: str, window: Window) -> bool:
    if window.first < dataset.reach.first or window.last > dataset.last_day:
        return False
    try:
        if outcome == "promoted":
            check_ladder(dataset, _SEEN_BY[outcome])
            check_moves(dataset)
        check_window(dataset, _SEEN_BY[outcome], window)
    except CannotMeasure:
        return False
    return True


def _to_whom(dataset: Dataset, outcome: str, window: Window) -> Any:
    """The spells in which it happened, as the measures see it."""
    if outcome == "joined":
        return windows.joiners(dataset.spells, window)
    rows = windows.person_time(dataset.spells, window)
    if outcome == "promoted":
        return rows.filter(rows.promoted)
    return rows.filter(rows.happened.notnull() & (rows.happened != windows.NO_EXIT_RECORDED))


def _once(rows: Any) -> Any:
    """The first of each person's rows."""
    first = rows.group_by("person").aggregate(begins=rows.begins.min())
    return rows.semi_join(first, ["person", "begins"])


# --- who applied ----------------------------------------------------------------------------------


def _applied(dataset: Dataset, first: date) -> Applied | None:
    """The last whole year before the cube, if the applications begin by then and go on after it."""
    reach = _reach_of_applications(dataset)
    window = Window(date(first.year - 1, 1, 1), date(first.year - 1, 12, 31))
    is_seen = reach is not None and reach.first <= window.first and reach.last >= window.last
    # The eve of its next year: a cube holds for one.
    if not is_seen or decided_by(window) >= anniversary(first, 1):
        return None
    found = applicants.reached(dataset, window)
    return Applied(window=window, reached=found) if found[0] else None


def _reach_of_applications(dataset: Dataset) -> Window | None:
    """From the first day of an application to the last day of one or of what became of it."""
    rows = dataset.applications
    if rows is None or len(stages := applying.mapping_of(dataset).stages) < 2:
        return None
    asked = {"first": rows[stages[0]].min(), **{stage: rows[stage].max() for stage in stages}}
    days = fetch.rows(rows.aggregate(**{f"day {n}": each for n, each in enumerate(asked.values())}))
    begins, *ends = days[0].values()
    return None if begins is None else Window(begins, max(day for day in ends if day is not None))
