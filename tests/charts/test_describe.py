"""The sentences state what was found, in numbers that people can picture, and blame nobody."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from charts import examples
from hypothesis import given
from hypothesis import strategies as st

from tiebeam import charts
from tiebeam.charts.describe import one_in
from tiebeam.engine.disclosure import Exact, Hidden, release


@pytest.mark.parametrize(
    ("value", "n", "said"),
    [
        (0.0588, 400, "1 in 17"),
        (0.125, 400, "1 in 8"),
        (0.0045, 27_873, "1 in 220"),
        (0.5, 30, "1 in 2"),
        (0.4, 30, "2 in 5"),
        (0.9, 30, "9 in 10"),
        (0.97, 200, "32 in 33"),
        (0.01, 31, "fewer than 1 in 31"),
        (0.995, 31, "more than 30 in 31"),
        (0.0, 31, "none"),
        (1.0, 31, "all"),
        (0.001, None, "fewer than 1 in 10"),
    ],
)
def test_shares_are_said_as_natural_frequencies(value: float, n: int | None, said: str) -> None:
    assert one_in(value, n) == said


@given(value=st.floats(0, 1), n=st.integers(2, 100_000))
def test_no_natural_frequency_has_more_people_than_the_group(value: float, n: int) -> None:
    denominators = re.findall(r"in ([\d,]+)$", one_in(value, n))

    assert all(int(each.replace(",", "")) <= n for each in denominators)


@given(value=st.floats(0.02, 0.98), n=st.integers(100, 100_000))
def test_a_natural_frequency_is_close_to_the_share(value: float, n: int) -> None:
    top, below = one_in(value, n).split(" in ")

    assert int(top) / int(below) == pytest.approx(value, abs=0.05)


def finding(figure: Exact) -> str:
    return charts.finding(release(figure))


def test_two_groups_are_said_over_one_base_and_chance_beside_them() -> None:
    assert finding(examples.small_employer()) == (
        "At level 1, 7 in 100 women were promoted, and 14 in 100 men; chance may explain it."
    )


def test_the_two_groups_furthest_apart_are_named() -> None:
    assert finding(examples.federal_promotions()) == (
        "At level 1, 3 in 1,000 Black women were promoted, and 10 in 1,000 White men; "
        "chance alone would rarely do this."
    )


def test_small_groups_are_said_in_counts() -> None:
    rows = [examples.row({"g": "Women"}, 5, 31), examples.row({"g": "Men"}, 9, 40)]

    assert finding(examples.exact(rows, by=("g",))).startswith(
        "5 of 31 women were promoted, and 9 of 40 men; "
    )


def test_units_are_said_as_the_people_in_them() -> None:
    assert finding(examples.sixty_units()).startswith(
        "5 in 100 people in Unit 46 left, and 25 in 100 people in Unit 49; "
    )


def test_pay_is_said_in_its_currency() -> None:
    assert finding(examples.pay_medians()).startswith(
        "The median pay of women was 41,200\u00a0EUR and of men 44,900\u00a0EUR; "
    )


def test_rates_over_time_are_said_per_hundred_people_and_year() -> None:
    assert finding(examples.leavers_per_person_year()).startswith(
        "In an average year, 11 in 100 men left, and 16 in 100 women; "
    )


def test_a_share_of_a_whole_is_followed_from_one_end_to_the_other() -> None:
    assert finding(examples.headcount()) == (
        "Of the people employed at level 1, 59 in 100 are women; at level 4, 19 in 100 are; "
        "chance alone would rarely do this."
    )


def test_a_share_at_one_place_names_the_largest_groups() -> None:
    rows = [examples.row({"g": "Women"}, 120, 300), examples.row({"g": "Men"}, 180, 300)]
    figure = examples.exact(rows, measure="hire_share", by=("g",))

    assert finding(figure) == (
        "Of the 300 people hired, 60 in 100 are men and 40 in 100 are women."
    )


def test_one_group_is_said_with_its_band() -> None:
    figure = examples.exact([examples.row({"g": "Women"}, 25, 200)], by=("g",))

    # A single group is never hidden by its neighbours, for it has none.
    assert finding(figure) == "1 in 8 women were promoted; the band is 9 to 18\u00a0%."


def test_many_comparisons_make_the_verdict_stricter() -> None:
    pair = [examples.row({"g": "A women"}, 10, 200), examples.row({"g": "B women"}, 24, 200)]
    many = [examples.row({"g": f"{index} women"}, 17, 200) for index in range(40)]

    assert "rarely" in finding(examples.exact(pair, by=("g",)))
    assert "rarely" not in finding(examples.exact([*pair, *many], by=("g",)))


def test_what_was_too_small_to_be_seen_is_said() -> None:
    described = charts.description(release(examples.small_employer()))

    # The smallest group has 31 people, so "16 in 100" would be finer than the group.
    assert described.endswith("With this many people, a gap below 1 in 5 could go unseen.")


def test_hidden_groups_are_said_with_the_reason() -> None:
    described = charts.description(release(examples.with_hidden_groups()))

    assert described.endswith(
        "Hidden: Roma people and people who did not say (fewer than 10 people)."
    )


def test_many_hidden_groups_are_counted() -> None:
    rows = [examples.row({"g": f"Unit {index}"}, 1, 5) for index in range(9)]

    described = charts.description(release(examples.exact(rows, by=("g",))))

    assert described == (
        "No figure can be shown here: every group is hidden or empty. "
        "Too few people to compare: no two groups can be shown beside each other. "
        "9 figures are hidden (fewer than 10 people)."
    )


@pytest.mark.parametrize("name", examples.ALL)
def test_sentences_name_no_cause_and_neither_praise_nor_shout(name: str) -> None:
    described = charts.description(release(examples.ALL[name]())).lower()

    for word in ("because", "due to", "caused", "led to", "!", "unfortunately", "great", "chart"):
        assert word not in described


@pytest.mark.parametrize("name", examples.ALL)
def test_a_sentence_is_one_paragraph_that_ends(name: str) -> None:
    described = charts.description(release(examples.ALL[name]()))

    assert described.endswith((".", "…"))
    assert not described.endswith("….")
    assert "\n" not in described


def test_a_sentence_that_ends_in_a_name_that_was_cut_has_no_fourth_dot() -> None:
    rows = [examples.row({"unit": name * 70}, 20, 200) for name in ("A", "ש")]

    said = charts.finding(examples.exact(rows, by=("unit",)))

    assert said.endswith("…\u2069")
    assert "…." not in said


# --- both groups, with their own numbers ----------------------------------------------------------


def share_in(words: str) -> tuple[float, float]:
    """The share that words such as "7 in 100" say, and how far the true one may be from it."""
    numbers = [int(each.replace(",", "")) for each in re.findall(r"[\d,]+", words)]
    if len(numbers) == 1:
        return {"none": 0.0, "all": 1.0}[words.lower().split(" ")[0]], 0.0
    share = numbers[0] / numbers[1]
    return share, 0.08 * share if "about" in words.lower() else 0.5 / numbers[1]


COUNTED = st.integers(100, 90_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTED, COUNTED)
def test_each_number_in_a_sentence_is_that_of_the_group_beside_it_the_lower_first(
    deck: tuple[int, int], bridge: tuple[int, int]
) -> None:
    counted = {"Deck": deck, "Bridge": bridge}
    rows = [examples.row({"unit": name}, *each) for name, each in counted.items()]

    said = charts.finding(examples.exact(rows, by=("unit",)))

    told = re.match(r"(.+) people in (\w+) were promoted, and (.+) people in (\w+)[;.]", said)
    assert told is not None
    assert {told[2], told[4]} == {"Deck", "Bridge"}
    shares = []
    for words, name in ((told[1], told[2]), (told[3], told[4])):
        share, reach = share_in(words)
        count, n = counted[name]
        assert abs(share - count / n) <= reach + 1e-12
        shares.append(count / n)
    assert shares == sorted(shares)


@pytest.mark.parametrize(
    ("counted", "at", "words"),
    [
        ((5, 31), {}, "5 of 31 women were promoted; the band is 1 in 14 to 1 in 3."),
        ((0, 31), {}, "None of the 31 women were promoted; the band is none to 1 in 9."),
        ((0, 300), {}, "None of the 300 women were promoted; the band is 0.0 to 1.3\u00a0%."),
        ((300, 300), {}, "All 300 women were promoted; the band is 98.7 to 100.0\u00a0%."),
        ((25, 200), {"level": 2},
         "At level 2, 1 in 8 women were promoted; the band is 9 to 18\u00a0%."),
    ],
)  # fmt: skip
def test_one_group_is_said_as_finely_as_its_people_allow(
    counted: tuple[int, int], at: dict[str, str | int], words: str
) -> None:
    rows = [examples.row({"g": "Women"}, *counted, at)]

    assert charts.finding(examples.exact(rows, by=("g",))) == words


def test_the_pay_of_one_group_is_said_with_its_band_from_low_to_high() -> None:
    rows = [examples.pay({"g": "Women"}, "median", 41_200, 520, 684)]
    figure = examples.exact(rows, measure="pay_gap", unit="EUR", by=("g",))

    assert charts.finding(figure) == (
        "The median pay of women was 41,200\u00a0EUR; the band is 40,680 to 41,720\u00a0EUR."
    )


def test_the_rate_of_one_group_over_time_is_said_with_its_band() -> None:
    rows = examples.leavers_per_person_year().rows[:1]
    figure = examples.exact(rows, measure="exit_rate", unit="per person-year")

    assert charts.finding(figure) == (
        "Women left at a rate of 16\u00a0per 100 person-years; the band is 13 to 20\u00a0per 100."
    )


@pytest.mark.parametrize(
    ("of_men", "words"),
    [
        (46_000, "The mean pay of women was 41,000\u00a0EUR and of men 46,000\u00a0EUR."),
        (41_000, "Women and men had the same mean pay, 41,000\u00a0EUR."),
    ],
)
def test_a_mean_is_called_a_mean(of_men: float, words: str) -> None:
    paid = {"Women": 41_000, "Men": of_men}
    rows = [examples.pay({"g": g}, "mean", value, 500, 300) for g, value in paid.items()]
    rows = [replace(row, low=None, high=None) for row in rows]

    assert charts.finding(examples.exact(rows, measure="pay_gap", unit="EUR", by=("g",))) == words


# --- what is hidden -------------------------------------------------------------------------------


def gone(*at: dict[str, str | int], why: str = "fewer than 10 people") -> Exact:
    rows = [examples.row({"g": "Men"}, 30, 300, each) for each in at]
    hidden = tuple(Hidden(group={"g": "Women"}, at=each, why=why) for each in at)
    return examples.exact(rows, by=("g",), hidden=hidden)


def gone_at_some(*at: dict[str, str | int], why: str = "fewer than 10 people") -> Exact:
    """Women are hidden at these places, and shown at one more."""
    shown = examples.row({"g": "Women"}, 30, 300, {next(iter(at[0])): "elsewhere"})
    hidden = gone(*at, why=why)
    return replace(hidden, rows=(*hidden.rows, shown))


def test_many_groups_that_are_hidden_everywhere_are_counted() -> None:
    hidden = tuple(
        Hidden(group={"g": f"Group {name}"}, at={"level": level}, why="fewer than 10 people")
        for level in (1, 2)
        for name in "ABCDE"
    )

    assert charts.what_is_hidden(examples.exact([], by=("g",), hidden=hidden)) == (
        "5 groups are hidden everywhere (fewer than 10 people)."
    )


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (gone({}), "Hidden: women (fewer than 10 people)."),
        (gone({"level": 1}), "Hidden: women (fewer than 10 people)."),
        (gone({"level": 1}, {"level": 2}), "Hidden everywhere: women (fewer than 10 people)."),
        (gone(*({"level": level} for level in (1, 2, 3, 4))),
         "Hidden everywhere: women (fewer than 10 people)."),
        (gone_at_some({"level": 1}, {"level": 2}),
         "Hidden: women at level 1 and women at level 2 (fewer than 10 people)."),
        (gone_at_some({"reason": "any"}, {"reason": "death"}, why="asked for"),
         "Hidden: women (For any reason) and women (Death) (asked for)."),
        (gone_at_some(*({"level": level} for level in (1, 2, 3, 4))),
         "4 figures are hidden (fewer than 10 people)."),
        (examples.exact([]), ""),
    ],
)  # fmt: skip
def test_up_to_three_hidden_groups_are_named_with_their_place_where_there_are_several(
    figure: Exact, words: str
) -> None:
    assert charts.what_is_hidden(figure) == words


def test_a_description_is_the_finding_the_smallest_gap_and_who_is_hidden() -> None:
    figure = release(examples.levels_and_groups())

    parts = (charts.finding(figure), charts.smallest_gap(figure), charts.what_is_hidden(figure))

    assert charts.description(figure) == " ".join(part for part in parts if part)


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.0, 0.1), "No women were promoted, and about 1 in 10 men."),
        ((0.5, 1.0), "About 1 in 2 women were promoted, and all men."),
    ],
)
def test_nobody_and_everyone_are_said_without_counts_too(
    shares: tuple[float, float], words: str
) -> None:
    counted = zip(("Women", "Men"), shares, strict=True)
    rows = [replace(examples.row({"g": g}, 30, 60), count=None, low=None, high=None, value=share)
            for g, share in counted]  # fmt: skip

    assert charts.finding(examples.exact(rows, by=("g",))) == words


def test_gaps_below_nothing_are_said_with_their_sign() -> None:
    rows = [
        replace(examples.row({"unit": name}, 0, 400), count=None, low=None, high=None, value=value)
        for name, value in (("Bridge", 0.02), ("Deck", -0.08))
    ]
    figure = examples.exact(rows, measure="pay_gap", by=("unit",))

    assert charts.finding(figure) == (
        "\u22128.0\u00a0% for people in Deck, and 2.0\u00a0% for people in Bridge."
    )


def test_a_sentence_its_verdict_and_its_bands_can_be_said_apart():
    figure = release(examples.federal_promotions())

    assert charts.finding(figure).startswith(charts.said_alone(figure).rstrip("."))
    assert charts.how_sure(figure) == "Chance alone would rarely do this."
    assert charts.between(figure).startswith("Between ")
