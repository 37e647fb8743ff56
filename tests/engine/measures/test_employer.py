"""Every measure of the catalogue on twenty people, counted on paper."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from engine.kit import ask, counts, dataset, held, lines, window, year
from engine.measures.employer import CAREERS, PEOPLE, employer
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.measures.definitions import ASKED_BY_NAME, CATALOGUE
from tiebeam.workbench.figures import as_json_object

TWO_YEARS = window("2020-01-01", "2021-12-31")


def of(measure, over=None, **question):
    return ask(employer(), measure, over=over or year(2020), **question)


def rows_of(figure):
    return {
        (*(r.group.values() or ["everybody"]), *map(str, r.at.values())): r for r in figure.rows
    }


def test_who_is_at_each_level():
    found = of("headcount_share", by=["gender"])

    assert counts(found) == held("""
        everybody   1               7  7
        Men         1               3  7
        Women       1               2  7
        not_stated  1               1  7
        unknown     1               1  7
        everybody   2               6  6
        Men         2               3  6
        Women       2               3  6
        not_stated  2               0  6
        unknown     2               0  6
        everybody   3               3  3
        Men         3               2  3
        Women       3               1  3
        not_stated  3               0  3
        unknown     3               0  3
        everybody   off_the_ladder  1  1
        Men         off_the_ladder  0  1
        Women       off_the_ladder  1  1
        not_stated  off_the_ladder  0  1
        unknown     off_the_ladder  0  1
        everybody   all            17 17
        Men         all             8 17
        Women       all             7 17
        not_stated  all             1 17
        unknown     all             1 17
    """)


def test_a_group_with_nobody_at_a_level_is_shown_with_none_of_them():
    top = rows_of(of("headcount_share", by=["gender"]))["not stated", "3"]

    assert (top.count, top.n, top.value, top.low, top.members) == (0, 3, 0.0, 0.0, 0)
    assert top.high == pytest.approx(0.5615, abs=5e-5)  # Wilson: z² / (n + z²)


def test_who_is_at_the_top_and_at_the_bottom():
    assert counts(of("top_share", by=["gender"])) == held("""
        everybody   bottom 1  7 16
        Men         bottom 1  3  8
        Women       bottom 1  2  6
        not_stated  bottom 1  1  1
        unknown     bottom 1  1  1
        everybody   top    2  9 16
        Men         top    2  5  8
        Women       top    2  4  6
        not_stated  top    2  0  1
        unknown     top    2  0  1
        everybody   top    3  3 16
        Men         top    3  2  8
        Women       top    3  1  6
        not_stated  top    3  0  1
        unknown     top    3  0  1
    """)


def test_who_is_hired():
    assert counts(of("hire_share", by=["gender"])) == held("""
        everybody   1    3 3
        Men         1    1 3
        Women       1    1 3
        not_stated  1    1 3
        everybody   2    1 1
        Men         2    1 1
        Women       2    0 1
        not_stated  2    0 1
        everybody   all  4 4
        Men         all  2 4
        Women       all  1 4
        not_stated  all  1 4
    """)


def test_who_leaves_and_why():
    assert counts(of("exit_rate", by=["gender"])) == held("""
        everybody   any               3 17
        Men         any               1  8
        Women       any               1  7
        not_stated  any               1  1
        unknown     any               0  1
        everybody   no_exit_recorded  1 17
        Men         no_exit_recorded  1  8
        Women       no_exit_recorded  0  7
        not_stated  no_exit_recorded  0  1
        unknown     no_exit_recorded  0  1
        everybody   retirement        1 17
        Men         retirement        1  8
        Women       retirement        0  7
        not_stated  retirement        0  1
        unknown     retirement        0  1
        everybody   unknown           1 17
        Men         unknown           0  8
        Women       unknown           0  7
        not_stated  unknown           1  1
        unknown     unknown           0  1
        everybody   voluntary         1 17
        Men         voluntary         0  8
        Women       voluntary         1  7
        not_stated  voluntary         0  1
        unknown     voluntary         0  1
    """)


def test_who_is_promoted():
    # Level 3 is the highest: nobody can rise from it. Jon rises on New Year's Day, so in 2020.
    assert counts(of("promotion_rate", by=["gender"])) == held("""
        everybody   1  3 10
        Men         1  2  5
        Women       1  1  3
        not_stated  1  0  1
        unknown     1  0  1
        everybody   2  1  4
        Men         2  1  2
        Women       2  0  2
    """)


def test_who_is_in_each_quarter_of_pay():
    # Sixteen people are paid sixteen amounts: Q1 to 26, Q2 to 40, Q3 to 48.
    assert counts(of("pay_quarter_share", by=["gender"])) == held("""
        everybody   1  4 16
        Men         1  2  8
        Women       1  2  6
        not_stated  1  0  1
        unknown     1  0  1
        everybody   2  4 16
        Men         2  1  8
        Women       2  1  6
        not_stated  2  1  1
        unknown     2  1  1
        everybody   3  4 16
        Men         3  2  8
        Women       3  2  6
        not_stated  3  0  1
        unknown     3  0  1
        everybody   4  4 16
        Men         4  3  8
        Women       4  1  6
        not_stated  4  0  1
        unknown     4  0  1
    """)


def test_what_groups_are_paid():
    found = of("pay_gap", by=["gender"])

    assert found.unit == "EUR"
    assert {key: (row.value, row.n, row.count) for key, row in rows_of(found).items()} == {
        ("everybody", "median"): (41.0, 16, None),
        ("Men", "median"): (47.0, 8, None),
        ("Women", "median"): (41.0, 6, None),
        ("not stated", "median"): (32.0, 1, None),
        ("unknown", "median"): (30.0, 1, None),
        ("everybody", "mean"): (41.375, 16, None),
        ("Men", "mean"): (46.5, 8, None),
        ("Women", "mean"): (38.0, 6, None),
        ("not stated", "mean"): (32.0, 1, None),
        ("unknown", "mean"): (30.0, 1, None),
    }


def gaps(figure):
    return {
        (each.group["gender"], *each.reference.values(), each.at["statistic"]): (
            each.results["gap_percent"], each.results["n_a"], each.results["n_b"],
        )
        for each in figure.comparisons
    }  # fmt: skip


def test_pay_gaps_beside_the_largest_group():
    found = gaps(of("pay_gap", by=["gender"]))

    assert set(found) == {
        (group, "Men", statistic)
        for group in ("Women", "not stated", "unknown")
        for statistic in ("median", "mean")
    }
    assert found["Women", "Men", "median"] == (pytest.approx(100 * 6 / 47), 6, 8)
    assert found["Women", "Men", "mean"] == (pytest.approx(100 * 8.5 / 46.5), 6, 8)


def test_pay_gaps_beside_everybody_else():
    # The ten others than women: 24 26 28 30 32 46 48 50 70 80; median 39, mean 43.4.
    found = gaps(of("pay_gap", by=["gender"], against="others"))

    assert len(found) == 8
    assert found["Women", "else", "median"] == (pytest.approx(100 * (1 - 41 / 39)), 6, 10)
    assert found["Women", "else", "mean"] == (pytest.approx(100 * (1 - 38 / 43.4)), 6, 10)


def test_pay_gaps_beside_a_group_that_is_named():
    found = gaps(of("pay_gap", by=["gender"], against={"gender": "Women"}))

    assert {each[1] for each in found} == {"Women"}
    assert found["Men", "Women", "median"] == (pytest.approx(100 * (1 - 47 / 41)), 8, 6)


def test_leavers_per_person_year_over_two_years():
    # Women: six stay both years; Cat worked 91 of 366 days, Hel 306 of 366 and all of 2021.
    found = of("exit_rate", TWO_YEARS, by=["gender"])
    women = rows_of(found)["Women", "any"]

    assert found.unit == "per person-year"
    assert (women.count, women.members) == (1, 8)
    assert women.n == pytest.approx(13 + 397 / 366, abs=2e-9)
    assert women.value == women.count / women.n


def test_promotions_per_person_year_over_two_years():
    # At level 1 women: Ann 2 years, Bea 182 of 366 days, Cat 91, Hel 306 and all of 2021.
    found = rows_of(of("promotion_rate", TWO_YEARS, by=["gender"]))

    women = found["Women", "1"]
    assert (women.count, women.members) == (1, 4)
    assert women.n == pytest.approx(3 + (182 + 91 + 306) / 366, abs=2e-9)
    assert {key: row.count for key, row in found.items() if key[0] == "everybody"} == {
        ("everybody", "1"): 3, ("everybody", "2"): 1,
    }  # fmt: skip


def test_whole_years_of_people_who_change_place_within_them_are_whole():
    data = dataset(
        spells="""
            person  begins      ends        level  site
            ada     2018-01-01  2020-02-03  1      Leeds
            ada     2020-02-03  2020-02-04  1      Porto
            ada     2020-02-04  2020-10-10  1      Oslo
            ada     2020-10-10  2023-01-01  1      Leeds
        """,
        ladder=2,
    )
    over = window("2019-01-01", "2021-12-31")

    for measure in ("exit_rate", "promotion_rate"):
        everybody = rows_of(ask(data, measure, by=["site"], over=over))

        assert [row.n for key, row in everybody.items() if key[0] == "everybody"] == [3.0]


def test_who_changes_groups_within_the_window_is_one_person_among_everybody():
    # Members are what the gate looks at: six people at two sites each are not twelve.
    spells = [
        {"person": f"p{n}", "begins": begins, "ends": ends, "site": site, "level": 1}
        for n in range(6)
        for begins, ends, site in [("2018-01-01", "2020-06-01", "Leeds"),
                                   ("2020-06-01", "2022-01-01", "Porto")]
    ]  # fmt: skip
    data = dataset(spells=spells, ladder=2)

    for measure in ("exit_rate", "promotion_rate"):
        found = ask(data, measure, by=["site"], over=TWO_YEARS)
        assert {row.members for row in found.rows} == {6}
        assert len(found.rows) == 3


def test_two_attributes_make_groups_of_both():
    assert counts(of("promotion_rate", by=["gender", "race"])) == held("""
        everybody          1  3 10
        Men         White  1  1  3
        Men         Black  1  1  2
        Women       White  1  0  2
        Women       Black  1  1  1
        not_stated  White  1  0  1
        unknown     White  1  0  1
        everybody          2  1  4
        Men         White  2  1  2
        Women       Black  2  0  1
        Women       White  2  0  1
    """)


def test_three_attributes_make_groups_of_all_three():
    found = counts(of("exit_rate", by=["gender", "race", "site"]))

    assert {key[:3]: n for key, (_, n) in found.items() if key[-1] == "any" and len(key) == 4} == {
        ("Women", "White", "Leeds"): 2, ("Women", "White", "Porto"): 3,
        ("Women", "Black", "Leeds"): 2, ("Men", "White", "Leeds"): 3,
        ("Men", "White", "Porto"): 3, ("Men", "Black", "Leeds"): 1, ("Men", "Black", "Porto"): 1,
        ("unknown", "White", "unknown"): 1, ("not stated", "White", "Leeds"): 1,
    }  # fmt: skip


def test_a_field_of_the_job_makes_groups_too_and_unknown_is_one():
    found = counts(of("headcount_share", by=["site"]))

    assert {key[0]: count for key, (count, _) in found.items() if key[1] == "all"} == {
        "everybody": 17, "Leeds": 8, "Porto": 8, "unknown": 1,
    }  # fmt: skip


def test_a_group_is_what_people_were_on_the_first_day():
    data = dataset(
        spells="""
            person  begins      ends        level  site
            ada     2019-01-01  2020-05-01  1      Leeds
            ada     2020-05-01  2022-01-01  2      Porto
        """,
    )

    assert counts(ask(data, "promotion_rate", by=["site"], over=year(2020))) == held("""
        everybody  1  1 1
        Leeds      1  1 1
    """)


# --- what holds of every measure ------------------------------------------------------------------

#: What can be asked of a workforce alone; applications, ratings and markets have their own tests.
EVERY = sorted(
    name
    for name in ASKED_BY_NAME
    if CATALOGUE[name].table == "workforce" and not CATALOGUE[name].beside_market
)
BY = [(), ("gender",), ("gender", "race"), ("gender", "race", "site")]


@pytest.mark.parametrize("by", BY, ids=len)
@pytest.mark.parametrize("measure", EVERY)
@pytest.mark.parametrize("over", [year(2020), TWO_YEARS], ids=["a year", "two years"])
def test_everybody_is_the_sum_of_the_groups(measure, by, over):
    found = of(measure, over, by=by)

    places = dict.fromkeys(tuple(row.at.items()) for row in found.rows)
    for place in places:
        at = [row for row in found.rows if tuple(row.at.items()) == place]
        everybody = [row for row in at if not row.group]
        groups = [row for row in at if row.group]
        assert len(everybody) == 1
        assert at[0] is everybody[0], "everybody comes first"
        assert bool(groups) == bool(by)
        if by and everybody[0].count is not None:
            assert sum(row.count for row in groups) == everybody[0].count
        if by and measure not in {"headcount_share", "hire_share"}:
            assert sum(row.n for row in groups) == pytest.approx(everybody[0].n, abs=1e-7)


@pytest.mark.parametrize("measure", ["headcount_share", "hire_share"])
@pytest.mark.parametrize("by", BY[1:], ids=len)
def test_shares_over_groups_add_up_to_the_whole_of_each_level(measure, by):
    found = of(measure, by=by)

    for level in {row.at["level"] for row in found.rows}:
        groups = [row for row in found.rows if row.group and row.at["level"] == level]
        assert sum(row.value for row in groups) == pytest.approx(1)
        assert len({row.n for row in groups}) == 1


@pytest.mark.parametrize("measure", ["headcount_share", "hire_share"])
def test_the_levels_of_a_group_add_up_to_all(measure):
    found = counts(of(measure, by=["gender"]))

    for group in {key[0] for key in found}:
        levels = [
            count for (g, level), (count, _) in found.items() if g == group and level != "all"
        ]
        assert sum(levels) == found[group, "all"][0]


def test_the_quarters_of_a_group_add_up_to_it():
    found = counts(of("pay_quarter_share", by=["gender", "race"]))

    for group in {key[:-1] for key in found}:
        here = [(count, n) for key, (count, n) in found.items() if key[:-1] == group]
        assert sum(count for count, _ in here) == here[0][1]


def test_the_bottom_and_all_above_it_are_everybody_on_the_ladder():
    found = counts(of("top_share", by=["gender", "race"]))

    for key, (count, n) in found.items():
        if key[-2:] == ("bottom", "1"):
            assert count + found[(*key[:-2], "top", "2")][0] == n


def test_the_reasons_of_leaving_add_up_to_any():
    found = counts(of("exit_rate", by=["gender"]))

    for group in {key[0] for key in found}:
        reasons = [
            count
            for (g, reason), (count, _) in found.items()
            if g == group and reason not in {"any", "no exit recorded"}
        ]
        assert sum(reasons) == found[group, "any"][0]


@pytest.mark.parametrize("over", [year(2020), TWO_YEARS], ids=["a year", "two years"])
# Of twenty people so few got a raise that no gap of any size could have been seen.
@pytest.mark.parametrize("measure", [each for each in EVERY if each != "raise_rate"])
def test_every_figure_says_the_smallest_gap_it_could_have_seen(measure, over):
    found = of(measure, over, by=["gender"])

    assert found.smallest_gap is not None
    assert found.smallest_gap > 0


def test_the_smallest_gap_is_that_of_the_comparison_that_sees_best():
    found = of("promotion_rate", by=["gender"])

    seen = [each.results["smallest_detectable_gap"] for each in found.comparisons]
    assert found.smallest_gap == min(gap for gap in seen if gap is not None)


@pytest.mark.parametrize("measure", EVERY)
def test_without_groups_there_is_nothing_to_compare(measure):
    found = of(measure)

    assert found.comparisons == ()
    assert {tuple(row.group) for row in found.rows} == {()}


@pytest.mark.parametrize("measure", EVERY)
def test_intervals_hold_the_value(measure):
    for row in of(measure, by=["gender"]).rows:
        if row.low is not None:
            assert row.low <= row.value <= row.high


@pytest.mark.parametrize("measure", EVERY)
@pytest.mark.parametrize("over", [year(2020), TWO_YEARS], ids=["a year", "two years"])
def test_the_same_question_gives_the_same_bytes_in_whatever_order_rows_come(measure, over):
    asked = {"by": ["gender", "site"], "over": over}
    one = dataset(spells=CAREERS, people=PEOPLE, has=("hired",))
    other = dataset(
        spells=lines(CAREERS)[::-1], people=lines(PEOPLE)[::-1], has=("hired",)
    )  # fmt: skip

    said = [json.dumps(as_json_object(ask(data, measure, **asked))) for data in (one, one, other)]

    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize(
    "measure", [each for each in EVERY if each not in {"pay_gap", "raise_size"}]
)
def test_places_come_in_order_and_groups_from_the_largest_with_unnamed_ones_last(measure):
    # Alphabetically, Men come before Women; here there are more women.
    spells = [
        {"person": f"{gender}{n}", "begins": begins, "ends": "2022-01-01", "level": 1 + n % 2,
         "pay": 100 + 7 * n}
        for gender, number in [("Men", 3), ("Women", 6), ("unknown", 8), ("not stated", 4)]
        for n in range(number)
        for begins in [("2018-01-01", "2020-01-01")[n > 0]]
    ]  # fmt: skip
    people = [{"person": row["person"], "gender": row["person"].rstrip("0123456789")}
              for row in spells]  # fmt: skip
    data = dataset(spells=spells, people=people, has=("hired",), first="2018-01-01", ladder=3)

    found = ask(data, measure, by=["gender"], over=year(2020))

    places = [tuple(row.at.items()) for row in found.rows]
    assert places == sorted(places, key=list(dict.fromkeys(places)).index), "not mixed up"
    for place in set(places):
        groups = [row.group.get("gender") for row in found.rows if tuple(row.at.items()) == place]
        assert groups == [None, "Women", "Men", "unknown", "not stated"]


def test_levels_come_from_the_lowest_and_what_is_no_level_comes_after_them():
    levels = [row.at["level"] for row in of("headcount_share").rows]

    assert levels == [1, 2, 3, "all", "off the ladder"]


@settings(max_examples=sized(12, 25), deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.booleans()), min_size=1,
                max_size=25))  # fmt: skip
def test_any_promotion_rate_is_what_counting_one_by_one_says(drawn):
    spells = []
    for number, (_, level, rises) in enumerate(drawn):
        line = {"person": f"p{number}", "level": level}
        spells.append({**line, "begins": "2019-01-01", "ends": "2020-04-01"})
        spells.append({**line, "begins": "2020-04-01", "ends": "2022-01-01",
                       "level": level + rises})  # fmt: skip
    people = [{"person": f"p{n}", "gender": gender} for n, (gender, *_) in enumerate(drawn)]
    plainly = {}
    for gender, level, rises in drawn:
        for group in ("everybody", gender):
            count, n = plainly.get((group, str(level)), (0, 0))
            plainly[group, str(level)] = count + rises, n + 1

    found = ask(dataset(spells=spells, people=people, ladder=4), "promotion_rate", by=["gender"],
                over=year(2020))  # fmt: skip

    assert counts(found) == plainly


def test_pooled_years_are_the_sum_of_the_years():
    whole = counts(of("promotion_rate", window("2018-01-01", "2021-12-31"), by=["gender"]))
    parts = [
        counts(of("promotion_rate", window(f"{y}-01-01", f"{y + 1}-12-31"), by=["gender"]))
        for y in (2018, 2020)
    ]

    for key, (count, n) in whole.items():
        assert sum(part.get(key, (0, 0))[0] for part in parts) == count
        assert sum(part.get(key, (0, 0))[1] for part in parts) == pytest.approx(n, abs=1e-8)


def test_the_rows_of_one_place_stand_together():
    found = of("exit_rate", by=["gender"]).rows
    changes = sum(one.at != other.at for one, other in pairwise(found))

    assert changes == len({row.at["reason"] for row in found}) - 1
