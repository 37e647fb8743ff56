"""Counts of a secret as they may be shown: what is hidden, what is held, what stays the same."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.engine.disclosure.cube import Table
from tiebeam.engine.disclosure.noise import Protection, band_people, noised, person_keys
from tiebeam.engine.disclosure.population import Coded, Population
from tiebeam.engine.disclosure.protected import (
    ImpossibleSecret,
    Secret,
    protected_lines,
    values_of,
)
from tiebeam.engine.disclosure.published import Line
from tiebeam.engine.records.window import Window

KEY = bytes(range(32))
JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)
VALUES = ("Men", "Women")
PORTS = Table("people", ("unit",))
YEAR = Table("promoted", ("unit",), Window(JANUARY, date(2026, 12, 31)))


def organisation(people, *, women=()):
    """People by id and unit, of whom some are women."""
    ids = list(people)
    numbers = person_keys(KEY, ids)
    units = tuple(sorted({*people.values()})) or ("nobody's",)
    has = values_of([["Women"] if each in women else ["Men"] for each in ids], VALUES)
    return (
        Population(
            people=numbers,
            fields={"unit": Coded(units, np.array([units.index(people[i]) for i in ids], int))},
        ),
        Secret(attribute="gender", values=VALUES, has=has, numbers=numbers, key=KEY),
    )


def test_a_secret_can_be_asked_of_some_of_its_values_in_any_order():
    numbers = person_keys(KEY, ["ada", "bea"])
    has = np.array([[True, False, False], [False, True, True]])
    told = Secret(attribute="x", values=("A", "B", "C"), has=has, numbers=numbers, key=KEY)

    some = told.of(("C", "A"))

    assert (some.attribute, some.values, some.key) == ("x", ("C", "A"), KEY)
    assert some.has.tolist() == [[False, True], [True, False]]
    assert told.of(()).has.shape == (2, 0)


def of(unit, first, last):
    return {f"{unit} {number}": unit for number in range(first, last)}


def release(people, *, women=(), table=PORTS, number=1, at=JANUARY, before=(), **more):
    on_show = {each.line.about: each for each in before if each.line.shown is not None}
    return list(
        protected_lines(
            table,
            *organisation(people, women=women),
            release=number,
            at=at,
            on_show=on_show,
            **more,
        )
    )


def shown(found):
    return {(each.line.cell["unit"], each.line.value): each.line.shown for each in found}


def first_women(people, count):
    return sorted(people)[:count]


def test_each_cell_shows_each_value_with_the_noise_of_all_its_members():
    ports, sales = of("Ports", 0, 40), of("Sales", 0, 12)
    women = {*first_women(ports, 7), *first_women(sales, 3)}

    found = shown(release(ports | sales, women=women))

    for unit, people, count in (("Ports", ports, 7), ("Sales", sales, 3)):
        members = person_keys(KEY, list(people))
        for value, true in (("Women", count), ("Men", len(people) - count)):
            expected = noised(true, members=members, attribute="gender", value=value, key=KEY)
            assert found[unit, value] == expected


def test_each_line_says_what_it_is_of_and_how_far_off_it_may_be():
    people = of("Ports", 0, 40)
    said = {"release": 3, "at": JULY, "attribute": "gender", "value": "Men", "n": 40,
            "cell": {"unit": "Ports"}, "band": band_people()}  # fmt: skip

    stock, flow = (
        release(people, table=table, number=3, at=JULY)[0].line for table in (PORTS, YEAR)
    )

    assert stock == Line(kind="stock", shown=stock.shown, **said)
    assert flow == Line(
        kind="flow", outcome="promoted", window=YEAR.window, shown=flow.shown, **said
    )


def test_stricter_noise_is_drawn_where_it_is_asked_for():
    people, strict = of("Ports", 0, 40), Protection(largest=12, variance=30.0)

    found = release(people, women=first_women(people, 7), protection=strict)

    assert {each.line.band for each in found} == {band_people(strict)}
    assert {each.protection for each in found} == {strict}
    assert shown(found)["Ports", "Women"] == noised(
        7, members=person_keys(KEY, list(people)), attribute="gender", value="Women", key=KEY,
        protection=strict,
    )  # fmt: skip


def test_a_cell_of_nine_is_not_shown_whoever_is_in_it():
    for women in (0, 4, 9):
        people = of("Ports", 0, 9)
        found = release(people, women=first_women(people, women))

        assert [(each.line.shown, each.line.why, each.line.n) for each in found] == [
            (None, "threshold", 9)
        ] * 2


def test_a_stricter_threshold_hides_more():
    people = of("Ports", 0, 15)

    found = release(people, protection=Protection(smallest_group=16))

    assert {each.line.why for each in found} == {"threshold"}


@pytest.mark.parametrize(("left", "joined"), [(1, 0), (0, 1), (29, 0), (0, 29), (14, 15)])
def test_until_thirty_people_came_or_went_the_old_number_stands_with_its_day(left, joined):
    before = of("Ports", 0, 100)
    first = release(before, women=first_women(before, 20))
    now = of("Ports", left, 100 + joined)

    second = release(now, women=first_women(now, 45), number=2, at=JULY, before=first)

    assert shown(second) == shown(first)
    assert {(each.line.release, each.line.at, each.line.why) for each in second} == {
        (2, JANUARY, "hold")
    }


def test_after_thirty_people_it_is_shown_anew_with_new_noise():
    before = of("Ports", 0, 100)
    first = release(before, women=first_women(before, 20))
    now = of("Ports", 15, 115)

    second = release(now, women=first_women(now, 20), number=2, at=JULY, before=first)

    assert {(each.line.at, each.line.why) for each in second} == {(JULY, None)}
    assert shown(second)["Ports", "Women"] == noised(
        20, members=person_keys(KEY, list(now)), attribute="gender", value="Women", key=KEY
    )


def test_what_is_held_is_compared_with_those_who_were_counted_and_not_with_the_last_release():
    first = release(of("Ports", 0, 100))
    second = release(of("Ports", 0, 120), number=2, at=JULY, before=first)

    third = release(of("Ports", 0, 131), number=3, at=date(2027, 1, 1), before=second)

    assert {each.line.why for each in second} == {"hold"}
    assert {(each.line.at, each.line.n) for each in third} == {(date(2027, 1, 1), 131)}


def test_of_the_same_people_the_number_stays_whatever_somebody_says_anew():
    # Otherwise one more woman in an unchanged unit would tell who has changed her answer.
    people = of("Ports", 0, 60)
    first = release(people, women=first_women(people, 12))

    second = release(people, women=first_women(people, 13), number=2, at=JULY, before=first)

    assert shown(second) == shown(first)
    assert {(each.line.at, each.line.why) for each in second} == {(JULY, None)}


def test_a_number_is_new_once_and_keeps_the_members_whom_it_counts():
    counted, more = of("Ports", 0, 60), of("Ports", 0, 70)
    first = release(counted)
    same = release(counted, number=2, at=JULY, before=first)
    held = release(more, number=3, at=JULY, before=same)

    for found, new in ((first, True), (same, False), (held, False)):
        assert {each.new for each in found} == {new}
        for each in found:
            assert sorted(each.members) == sorted(person_keys(KEY, list(counted)))
    (few, _) = release(of("Ports", 0, 9))
    assert (few.new, len(few.members)) == (False, 9)


def test_what_was_held_is_of_today_again_when_the_same_people_are_back():
    counted = of("Ports", 0, 60)
    first = release(counted)
    held = release(of("Ports", 0, 70), number=2, at=JULY, before=first)

    back = release(counted, number=3, at=date(2027, 1, 1), before=held)

    assert shown(back) == shown(first)
    assert {(each.line.release, each.line.at, each.line.why) for each in back} == {
        (3, date(2027, 1, 1), None)
    }


@settings(deadline=None)
@given(st.integers(0, 59), st.data())
def test_whether_a_cell_is_shown_or_held_tells_nothing_about_what_anybody_said(moved, data):
    before, now = of("Ports", 0, 40), of("Ports", moved, 40 + moved // 2)
    said = [
        data.draw(st.sets(st.sampled_from(sorted(people))))
        for people in (before, now, before, now)
        if people
    ]
    outcomes = []
    for here, then in (said[:2], said[-2:]) if now else ():
        first = release(before, women=here)
        second = release(now, women=then, number=2, at=JULY, before=first)
        outcomes.append([(each.line.at, each.line.why, each.line.n) for each in second])

    assert not outcomes or outcomes[0] == outcomes[1]


def test_a_cell_that_fell_below_ten_is_not_shown_any_more():
    first = release(of("Ports", 0, 12))

    second = release(of("Ports", 0, 9), number=2, at=JULY, before=first)

    assert {(each.line.shown, each.line.why) for each in second} == {(None, "threshold")}


def test_a_cell_that_was_too_small_before_is_new_when_it_is_large_enough():
    first = release(of("Ports", 0, 9))

    second = release(of("Ports", 0, 10), number=2, at=JULY, before=first)

    assert {(each.line.at, each.line.why) for each in second} == {(JULY, None)}


def test_a_window_of_promotions_is_shown_once():
    first = release(of("Ports", 0, 20), table=YEAR)

    again = release(of("Ports", 0, 21), table=YEAR, number=2, at=JULY, before=first)

    assert {(each.line.kind, each.line.outcome) for each in first} == {("flow", "promoted")}
    assert again == []


def test_a_value_whose_window_was_not_shown_yet_is_shown_beside_one_that_was():
    first = release(of("Ports", 0, 20), table=YEAR)

    again = release(of("Ports", 0, 20), table=YEAR, number=2, at=JULY, before=first[:1])

    assert [each.line.value for each in first] == ["Men", "Women"]
    assert [each.line.value for each in again] == ["Women"]


def test_an_answer_of_several_values_counts_for_each():
    assert values_of([["Women", "Men"], [], ["Women", "Other"]], VALUES).tolist() == [
        [True, True], [False, False], [False, True],
    ]  # fmt: skip


def test_a_secret_of_other_people_is_refused():
    population, _ = organisation(of("Ports", 0, 12))
    _, secret = organisation(of("Ports", 0, 13))

    with pytest.raises(ImpossibleSecret, match=r"^The secret is not that of these people.$"):
        list(protected_lines(PORTS, population, secret, release=1, at=JANUARY, on_show={}))


def test_answers_that_do_not_fit_the_values_are_refused():
    with pytest.raises(
        ImpossibleSecret, match=r"^Each person has each value or has not: N people by V values.$"
    ):
        Secret(
            attribute="gender", values=VALUES, has=np.zeros((3, 1), bool),
            numbers=np.arange(3, dtype=np.uint64), key=KEY,
        )  # fmt: skip
