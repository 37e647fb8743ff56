"""Which gap a sentence tells, in what form, and that it never says more than the tests do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from charts import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam import charts
from tiebeam.engine.disclosure import Comparison, Exact, Released, Row, release
from tiebeam.engine.stats import selection

Group = tuple[str, int, int]


def figure(groups: list[Group], *, at: dict[str, str | int] | None = None, **changed: Any) -> Exact:
    """One place; each group beside the first, as the engine compares them."""
    place = at if at is not None else {"level": 1}
    rows = [examples.row({"gender": name}, count, n, place) for name, count, n in groups]
    reference, *others = groups
    compared = tuple(compared_with(each, reference, place) for each in others)
    gaps = [each.results["smallest_detectable_gap"] for each in compared]
    found = {"comparisons": compared, "smallest_gap": min((g for g in gaps if g), default=None)}
    return examples.exact(rows, **(found | changed))


def compared_with(one: Group, other: Group, at: dict[str, str | int]) -> Comparison:
    return Comparison(
        group={"gender": one[0]},
        reference={"gender": other[0]},
        at=at,
        results=selection.compare(*one[1:], *other[1:]).as_dict(),
    )


def finding(of: Exact) -> str:
    return charts.finding(release(of))


# --- what the tests say ---------------------------------------------------------------------------


def test_where_the_tests_disagree_the_sentence_says_so() -> None:
    # Morris 2017: Z and mid-p call it rare, Fisher does not.
    said = finding(figure([("Men", 15, 25), ("Women", 2, 10)]))

    assert said == (
        "At level 1, 2 of 10 women were promoted, and 15 of 25 men; "
        "the tests disagree on whether chance explains the gap."
    )


def test_what_every_test_calls_rare_is_rare() -> None:
    assert finding(figure([("Men", 60, 200), ("Women", 20, 200)])).endswith(
        "; chance alone would rarely do this."
    )


def test_what_no_test_calls_rare_may_be_chance() -> None:
    assert finding(figure([("Men", 21, 200), ("Women", 20, 200)])).endswith(
        "; chance may explain it."
    )


@given(st.integers(10, 400), st.integers(10, 400), st.data())
@settings(max_examples=40, deadline=None)
def test_a_sentence_never_claims_what_a_test_denies(n: int, m: int, data: st.DataObject) -> None:
    one, other = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    of = figure([("Men", one, n), ("Women", other, m)])

    (compared,) = of.comparisons
    significant = compared.results["significant"]
    said = finding(of)
    if "rarely" in said:
        assert all(significant.values())
    if "tests disagree" in said:
        assert compared.results["tests_disagree"]
    if charts.stands_clear(of):
        assert "rarely" in said


def test_a_gap_in_pay_follows_the_band_of_the_comparison() -> None:
    def paid(low: float, high: float) -> Exact:
        rows = [
            examples.pay({"gender": "Women"}, "median", 41_000, 500, 300),
            examples.pay({"gender": "Men"}, "median", 44_000, 500, 300),
        ]
        found = {"gap_percent": 6.8, "gap_percent_low": low, "gap_percent_high": high,
                 "n_a": 300, "n_b": 300, "smallest_detectable_gap": 1_234.5}  # fmt: skip
        compared = Comparison(group={"gender": "Women"}, reference={"gender": "Men"},
                              at={"statistic": "median"}, results=found)  # fmt: skip
        return examples.exact(rows, measure="pay_gap", unit="EUR", comparisons=(compared,),
                              smallest_gap=1_234.5)  # fmt: skip

    assert finding(paid(5.0, 8.6)).endswith("chance alone would rarely do this.")
    assert finding(paid(-2.0, 15.6)).endswith("chance may explain it.")
    assert "a gap below 1,234\u00a0EUR could go unseen" in charts.description(paid(5.0, 8.6))


def test_the_same_median_is_said_with_the_means() -> None:
    rows = [
        *(examples.pay({"gender": g}, "median", 44_000, 500, 300) for g in ("Men", "Women")),
        examples.pay({"gender": "Men"}, "mean", 46_500, 500, 300),
        examples.pay({"gender": "Women"}, "mean", 43_100, 500, 300),
    ]

    assert finding(examples.exact(rows, measure="pay_gap", unit="EUR")) == (
        "Men and women had the same median pay, 44,000\u00a0EUR; "
        "the mean was 46,500\u00a0EUR for men and 43,100\u00a0EUR for women."
    )


def test_the_same_share_needs_no_verdict() -> None:
    assert finding(figure([("Men", 20, 200), ("Women", 20, 200)])) == (
        "At level 1, 10 in 100 women were promoted, and 10 in 100 men."
    ) or finding(figure([("Men", 20, 200), ("Women", 20, 200)])) == (
        "At level 1, 10 in 100 men were promoted, and 10 in 100 women."
    )


# --- which groups ---------------------------------------------------------------------------------


def test_people_of_whom_nothing_is_known_do_not_lead_where_others_can_be_compared() -> None:
    said = finding(figure([("Men", 40, 400), ("Women", 44, 400), ("unknown", 90, 300)]))

    assert "not known" not in said
    assert "women" in said


def test_where_there_is_nobody_else_they_are_named_in_full() -> None:
    said = finding(figure([("Men", 40, 400), ("unknown", 90, 300), ("not stated", 3, 12)]))

    assert "people whose gender is not known" in said


def test_a_group_of_three_does_not_lead_even_on_the_bench() -> None:
    said = charts.finding(figure([("Men", 40, 400), ("Women", 44, 400), ("Agender", 3, 3)]))

    assert "Agender" not in said


def test_where_all_may_be_chance_the_two_largest_groups_are_told() -> None:
    groups = [("Men", 40, 400), ("Women", 41, 400), ("Non-binary people", 3, 16)]

    said = finding(figure(groups))

    assert said == (
        "At level 1, 40 of 400 men were promoted, and 41 of 400 women; chance may explain it."
    )


def test_leaving_for_any_reason_comes_before_a_reason_that_may_be_chance() -> None:
    rows = [
        examples.row({"gender": name}, count, n, {"reason": reason})
        for reason, counted in {"any": (50, 52), "death": (0, 2)}.items()
        for name, count, n in zip(("Men", "Women"), counted, (400, 410), strict=True)
    ]

    said = finding(examples.exact(rows, measure="exit_rate"))

    assert said.startswith(("12 in 100", "13 in 100", "About 1 in"))
    assert "died" not in said


@pytest.mark.parametrize(
    ("reason", "does"),
    [
        ("any", "left"),
        ("voluntary", "left by their own choice"),
        ("involuntary", "were let go"),
        ("retirement", "retired"),
        ("end of contract", "left when their contract ended"),
        ("death", "died"),
        ("other", "left for another reason"),
        ("unknown", "left for a reason that is not known"),
        ("no exit recorded", "stopped being shown, with no exit on record"),
    ],
)
def test_each_reason_is_said_as_what_people_did(reason: str, does: str) -> None:
    of = figure([("Men", 60, 200), ("Women", 20, 200)], at={"reason": reason}, measure="exit_rate")

    assert finding(of).startswith(f"10 in 100 women {does}, and 30 in 100 men; ")


@pytest.mark.parametrize(
    ("quarter", "words"),
    [(1, "the lowest-paid quarter"), (2, "pay quarter 2 of 4"), (4, "the highest-paid quarter")],
)
def test_quarters_of_pay_have_names(quarter: int, words: str) -> None:
    of = figure([("Men", 60, 200), ("Women", 20, 200)], at={"quarter": quarter},
                measure="pay_quarter_share")  # fmt: skip

    assert finding(of).startswith(f"10 in 100 women are in {words}, and 30 in 100 men")


def test_the_top_is_told_rather_than_the_bottom() -> None:
    rows = [
        examples.row({"gender": name}, count, n, at)
        for at, counted in (
            ({"end": "bottom", "level": 1}, (170, 120)),
            ({"end": "top", "level": 2}, (30, 80)),
        )
        for name, count, n in zip(("Women", "Men"), counted, (200, 200), strict=True)
    ]
    of = examples.exact(rows, measure="top_share", levels=("Officer", "Sergeant"))

    assert finding(of).startswith(
        "15 in 100 women are at level 2 (Sergeant) or above, and 40 in 100 men; "
    )


# --- numbers --------------------------------------------------------------------------------------


def test_rare_shares_of_unequal_groups_are_one_in_so_many() -> None:
    assert finding(figure([("Men", 26, 1_533), ("Women", 24, 807)])).startswith(
        "At level 1, about 1 in 59 men were promoted, and about 1 in 34 women; "
    )


def test_nobody_is_said_as_none() -> None:
    assert finding(figure([("Men", 30, 400), ("Women", 0, 26)])).startswith(
        "At level 1, none of the 26 women were promoted, and "
    )


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([("Men", 200, 400), ("Women", 299, 300)], "200 of 400 men {}, and 299 of 300 women"),
        ([("Men", 500, 1_000), ("Women", 997, 1_000)],
         "500 in 1,000 men {}, and 997 in 1,000 women"),
        ([("Men", 0, 400), ("Women", 300, 300)], "none of the 400 men {}, and all 300 women"),
        ([("Men", 12, 26), ("Women", 26, 26)], "12 of 26 men {}, and all 26 women"),
    ],
)  # fmt: skip
def test_all_but_one_is_not_said_as_all(groups: list[Group], words: str) -> None:
    assert finding(figure(groups)).startswith(f"At level 1, {words.format('were promoted')}; ")


GROUPS = st.lists(
    st.tuples(st.sampled_from(["Women", "Men", "Non-binary people", "unknown"]),
              st.integers(0, 3_000), st.integers(2, 3_000)),
    min_size=1, max_size=4, unique_by=lambda each: each[0],
)  # fmt: skip


@given(GROUPS)
@settings(max_examples=60, deadline=None)
def test_no_sentence_speaks_of_more_people_than_its_smallest_group(drawn: list[Group]) -> None:
    groups = [(name, min(count, n), n) for name, count, n in drawn]
    of = figure(groups)

    sizes = {f"{n:,}" for _, _, n in groups}
    for said in (charts.finding(of), charts.smallest_gap(of)):
        for below in re.findall(r"\d in ([\d,]+)", said):
            assert int(below.replace(",", "")) <= max(n for _, _, n in groups)
        for of_all in re.findall(r"\d of (?:the )?([\d,]+)", said):
            assert of_all in sizes


@given(GROUPS)
@settings(max_examples=60, deadline=None)
def test_each_number_in_a_sentence_is_no_finer_than_its_own_group(drawn: list[Group]) -> None:
    groups = [(name, min(count, n), n) for name, count, n in drawn]

    said = charts.finding(figure(groups))

    for below, name in re.findall(r"\d in ([\d,]+) (women|men|non-binary people)", said):
        n = next(n for each, _, n in groups if each.lower() == name)
        assert int(below.replace(",", "")) <= n


@given(GROUPS)
@settings(max_examples=60, deadline=None)
def test_a_released_sentence_names_no_group_that_is_hidden(drawn: list[Group]) -> None:
    shown = release(figure([(name, min(count, n), n) for name, count, n in drawn]))

    said = charts.finding(shown)

    for each in shown.hidden:
        name = each.group.get("gender", "").lower()
        assert not name or not re.search(rf"\b{name}\b", said)


def per_year(groups: list[Group]) -> Released:
    rows = [
        Row(group={"gender": name}, at={"level": 1}, n=float(n), count=count, value=count / n,
            low=max(0.0, count / n - 0.01), high=count / n + 0.01, members=max(10, n))
        for name, count, n in groups
    ]  # fmt: skip
    return release(examples.exact(rows, unit="per person-year", smallest_gap=0.0042))


def test_rates_over_time_are_those_of_an_average_year_over_a_common_number() -> None:
    said = charts.description(per_year([("Women", 160, 40_000), ("Men", 400, 50_000)]))

    assert said.startswith(
        "At level 1, in an average year, 4 in 1,000 women were promoted, and 8 in 1,000 men; "
    )
    assert said.endswith("a gap below 5 in 1,000 a year could go unseen.")


def test_rates_over_time_never_speak_of_more_people_than_there_are() -> None:
    rows = [
        Row(group={"gender": name}, at={"level": 1}, n=4_000.0, count=count, value=count / 4_000,
            low=0.0, high=1.0, members=800)
        for name, count in (("Women", 16), ("Men", 40))
    ]  # fmt: skip

    said = charts.finding(release(examples.exact(rows, unit="per person-year")))

    # 16 in 4,000 is 1 in 250, and 40 in 4,000 is 1 in 100: fewer than the 800 that each has.
    assert said.startswith(
        "At level 1, in an average year, about 1 in 250 women were promoted, and about 1 in 100 men"
    )


def test_rates_rarer_than_once_in_all_people_are_said_as_they_are() -> None:
    rows = [
        Row(group={"gender": name}, at={"level": 1}, n=900.0, count=count, value=count / 900,
            low=0.0, high=1.0, members=200)
        for name, count in (("Women", 2), ("Men", 9))
    ]  # fmt: skip

    said = charts.finding(release(examples.exact(rows, unit="per person-year")))

    assert "women were promoted twice in 900 person-years, and men 9 times in 900" in said


def test_few_person_years_are_said_as_they_are() -> None:
    said = charts.finding(per_year([("Women", 1, 20), ("Men", 8, 64)]))

    assert said.startswith(
        "At level 1, women were promoted once in 20 person-years, "
        "and men 8 times in 64 person-years; "
    )


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (20, "Women were promoted 4.0 times per 100 person-years, "
             "and men 9.0 times per 100 person-years."),
        (50, "In an average year, about 1 in 25 women were promoted, and about 1 in 11 men."),
    ],
)  # fmt: skip
def test_rates_over_time_without_counts_are_said_too(members: int, words: str) -> None:
    rows = [
        Row(group={"gender": g}, at={}, n=None, count=None, value=v, low=None, high=None,
            members=members)
        for g, v in (("Women", 0.04), ("Men", 0.09))
    ]  # fmt: skip

    assert finding(examples.exact(rows, unit="per person-year")) == words


@pytest.mark.parametrize(
    ("gap", "n", "words"),
    [
        (0.066, 900, "7 in 100"),
        (0.0135, 5_000, "14 in 1,000"),
        (0.0013, 3_000, "1 in 769"),
        (0.0093, 300, "1 in 107"),
        (0.21, 90, "1 in 4"),
        (0.30, 40, "3 in 10"),
        (0.34, 9, "2 in 5"),
        (0.95, 12, "12 in 12"),
    ],
)
def test_the_smallest_gap_is_rounded_up_and_no_finer_than_the_groups(
    gap: float, n: int, words: str
) -> None:
    rows = [examples.row({"gender": g}, n // 3, n) for g in ("Women", "Men")]

    said = charts.smallest_gap(examples.exact(rows, smallest_gap=gap))

    assert said == f"With this many people, a gap below {words} could go unseen."


def test_where_no_gap_could_be_seen_that_is_said() -> None:
    of = figure([("Men", 0, 1), ("Women", 1, 1)])

    assert of.comparisons[0].results["smallest_detectable_gap"] is None
    assert charts.smallest_gap(of) == (
        "With so few people, no gap of any size could be told from chance."
    )


def test_where_nothing_is_compared_nothing_is_said_of_gaps() -> None:
    assert charts.smallest_gap(examples.exact([examples.row({}, 5, 50)], by=())) == ""


# --- parts of a whole -----------------------------------------------------------------------------


def shares(by_level: dict[int | str, dict[str, int]], measure: str = "hire_share") -> Exact:
    rows = []
    for level, counted in by_level.items():
        n, at = sum(counted.values()), {"level": level}
        rows += [examples.row({"gender": name}, count, n, at) for name, count in counted.items()]
        rows.append(examples.row({}, n, n, at))
    return examples.exact(rows, measure=measure, title="Who is hired")


def test_a_whole_is_told_by_who_makes_it_up() -> None:
    of = shares({
        1: {"Men": 60, "Women": 38, "unknown": 12}, 2: {"Men": 112, "Women": 67, "unknown": 12},
        "all": {"Men": 172, "Women": 105, "unknown": 24},
    })  # fmt: skip

    assert finding(of) == (
        "Of the 301 people hired, 57 in 100 are men and 35 in 100 are women; "
        "no level differs from another by more than chance may explain."
    )
    assert not charts.stands_clear(of)


def test_a_share_that_differs_between_levels_is_told_at_the_two_that_differ_most() -> None:
    of = shares({
        1: {"Women": 300, "Men": 100}, 2: {"Women": 60, "Men": 140}, 3: {"Women": 0, "Men": 30},
        "all": {"Women": 360, "Men": 270},
    })  # fmt: skip

    said = finding(of)
    assert said.startswith("Of the people hired into level 1, ")
    assert said.endswith("chance alone would rarely do this.")
    assert charts.stands_clear(of)


def test_nobody_at_a_level_is_none() -> None:
    of = shares({1: {"Women": 300, "Men": 100}, 2: {"Women": 0, "Men": 90}}, "headcount_share")

    assert finding(of).startswith(
        "Of the people employed at level 1, 75 in 100 are women; at level 2, none are; "
    )


def test_a_whole_that_is_one_group_but_for_one_person_is_not_all_of_it() -> None:
    level = {"Women": 299, "Men": 1}

    assert finding(shares({"all": level})) == (
        "Of the 300 people hired, 299 are women and 1 in 300 are men."
    )
    assert finding(shares({"all": {"Women": 300}})) == "Of the 300 people hired, all are women."


def test_a_whole_without_groups_is_counted() -> None:
    rows = [examples.row({}, 301, 301, {"level": "all"})]

    assert finding(examples.exact(rows, measure="hire_share", by=())) == (
        "There were 301 people hired."
    )


def test_a_gap_between_levels_that_could_go_unseen_is_that_of_the_two_largest() -> None:
    of = shares({
        1: {"Men": 60, "Women": 40}, 2: {"Men": 58, "Women": 42}, 3: {"Men": 2, "Women": 1},
        "all": {"Men": 120, "Women": 83},
    })  # fmt: skip

    # A hundred people at either level: about 20 points at a share of 60 in 100.
    assert re.search(r"a gap below (19|20) in 100 could", charts.smallest_gap(of))


# --- what is hidden -------------------------------------------------------------------------------


def test_many_hidden_figures_are_counted_by_their_reason() -> None:
    rows = [
        examples.row({"gender": name}, 1, n, {"level": level})
        for level in (1, 2)
        for name, n in (("Women", 40), ("Men", 60), ("unknown", 12), ("not stated", 4))
    ]
    rows += [
        examples.row({"gender": name}, 1, 40, {"level": 3}) for name in ("unknown", "not stated")
    ]

    said = charts.what_is_hidden(release(examples.exact(rows)))

    assert said == (
        "4 figures are hidden: 2 that would give a smaller group away "
        "and 2 of fewer than 10 people."
    )


def test_another_reason_is_given_as_it_is() -> None:
    from tiebeam.engine.disclosure import Hidden

    hidden = tuple(
        Hidden(group={"gender": f"G{n}"}, at={}, why="asked for" if n else "fewer than 10 people")
        for n in range(5)
    )
    said = charts.what_is_hidden(examples.exact([], hidden=hidden))

    assert said == "5 figures are hidden: 1 of fewer than 10 people and 4 (asked for)."


# --- pictures of a few places ---------------------------------------------------------------------


def test_a_picture_of_fewer_places_keeps_the_one_that_the_sentence_speaks_of() -> None:
    rows = [
        examples.row({"gender": name}, count, n, {"level": level})
        for level in range(1, 7)
        for name, count, n in (
            ("Women", 2 if level == 6 else 40, 400 // level),
            ("Men", 40, 400 // level),
        )
    ]
    shown = release(examples.exact(rows))

    drawn = charts.svg(shown, places=3)

    assert charts.finding(shown).startswith("At level 6, ")
    assert all(f">Level {level}<" in drawn for level in (1, 2, 6))
    assert ">Level 3<" not in drawn
    assert "3 more levels are in the table." in drawn
    assert "more level" not in charts.svg(shown)
    assert "One more level is in the table." in charts.svg(shown, places=5)


# --- of several groups, the two that are told -----------------------------------------------------


def test_the_gap_that_could_go_unseen_is_of_the_two_groups_that_are_told() -> None:
    # The widest gap is that of 900 people, so nothing may be said "in 1,000".
    of = figure([("Men", 40, 40_000), ("Women", 40, 38_000), ("Non-binary people", 20, 900)])

    assert "non-binary people" in finding(of)
    below = re.search(r"a gap below 1 in (\d+) could", charts.smallest_gap(of))
    assert below is not None
    assert int(below[1]) <= 900


def test_one_group_of_which_nobody_is_hidden_has_no_gap_to_speak_of() -> None:
    assert charts.smallest_gap(examples.exact([examples.row({"gender": "Men"}, 5, 50)])) == ""


def test_means_are_those_of_the_two_groups_that_are_told() -> None:
    rows = [
        examples.pay({"gender": name}, statistic, value, 500, n)
        for name, n, median, mean in (
            ("Men", 400, 44_000, 46_500),
            ("Women", 300, 44_000, 43_100),
            ("Non-binary people", 20, 44_000, 99_000),
        )
        for statistic, value in (("median", median), ("mean", mean))
    ]

    said = finding(examples.exact(rows, measure="pay_gap", unit="EUR"))

    assert said.startswith("Men and women had the same median pay, ")
    assert "99,000" not in said


def test_once_and_twice_have_words_of_their_own() -> None:
    assert charts.finding(per_year([("Women", 1, 40), ("Men", 2, 64)])).startswith(
        "At level 1, women were promoted once in 40 person-years, and men twice in 64 person-years"
    )


def test_of_a_whole_the_two_largest_groups_are_named() -> None:
    of = shares({"all": {"Women": 60, "Men": 120, "Non-binary people": 20}})

    assert finding(of) == "Of the 200 people hired, 60 in 100 are men and 30 in 100 are women."


def test_a_gap_between_levels_is_that_of_the_largest_group() -> None:
    level = {"Women": 200, "Men": 120, "Non-binary people": 80}
    of = shares({1: level, 2: level})

    # At a share of a half, 400 people beside 400: 0.0984, by hand; at a fifth it would be 0.085.
    assert "a gap below 10 in 100 could" in charts.smallest_gap(of)


def test_where_people_gave_two_answers_at_one_level_no_level_is_told_as_a_whole() -> None:
    once = {"Women": 30, "Men": 60}
    rows = [examples.row({"gender": g}, count, 90, {"level": 1}) for g, count in once.items()]
    rows += [examples.row({"gender": g}, 60, 90, {"level": 2}) for g in once]

    said = finding(examples.exact(rows, measure="headcount_share"))

    assert not said.startswith("Of the people")
