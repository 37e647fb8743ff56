"""Ratings, and what they do to promotion, on people that can be counted on paper."""

from __future__ import annotations

import numpy as np
import pytest
from engine.kit import ask, counts, dataset, held, window, year
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized
from statsmodels.stats.contingency_tables import StratifiedTable

from tiebeam.engine.disclosure import draft
from tiebeam.engine.measures.asking import CannotMeasure

STAFF = """
    person  begins      ends        level  site   exit_reason
    ada     2019-01-01  2022-03-01  1      Leeds  -
    ada     2022-03-01  2024-01-01  2      Leeds  -
    bea     2019-01-01  2024-01-01  1      Leeds  -
    cid     2019-01-01  2022-06-01  1      Porto  voluntary
    dan     2019-01-01  2022-09-01  1      Porto  -
    dan     2022-09-01  2024-01-01  2      Porto  -
    eve     2019-01-01  2021-12-01  1      Porto  voluntary
    fay     2019-01-01  2021-06-01  1      Porto  -
    fay     2021-06-01  2022-04-01  2      Leeds  -
    fay     2022-04-01  2024-01-01  3      Leeds  -
    gus     2019-01-01  2024-01-01  3      Leeds  -
    hal     2019-01-01  2024-01-01  1      Leeds  -
"""
PEOPLE = """
    person  gender
    ada     Women
    bea     Women
    cid     Men
    dan     Men
    eve     Women
    fay     Women
    gus     Men
    hal     -
"""
RATINGS = """
    person  on          rating  scale  form
    ada     2021-03-01  2       1-5    short
    ada     2021-11-01  4       1-5    long
    bea     2021-11-01  3       1-5    long
    cid     2021-11-01  4       1-5    long
    dan     2021-11-01  3       1-5    long
    eve     2021-11-01  4       1-5    long
    fay     2021-05-01  3       1-5    short
    gus     2021-12-31  5       1-5    long
    hal     2021-01-01  -       1-5    long
    ada     2022-11-01  5       1-5    long
"""


def rated(ratings=RATINGS, spells=STAFF, people=PEOPLE, **more):
    return dataset(spells=spells, people=people, ratings=ratings, **more)


def of(measure, data=None, over=None, **question):
    return ask(data or rated(), measure, over=over or year(2021), **question)


def test_of_each_group_who_was_rated_the_share_with_each_rating():
    # Ada's later rating of the year counts, and Hal has none.
    assert counts(of("rating_share", by=["gender"])) == held("""
        everybody  3  3 7
        Women      3  2 4
        Men        3  1 3
        everybody  4  3 7
        Women      4  2 4
        Men        4  1 3
        everybody  5  1 7
        Women      5  0 4
        Men        5  1 3
    """)


def test_a_job_is_that_of_the_day_of_the_review():
    # Fay was in Porto in May and moved to Leeds in June.
    found = counts(of("rating_share", by=["site"]))

    assert found["Porto", "3"] == (2, 4)
    assert found["Leeds", "3"] == (1, 3)


def test_somebody_who_was_not_there_on_the_day_has_an_unknown_job():
    data = rated(
        """
        person  on          rating
        eve     2021-12-24  4
        ada     2021-12-24  3
        """
    )

    assert counts(of("rating_share", data, by=["site"]))["unknown", "4"] == (1, 1)


def test_what_ratings_say_of_themselves_describes_groups_and_chooses_among_them():
    assert counts(of("rating_share", by=["form"]))["short", "3"] == (1, 1)
    assert of("rating_share", where={"form": "long", "site": "Porto"}).rows[0].n == 3


def test_of_two_ratings_on_one_day_the_later_row_counts():
    data = rated("person on rating\nada 2021-11-01 2\nada 2021-11-01 5")

    assert counts(of("rating_share", data)) == held("everybody 5 1 1")


def test_ratings_stand_in_the_order_of_numbers():
    ratings = "person on rating\n" + "\n".join(
        f"{name} 2021-11-01 {points}"
        for name, points in zip(["ada", "bea", "cid", "dan"], (10, 2, 9, 1), strict=True)
    )

    assert [row.at["rating"] for row in of("rating_share", rated(ratings)).rows] == [1, 2, 9, 10]


def test_ratings_with_halves_keep_them():
    data = rated("person on rating\nada 2021-11-01 3.5\nbea 2021-11-01 3\ncid 2021-11-01 10")

    assert [row.at["rating"] for row in of("rating_share", data).rows] == ["3", "3.5", "10"]


def test_several_scales_can_not_be_put_together_and_one_can_be_chosen():
    data = rated(RATINGS + "    dan     2021-12-01  80      0-100  long\n")

    with pytest.raises(CannotMeasure, match=r"on several scales \(0-100, 1-5\)"):
        of("rating_share", data)
    assert counts(of("rating_share", data, where={"scale": "0-100"})) == held("everybody 80 1 1")


