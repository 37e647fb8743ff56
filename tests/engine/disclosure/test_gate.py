"""The gate for secrets: budget, hold, attack, and that nothing else changes a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from tiebeam.engine.disclosure.attack import RATES, Contradiction, forced
from tiebeam.engine.disclosure.cube import Attribute, Cube, Table
from tiebeam.engine.disclosure.gate import (
    Given,
    TooSoon,
    _candidates,
    _Gate,
    _kept,
    _Past,
    _Trial,
    equations_of,
    ever_used,
    families,
    membership,
    publish,
    rates_of,
)
from tiebeam.engine.disclosure.noise import Protection, person_keys
from tiebeam.engine.disclosure.population import Coded, Population
from tiebeam.engine.disclosure.protected import Secret, Shown
from tiebeam.engine.disclosure.published import CROSSED, Line
from tiebeam.engine.records.window import Window

JANUARY = date(2026, 1, 1)
JULY = date(2026, 7, 1)
NEXT_JANUARY = date(2027, 1, 1)
YEAR = Window(date(2025, 1, 1), date(2025, 12, 31))
UNITS, LEVELS = ("Ferries", "Ports", "Sales"), ("1", "2")
GENDERS, FAITHS = ("Men", "Women"), ("Some", "None")
EVERYBODY, BY_UNIT, BY_LEVEL = (Table("people", by) for by in ((), ("unit",), ("level",)))
PROMOTED = Table("promoted", (), YEAR)
WHOM = ("people", None)
ROSTER_KEY, NOISE_KEY = b"r" * 32, b"n" * 32


def person(number):
    """Where somebody is and what they would say: spread evenly, and unlike each other."""
    return UNITS[number % 3], LEVELS[number // 3 % 2], number % 5 == 0, number % 4 == 0


def cube(*attributes, people=600, first=JANUARY):
    return Cube(
        first=first, people=people, attributes=attributes, fields={"unit": 1, "level": None}
    )


def gender(*tables, **more):
    return Attribute(name="gender", values=GENDERS, tables=tables, **{"times_a_year": 2, **more})


def given(
    people, *, release=1, at=JANUARY, promoted=None, secrets=("gender",), women=None, silent=()
):
    """A release of people by number; `women` overrides who they are, the `silent` say nothing."""
    rosters = {WHOM: people} | ({("promoted", YEAR): promoted} if promoted else {})
    return Given(
        release=release,
        at=at,
        populations={whom: population(numbers) for whom, numbers in rosters.items()},
        secrets={
            (name, whom): secret(name, numbers, women, silent)
            for name in secrets
            for whom, numbers in rosters.items()
        },
    )


def population(numbers):
    where = [person(number) for number in numbers]
    return Population(
        people=person_keys(ROSTER_KEY, [str(number) for number in numbers]),
        fields={
            "unit": Coded(UNITS, np.array([UNITS.index(u) for u, *_ in where])),
            "level": Coded(LEVELS, np.array([LEVELS.index(level) for _, level, *_ in where])),
        },
    )


def secret(name, numbers, women=None, silent=()):
    is_woman = [person(n)[2] if women is None else n in women for n in numbers]
    answered = np.array([[n not in silent] for n in numbers])
    believes = [person(number)[3] for number in numbers]
    of = {
        "gender": (GENDERS, np.array([[not w, w] for w in is_woman])),
        "faith": (FAITHS, np.array([[b, not b] for b in believes])),
    }
    of[f"gender{CROSSED}faith"] = (
        tuple(f"{g}{CROSSED}{f}" for g in GENDERS for f in FAITHS),
        np.array([[(not w) & b, (not w) & (not b), w & b, w & (not b)]
                  for w, b in zip(is_woman, believes, strict=True)]),
    )  # fmt: skip
    values, has = of[name]
    return Secret(
        attribute=name, values=values, has=has & answered, key=NOISE_KEY,
        numbers=person_keys(NOISE_KEY, [str(number) for number in numbers]),
    )  # fmt: skip


def told(found):
    return {line.about: (line.shown, line.why, line.at) for line in found.lines}


def whys(found):
    return {line.why for line in found.lines}


PEOPLE = range(600)


def test_each_declared_table_is_shown_cell_by_cell_and_survives_the_attack():
    found = publish(
        cube(gender(EVERYBODY, BY_UNIT, PROMOTED)), given(PEOPLE, promoted=range(90)),
        earlier=[], seed=1,
    )  # fmt: skip

    assert len(found.lines) == len(found.shown) == 2 * (1 + 3 + 1)
    assert whys(found) == {None}
    (attacked,) = found.attacks
    assert (attacked.passed, attacked.certain, attacked.dropped) == (True, 0, ())
    assert {each.value for each in attacked.precision} == {("gender", each) for each in GENDERS}
    for line in found.lines:
        assert abs(line.shown - (120 if line.value == "Women" else 480) * line.n / 600) <= 8 + 1


def test_no_order_of_what_is_asked_changes_a_number():
    tables = (EVERYBODY, BY_UNIT, BY_LEVEL)
    faith = Attribute(name="faith", values=FAITHS, tables=(BY_UNIT,), times_a_year=2)
    one = cube(gender(*tables), faith)
    other = cube(faith, gender(*reversed(tables)))
    asked = given(PEOPLE, secrets=("gender", "faith"))

    assert told(publish(one, asked, earlier=[], seed=1)) == told(
        publish(other, asked, earlier=[], seed=2)
    )


def test_asking_again_gives_the_same_numbers():
    first, again = (
        publish(cube(gender(BY_UNIT)), given(PEOPLE), earlier=[], seed=seed) for seed in (1, 9)
    )

    assert told(first) == told(again)


def test_a_table_for_which_the_budget_has_no_room_is_left_out_and_the_next_may_fit():
    # 40 people: ten figures. Units take 6, both levels would take 4 more than everybody leaves.
    asked = cube(gender(BY_UNIT, BY_LEVEL, EVERYBODY, times_a_year=1), people=36)

    found = publish(asked, given(range(36)), earlier=[], seed=1)

    why = {tuple(line.cell): line.why for line in found.lines}
    assert why[("level",)] == "budget"
    # It fits the budget; whether attackers let it pass among so few is another matter.
    assert why[()] != "budget"
    assert all(line.shown is None for line in found.lines if line.why == "budget")


def test_what_is_crossed_is_charged_to_each_of_its_factors():
    faith = Attribute(name="faith", values=FAITHS, tables=(EVERYBODY,))
    both = Attribute(
        name=f"gender{CROSSED}faith", factors=("gender", "faith"),
        values=tuple(f"{g}{CROSSED}{f}" for g in GENDERS for f in FAITHS), tables=(EVERYBODY,),
    )  # fmt: skip
    asked = cube(gender(BY_UNIT, times_a_year=1), faith, both, people=36)
    secrets = ("gender", "faith", both.name)

    found = publish(asked, given(range(36), secrets=secrets), earlier=[], seed=1)

    # Nine figures: gender has 6 of its own, so the 4 of both are one too many.
    assert {line.why for line in found.lines if line.attribute == both.name} == {"budget"}


def test_attributes_that_are_crossed_are_attacked_together_and_others_apart():
    faith = Attribute(name="faith", values=FAITHS, tables=(EVERYBODY,))
    both = Attribute(
        name=f"gender{CROSSED}faith", factors=("gender", "faith"),
        values=(f"Women{CROSSED}Some",), tables=(EVERYBODY,),
    )  # fmt: skip
    age = Attribute(name="age", values=("Old",), tables=(EVERYBODY,))

    found = families(cube(both, age, gender(EVERYBODY), faith))

    assert sorted(sorted(each.name for each in family) for family in found) == [
        ["age"], ["faith", "gender", both.name],
    ]  # fmt: skip
    crossed = next(family for family in found if len(family) == 3)
    assert crossed[-1].name == both.name


def before(found):
    return list(found.shown)


def test_half_a_year_later_only_what_changed_by_thirty_people_is_shown_anew():
    asked = cube(gender(EVERYBODY, BY_UNIT))
    first = publish(asked, given(PEOPLE), earlier=[], seed=1)
    later = [n for n in PEOPLE if not (n % 3 == 0 and n < 105)]  # 35 people left Ferries

    second = publish(asked, given(later, release=2, at=JULY), earlier=before(first), seed=2)

    of = {(line.cell.get("unit", "all"), line.why, line.at) for line in second.lines}
    assert of == {
        ("all", None, JULY), ("Ferries", None, JULY), ("Ports", None, JULY), ("Sales", None, JULY),
    }  # fmt: skip
    new = {(*each.line.cell.values(),) for each in second.shown}
    assert new == {(), ("Ferries",)}  # the others are the same people, so the same numbers


def test_less_than_half_a_year_later_is_too_soon():
    asked = cube(gender(EVERYBODY))
    first = publish(asked, given(PEOPLE), earlier=[], seed=1)

    with pytest.raises(TooSoon, match="2026-01-01"):
        publish(
            asked, given(PEOPLE, release=2, at=JANUARY + timedelta(180)),
            earlier=before(first), seed=2,
        )  # fmt: skip


def test_what_is_shown_once_a_year_is_held_the_second_time():
    asked = cube(gender(EVERYBODY, times_a_year=1))
    first = publish(asked, given(PEOPLE), earlier=[], seed=1)

    second = publish(
        asked, given(range(100, 600), release=2, at=JULY), earlier=before(first), seed=2
    )

    assert {(line.why, line.at) for line in second.lines} == {("hold", JANUARY)}
    assert [line.shown for line in second.lines] == [line.shown for line in first.lines]


def test_where_earlier_numbers_already_prove_something_nothing_new_is_shown():
    # Exactly 1 of 1: a number that our gate never shows, but an older one may have.
    alone = Shown(
        Line(release=1, at=JANUARY, kind="stock", attribute="gender", value="Women",
             cell={"unit": "Owner"}, n=1, shown=1, band=0.0),
        person_keys(ROSTER_KEY, ["0"]),
        new=True,
    )  # fmt: skip

    found = publish(
        cube(gender(EVERYBODY, BY_UNIT)), given(PEOPLE, release=2, at=JULY), earlier=[alone], seed=2
    )

    assert whys(found) == {"attack"}
    assert {line.shown for line in found.lines} == {None}
    assert found.shown == ()
    (attacked,) = found.attacks
    assert not attacked.passed
    assert set(attacked.dropped) == {
        f"gender, {value}: {table}"
        for value in GENDERS
        for table in ("people by unit", "people, everybody")
    }
    assert attacked.as_row()["passed"] is False


def test_what_an_earlier_cube_crossed_is_attacked_with_each_of_its_factors():
    alone = Shown(
        Line(release=1, at=JANUARY, kind="stock", attribute=f"gender{CROSSED}faith",
             value=f"Women{CROSSED}Some", cell={"unit": "Owner"}, n=1, shown=1, band=0.0),
        person_keys(ROSTER_KEY, ["0"]),
        new=True,
    )  # fmt: skip

    found = publish(
        cube(gender(EVERYBODY)), given(PEOPLE, release=2, at=JULY), earlier=[alone], seed=2
    )

    assert whys(found) == {"attack"}
    assert not found.attacks[0].passed


def test_a_withdrawn_answer_is_in_no_number_that_is_shown_anew():
    asked = cube(gender(EVERYBODY))
    first = publish(asked, given(PEOPLE), earlier=[], seed=1)
    shown = {}
    for withdrawn in (set(), {0, 5, 10}):
        later = given(range(600 + 40), release=2, at=JULY, silent=withdrawn)
        (line,) = [
            each for each in publish(asked, later, earlier=before(first), seed=2).lines
            if each.value == "Women"
        ]  # fmt: skip
        shown[len(withdrawn)] = line.shown

    # The same people, so the same noise: the number is less by those who withdrew.
    assert shown[0] - shown[3] == 3


def test_a_window_that_is_not_over_or_pay_is_left_for_later():
    pay = Table("pay", ())
    found = publish(cube(gender(EVERYBODY, PROMOTED, pay)), given(PEOPLE), earlier=[], seed=1)

    assert {line.kind for line in found.lines} == {"stock"}


def test_where_nothing_was_ever_shown_there_is_nothing_to_attack():
    found = publish(
        cube(gender(EVERYBODY, times_a_year=1), people=8), given(range(8)), earlier=[], seed=1
    )

    assert whys(found) == {"threshold"}
    assert [(each.passed, each.precision) for each in found.attacks] == [(True, ())]


def test_membership_says_for_each_number_whom_it_counts():
    a, b, c = sorted(person_keys(ROSTER_KEY, ["a", "b", "c"]).tolist())
    line = Line(release=1, at=JANUARY, kind="stock", shown=1)
    shown = [Shown(line, np.array(each, dtype=np.uint64)) for each in ([c, a], [b])]

    assert membership(shown).toarray().tolist() == [[1, 0, 1], [0, 1, 0]]
    assert membership([]).shape == (0, 0)


def test_values_that_few_have_are_counted_among_everybody_alone():
    asked = cube(gender(EVERYBODY, BY_UNIT, rare=("Women",)))

    found = publish(asked, given(PEOPLE), earlier=[], seed=1)

    assert {tuple(line.cell) for line in found.lines if line.value == "Women"} == {()}
    assert {tuple(line.cell) for line in found.lines if line.value == "Men"} == {(), ("unit",)}


@pytest.mark.parametrize(
    ("named", "part"), [(1, 0.6), (4, 0.6), (16, 0.8), (64, 0.9), (6400, 0.99)]
)  # fmt: skip
def test_the_fewer_an_attacker_names_the_more_of_the_room_is_kept_free(named, part):
    """Of four named, luck has as large a part as of one: 1 - .8/√4."""
    assert ever_used(named) == pytest.approx(part)


def everybody(shown, n, at=JANUARY, value="Women"):
    return Line(release=1, at=at, kind="stock", attribute="gender", value=value, n=n, shown=shown,
                band=4.8)  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "n", "rates"),
    [
        (115, 1000, (0.12,)),  # 11.5 %, nearly 12 %
        (80, 1000, (0.05, 0.12)),
        (200, 1000, (0.12, 0.3)),
        # 40 % is half less a fifth, but it may be 39.5 %.
        (400, 1000, (0.3, 0.5)),
        (450, 1000, (0.5,)),
        (880, 1000, (0.12,)),  # 12 % have it not
        (0, 1000, (0.02,)),
        (10, 1000, (0.02,)),
        (1000, 1000, (0.02,)),
        # Of 200, 12 may be 7 or 17: 3.6 to 8.4 %.
        (12, 200, (0.02, 0.05, 0.12)),
    ],
)
def test_a_value_is_attacked_at_the_rates_next_to_what_its_own_may_be(shown, n, rates):
    assert rates_of(("gender", "Women"), [everybody(shown, n)]) == rates


def test_the_last_figure_of_everybody_says_how_common_a_value_is_and_without_it_all_are_tried():
    lines = [
        everybody(120, 1000, JULY), everybody(300, 1000), everybody(20, 1000, JULY, value="Men"),
    ]  # fmt: skip

    assert rates_of(("gender", "Women"), lines) == (0.12,)
    assert rates_of(("gender", "Others"), lines) == RATES


@hypothesis.given(st.lists(st.integers(0, 9), max_size=12), st.integers(0, 30))
def test_each_table_in_its_turn_is_kept_if_it_can_be(weights, room):
    tried = []

    def fits(kept):
        tried.append(list(kept))
        return sum(weights[each] for each in kept) <= room

    kept = _kept(range(len(weights)), fits)

    by_hand, left = [], room
    for number, weight in enumerate(weights):
        if weight <= left:
            by_hand.append(number)
            left -= weight
    assert kept == by_hand
    assert kept in tried


def test_where_all_is_too_much_already_nothing_is_kept():
    assert _kept(range(3), lambda kept: False) == []


def test_numbers_of_an_earlier_cube_keep_the_noise_that_they_were_given():
    wide = Protection(largest=12, variance=20.0)
    line = Line(release=1, at=JANUARY, kind="stock", attribute="gender", value="Women",
                n=600, shown=131, band=8.8)  # fmt: skip
    old = Shown(line, person_keys(ROSTER_KEY, [str(n) for n in PEOPLE]), True, wide)
    new = old._replace(line=replace(line, at=JULY, shown=120, band=4.8), protection=Protection())

    system = equations_of(families(cube(gender(EVERYBODY)))[0], [old, new], {"gender"})

    assert system.largest.tolist() == [12, 8]
    assert system.variance.tolist() == [20, 6]
    assert forced(system) == ()
    # With noise of at most 5, no number of women could be shown as both.
    with pytest.raises(Contradiction):
        forced(replace(system, largest=np.array([5.0, 5.0])))


def test_secrets_are_made_up_with_the_noise_that_each_number_was_given():
    """Of 600 people 120 have it, in all draws: off as far as each cube's noise goes, not more."""
    members = person_keys(ROSTER_KEY, [str(n) for n in PEOPLE])
    line = Line(release=1, at=JANUARY, kind="stock", attribute="gender", value="Women",
                n=600, shown=120, band=4.8)  # fmt: skip
    shown = [
        Shown(line, members, True, Protection(largest=20, variance=100.0)),
        Shown(replace(line, shown=121), members, True),
        Shown(replace(line, shown=122, band=0.0), members, True),
    ]
    system = equations_of(families(cube(gender(EVERYBODY)))[0], shown, {"gender"})
    who = np.zeros((2000, 600, 2), bool)
    who[:, :120, system.values.index(("gender", "Women"))] = True

    noise = _Gate(system, shown, seed=1)(who) - 120

    assert np.abs(noise).max(axis=1).tolist() == [20, 8, 0]
    assert noise.var(axis=1) == pytest.approx([100, 6, 0], rel=0.15)


