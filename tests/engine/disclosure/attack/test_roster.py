"""Who is in which cell, from what everybody knows."""

from __future__ import annotations

from datetime import date

import pytest
from engine.disclosure.attack.small import YEAR, count

from tiebeam.engine.disclosure.attack import Event, NotOnRoster, Roster, members
from tiebeam.engine.disclosure.published import Line

DAY, LATER = date(2026, 1, 1), date(2026, 7, 1)
TREE = {"crane": "harbour", "quay": "harbour", "tug": "harbour"}


def line(cell: dict[str, str], **more: object) -> Line:
    shown = 1 if "why" not in more or more["why"] == "hold" else None
    return count(shown, "", cell=cell, **{"n": None, **more})[0]  # type: ignore[arg-type]


def who(lines: list[Line], roster: Roster) -> list[str]:
    rows = members(lines, roster).toarray()
    return ["".join(p for p, inside in zip(roster.people, row, strict=True) if inside)
            for row in rows]  # fmt: skip


def day(**units: str) -> dict[str, dict[str, str]]:
    """Who is in which unit: crane="ab" puts a and b there."""
    return {person: {"unit": unit, "grade": "B" if person < "c" else "C"}
            for unit, people in units.items() for person in people}  # fmt: skip


def test_a_cell_holds_those_who_have_its_fields_on_its_day():
    roster = Roster(days={DAY: day(crane="ab", desk="cd"), LATER: day(crane="b", desk="cde")})

    cells = [line({}), line({"unit": "crane"}), line({"unit": "desk", "grade": "C"}),
             line({}, at=LATER, release=2), line({"unit": "crane"}, at=LATER, release=2),
             line({"unit": "nowhere"})]  # fmt: skip

    assert roster.people == ("a", "b", "c", "d", "e")
    assert who(cells, roster) == ["abcd", "ab", "cd", "bcde", "b", ""]


def test_a_merged_category_holds_all_that_it_names():
    roster = Roster(days={DAY: day(crane="a", quay="b", desk="c")})

    assert who([line({"unit": "crane; quay"}), line({"unit": "desk"})], roster) == ["ab", "c"]


def test_a_name_that_has_the_mark_in_it_is_still_one_name():
    roster = Roster(days={DAY: {"a": {"unit": "tug; north"}, "b": {"unit": "desk"}}})

    assert who([line({"unit": "tug; north"})], roster) == ["a"]

    below = Roster(days=roster.days, trees={"unit": {"tug; north": "harbour"}})
    lines = [line({"unit": "tug; north"}), line({"unit": "harbour"})]
    assert who(lines, below) == ["a", ""]


def test_a_parent_holds_whatever_below_it_has_no_line_of_its_own():
    roster = Roster(days={DAY: day(crane="ab", quay="c", harbour="d")}, trees={"unit": TREE})

    assert who([line({"unit": "harbour"})], roster) == ["abcd"]
    assert who([line({"unit": "harbour"}), line({"unit": "crane"})], roster) == ["cd", "ab"]


def test_a_hidden_line_still_takes_its_people_out_of_its_parent():
    roster = Roster(days={DAY: day(crane="ab", quay="c")}, trees={"unit": TREE})
    hidden = line({"unit": "crane"}, why="suppressed")

    assert who([line({"unit": "harbour"}), hidden], roster) == ["c", "ab"]


def test_a_held_line_is_of_its_own_day_and_of_the_table_of_that_day():
    roster = Roster(
        days={DAY: day(crane="ab", quay="c"), LATER: day(crane="b", quay="d")},
        trees={"unit": TREE},
    )
    lines = [line({"unit": "crane"}), line({"unit": "harbour"}),
             line({"unit": "harbour"}, release=2, why="hold")]  # fmt: skip

    assert who(lines, roster) == ["ab", "c", "c"]


def test_a_flow_holds_those_to_whom_it_happened():
    promoted = Event(YEAR, "promoted", "women managers")
    roster = Roster(days={}, events={promoted: day(crane="a", desk="c")})
    flow = {"kind": "flow", "window": YEAR, "outcome": "promoted", "among": "women managers"}

    assert who([line({}, **flow), line({"unit": "desk"}, **flow)], roster) == ["ac", "c"]


@pytest.mark.parametrize("missing", [{"at": LATER}, {"window": YEAR, "outcome": "left"}])
def test_what_the_roster_says_nothing_of_is_said(missing: dict[str, object]):
    with pytest.raises(NotOnRoster, match="roster lacks"):
        members([line({}, **missing)], Roster(days={DAY: {}}))
