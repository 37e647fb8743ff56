"""From counts of people to rows with intervals, and to comparisons: what all measures share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tiebeam.engine.cells import Cells, aggregate
from tiebeam.engine.disclosure import OTHERS, SMALLEST_GROUP, Comparison, Row
from tiebeam.engine.measures.asking import Question, with_groups
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN
from tiebeam.engine.stats import intervals, person_time, power, selection

At = Mapping[str, str | int]
Group = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Count:
    """People counted among people at risk, in one group at one place.

    n        people, or person-years, among whom they are counted
    members  different people of the group whom the number is about
    """

    group: Group
    at: At
    count: int
    n: float
    members: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Counts or finished rows, with what they are compared by and what should be said."""

    rows: tuple[Row, ...]
    comparisons: tuple[Comparison, ...]
    smallest_gap: float | None
    notes: tuple[str, ...] = ()
    unit: str = ""


def group_of(by: Sequence[str], cell: Mapping[str, Any]) -> Group:
    """The values of a cell that describe its group."""
    return tuple((key, cell[key]) for key in by)


def by_group_and_all(cells: Cells, by: Sequence[str], *places: str) -> Iterable[tuple[Group, Any]]:
    """Every cell of the groups, and everybody's, by place; the group comes first."""
    for cell in cells.over(*places).rows():
        yield (), cell
    if by:
        for cell in cells.over(*by, *places).rows():
            yield group_of(by, cell), cell


def answered(
    counts: Sequence[Count],
    question: Question,
    *,
    places: Sequence[At] = (),
    notes: Sequence[str] = (),
    unit: str = "share",
) -> Answer:
    """Rows with intervals, in order, and each group compared at each place.

    places  their order, where it is not that of their values
    """
    ordered = sorted(counts, key=in_order(counts, places=places))
    per_year = unit == "per person-year"
    rows = tuple(row_of(each, per_year=per_year) for each in ordered if each.n > 0)
    compared = tuple(
        Comparison(
            group=dict(a.group), reference=dict(b.group), at=a.at,
            results=_compared(a, b, per_year=per_year),
        )
        for a, b in pairs(ordered, question)
    )  # fmt: skip
    gaps = [each.results["smallest_detectable_gap"] for each in compared]
    return Answer(
        rows=rows,
        comparisons=compared,
        smallest_gap=min((gap for gap in gaps if gap is not None), default=None),
        notes=tuple(notes),
        unit=unit,
    )


def in_order(counts: Sequence[Count], *, places: Sequence[At] = ()) -> Callable[[Count], Any]:
    """Places in their order; in each, everybody, then groups from the largest; unknown last.

    places  all of them in order, where it is not that of their values
    """
    given = [dict(at) for at in places]
    size: dict[Group, float] = {}
    for each in counts:
        # Not n: in shares of a level, it is the same for every group.
        size[each.group] = size.get(each.group, 0) + each.members

    def key(each: Count) -> Any:
        values = tuple((isinstance(value, str), value) for value in each.at.values())
        place = given.index(dict(each.at)) if given else values
        unnamed = any(value in {UNKNOWN, NOT_STATED} for _, value in each.group)
        return place, bool(each.group), unnamed, -size[each.group], each.group

    return key


def row_of(each: Count, *, per_year: bool) -> Row:
    """A count as a row with its interval; `n` has to be above 0.

    per_year  whether `n` is person-years: events can then be more than it
    Source    Wilson (1927) for shares; Garwood (1936) for rates
    """
    if per_year:
        interval = intervals.poisson_exact(events=each.count, exposure=each.n)
    else:
        interval = intervals.wilson(selected=each.count, pool=int(each.n))
    return Row(
        group=dict(each.group),
        at=each.at,
        n=each.n,
        count=each.count,
        value=each.count / each.n,
        low=float(interval.low),
        high=float(interval.high),
        members=each.members,
    )


def pairs(counts: Sequence[Count], question: Question) -> Iterable[tuple[Count, Count]]:
    """Each group with what it is compared with, at the same place."""
    places: dict[tuple[Any, ...], list[Count]] = {}
    for each in counts:
        places.setdefault(tuple(each.at.items()), []).append(each)
    for together in places.values():
        everybody = next((each for each in together if not each.group), None)
        groups = [each for each in together if each.group and each.n > 0]
        for a in groups:
            b = _reference(a, groups, everybody, question)
            if b is not None and b.n > 0 and b.group != a.group:
                yield a, b


def _reference(
    a: Count, groups: Sequence[Count], everybody: Count | None, question: Question
) -> Count | None:
    against = question.against
    if against == "others":
        if everybody is None:
            return None
        return Count(
            group=tuple(OTHERS.items()), at=a.at, count=everybody.count - a.count,
            n=exactly(everybody.n - a.n), members=everybody.members - a.members,
        )  # fmt: skip
    if isinstance(against, str):
        named = [g for g in groups if not any(v in {UNKNOWN, NOT_STATED} for _, v in g.group)]
        return max(named or groups, key=lambda each: (each.n, each.group))
    return next((each for each in groups if dict(each.group) == dict(against)), None)


def _compared(a: Count, b: Count, *, per_year: bool) -> dict[str, Any]:
    if not per_year:
        return selection.compare(
            a.count, int(a.n), b.count, int(b.n), name_a=named(a.group), name_b=named(b.group)
        ).as_dict()
    found = person_time.compare_rates(
        events_a=a.count, exposure_a=a.n, events_b=b.count, exposure_b=b.n
    )
    gap = power.smallest_rate_gap(a.n, b.n, b.count / b.n) if b.count else None
    return {**found.as_dict(), "smallest_detectable_gap": gap}


def named(group: Group) -> str:
    """A group in words: the values that describe it."""
    return ", ".join(value for _, value in group) or "everybody"


@dataclass(frozen=True)
class People:
    """Different people, where one person may fill several rows.

    groups     by group and place
    everybody  by place
    """

    groups: Cells
    everybody: Cells

    def members(self, by: Sequence[str], *places: str) -> dict[Any, int]:
        """How many each group has (at each place), and everybody together under no group."""
        found = {}
        for keys, cells in (((), self.everybody), (by, self.groups)):
            for cell in cells.over(*keys, *places).rows():
                group = group_of(keys, cell)
                found[(group, *(int(cell[p]) for p in places)) if places else group] = cell["n"]
        return found


def people_in(dataset: Dataset, rows: Any, by: Sequence[str], *places: str) -> People:
    """The different people of some rows by group, and by place where there are any.

    rows  without the attributes of people that `by` names
    """
    if are_of_people(dataset, by):
        # One row each before they are described: whoever has an attribute has it throughout.
        different = rows.select("person", *places).distinct()
        groups = aggregate(with_groups(dataset, different, by), (*by, *places))
        return People(groups, groups.over(*places))
    different = with_groups(dataset, rows, by).select("person", *by, *places).distinct()
    # Everybody is counted apart: who changed groups is in two of them.
    everybody = rows.select("person", *places).distinct()
    return People(aggregate(different, (*by, *places)), aggregate(everybody, places))


def are_of_people(dataset: Dataset, by: Sequence[str]) -> bool:
    """Whether nobody is in two of the groups: what describes them belongs to a person."""
    return set(by) <= set(dataset.mapping.workforce.attributes)


def some(people: int) -> str:
    """A number for a note: notes go through the gate as they are, so a small one is not told."""
    return f"{people:,}" if people >= SMALLEST_GROUP else f"fewer than {SMALLEST_GROUP}"


def exactly(n: float) -> float:
    """Person-years have nine decimals; what floats add behind them is noise."""
    return round(n, 9)
