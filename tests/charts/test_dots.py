"""One dot is ten people, never fewer."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from typing import Any

import pytest
from charts import examples
from charts.any_figures import figures, quickly
from charts.drawn import circles_in, words_in
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam import charts
from tiebeam.charts.dots import dots_for
from tiebeam.engine.disclosure import Released, Row, release

each_width = pytest.mark.parametrize("width", ["wide", "narrow", "print"])


@given(people=st.integers(10, 100_000))
def test_a_group_gets_a_dot_for_every_ten_people(people: int) -> None:
    assert abs(dots_for(people) - people / 10) <= 0.5


@given(people=st.integers(0, 9))
def test_fewer_than_ten_people_are_never_a_dot(people: int) -> None:
    assert dots_for(people) == 0


@settings(max_examples=sized(12, 20), deadline=None, derandomize=True)
@given(counts=st.lists(st.integers(0, 700), min_size=1, max_size=5))
def test_as_many_dots_are_drawn_as_the_groups_have_tens(counts: list[int]) -> None:
    whole = max(10, sum(counts))
    rows = [
        examples.row({"g": f"Group {index}"}, count, whole, {"end": "top"})
        for index, count in enumerate(counts)
    ]
    figure = release(examples.exact(rows, measure="top_share", by=("g",)))

    drawn = charts.svg(figure, width="wide")

    assert circles_in(drawn) == sum(dots_for(count) for count in counts)


@each_width
def test_the_top_and_the_bottom_are_drawn_as_people(width: str) -> None:
    drawn = charts.svg(release(examples.top_and_bottom()), width=width)

    texts = [each.text for each in words_in(drawn)]
    assert circles_in(drawn) == 7 + 23 + 41 + 25
    assert "One dot is 10 people." in texts
    assert "71 of 296" in texts


def test_in_a_large_organisation_one_dot_is_more_people_and_the_picture_says_so() -> None:
    rows = [
        examples.row({"g": "Women"}, 40_000, 100_000, {"level": 1}),
        examples.row({"g": "Men"}, 60_000, 100_000, {"level": 1}),
    ]
    figure = release(examples.exact(rows, measure="headcount_share", by=("g",)))

    drawn = charts.svg(figure)

    assert "One dot is 500 people." in [each.text for each in words_in(drawn)]
    assert circles_in(drawn) == 80 + 120


def test_headcount_can_be_drawn_with_bands_instead() -> None:
    figure = release(examples.headcount())

    spec = charts.picture(figure, form="bands")

    layers = {layer["name"] for layer in spec["layer"]}
    assert "bands" in layers
    assert "people" not in layers


def test_shares_of_one_whole_have_no_line_for_everybody() -> None:
    spec = charts.picture(release(examples.headcount()), form="bands")

    assert "everybody" not in {layer["name"] for layer in spec["layer"]}


@each_width
def test_hidden_groups_have_words_and_no_dots(width: str) -> None:
    rows = [
        examples.row({"g": "Women"}, 30, 90, {"level": 1}),
        examples.row({"g": "Men"}, 55, 90, {"level": 1}),
    ]
    small = examples.row({"g": "Not stated"}, 5, 5, {"level": 1})
    figure = release(examples.exact([*rows, small], measure="headcount_share", by=("g",)))

    drawn = charts.svg(figure, width=width)

    said = " ".join(each.text for each in words_in(drawn))
    assert "Hidden: Not stated (fewer than 10 people)." in said
    assert "Hidden: Men (its figures would give a smaller group away)." in said
    assert circles_in(drawn) == 3  # the women; the men are hidden beside the smallest group


def people(figure: Released, **how: Any) -> list[dict[str, Any]]:
    """Every dot of the picture: its group, and where it stands."""
    spec = charts.picture(figure, form="dots", **how)
    found = [each["data"]["values"] for each in spec["layer"] if each["name"] == "people"]
    return found[0] if found else []


def one_row(count: int, **how: Any) -> list[dict[str, Any]]:
    rows = [examples.row({"g": "Deck"}, count, 1_000)]
    return people(release(examples.exact(rows, measure="top_share", by=("g",))), **how)


@pytest.mark.parametrize(
    ("count", "dots"),
    [(9, 0), (10, 1), (14, 1), (15, 2), (24, 2), (25, 3), (104, 10), (105, 11), (None, 0)],
)
def test_half_a_dot_is_a_dot(count: int | None, dots: int) -> None:
    assert dots_for(count) == dots


@quickly
@given(
    figure=figures(measures=["headcount_share", "top_share"]),
    width=st.sampled_from(["wide", "narrow", "print"]),
)
def test_no_dot_stands_on_another_or_outside_the_picture(figure: Released, width: str) -> None:
    spec = charts.picture(figure, form="dots", width=width)
    drawn = people(figure, width=width)

    dots = next((each["mark"] for each in spec["layer"] if each["name"] == "people"), {"size": 0})
    radius = dots["size"] ** 0.5 / 2
    for dot in drawn:
        assert radius <= dot["x"] <= spec["width"] - radius
        assert radius <= dot["y"] <= spec["height"] - radius
    for one, other in combinations(drawn[:300], 2):
        assert abs(one["x"] - other["x"]) + abs(one["y"] - other["y"]) >= 2 * radius


@quickly
@given(figure=figures(measures=["headcount_share", "top_share"]))
def test_a_phone_and_a_wide_page_say_how_many_people_their_dots_are(figure: Released) -> None:
    rows = [row for row in figure.rows if is_drawn(row, figure)]
    for width in ("wide", "narrow") if rows else ():
        spec = charts.picture(figure, form="dots", width=width)
        texts = [each["text"] for layer in spec["layer"] for each in layer["data"]["values"]
                 if "text" in each]  # fmt: skip
        said = next(each for each in texts if each.startswith("One dot is "))
        stands_for = int(said.removeprefix("One dot is ").split()[0].replace(",", ""))

        counts = [dots_for(row.count, people_per_dot=stands_for) for row in rows]
        assert stands_for >= 10
        assert len(people(figure, width=width)) == sum(counts)


def is_drawn(row: Row, figure: Released) -> bool:
    """Whether a row has dots: groups do, everybody only where there is no group at its place."""
    return bool(row.group) or not any(each.group and each.at == row.at for each in figure.rows)


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_dots_stand_in_tens_with_a_gap_after_each(width: str) -> None:
    drawn = one_row(200, width=width)

    steps = [round(b["x"] - a["x"], 6) for a, b in pairwise(drawn)]
    assert len(drawn) == 20
    assert len({each["y"] for each in drawn}) == 1
    assert Counter(steps) == {steps[0]: 18, steps[9]: 1}
    assert steps[9] == pytest.approx(steps[0] + 5)


@pytest.mark.parametrize(
    ("largest", "words"),
    [
        # A wide row of this figure holds 40 dots in a line: 160 in four.
        (1_604, "One dot is 10 people."),
        (1_606, "One dot is 20 people."),
        (3_209, "One dot is 20 people."),
        (3_211, "One dot is 50 people."),
        (8_030, "One dot is 100 people."),
        (1_000_000, "One dot is 10,000 people."),
    ],
)
def test_one_dot_is_as_few_people_as_four_lines_hold(largest: int, words: str) -> None:
    rows = [examples.row({"g": "Deck"}, largest, 9_000_000)]
    figure = release(examples.exact(rows, measure="top_share", by=("g",)))

    assert words in [each.text for each in words_in(charts.svg(figure, form="dots"))]


@each_width
def test_the_dots_of_each_group_stand_beside_or_below_its_name(width: str) -> None:
    figure = release(examples.top_and_bottom())
    drawn = words_in(charts.svg(figure, width=width, theme="page" if width != "print" else "light"))
    margin = 12 if width == "print" else 0

    names = sorted((each for each in drawn if each.text in {"Women", "Men"}), key=lambda e: e.top)
    ordered = list(dict.fromkeys((dot["y"], dot["group"]) for dot in people(figure, width=width)))
    runs = [group for i, (_, group) in enumerate(ordered) if i == 0 or ordered[i - 1][1] != group]
    assert [each.text for each in names] == runs == ["Women", "Men", "Women", "Men"]
    for y, group in ordered:
        above = [each for each in names if each.top < y + margin + 12]
        assert above[-1].text == group


@pytest.mark.parametrize(
    ("wholes", "words"), [((300, 300), ["300 people"]), ((300, 200), [])], ids=["one", "several"]
)
def test_a_place_says_its_people_only_where_its_groups_share_them(
    wholes: tuple[int, int], words: list[str]
) -> None:
    rows = [
        examples.row({"g": name}, 100, whole, {"end": "top"})
        for name, whole in zip(("Women", "Men"), wholes, strict=True)
    ]

    drawn = words_in(charts.svg(release(examples.exact(rows, measure="top_share", by=("g",)))))

    assert [each.text for each in drawn if each.text.endswith("0 people")] == words


@each_width
def test_a_share_whose_count_must_not_be_shown_has_words_and_no_dots(width: str) -> None:
    row = Row(
        group={"g": "Deck"}, at={}, n=None, count=None, value=0.25, low=0.2, high=0.34, members=400
    )
    figure = release(examples.exact([row], measure="top_share", by=("g",)))

    texts = [each.text for each in words_in(charts.svg(figure, form="dots", width=width))]

    assert people(figure, width=width) == []
    assert {"Deck", "1 in 4", "band 1 in 5 to 1 in 3"} <= set(texts)


def test_a_count_that_stands_without_a_percentage_is_as_bold_as_one() -> None:
    rows = [examples.row({"g": name}, 10, 40) for name in ("Women", "Men")]
    spec = charts.picture(release(examples.exact(rows, measure="top_share", by=("g",))))

    layers = {each["name"]: each["data"]["values"] for each in spec["layer"]}
    assert [each["text"] for each in layers["text_value_right"]] == ["10 of 40", "10 of 40"]
