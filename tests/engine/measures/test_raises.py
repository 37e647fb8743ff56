"""Whose pay rose and by how much, on people that can be counted on paper."""

from __future__ import annotations

import numpy as np
import pytest
from engine.kit import ask, counts, dataset, window, year
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.stats.intervals import median_interval

STAFF = """
    person  begins      ends        pay    hours  currency
    ada     2019-01-01  2021-04-01  30000  40     EUR
    ada     2021-04-01  2023-01-01  31500  40     EUR
    bea     2019-01-01  2023-01-01  30000  40     EUR
    cid     2019-01-01  2022-01-01  40000  40     EUR
    cid     2022-01-01  2023-01-01  41000  40     EUR
    dan     2019-01-01  2021-06-01  40000  40     EUR
    dan     2021-06-01  2023-01-01  20000  20     EUR
    eve     2019-01-01  2021-09-01  40000  40     EUR
    fay     2021-02-01  2023-01-01  40000  40     EUR
    gus     2019-01-01  2021-06-01  40000  40     EUR
    gus     2021-06-01  2023-01-01  39000  40     EUR
    hal     2019-01-01  2021-06-01  40000  40     EUR
    hal     2021-06-01  2023-01-01  50000  40     GBP
    ida     2019-01-01  2021-06-01  -      40     EUR
    ida     2021-06-01  2023-01-01  50000  40     EUR
    jon     2019-01-01  2021-03-01  20000  40     EUR
    jon     2021-05-01  2023-01-01  30000  40     EUR
"""
PEOPLE = """
    person  gender
    ada     Women
    bea     Women
    cid     Men
    dan     Men
    gus     Men
"""


def of(measure, data=None, over=None, **question):
    staff = data or dataset(spells=STAFF, people=PEOPLE, until="2023-01-01")
    return ask(staff, measure, over=over or year(2021), **question)


def test_of_those_there_at_both_ends_with_pay_that_can_be_compared_the_share_whose_pay_rose():
    # Cid's raise of 1 January 2022 was decided in 2021, as promotions are. Eve left, Fay came, Jon
    # was away; Dan's hours, Hal's currency and Ida's pay can't be compared.
    assert counts(of("raise_rate", by=["gender"])) == {
        ("everybody",): (2, 4), ("Women",): (1, 2), ("Men",): (1, 2),
    }  # fmt: skip


def test_who_is_left_out_is_told_for_each_reason():
    assert of("raise_rate").notes[:3] == (
        "Left out, as their pay is not known at both ends: fewer than 10 people.",
        "Left out, as their hours changed in between: fewer than 10 people.",
        "Left out, as their currency changed in between: fewer than 10 people.",
    )


def test_a_longer_window_sees_the_raise_between_its_ends():
    over_two = counts(of("raise_rate", over=window("2020-01-01", "2022-06-30"), by=["gender"]))

    assert over_two["Women",] == (1, 2)


def test_at_the_end_of_the_data_the_last_day_is_looked_at():
    data = dataset(
        spells="person begins ends pay\nada 2019-01-01 2021-04-01 10\nada 2021-04-01 2022-01-01 11",
        people=PEOPLE,
    )

    assert counts(of("raise_rate", data)) == {("everybody",): (1, 1)}


def test_without_hours_and_currencies_pay_is_all_there_is():
    data = dataset(
        spells="person begins ends pay\nada 2019-01-01 2021-04-01 10\nada 2021-04-01 2023-01-01 11",
        people=PEOPLE,
    )

    found = of("raise_rate", data)

    assert counts(found) == {("everybody",): (1, 1)}
    assert not any(note.startswith("Left out") for note in found.notes)


def test_several_currencies_may_stand_side_by_side():
    data = dataset(
        spells="""
            person  begins      ends        pay  currency
            ada     2019-01-01  2021-04-01  10   EUR
            ada     2021-04-01  2023-01-01  11   EUR
            bea     2019-01-01  2021-04-01  10   GBP
            bea     2021-04-01  2023-01-01  12   GBP
        """,
        people=PEOPLE,
    )

    assert counts(of("raise_rate", data)) == {("everybody",): (2, 2)}
    assert of("raise_size", data).rows[0].value == 15


def paid(raises):
    """People by gender whose pay of 10,000 rose by so many percent: {gender: [percent]}."""
    spells, people = ["person begins ends pay"], ["person gender"]
    for gender, percents in raises.items():
        for n, percent in enumerate(percents):
            name = f"{gender}{n}"
            people.append(f"{name} {gender}")
            spells.append(f"{name} 2019-01-01 2021-04-01 10000")
            spells.append(f"{name} 2021-04-01 2023-01-01 {10000 + 100 * percent:.4f}")
    return dataset(spells="\n".join(spells), people="\n".join(people))