@pytest.mark.parametrize(("measure", "question", "said"), [
    ("rating_share", {"over": year(2018)}, "ratings from 2021-01-01 to 2022-11-01; the window"),
    ("rating_share", {"by": ["mood"]}, "'mood' is not in this data"),
    ("rating_share", {"where": {"scale": "A-E"}}, "Nobody's 'scale' is 'A-E'"),
    ("promotion_by_rating", {"over": year(2020)}, "ratings from 2021-01-01"),
])  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_words(measure, question, said):
    with pytest.raises(CannotMeasure, match=said):
        of(measure, **question)


@pytest.mark.parametrize("measure", ["rating_share", "promotion_by_rating"])
def test_without_a_table_of_ratings_it_says_what_to_add(measure):
    with pytest.raises(CannotMeasure, match=r"needs a table of ratings.*Add \[ratings\]"):
        of(measure, dataset(spells=STAFF, people=PEOPLE))


def test_promotions_are_those_of_the_year_after_the_ratings():
    # There on 1 January 2022, below level 3: Ada, Bea, Cid, Dan and Fay. Ada, Dan and Fay rose in
    # 2022; Cid left in it and stays in the denominator. Eve left before; Gus can't rise.
    assert counts(of("promotion_by_rating", by=["gender"])) == held("""
        everybody  3    2 3
        Women      3    1 2
        Men        3    1 1
        everybody  4    1 2
        Women      4    1 1
        Men        4    0 1
        everybody  all  3 5
        Women      all  2 3
        Men        all  1 2
    """)


def test_the_year_of_the_promotions_is_said():
    assert of("promotion_by_rating").notes[0] == (
        "Promotions are those of the year that followed, 2022-01-01 to 2022-12-31."
    )


def test_a_year_that_the_data_cuts_short_is_said():
    notes = of("promotion_by_rating", rated(until="2022-07-01")).notes

    assert notes[0].endswith("The last date in this data is 2022-06-30.")


def test_the_year_after_a_window_that_ends_in_february_is_a_year():
    notes = of("promotion_by_rating", over=year(2021)).notes
    data = rated("person on rating\nada 2020-02-27 4")
    leap = ask(data, "promotion_by_rating", over=window("2019-03-01", "2020-02-28")).notes

    assert "2022-01-01 to 2022-12-31" in notes[0]
    assert "2020-02-29 to 2021-02-28" in leap[0]


def test_snapshots_have_to_show_the_year_after_the_ratings():
    data = rated(
        "person on rating\nada 2022-11-01 4", shape="snapshots", every="year",
        changes_until="2022-12-31",
    )  # fmt: skip

    with pytest.raises(
        CannotMeasure, match=r"Promotions are counted in the year that follows.*2023"
    ):
        of("promotion_by_rating", data, over=year(2022))


def test_an_export_of_last_states_shows_no_promotion():
    data = rated(shape="people")

    with pytest.raises(CannotMeasure, match="no promotion can be seen"):
        of("promotion_by_rating", data)


def rated_and_risen(strata):
    """People by gender and rating, of whom so many rose: {(gender, rating): (rose, people)}."""
    spells, people, ratings = (
        ["person begins ends level"], ["person gender"], ["person on rating"]
    )  # fmt: skip
    for (gender, rating), (rose, number) in strata.items():
        for n in range(number):
            name = f"{gender}{rating}n{n}"
            people.append(f"{name} {gender}")
            ratings.append(f"{name} 2021-11-01 {rating}")
            if n < rose:
                spells.append(f"{name} 2019-01-01 2022-06-01 1")
                spells.append(f"{name} 2022-06-01 2024-01-01 2")
            else:
                spells.append(f"{name} 2019-01-01 2024-01-01 1")
    return rated("\n".join(ratings), "\n".join(spells), "\n".join(people), ladder=3)


#: Rated apart, promoted alike: women are rated 3 far more often, and few with a 3 rise.
ALIKE = {("Women", 3): (8, 80), ("Women", 5): (8, 16), ("Men", 3): (4, 40), ("Men", 5): (40, 80)}
#: Rated alike, promoted apart.
APART = {("Women", 3): (4, 60), ("Women", 5): (6, 20), ("Men", 3): (18, 90), ("Men", 5): (20, 30)}


def all_together(figure):
    (found,) = [c.results for c in figure.comparisons if c.at == {"rating": "all"}]
    return found


