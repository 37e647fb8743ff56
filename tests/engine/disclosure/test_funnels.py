"""Funnels at the gate: what is shown of stages, once, and that careless ones give people away."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from engine.disclosure.cubes import cube, gender, year
from engine.disclosure.shown import flow, funnel
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.disclosure.attack import equations, forced, moves
from tiebeam.engine.disclosure.attack.differences import differences
from tiebeam.engine.disclosure.cube import PEOPLE, BadCube, Table, spent
from tiebeam.engine.disclosure.cube_file import as_toml, parse
from tiebeam.engine.disclosure.gate import Given, membership, publish
from tiebeam.engine.disclosure.noise import STANDARD, person_keys
from tiebeam.engine.disclosure.population import Coded, Population, population_of
from tiebeam.engine.disclosure.protected import Secret, protected_lines
from tiebeam.engine.disclosure.published import Line
from tiebeam.engine.disclosure.stages import decided_by, in_order, kept_apart

ROSTER_KEY, NOISE_KEY = b"r" * 32, b"n" * 32
STAGES = ("applied", "invited", "hired")
LAST = year(2025)
BY_STAGE = Table("applied", ("stage",), LAST)
#: When nearly all that was applied for in 2025 is decided.
JULY, NEXT_JANUARY = date(2026, 7, 1), date(2027, 1, 1)
sizes = st.lists(st.integers(0, 400), min_size=1, max_size=7).map(
    lambda each: sorted(each, reverse=True)
)


def people(furthest, *, first=0):
    """Applicants by the stage they came to last, numbered from `first` on."""
    ids = [str(first + number) for number in range(len(furthest))]
    return Population(
        people=person_keys(ROSTER_KEY, ids),
        fields={"stage": Coded(STAGES, np.array(furthest, np.int64), nested=True)},
    )


def secret(is_woman, *, first=0, **more):
    ids = [str(first + number) for number in range(len(is_woman))]
    return Secret(
        attribute="gender", values=("Women",), has=np.array(is_woman, bool)[:, None],
        numbers=person_keys(NOISE_KEY, ids), key=NOISE_KEY, **more,
    )  # fmt: skip


def came(*numbers):
    """The furthest stage of everybody, where so many came to each."""
    ends = [*numbers[1:], 0]
    return [
        s for s, (n, more) in enumerate(zip(numbers, ends, strict=True)) for _ in range(n - more)
    ]


def lines_of(furthest, is_woman, *, on_show=None):
    return [
        *protected_lines(
            BY_STAGE, people(furthest), secret(is_woman), release=1, at=JULY, on_show=on_show or {}
        )
    ]


def by_stage(lines):
    return {each.line.cell["stage"]: each.line for each in lines}


# --- stages ---------------------------------------------------------------------------------------


def test_whoever_came_to_a_stage_is_counted_at_all_before_it():
    cells = people([0, 2, 1, 2]).cells(("stage",))

    assert {cell: places.tolist() for cell, places in cells.items()} == {
        ("applied",): [0, 1, 2, 3], ("invited",): [1, 2, 3], ("hired",): [1, 3],
    }  # fmt: skip


def test_the_vault_keeps_that_stages_lie_within_one_another():
    kept = population_of(people([0, 2, 1]).as_bytes())

    assert kept.fields["stage"].nested
    assert len(kept.cells(("stage",))["applied",]) == 3


@given(sizes)
def test_stages_that_are_shown_differ_by_nobody_or_by_thirty(found):
    kept = [n for n, is_kept in zip(found, kept_apart(found, STANDARD), strict=True) if is_kept]

    assert all(n >= STANDARD.smallest_group for n in kept)
    apart = {a - b for place, a in enumerate(kept) for b in kept[place:]}
    assert all(each == 0 or each >= STANDARD.hold for each in apart)


def test_of_stages_that_are_too_near_the_first_and_the_last_are_shown():
    assert kept_apart([300, 110, 105, 100], STANDARD) == [True, False, False, True]
    assert kept_apart([300, 100, 100], STANDARD) == [True, True, True]
    assert kept_apart([300, 40, 9], STANDARD) == [True, True, False]


def test_stages_come_in_the_order_of_the_people_and_alike_ones_as_they_are_named():
    assert in_order({"b": 5, "a": 5, "c": 9}, ("c", "b", "a")) == ["c", "b", "a"]
    assert in_order({"hired": 5, "applied": 9}, ()) == ["applied", "hired"]


# --- what is shown --------------------------------------------------------------------------------


def test_each_stage_has_the_noise_of_all_who_came_to_it():
    furthest = came(300, 120, 60)
    women = [number % 3 == 0 for number in range(300)]

    found = by_stage(lines_of(furthest, women))

    assert {stage: line.n for stage, line in found.items()} == {
        "applied": 300, "invited": 120, "hired": 60,
    }  # fmt: skip
    cells = people(furthest).cells(("stage",))
    for stage, line in found.items():
        assert line.shown == secret(women).noisy(cells[stage,], 0, STANDARD)
        assert line.kind == "flow"
        assert line.band == pytest.approx(4.8, abs=0.01)


def test_a_stage_that_few_more_came_to_is_hidden_and_so_is_how_many():
    found = by_stage(lines_of(came(300, 102, 100), [True] * 150 + [False] * 150))

    assert (found["invited"].shown, found["invited"].n, found["invited"].why) == (
        None, None, "threshold",
    )  # fmt: skip
    assert found["applied"].shown is not None
    assert found["hired"].shown is not None


@given(st.integers(0, 2**32 - 1))
def test_whether_a_stage_is_shown_tells_nothing_about_what_anybody_said(seed):
    random = np.random.default_rng(seed)
    furthest = came(200, 120, 95)

    found = [by_stage(lines_of(furthest, random.random(200) < share)) for share in (0.1, 0.9)]

    assert [{s: (line.n, line.why) for s, line in each.items()} for each in found] == [
        {"applied": (200, None), "invited": (None, "threshold"), "hired": (95, None)}
    ] * 2


def test_once_a_part_of_a_funnel_was_shown_nothing_of_it_is_shown_anew():
    women = [number % 2 == 0 for number in range(300)]
    first = lines_of(came(300, 120, 60), women)
    one = next(each for each in first if each.line.cell["stage"] == "hired")

    again = lines_of(came(300, 150, 61), women, on_show={one.line.about: one})

    assert again == []


def test_stages_of_the_same_people_show_the_same_number():
    found = by_stage(lines_of(came(300, 100, 100), [n % 4 == 0 for n in range(300)]))

    assert found["invited"].shown == found["hired"].shown


# --- the declaration ------------------------------------------------------------------------------


def declared(*tables, **more):
    return cube(gender(Table(PEOPLE), *tables, values=("Women",)), **more)


def test_a_declared_funnel_is_read_as_it_is_written_and_spends_a_figure_for_each_stage():
    made = declared(BY_STAGE)

    assert parse(tomllib.loads(as_toml(made))) == made
    assert BY_STAGE.words == "applied in 2025 by stage"
    (found,) = spent(made, {Table(PEOPLE): 1, BY_STAGE: 3})
    assert found.figures == 4


@pytest.mark.parametrize("by", [(), ("level",), ("level", "stage")])
def test_who_applied_is_told_by_stage_and_by_nothing_else(by):
    with pytest.raises(BadCube, match="by stage, and by nothing else"):
        declared(Table("applied", by, LAST))


def test_nothing_else_is_told_by_stage():
    with pytest.raises(BadCube, match="which \\[fields\\] does not declare"):
        declared(Table("joined", ("stage",), LAST))


def test_a_window_of_which_little_is_decided_within_the_cube_is_refused():
    assert decided_by(year(2026)) == date(2027, 6, 30)

    with pytest.raises(BadCube, match="most of it is decided by 2027-06-30"):
        declared(Table("applied", ("stage",), year(2026)))


def test_windows_that_roll_are_refused():
    later = replace(LAST, first=date(2025, 7, 1), last=date(2026, 6, 30))

    with pytest.raises(BadCube, match="windows may not overlap"):
        declared(BY_STAGE, Table("applied", ("stage",), later), first=date(2026, 12, 30))


# --- careless funnels give people away, ours do not -----------------------------------------------


def exact(what, n, count, members, **cell):
    """An exact count of women, and whom it counts."""
    return flow(what, float(count), n, cell, band=0.0), members


def known(*told):
    """Who is certain, of whoever knows who applied and how far they came."""
    lines, members = zip(*told, strict=True)
    everybody = sorted({each for some in members for each in some})
    rows = np.array([[each in set(some) for each in everybody] for some in members], float)
    return {everybody[each.person] for each in forced(equations(lines, rows))}


def test_exact_counts_of_two_stages_give_away_the_one_who_went_no_further():
    given_away = known(
        exact("applied", 13, 6, range(13), stage="applied"),
        exact("applied", 12, 5, range(12), stage="hired"),
    )

    assert given_away == {12}


def test_exact_counts_of_the_same_window_at_two_dates_give_away_whom_they_decided_about():
    hired_later = [*range(12), 20]

    given_away = known(
        exact("applied", 12, 5, range(12), stage="hired"),
        exact("applied", 13, 6, hired_later, stage="hired"),
    )

    assert given_away == {20}


def test_who_was_hired_is_among_those_who_joined_and_the_attack_knows_it():
    given_away = known(
        exact("joined", 40, 15, range(40)),
        exact("applied", 39, 14, range(39), stage="hired"),
    )

    assert given_away == {39}


def test_one_stage_less_the_next_is_looked_at_without_any_roster():
    lines = [
        flow("applied", 6, 13, {"stage": "applied"}, band=0.0),
        flow("applied", 5, 12, {"stage": "hired"}, band=0.0),
    ]

    (found,) = [each for each in differences(lines, largest=lambda line: 8) if each.less]

    assert (found.people, found.low, found.high, found.certain) == (1, 1, 1, "all")


def test_of_all_stages_that_are_shown_no_difference_is_of_few():
    lines = [each.line for each in lines_of(came(400, 130, 60), [n % 3 == 0 for n in range(400)])]

    found = [each for each in differences(lines, largest=lambda line: 8) if each.less]

    assert [each.people for each in found] == [270, 70]
    assert [each.certain for each in found] == [None, None]


def test_who_only_applied_is_scored_apart_from_who_is_there():
    there = Line(release=1, at=JULY, kind="stock", attribute="gender", value="Women", n=20, shown=9)
    hired = flow("applied", 7, 15, {"stage": "hired"})

    parted = moves(equations([there, hired], np.array([
        [person < 20 for person in range(30)],
        [person >= 15 for person in range(30)],
    ], float)))  # fmt: skip

    assert {who: int(these.sum()) for who, these in parted.items()} == {
        "joined": 0, "left": 0, "stayed": 20, "applied": 10,
    }  # fmt: skip


def test_where_there_is_no_funnel_nobody_is_scored_apart():
    there = Line(release=1, at=JULY, kind="stock", attribute="gender", value="Women", n=20, shown=9)

    assert set(moves(equations([there], np.ones((1, 20))))) == {"joined", "left", "stayed"}


# --- the whole gate -------------------------------------------------------------------------------


def there(number):
    ids = [str(each) for each in number]
    return Population(people=person_keys(ROSTER_KEY, ids), fields={})


def a_release(*, release=1, at=JULY, furthest=None, is_woman=lambda number: number % 3 == 0):
    """600 people there, of whom the last 60 were hired; 500 applied."""
    furthest = furthest or [2] * 60 + [1] * 90 + [0] * 350
    # Those hired are 540 to 599; whoever else applied comes after them.
    everybody, applied = range(600), range(540, 540 + len(furthest))
    whom, funnels = (PEOPLE, None), ("applied", LAST)
    return Given(
        release=release, at=at,
        populations={whom: there(everybody), funnels: people(furthest, first=540)},
        secrets={
            ("gender", whom): secret([is_woman(n) for n in everybody]),
            ("gender", funnels): secret([is_woman(n) for n in applied], first=540),
        },
    )  # fmt: skip


def test_a_funnel_is_shown_beside_the_people_attacked_with_them_and_nobody_is_certain():
    found = publish(declared(BY_STAGE), a_release(), earlier=[], seed=1)

    shown = {each.cell["stage"]: each.shown for each in found.lines if each.cell}
    assert sorted(shown) == sorted(STAGES)
    assert None not in shown.values()
    (attack,) = found.attacks
    assert (attack.certain, attack.passed, attack.dropped) == (0, True, ())
    assert {guess.who for each in attack.precision for guess in each.guesses} >= {
        "stayed", "applied",
    }  # fmt: skip


def test_a_year_later_the_funnel_that_was_shown_is_not_counted_again():
    first = publish(declared(BY_STAGE), a_release(), earlier=[], seed=1)

    later = publish(
        declared(BY_STAGE, first=date(2027, 1, 1)),
        a_release(release=2, at=NEXT_JANUARY, furthest=[2] * 60 + [1] * 91 + [0] * 349),
        earlier=first.shown, seed=2,
    )  # fmt: skip

    assert [each for each in later.lines if each.outcome == "applied"] == []


def test_a_funnel_changes_no_number_that_is_shown_without_it():
    by_itself = publish(declared(), a_release(), earlier=[], seed=1)
    beside = publish(declared(BY_STAGE), a_release(), earlier=[], seed=1)

    without = {each.about: each.shown for each in by_itself.lines}
    assert without == {each.about: each.shown for each in beside.lines if each.outcome != "applied"}


def test_whoever_stands_apart_as_an_applicant_is_somebody_else_for_the_attack():
    furthest, women = came(300, 120, 60), [number % 3 == 0 for number in range(300)]
    real = people(furthest).people
    other = real.copy()
    other[:5] = person_keys(ROSTER_KEY, [f"as an applicant {n}" for n in range(5)])
    told = secret(women, known_as=other)

    shown = [
        *protected_lines(BY_STAGE, people(furthest), told, release=1, at=JULY, on_show={})
    ]  # fmt: skip

    everybody = next(each for each in shown if each.line.cell["stage"] == "applied")
    assert set(everybody.members.tolist()) == set(other.tolist())
    assert membership(shown).shape == (3, 300)


def test_lines_made_by_hand_lie_within_one_another():
    assert [line.n for line in funnel()] == sorted((line.n for line in funnel()), reverse=True)
