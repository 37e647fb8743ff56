"""Who reports to whom: a tree within each unit, its head to the head of the unit above.

Within a unit people are ranked by grade, then by time in it. The first leads; each further manager
leads about eight of those below. Whoever still can keeps last year's manager. A manager always
ranks higher or heads the unit above, so nobody can come to stand above themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tiebeam.examples.harbourline.draws import Flag, Whole
from tiebeam.examples.harbourline.organisation import SPAN, Organisation
from tiebeam.examples.harbourline.staff import Staff
from tiebeam.examples.harbourline.work import TOP

FEWEST_PLACES = 6

_Column = TypeVar("_Column", Whole, Flag)


@dataclass(frozen=True)
class Lines:
    """manager: employee number of each person's manager, 0 for the chief; head: leads the unit."""

    manager: Whole
    head: Flag


def reporting_lines(staff: Staff, organisation: Organisation) -> Lines:
    """The managers of one year. Every unit needs someone in it."""
    order = _by_rank(staff)
    lead, elsewhere, first = _plan(staff, organisation, order)
    planned, head = _in_rows(order, lead), _in_rows(order, first)
    inside = ~_in_rows(order, elsewhere)
    places = _places(staff, organisation, planned, head)
    boss = _with_last_years(staff, planned, order=order, inside=inside, places=places)
    manager = staff.person[boss]
    manager[order[0]] = 0  # the chief executive heads the first unit
    return Lines(manager=manager, head=head)


def _by_rank(staff: Staff) -> Whole:
    key = (staff.unit * 16 + (15 - staff.grade)) * 4096 + staff.since
    return np.argsort(key, kind="stable")


def _plan(staff: Staff, organisation: Organisation, order: Whole) -> tuple[Whole, Flag, Flag]:
    """By rank: everyone's manager as if nobody had one, who has theirs outside, who is a head."""
    unit, grade = staff.unit[order], staff.grade[order]
    first = np.searchsorted(unit, np.arange(len(organisation.units)))
    rank = np.arange(len(order)) - first[unit]
    lead = first[unit] + _rank_of_manager(rank, organisation.direct_reports[unit])
    # Nobody below the top grade reports to an equal, but to the head of the unit, and the head's
    # equals, as the head does, to the head of the unit above.
    lead = np.where((grade[lead] == grade) & (grade < TOP), first[unit], lead)
    outside = (rank == 0) | ((grade == grade[first[unit]]) & (grade < TOP))
    lead[outside] = first[organisation.above[unit[outside]]]
    return order[lead], outside, rank == 0


def _in_rows(order: Whole, by_rank: _Column) -> _Column:
    """The same column, from the order of ranks to the order of the staff."""
    rows = np.empty_like(by_rank)
    rows[order] = by_rank
    return rows


def _places(staff: Staff, organisation: Organisation, planned: Whole, head: Flag) -> Whole:
    """How many people each manager has room for; 0 for everybody who leads nobody."""
    leads = np.bincount(planned, minlength=len(staff)) > 0
    # Six to eleven: teams of one size would look made up.
    places = FEWEST_PLACES + staff.person * 5 % 6
    return np.where(head, organisation.direct_reports[staff.unit], places) * leads


def _rank_of_manager(rank: Whole, direct: Whole) -> Whole:
    """The first `direct` people report to the head, all others eight by eight to those behind."""
    return np.where(rank <= direct, 0, 1 + (rank - direct - 1) // SPAN)


def _with_last_years(
    staff: Staff, planned: Whole, *, order: Whole, inside: Flag, places: Whole
) -> Whole:
    """Everyone's manager: last year's where possible, for all others one with a place left."""
    row_of = np.full(int(staff.person[-1]) + 1, -1)
    row_of[staff.person] = np.arange(len(staff))
    last = row_of[staff.manager]
    keeps = (
        (staff.manager > 0)
        & (last >= 0)
        & inside
        & (staff.unit[last] == staff.unit)
        & (staff.grade[last] > staff.grade)
        & (places[last] > 0)
    )
    boss = np.where(keeps, last, planned)
    taken = np.bincount(last[keeps], minlength=len(staff))
    free = np.repeat(order, np.maximum(places - taken, 0)[order])
    seeking = order[(~keeps & inside)[order]]
    # Both lists are ranked unit by unit, so the first to seek gets the first free place.
    unit = staff.unit[seeking]
    place = np.arange(len(seeking)) - np.searchsorted(unit, unit)
    first, end = (np.searchsorted(staff.unit[free], unit, side=side) for side in ("left", "right"))
    found = first + place < end
    seeking, offered = seeking[found], free[(first + place)[found]]
    fits = staff.grade[offered] > staff.grade[seeking]
    boss[seeking[fits]] = offered[fits]
    return boss
