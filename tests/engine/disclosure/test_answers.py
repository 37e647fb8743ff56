"""Figures made from the lines of releases alone, against numbers that are worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import pytest
from engine.disclosure.shown import (
    DECEMBER,
    JUNE,
    NEXT_JUNE,
    YEAR_2025,
    edition,
    employer,
    flow,
    funnel,
    median,
    rows_of,
    stock,
)
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.disclosure import OTHERS, Released
from tiebeam.engine.disclosure.answers import ANSWERED, Asked, answer
from tiebeam.engine.disclosure.cube import Refused
from tiebeam.engine.disclosure.noise import Protection, rate_variance
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.records.window import Window

#: Of the standard noise: ±8, variance 6.
V, Z = 6.0, 1.959963984540054
ELSE = {"gender": "everybody else"}
WOMEN = {"gender": "Women"}


def asked(measure, window=JUNE, by=("gender",), **more):
    if isinstance(window, date):
        window = Window(window, window)
    return Asked(measure=measure, title="", attributes=by, window=window, **more)


def of(editions, measure, window=JUNE, **more) -> Released:
    return answer(editions, asked(measure, window, **more))


def row(figure, group, at):
    (found,) = [each for each in rows_of(figure, at) if each.group == group]
    return found


def compared(figure, group, reference, at):
    (found,) = [each.results for each in figure.comparisons
                if (each.group, each.reference, each.at) == (group, reference, at)]  # fmt: skip
    return found


# --- numbers worked out by hand -------------------------------------------------------------------


def test_a_share_of_a_level_has_the_noise_of_one_count_and_nothing_else():
    found = row(of(employer(), "headcount_share"), WOMEN, {"level": 2})

    # 80 of 300, of whom the first has noise of variance 6.
    assert (found.count, found.n, found.value) == (80, 300, 80 / 300)
    assert found.band == pytest.approx(Z * math.sqrt(V) / 300, rel=1e-4)
    assert (found.low, found.high) == (found.value - found.band, found.value + found.band)
    assert found.band_people == pytest.approx(4.8, abs=0.01)
    assert found.band_n == 0


def test_everybody_else_is_who_is_left_of_all_and_has_the_same_noise():
    figure = of(employer(), "headcount_share")
    women, others = (row(figure, group, {"level": 2}) for group in (WOMEN, ELSE))

    assert others.count == 220
    assert others.value == pytest.approx(1 - women.value)
    assert others.band == pytest.approx(women.band)


def test_a_promotion_rate_has_chance_and_the_noise_of_both_counts():
    found = row(of(employer(), "promotion_rate", YEAR_2025), WOMEN, {"level": 1})

    # 19 of 300: p(1-p)/b + V(1+p²)/b²
    p, b = 19 / 300, 300
    variance = p * (1 - p) / b + V * (1 + p * p) / b**2
    assert variance == pytest.approx(rate_variance(p, base=b))
    assert found.value == p
    assert found.high - found.value == pytest.approx(Z * math.sqrt(variance), rel=1e-4)
    assert found.band == pytest.approx(Z * math.sqrt(V * (1 + p * p)) / b, rel=1e-4)
    assert (found.band_people, found.band_n) == pytest.approx((4.8, 4.8), abs=0.01)


def test_a_share_of_those_hired_has_chance_and_the_noise_of_one_count():
    found = row(of(employer(), "hire_share", YEAR_2025), WOMEN, {"level": "all"})

    p = 60 / 130
    variance = rate_variance(p, base=130, exact_base=True)
    assert found.high - p == pytest.approx(Z * math.sqrt(variance), rel=1e-4)


def test_who_is_at_the_top_is_out_of_the_sum_of_all_levels_and_its_noise_hangs_together():
    found = row(of(employer(), "top_share"), WOMEN, {"end": "top", "level": 2})

    # 80 + 20 of 300 + 80 + 20: the two at the top are in the base as well.
    p, b = 100 / 400, 400
    variance = V * (2 * (1 - p) ** 2 + p * p) / b**2
    assert (found.count, found.n, found.value) == (100, 400, p)
    assert found.band == pytest.approx(Z * math.sqrt(variance), rel=1e-4)
    assert (found.low, found.high) == pytest.approx((p - found.band, p + found.band))


def test_a_gap_allows_for_noise_that_takes_from_one_what_it_gives_the_other():
    figure = of(employer(), "promotion_rate", YEAR_2025)

    found = compared(figure, WOMEN, ELSE, {"level": 1})

    # 19 of 300 and 61 of 300; one count's noise moves both rates, in opposite directions.
    p, q, b, c = 19 / 300, 61 / 300, 300, 300
    noise = V * ((1 / b + 1 / c) ** 2 + (p / b + q / c) ** 2)
    error = math.sqrt(noise + p * (1 - p) / b + q * (1 - q) / c)
    assert found["difference"] == pytest.approx(p - q)
    assert found["difference_high"] - found["difference"] == pytest.approx(Z * error, rel=1e-4)
    assert found["p"] == pytest.approx(math.erfc(abs(p - q) / error / math.sqrt(2)), rel=1e-2)
    assert found["smallest_detectable_gap"] == pytest.approx((Z + 0.8416) * error, rel=1e-4)


def test_over_three_years_it_is_so_many_per_person_year():
    years = Window(date(2023, 1, 1), date(2025, 12, 31))
    lines = [stock(404, 1000), flow("left", 90, 200, window=years)]

    figure = of([edition(*lines)], "exit_rate", years)

    found = row(figure, WOMEN, {"reason": "any"})
    rate = 90 / (3 * 404)
    noise = V * (1 / (3 * 404) ** 2 + (rate / 404) ** 2)
    assert figure.unit == "per person-year"
    assert (found.value, found.n) == pytest.approx((rate, 3 * 404))
    assert found.high - rate == pytest.approx(Z * math.sqrt(rate / (3 * 404) + noise), rel=1e-4)


def test_pay_is_the_medians_and_the_gap_a_whole_point():
    figure = of(employer(), "pay_gap", currency="EUR")

    at = {"statistic": "median"}
    assert figure.unit == "EUR"
    assert [(each.group, each.value, each.low, each.n) for each in figure.rows] == [
        (WOMEN, 41_000, None, None), (ELSE, 45_000, None, None),
    ]  # fmt: skip
    # 1 - 41/45 is 8.9 %.
    assert compared(figure, WOMEN, ELSE, at)["gap_percent"] == 9


def test_of_several_values_each_is_set_beside_the_pay_of_those_outside_it():
    lines = [
        median(41_000, 1000, "Women"),
        median(45_000, 1000, "everybody else", among="Women"),
        median(38_000, 1000, "Non-binary people"),
        median(40_000, 1000, "everybody else", among="Non-binary people"),
    ]

    figure = of([edition(*lines)], "pay_gap", currency="EUR")

    at = {"statistic": "median"}
    not_women, not_them = (
        {"gender": "everybody but Women"},
        {"gender": "everybody but Non-binary people"},
    )
    assert [(each.group, each.value) for each in figure.rows] == [
        (WOMEN, 41_000), (not_women, 45_000),
        ({"gender": "Non-binary people"}, 38_000), (not_them, 40_000),
    ]  # fmt: skip
    # 1 - 41/45 is 8.9 %, and 1 - 38/40 is 5 %.
    assert compared(figure, WOMEN, not_women, at)["gap_percent"] == 9
    other = compared(figure, {"gender": "Non-binary people"}, not_them, at)
    assert other["gap_percent"] == 5


def test_where_those_outside_each_value_are_paid_the_same_they_are_everybody_else():
    lines = [
        median(41_000, 1000, "Women"),
        median(45_000, 1000, "everybody else", among="Women"),
        median(38_000, 1000, "Non-binary people"),
        median(45_000, 1000, "everybody else", among="Non-binary people"),
    ]

    figure = of([edition(*lines)], "pay_gap", currency="EUR")

    assert [(each.group, each.value) for each in figure.rows] == [
        (WOMEN, 41_000), (ELSE, 45_000), ({"gender": "Non-binary people"}, 38_000),
    ]  # fmt: skip
    assert len(figure.comparisons) == 2
    assert all(each.reference == ELSE for each in figure.comparisons)


def test_everybody_together_is_exact_because_everybody_can_count_them():
    found = row(of(employer(), "promotion_rate", YEAR_2025), {}, {"level": 1})

    assert (found.count, found.n, found.value) == (80, 600, 80 / 600)
    assert (found.band, found.low) == (None, None)


# --- values and groups ----------------------------------------------------------------------------


def two_values(**more):
    lines = [stock(404, 1000), stock(60, 1000, value="Non-binary people")]
    return [edition(*lines, **more)]


def test_of_two_values_everybody_else_has_the_noise_of_both():
    found = row(of(two_values(), "headcount_share"), ELSE, {"level": "all"})

    assert found.count == 1000 - 404 - 60
    assert found.band_people == pytest.approx(Z * math.sqrt(2 * V), rel=1e-4)


def test_of_two_values_each_stands_beside_everybody_who_does_not_have_it():
    lines = [*two_values()[0].lines, flow("left", 40, 120),
             flow("left", 12, 120, value="Non-binary people")]  # fmt: skip

    figure = of([edition(*lines)], "exit_rate", YEAR_2025)

    found = compared(figure, WOMEN, OTHERS, {"reason": "any"})
    assert (found["n_a"], found["n_b"]) == (404, 1000 - 404)
    assert found["difference"] == pytest.approx(40 / 404 - 80 / 596)


def test_where_several_answers_can_be_given_nobody_is_called_everybody_else():
    figure = of(two_values(several=frozenset({"gender"})), "headcount_share")

    assert {each.group.get("gender") for each in figure.rows} == {
        None, "Women", "Non-binary people",
    }  # fmt: skip


def test_more_than_all_are_never_counted():
    lines = [stock(60, 100), stock(44, 100, value="Non-binary people")]

    found = row(of([edition(*lines)], "headcount_share"), ELSE, {"level": "all"})

    assert (found.count, found.value, found.low) == (0, 0, 0)


def test_two_attributes_together_are_asked_in_any_order_and_told_apart_again():
    name = CROSSED.join(("gender", "ethnicity"))
    lines = [stock(90, 1000, attribute=name, value="Women × Black"), stock(404, 1000)]

    figure = answer([edition(*lines)], asked("headcount_share", by=("ethnicity", "gender")))

    assert figure.by == ("gender", "ethnicity")
    assert {"gender": "Women", "ethnicity": "Black"} in [each.group for each in figure.rows]


def test_by_a_place_as_well_each_place_is_out_of_its_own_people():
    there = [stock(100, 200, {"unit": "Ports"}), stock(300, 400, {"unit": "Ships"})]
    left = [flow("left", 20, 40, {"unit": "Ports"}), flow("left", 30, 50, {"unit": "Ships"})]

    figure = of([edition(*there, *left)], "exit_rate", YEAR_2025, fields=("unit",))

    assert figure.by == ("gender", "unit")
    at = {"reason": "any"}
    assert row(figure, {**WOMEN, "unit": "Ports"}, at).value == 20 / 100
    assert row(figure, {**WOMEN, "unit": "Ships"}, at).value == 30 / 300
    assert row(figure, {}, at).value == 90 / 600


# --- levels ---------------------------------------------------------------------------------------


def test_levels_that_are_told_together_are_one_place_and_said_to_be():
    lines = [stock(300, 600, {"level": "1"}), stock(90, 310, {"level": "2; 3"})]

    figure = of([edition(*lines)], "headcount_share")

    assert {"level": "2 and 3"} in [each.at for each in figure.rows]
    assert any("level 2 and 3" in note for note in figure.notes)


def test_no_end_of_the_ladder_parts_levels_that_are_told_together():
    lines = [
        stock(300, 600, {"level": "1"}), stock(90, 310, {"level": "2; 4"}),
        stock(20, 100, {"level": "3"}), stock(30, 90, {"level": "5"}),
        stock(30, 90, {"level": "unknown"}),
    ]  # fmt: skip

    figure = of([edition(*lines)], "top_share")

    ends = [dict(each.at) for each in figure.rows if each.group == WOMEN]
    assert ends == [
        {"end": "bottom", "level": 1}, {"end": "top", "level": 2}, {"end": "top", "level": 5},
    ]  # fmt: skip
    # Whoever is off the ladder is in neither number.
    assert row(figure, {}, {"end": "top", "level": 5}).n == 600 + 310 + 100 + 90


def test_who_is_off_the_ladder_is_said_to_be():
    lines = [stock(300, 600, {"level": "1"}), stock(40, 90, {"level": "unknown"})]

    assert {"level": "off the ladder"} in [
        each.at for each in of([edition(*lines)], "headcount_share").rows
    ]


# --- what is hidden, held, and of which day -------------------------------------------------------


@pytest.mark.parametrize(("base", "is_shown"), [(47, False), (48, True)])
def test_a_rate_out_of_fewer_than_48_people_is_hidden(base, is_shown):
    lines = [stock(base, 1000), flow("left", 12, 120)]

    figure = of([edition(*lines)], "exit_rate", YEAR_2025)

    assert (WOMEN in [each.group for each in figure.rows]) is is_shown
    assert ("fewer than 48 people" in str(figure.hidden)) is not is_shown


def test_a_stricter_protection_hides_more_rates():
    lines = [stock(60, 1000), flow("left", 12, 120)]

    figure = of([edition(*lines, protection=Protection(smallest_base=80))], "exit_rate", YEAR_2025)

    assert "fewer than 80 people" in str(figure.hidden)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("threshold", "too few people"), ("budget", "over the year's budget"),
        ("attack", "would let an attacker guess too well"), ("hold", "not due in this release"),
    ],
)  # fmt: skip
def test_a_line_without_a_number_is_hidden_with_its_reason_in_words(why, said):
    lines = [stock(404, 1000), flow("left", None, 9, why=why)]

    (hidden,) = of([edition(*lines)], "exit_rate", YEAR_2025).hidden

    assert (hidden.group, hidden.why) == (WOMEN, said)


def test_a_count_that_is_held_says_its_day_and_is_out_of_the_people_of_that_day():
    held = replace(stock(404, 1000), release=2, why="hold")

    figure = of([*employer(), edition(held, number=2, at=DECEMBER)], "headcount_share", DECEMBER)

    found = row(figure, WOMEN, {"level": "all"})
    assert (found.day, found.n) == (JUNE, 1000)
    assert any("2025-06-30" in note for note in figure.notes)


def test_what_is_of_the_day_itself_says_no_other():
    assert all(each.day is None for each in of(employer(), "headcount_share").rows)


def test_a_rate_is_out_of_the_people_of_the_day_nearest_the_middle_and_says_which():
    early = edition(stock(100, 1000), at=date(2024, 12, 31))
    middle = edition(stock(404, 1000, release=2), number=2)
    late = edition(stock(300, 1000, release=3, at=DECEMBER), flow("left", 40, 120), number=3,
                   at=DECEMBER)  # fmt: skip
    early = replace(early, lines=tuple(replace(each, at=early.at) for each in early.lines))

    figure = of([early, middle, late], "exit_rate", YEAR_2025)

    assert row(figure, WOMEN, {"reason": "any"}).n == 404
    assert any("there on 2025-06-30" in note for note in figure.notes)


def test_a_day_without_a_number_is_not_the_nearest():
    empty = edition(stock(None, 9))
    late = edition(stock(300, 1000, release=2, at=DECEMBER), flow("left", 40, 120), number=2,
                   at=DECEMBER)  # fmt: skip

    figure = of([empty, late], "exit_rate", YEAR_2025)

    assert row(figure, WOMEN, {"reason": "any"}).n == 300


def test_a_flow_is_found_in_whichever_release_showed_it():
    later = edition(stock(380, 1000, release=2, at=NEXT_JUNE), number=2, at=NEXT_JUNE)

    once = of(employer(), "promotion_rate", YEAR_2025)
    again = of([*employer(), later], "promotion_rate", YEAR_2025)

    assert row(again, WOMEN, {"level": 1}).count == row(once, WOMEN, {"level": 1}).count == 19


# --- refusals, and the same for everybody ---------------------------------------------------------


@pytest.mark.parametrize("measure", [each for each in ANSWERED if each != "pay_gap"])
def test_another_window_is_refused_by_name_with_what_there_is(measure):
    with pytest.raises(Refused) as refusal:
        of(employer(), measure, Window(date(2019, 1, 1), date(2019, 12, 31)))

    assert "is in no release" in str(refusal.value)
    assert "people by level on 2025-06-30" in str(refusal.value)
    assert "promoted in 2025 by level" in str(refusal.value)


def test_another_attribute_is_refused_with_those_there_are():
    with pytest.raises(Refused, match=r"'caring' is in no release\. There are figures about: 'gen"):
        of(employer(), "headcount_share", by=("caring",))


def test_another_table_is_refused_and_named():
    with pytest.raises(Refused, match="'people by level and unit' of 'gender' on 2025-06-30"):
        of(employer(), "top_share", fields=("unit",))


def test_a_measure_that_no_cube_holds_is_refused_with_those_that_can_be():
    with pytest.raises(Refused, match=r"'raise_rate' .* headcount_share, top_share"):
        of(employer(), "raise_rate")


def test_who_applied_by_a_field_is_refused_as_no_release_tells_it():
    with pytest.raises(Refused, match="'applied in 2025 by level and stage' of 'gender'"):
        of([edition(*funnel())], "hiring_funnel", YEAR_2025, fields=("level",))


def test_a_step_has_the_noise_of_both_stages_and_chance():
    found = row(of([edition(*funnel())], "hiring_funnel", YEAR_2025), WOMEN, {"stage": "invited"})

    p, b = 150 / 400, 400
    error = math.sqrt(p * (1 - p) / b + V * (1 + p * p) / b**2)
    assert (found.count, found.n, found.value) == (150, 400, p)
    assert found.high - found.value == pytest.approx(Z * error, rel=1e-4)


def test_a_refusal_is_the_same_whatever_the_numbers_are():
    other = [edition(*(replace(each, shown=(each.shown or 0) // 2, n=each.n // 2)
                       for each in employer()[0].lines))]  # fmt: skip
    said = []
    for editions in (employer(), other):
        with pytest.raises(Refused) as refusal:
            of(editions, "exit_rate", fields=("site",))
        said.append(str(refusal.value))

    assert said[0] == said[1]


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing_that_is_shown(random):
    (release,) = employer()
    lines = [*release.lines, *funnel()]
    of_a_year = ("exit_rate", "promotion_rate", "hire_share", "hiring_funnel")
    shuffled = random.sample(lines, len(lines))

    for measure in ANSWERED:
        window = YEAR_2025 if measure in of_a_year else JUNE
        once, again = (of([edition(*each)], measure, window) for each in (lines, shuffled))
        assert sorted(map(repr, once.rows)) == sorted(map(repr, again.rows))
        assert once.smallest_gap == again.smallest_gap


counts = st.tuples(st.integers(10, 2_000), st.integers(0, 2_000), st.integers(0, 2_000))


@given(counts)
def test_whatever_is_shown_a_rate_stays_between_nobody_and_everybody(numbers):
    members, there, left = numbers
    there, left = min(there, members), min(left, members)
    lines = [stock(there, members), flow("left", left, members)]

    figure = of([edition(*lines)], "exit_rate", YEAR_2025)

    for each in figure.rows:
        if each.band is not None:
            assert 0 <= each.low <= each.value <= each.high <= 1
            assert each.n >= 48
            # The band of the whole is never narrower than what noise does, unless cut at an end.
            assert each.high - each.value >= each.band - 1e-12 or each.high == 1


@given(counts)
def test_no_gap_is_called_rare_whose_band_holds_none(numbers):
    members, there, left = numbers
    lines = [stock(min(there, members), members), flow("left", min(left, members), members)]

    for each in of([edition(*lines)], "exit_rate", YEAR_2025).comparisons:
        found = each.results
        holds_none = found["difference_low"] < 0 < found["difference_high"]
        assert holds_none == (found["p"] > 0.05) or abs(found["p"] - 0.05) < 1e-6


def test_medians_that_are_held_say_their_day():
    lines = [median(41_000, 1000, "Women"), median(45_000, 1000, "everybody else")]
    later = JUNE + timedelta(days=365)
    held = edition(*(replace(each, why="hold") for each in lines), number=2, at=later)

    assert {each.day for each in of([edition(*lines), held], "pay_gap", later).rows} == {JUNE}
