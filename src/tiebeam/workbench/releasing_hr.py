"""What a release shows beside counts of secrets: counts of what HR alone knows, and median pay.

Both look at the ledger, where what was shown before stays, and at the sealed rosters of earlier
releases, which say of whom it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from tiebeam.engine.disclosure import SMALLEST_GROUP
from tiebeam.engine.disclosure.cube import PEOPLE, Cube, HrTables, by_words
from tiebeam.engine.disclosure.gate import Given, Whom
from tiebeam.engine.disclosure.hr_counts import hr_lines
from tiebeam.engine.disclosure.medians import median_lines
from tiebeam.engine.disclosure.noise import Keys
from tiebeam.engine.disclosure.population import Population, changed
from tiebeam.engine.disclosure.protected import Shown
from tiebeam.engine.disclosure.published import Line
from tiebeam.engine.measures.released import Roster, pay_of, to_whom, told
from tiebeam.engine.records.dataset import Dataset
from tiebeam.workbench.releases import Release

#: The people of a release that was made before, by its number and what they are.
Opened = Callable[[int, Whom], Population]
THERE: Whom = (PEOPLE, None)


class ShownOtherwise(ValueError):
    """What a cube declares was released in part before, and would be told from that part."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What the release job has at hand.

    given       people in the categories that are shown, and what they told
    rosters     the same people by id
    categories  of each field, which values are told together
    earlier     every release so far, the first first
    opened      the people of one of them, as the vault keeps them
    key         by which people have numbers in a roster
    """

    dataset: Dataset
    cube: Cube
    given: Given
    rosters: Mapping[Whom, Roster]
    categories: Mapping[str, Mapping[str, str]]
    earlier: Sequence[Release]
    opened: Opened
    key: bytes


def hr_and_pay_lines(job: Job) -> list[Line]:
    """The lines of one release of kind "median" and "hr".

    Raises  ShownOtherwise, CannotMeasure, NotSolved; Damaged, SomethingElse of the vault
    """
    return [*_pay_lines(job), *_hr_lines(job)]


# --- pay ------------------------------------------------------------------------------------------


def _pay_lines(job: Job) -> list[Line]:
    asked = [
        (table, job.given.secrets[attribute.name, THERE].of(attribute.counted(table)))
        for attribute in job.cube.attributes
        for table in attribute.tables
        if table.kind == "median"
    ]
    if not asked:
        return []
    return median_lines(
        asked,
        job.given.populations[THERE],
        pay_of(job.dataset, job.rosters[THERE]),
        release=job.given.release,
        at=job.given.at,
        before=_last_looked_at(job),
        had_its_turn=_had_its_turn(job),
        protection=job.cube.protection,
    )


def _looked_at(release: Release) -> Iterator[Line]:
    """The medians that a release showed or decided not to, but for those it only repeated."""
    for line in release.lines:
        if line.kind == "median" and line.at == release.at and line.why != "hold":
            yield line


def _had_its_turn(job: Job) -> set[str]:
    """Attributes whose pay was looked at in the cube's year."""
    return {
        str(line.attribute)
        for release in job.earlier
        if _is_in_the_year(job.cube, release)
        for line in _looked_at(release)
    }


def _is_in_the_year(cube: Cube, release: Release) -> bool:
    return cube.holds.first <= release.at <= cube.holds.last


def _last_looked_at(job: Job) -> dict[tuple[Any, ...], Shown]:
    """Each median when it was last looked at, and whose it is or would have been."""
    found: dict[tuple[Any, ...], Shown] = {}
    for release in job.earlier:
        # Of a small cell, its size alone decided: there is nothing to hold.
        lines = [each for each in _looked_at(release) if (each.n or 0) >= SMALLEST_GROUP]
        if lines:
            cells = _Cells(release, job.opened)
            found |= {each.about: Shown(each, cells.members(each)) for each in lines}
    return found


class _Cells:
    """Who was in which cell on the day of an earlier release."""

    def __init__(self, release: Release, opened: Opened) -> None:
        there = opened(release.number, THERE)
        self._there = there.in_categories(release.content["categories"])
        self._by: dict[tuple[str, ...], dict[tuple[str, ...], Keys]] = {}

    def by(self, by: tuple[str, ...]) -> dict[tuple[str, ...], Keys]:
        if by not in self._by:
            cells = self._there.cells(by)
            self._by[by] = {cell: self._there.people[places] for cell, places in cells.items()}
        return self._by[by]

    def members(self, line: Line) -> Keys:
        by = tuple(sorted(line.cell))
        return self.by(by)[tuple(line.cell[name] for name in by)]


