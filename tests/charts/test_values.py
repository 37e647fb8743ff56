"""Numbers are written as people read them, and no finer than they deserve."""

from __future__ import annotations

from datetime import date

import pytest
from charts import examples
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.charts.arrange import group_name, heading, panels
from tiebeam.charts.values import decimals, said, window_words
from tiebeam.engine.disclosure import Exact, Hidden, Row


def written(count: int, n: int) -> tuple[str, str, str]:
    figure = examples.exact([examples.row({"g": "A"}, count, n)])
    words = said(figure.rows[0], figure, digits=decimals(figure))
    return words.value.replace("\u00a0", " "), words.count, words.band.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("count", "n", "words"),
    [
        (684, 66_435, ("1.03 %", "684 of 66,435", "0.96 to 1.11 %")),
        (27, 871, ("3.1 %", "27 of 871", "2.1 to 4.5 %")),
        (31, 122, ("25 %", "31 of 122", "19 to 34 %")),
        (12, 48, ("25 %", "12 of 48", "15 to 39 %")),
        (12, 47, ("", "12 of 47", "1 in 6 to 2 in 5")),
        (5, 31, ("", "5 of 31", "1 in 14 to 1 in 3")),
        (0, 0, ("", "nobody to count", "")),
    ],
)
def test_a_row_is_said_as_finely_as_its_people_allow(
    count: int, n: int, words: tuple[str, str, str]
) -> None:
    assert written(count, n) == words


def share(n: float | None, count: int | None) -> Exact:
    row = Row(
        group={"g": "A"}, at={}, n=n, count=count, value=0.125, low=0.1, high=0.15, members=400
    )
    return examples.exact([row])


@pytest.mark.parametrize(
    ("n", "count", "both"),
    [(None, None, "1 in 8"), (40, None, "1 in 8 · 40 people"), (400, None, "12 % · 400 people")],
)
def test_where_counts_must_not_be_shown_the_share_is_said_without_them(
    n: float | None, count: int | None, both: str
) -> None:
    figure = share(n, count)

    assert said(figure.rows[0], figure, digits=0).both.replace("\u00a0", " ") == both


def test_a_negative_gap_has_a_minus_sign_and_a_small_one_keeps_its_digits() -> None:
    row = Row(
        group={"g": "A"}, at={}, n=900, count=None, value=-0.083, low=-0.1, high=-0.06, members=900
    )
    figure = examples.exact([row], measure="pay_gap")
    tiny = examples.exact([examples.row({"g": "A"}, 3, 90_000)])

    assert said(row, figure, digits=1).value == "\u22128.3\u00a0%"
    assert said(tiny.rows[0], tiny, digits=decimals(tiny)).value == "0.003\u00a0%"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2016, 1, 1), date(2016, 12, 31), "2016"),
        (date(2014, 1, 1), date(2016, 12, 31), "2014 to 2016"),
        (date(2016, 3, 1), date(2016, 8, 31), "1 March 2016 to 31 August 2016"),
        (date(2016, 3, 1), date(2016, 3, 1), "1 March 2016"),
    ],
)
def test_a_window_is_said_as_years_where_it_is_years(first: date, last: date, words: str) -> None:
    assert window_words(examples.exact([], window=(first, last))) == words


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ({}, "everybody"),
        ({"gender": "Women"}, "Women"),
        ({"gender": "Women", "race": "Black"}, "Black women"),
        ({"gender": "Female", "race": "Black"}, "Black women"),
        ({"gender": "Not stated", "race": "Black"}, "Black, gender not stated"),
        ({"gender": ""}, "Not stated"),
    ],
)
def test_groups_are_called_what_people_would_call_them(group: dict[str, str], name: str) -> None:
    assert group_name(group, ("gender", "race")) == name


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ({"level": 2}, "Level 2"),
        ({"level": "SERGEANT"}, "SERGEANT"),
        ({"quarter": 1}, "Pay quarter 1"),
        ({"reason": "retirement"}, "Retirement"),
        ({"end": "top"}, "At the top"),
        ({"level": 1, "reason": "voluntary"}, "Level 1, Voluntary"),
    ],
)
def test_places_are_called_what_people_would_call_them(at: dict[str, str | int], name: str) -> None:
    assert heading(at) == name


def test_hidden_groups_come_last_at_their_place_and_once() -> None:
    hidden = Hidden(group={"gender": "Men"}, at={"level": 1}, why="fewer than 10 people")
    rows = [examples.row({"gender": "Women"}, 5, 50, {"level": 1})]

    (panel,) = panels(examples.exact(rows, hidden=(hidden, hidden)))

    assert [line.name for line in panel.lines] == ["Women", "Men"]
    assert panel.lines[1].said == "hidden: fewer than 10 people"


@given(
    counted=st.lists(
        st.integers(48, 50_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=1,
        max_size=6,
    )
)
def test_only_nobody_is_said_as_nought_and_only_everyone_as_a_hundred(
    counted: list[tuple[int, int]],
) -> None:
    figure = examples.exact([examples.row({"g": str(i)}, *each) for i, each in enumerate(counted)])

    for (count, n), row in zip(counted, figure.rows, strict=True):
        number = said(row, figure, digits=decimals(figure)).value.removesuffix("\u00a0%")
        assert (float(number) == 0) == (count == 0)
        assert (float(number) == 100) == (count == n)