def test_the_middle_raise_is_that_of_those_who_got_one():
    found = of("raise_size", paid({"Women": [0, 1, 2, 6], "Men": [0, 0, 4]}), by=["gender"])

    assert [(dict(r.group), r.value, r.n, r.count, r.members) for r in found.rows] == [
        ({}, 3, 4, None, 4),
        ({"gender": "Women"}, 2, 3, None, 3),
        ({"gender": "Men"}, 4, 1, None, 1),
    ]  # fmt: skip
    assert (found.unit, found.rows[0].at) == ("percent", {"statistic": "median"})


def test_the_band_is_that_of_order_statistics():
    raises = [1, 2, 3, 4, 5, 6, 7, 8]

    row = of("raise_size", paid({"Women": raises})).rows[0]

    # Of eight values, the lowest and the highest hold the median in 99.2 % of cases; the second
    # and the seventh in 93 %, which is too few.
    assert (row.low, row.high) == tuple(median_interval(raises)) == (1, 8)


def test_of_fewer_than_six_no_band_can_be_given():
    row = of("raise_size", paid({"Women": [1, 2, 3]})).rows[0]

    assert (row.low, row.high) == (None, None)


def test_two_medians_are_set_beside_each_other_in_points():
    women, men = [1, 2, 3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8, 9, 10]
    found = of("raise_size", paid({"Women": women, "Men": men}), by=["gender"],
               against={"gender": "Men"})  # fmt: skip

    (beside,) = found.comparisons
    assert beside.results["difference"] == -2
    # Zou & Donner: medians 4.5 (1 to 8) and 6.5 (3 to 10), so 3.5 to either side of both.
    reach = np.hypot(3.5, 3.5)
    assert (beside.results["difference_low"], beside.results["difference_high"]) == (
        pytest.approx(-2 - reach), pytest.approx(-2 + reach),
    )  # fmt: skip
    assert (beside.results["n_a"], beside.results["n_b"]) == (8, 8)


def test_the_smallest_gap_of_two_medians_follows_from_the_spread_within():
    women, men = [1, 2, 3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8, 9, 10]
    found = of("raise_size", paid({"Women": women, "Men": men}), by=["gender"])

    within = np.sqrt((8 * np.var(women) + 8 * np.var(men)) / 14)
    # (1.96 + .8416) standard errors of a difference of two means, and sqrt(pi / 2) for medians.
    expected = (1.959964 + 0.841621) * within * np.sqrt(2 / 8) * np.sqrt(np.pi / 2)
    assert found.smallest_gap == pytest.approx(expected, rel=1e-5)


def test_beside_everybody_else_is_beside_the_raises_of_all_others():
    found = of("raise_size", paid({"Women": [1, 2], "Men": [5], "Others": [9]}), by=["gender"],
               against="others")  # fmt: skip

    women = next(c for c in found.comparisons if c.group == {"gender": "Women"})
    assert women.results["difference"] == 1.5 - 7


def test_where_nobody_got_a_raise_there_is_none_to_measure():
    with pytest.raises(CannotMeasure, match="Nobody's pay rose in the window"):
        of("raise_size", paid({"Women": [0, 0]}))


@pytest.mark.parametrize("measure", ["raise_rate", "raise_size"])
def test_without_pay_it_says_what_to_add(measure):
    data = dataset(spells="person begins ends\nada 2019-01-01 2023-01-01", people=PEOPLE)

    with pytest.raises(CannotMeasure, match=f"'{measure}' needs 'pay'"):
        of(measure, data)


def test_snapshots_show_raises_only_from_one_to_the_next():
    data = dataset(
        spells="person begins ends pay\nada 2019-01-01 2020-01-01 10\nada 2020-01-01 2021-01-01 11",
        people=PEOPLE, shape="snapshots", every="year", changes_until="2019-12-31",
    )  # fmt: skip

    assert counts(of("raise_rate", data, over=year(2019))) == {("everybody",): (1, 1)}
    with pytest.raises(CannotMeasure, match="changes from 2019-01-01 to 2019-12-31"):
        of("raise_rate", data, over=year(2020))
    with pytest.raises(CannotMeasure, match="2019-01-01:2019-12-31 holds this one"):
        of("raise_rate", data, over=window("2019-03-01", "2019-12-31"))


@settings(max_examples=sized(12, 25))
@given(
    st.dictionaries(
        st.sampled_from(["Women", "Men"]),
        st.lists(st.integers(-20, 60), min_size=1, max_size=12),
        min_size=1,
    ).filter(lambda raises: any(each > 0 for some in raises.values() for each in some))
)
def test_rate_and_size_are_what_counting_one_by_one_says(raises):
    tenths = {gender: [each / 10 for each in some] for gender, some in raises.items()}
    data = paid(tenths)

    rates = counts(of("raise_rate", data, by=["gender"]))
    sizes = {
        row.group.get("gender", "everybody"): row.value
        for row in of("raise_size", data, by=["gender"]).rows
    }

    everybody = [each for some in tenths.values() for each in some]
    for name, some in {**tenths, "everybody": everybody}.items():
        risen = [each for each in some if each > 0]
        assert rates[name,] == (len(risen), len(some))
        assert sizes.get(name) == (pytest.approx(np.median(risen)) if risen else None)