# --- what HR knows --------------------------------------------------------------------------------


def _hr_lines(job: Job) -> list[Line]:
    """What is shown for the first time or anew; and all that was ever shown, as it was."""
    # Each release repeats what those before it have shown, so the last one has all of it.
    last = job.earlier[-1].lines if job.earlier else ()
    shown = [each for each in last if each.kind == "hr"]
    new: list[Line] = []
    for tables in job.cube.hr:
        _check_not_shown_otherwise(tables, shown)
        if _has_its_turn(job, tables, [each for each in shown if _is_of(each, tables)]):
            new += _shown_now(job, tables)
    replaced = {_of(each) for each in new}
    kept = (each for each in shown if _of(each) not in replaced)
    return [*new, *(_repeated(each, job.given.release) for each in kept)]


def _of(line: Line) -> HrTables:
    """Which field and people a line is of."""
    return HrTables(field=line.attribute or "", shows=line.outcome or PEOPLE, window=line.window)


def _is_of(line: Line, tables: HrTables) -> bool:
    return _of(line) == replace(tables, by=((),))


def _repeated(line: Line, release: int) -> Line:
    """A line of an earlier release: what happened is over, and who is there may have changed."""
    is_old = line.window is None and line.shown is not None
    return replace(line, release=release, why="hold" if is_old else line.why)


def _check_not_shown_otherwise(tables: HrTables, shown: Iterable[Line]) -> None:
    by: dict[HrTables, set[tuple[str, ...]]] = {}
    for line in shown:
        by.setdefault(_of(line), set()).add(tuple(sorted(line.cell)))
    for other, fields in by.items():
        if tables.is_of_others(other):
            raise ShownOtherwise(
                f"The cube has '{tables.words}', and '{other.words}' was released. Some are among "
                "either, and whoever takes them away could find a few. Take it out of the cube."
            )
        if tables.window is None:
            continue
        if tables.meets(other) and tables.window != other.window:
            raise ShownOtherwise(
                f"The cube has '{tables.words}', and '{other.words}' was released. The days "
                "between would show who moved in them. Choose a window that begins after it."
            )
        missing = [each for each in tables.by if each not in fields]
        if tables.meets(other) and missing:
            raise ShownOtherwise(
                f"The cube has '{tables.words}'{by_words(missing[0])}, which was released without "
                "that table. A window gets no further tables afterwards: take it out of the cube."
            )


def _has_its_turn(job: Job, tables: HrTables, before: Sequence[Line]) -> bool:
    """Whether tables are shown now, of which these lines were shown before."""
    if tables.window is not None:
        return not before and tables.window.last <= min(job.given.at, job.dataset.changes_until)
    if not before:
        return True
    then = next(each for each in reversed(job.earlier) if each.at == before[0].at)
    return not _is_in_the_year(job.cube, then) and _is_far_from(job, then, before, tables)


def _is_far_from(job: Job, then: Release, before: Iterable[Line], tables: HrTables) -> bool:
    """Whether no cell is, but for a few people, one that was shown, of the same table or another.

    The counts are exact: of two cells that differ by one person, they say what HR knows of him or
    her.
    """
    cells, there = _Cells(then, job.opened), job.given.populations[THERE]
    shown_by = {tuple(sorted(line.cell)) for line in before}
    was = [people for by in shown_by for people in cells.by(by).values()]
    now = [there.people[places] for by in tables.by for places in there.cells(by).values()]
    hold = job.cube.protection.hold
    return all(changed(one, other) >= hold for one, other in product(was, now))


def _shown_now(job: Job, tables: HrTables) -> list[Line]:
    roster = _roster(job, tables)
    return hr_lines(
        roster.population.in_categories(job.categories),
        field=tables.field,
        told=told(job.dataset, roster, tables.field),
        tables=tables.by,
        outcome=None if tables.window is None else tables.shows,
        window=tables.window,
        release=job.given.release,
        at=job.given.at,
        smallest_group=job.cube.protection.smallest_group,
    )


def _roster(job: Job, tables: HrTables) -> Roster:
    if tables.window is None:
        return job.rosters[THERE]
    fields = {name: depth or 0 for name, depth in job.cube.fields.items()}
    return to_whom(job.dataset, tables.shows, tables.window, fields=fields, key=job.key)