@pytest.mark.parametrize("strata", [ALIKE, APART], ids=["alike", "apart"])
def test_at_equal_rating_the_answer_is_statsmodels(strata):
    found = all_together(
        of("promotion_by_rating", rated_and_risen(strata), by=["gender"], against={"gender": "Men"})
    )["at_equal_rating"]

    tables = []
    for rating in (3, 5):
        (a, n_a), (b, n_b) = strata["Women", rating], strata["Men", rating]
        tables.append(np.array([[a, n_a - a], [b, n_b - b]], dtype=float))
    theirs = StratifiedTable(tables)
    assert found["odds_ratio"] == pytest.approx(theirs.oddsratio_pooled)
    low, high = theirs.oddsratio_pooled_confint()
    assert (found["odds_ratio_low"], found["odds_ratio_high"]) == pytest.approx((low, high))
    assert found["p_uncorrected"] == pytest.approx(theirs.test_null_odds(correction=False).pvalue)


def test_a_gap_that_comes_from_the_ratings_is_gone_at_equal_rating():
    alike = all_together(of("promotion_by_rating", rated_and_risen(ALIKE), by=["gender"]))
    apart = all_together(of("promotion_by_rating", rated_and_risen(APART), by=["gender"]))

    assert alike["p_fisher"] < 0.01
    assert alike["at_equal_rating"]["risk_difference"] == pytest.approx(0)
    assert apart["at_equal_rating"]["p"] < 0.01


def test_beside_everybody_else_ratings_are_those_of_everybody_else():
    data = rated_and_risen({**APART, ("Others", 3): (1, 5)})

    found = of("promotion_by_rating", data, by=["gender"], against="others")

    women = next(
        c.results for c in found.comparisons
        if c.at == {"rating": "all"} and c.group == {"gender": "Women"}
    )  # fmt: skip

    theirs = StratifiedTable([
        np.array([[4.0, 56], [19, 76]]), np.array([[6.0, 14], [20, 10]]),
    ])  # fmt: skip
    assert women["at_equal_rating"]["odds_ratio"] == pytest.approx(theirs.oddsratio_pooled)


def test_where_no_rating_has_both_groups_nothing_can_be_said_at_equal_rating():
    apart = {("Women", 3): (1, 6), ("Men", 5): (2, 6)}

    assert all_together(of("promotion_by_rating", rated_and_risen(apart), by=["gender"]))[
        "at_equal_rating"
    ] is None  # fmt: skip


def test_what_is_pooled_over_ratings_is_released_where_no_rating_of_the_two_is_hidden():
    open_ = draft(of("promotion_by_rating", rated_and_risen(APART), by=["gender"]))

    assert open_.hidden == ()
    assert all_together(open_)["at_equal_rating"] is not None


def test_what_is_pooled_over_ratings_would_tell_a_hidden_count_and_is_not_released():
    few = {**APART, ("Women", 1): (1, 4), ("Men", 1): (1, 20)}

    partly = draft(of("promotion_by_rating", rated_and_risen(few), by=["gender"]))

    assert {(h.group["gender"], h.at["rating"]) for h in partly.hidden} >= {("Women", 1)}
    assert all_together(partly)["at_equal_rating"] is None
    assert all_together(partly)["pool_a"] == 84


def test_what_is_pooled_over_ratings_is_released_where_others_are_hidden():
    others = {("Others", 3): (1, 5), ("Others", 5): (1, 6), ("Few", 3): (0, 6), ("Few", 5): (0, 5)}

    shown = draft(of("promotion_by_rating", rated_and_risen({**APART, **others}), by=["gender"]))

    assert {h.group["gender"] for h in shown.hidden} == {"Others", "Few"}
    pooled = {
        c.group["gender"]: c.results["at_equal_rating"]
        for c in shown.comparisons
        if c.at == {"rating": "all"}
    }
    assert pooled["Women"] is not None
    # Both have eleven people in all, but fewer at each rating.
    assert pooled["Others"] is pooled["Few"] is None


def test_beside_everybody_else_what_is_pooled_needs_every_rating_of_the_group_alone():
    few = {**APART, ("Women", 1): (1, 4), ("Men", 1): (1, 20)}

    shown = draft(of("promotion_by_rating", rated_and_risen(few), by=["gender"], against="others"))

    assert all(
        c.results["at_equal_rating"] is None for c in shown.comparisons if c.at == {"rating": "all"}
    )


@settings(max_examples=sized(12, 25))
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["Women", "Men", "-"]), st.integers(1, 5)),
        st.integers(0, 4).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    ).filter(lambda strata: any(n for _, n in strata.values()))
)
def test_groups_and_ratings_add_up_to_everybody(strata):
    data = rated_and_risen(strata)
    shares = counts(of("rating_share", data, by=["gender"]))
    rose = counts(of("promotion_by_rating", data, by=["gender"]))

    people = sum(n for _, n in strata.values())
    assert rose["everybody", "all"] == (sum(r for r, _ in strata.values()), people)
    assert sum(c for (g, _), (c, _) in shares.items() if g == "everybody") == people
    for (gender, rating), (risen, n) in strata.items():
        name = "unknown" if gender == "-" else gender
        if n:
            assert rose[name, str(rating)] == (risen, n)
            assert shares[name, str(rating)][0] == n