def test_what_is_recorded_of_a_value_is_measured_beside_all_that_is_shown():
    """Numbers of gender and faith crossed tell of women too, and are chosen after theirs."""
    faith = Attribute(name="faith", values=("Some",), tables=(EVERYBODY,), times_a_year=2)
    both = Attribute(
        name=f"gender{CROSSED}faith", factors=("gender", "faith"), times_a_year=2,
        values=(f"Women{CROSSED}Some",), tables=(EVERYBODY, BY_UNIT, BY_LEVEL),
    )  # fmt: skip
    asked = cube(replace(gender(EVERYBODY, BY_UNIT), values=("Women",)), faith, both)
    known = given(PEOPLE, secrets=("gender", "faith", both.name))
    some = {each.name: each.values for each in asked.attributes}
    known = replace(known, secrets={
        (name, whom): each.of(some[name]) for (name, whom), each in known.secrets.items()
    })  # fmt: skip

    found = publish(asked, known, earlier=[], seed=1)

    (attacked,) = found.attacks
    (family,) = families(asked)
    tables = [each for each in _candidates(asked, family, known, _Past(())) if each.new]
    shown = {each.line.about for each in found.shown}
    kept = [n for n, each in enumerate(tables) if each.new[0].line.about in shown]
    trial = _Trial(asked, family, [], tables, set(), 1, 1)
    for value in trial._rates:  # The secrets by which tables are chosen are made up first.
        list(trial._rehearsals(value, 1))
    made = {value: list(trial._rehearsals(value, 1_000_001)) for value in trial._rates}
    assert {each.line.attribute for each in found.shown} == {"gender", "faith", both.name}
    assert trial._attacked(made, kept).precision == attacked.precision


def test_a_second_cube_counts_its_budget_anew():
    asked = cube(gender(BY_UNIT, times_a_year=1), people=36)
    first = publish(asked, given(range(36)), earlier=[], seed=1)
    following = replace(asked, first=NEXT_JANUARY)

    second = publish(
        following, given(range(40, 100), release=2, at=NEXT_JANUARY), earlier=before(first), seed=2
    )

    assert "budget" not in whys(second)
