"""Numbers are written as people read them, and no finer than they deserve."""

from __future__ import annotations

import re
from datetime import date

import pytest
from charts import examples
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.charts.arrange import group_name, heading, panels
from tiebeam.charts.values import amount, decimals, one_in, said, window_words
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
        (date(2016, 1, 1), date(2016, 12, 30), "1 January 2016 to 30 December 2016"),
        (date(2016, 1, 2), date(2016, 12, 31), "2 January 2016 to 31 December 2016"),
        (date(2016, 1, 1), date(2017, 6, 30), "1 January 2016 to 30 June 2017"),
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


@given(st.integers(48, 90_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_band_is_said_from_its_lower_to_its_upper_end_around_the_value(
    counted: tuple[int, int],
) -> None:
    value, _, band = written(*counted)

    low, high = (float(each) for each in band.removesuffix(" %").split(" to "))
    assert low <= float(value.removesuffix(" %")) <= high


@given(st.integers(2, 47).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_of_fewer_than_48_people_nothing_is_said_in_per_cent(counted: tuple[int, int]) -> None:
    value, count, band = written(*counted)

    assert (value, count) == ("", f"{counted[0]} of {counted[1]}")
    assert "%" not in band
    assert all(int(below) <= counted[1] for below in re.findall(r"in (\d+)", band))


@pytest.mark.parametrize(
    ("value", "n", "words"),
    [
        # Three quarters of a person of 31 is 0.0242: from there on it is one.
        (0.0241, 31, "fewer than 1 in 31"),
        (0.0242, 31, "1 in 31"),
        (0.9759, 31, "more than 30 in 31"),
        (0.9758, 31, "30 in 31"),
        # From 0.15 on, a fraction with the smallest denominator that is within two points.
        (0.149, 1_000, "1 in 7"),
        (0.15, 1_000, "1 in 6"),
        (0.235, 1_000, "1 in 4"),
        (0.269, 1_000, "1 in 4"),
        (0.65, 1_000, "2 in 3"),
        (0.69, 1_000, "7 in 10"),
        (0.51, 1_000, "1 in 2"),
        (0.49, 1_000, "1 in 2"),
        # Below, two digits are enough.
        (1 / 1_234, 90_000, "1 in 1,200"),
        (1 / 1_260, 90_000, "1 in 1,300"),
        (1 - 1 / 1_234, 90_000, "1,199 in 1,200"),
        (1 / 99.6, 90_000, "1 in 100"),
        (0.4, 2, "1 in 2"),
        (0.3, 1, "fewer than 1 in 2"),
        (-0.1, 50, "none"),
        (1.1, 50, "all"),
    ],
)
def test_a_natural_frequency_by_hand(value: float, n: int, words: str) -> None:
    assert one_in(value, n) == words


@given(st.floats(0.001, 0.499), st.integers(10, 90_000))
def test_those_to_whom_it_happened_and_the_others_are_said_alike(value: float, n: int) -> None:
    some, others = one_in(value, n), one_in(1 - value, n)

    if some.startswith("fewer"):
        assert others.startswith("more")
    else:
        top, below = (int(each.replace(",", "")) for each in some.split(" in "))
        assert others == f"{below - top:,} in {below:,}"


def unit(of: str, *values: float | None, half: float | None = None) -> Exact:
    """Rows of so many values, each with a band of so many points to either side."""
    rows = [
        Row(
            group={"g": str(index)},
            at={},
            n=400,
            count=None,
            value=value,
            low=None if half is None or value is None else value - half / 100,
            high=None if half is None or value is None else value + half / 100,
            members=400,
        )
        for index, value in enumerate(values)
    ]
    return examples.exact(rows, unit=of)


@pytest.mark.parametrize(
    ("figure", "digits"),
    [
        (unit("share", 0.5, half=3.01), 0),
        (unit("share", 0.5, half=2.99), 1),
        (unit("share", 0.5, half=0.301), 1),
        (unit("share", 0.5, half=0.299), 2),
        (unit("share", 0.5), 1),
        (unit("share", 0.5, 0.004, half=9), 1),
        (unit("share", 0.5, 0.006, half=9), 0),
        (unit("share", 0.5, 0.0004, half=9), 2),
        (unit("share", 0.5, -0.0004, half=9), 2),
        (unit("share", 0.5, 1e-9, half=9), 4),
        (unit("share", 0.5, 0.996, half=9), 1),
        (unit("share", 0.0, 1.0, half=9), 0),
        (unit("per person-year", 0.5, 0.996, half=9), 0),
        (unit("per person-year", 0.5, half=0.2), 2),
        (unit("EUR", 999.99), 2),
        (unit("EUR", 12.5, 1_000.0), 0),
        (unit("EUR", -1_000.0), 0),
        (unit("EUR", None), 2),
        (unit("EUR"), 2),
        (unit("share"), 1),
    ],
)
def test_a_figure_has_as_many_decimals_as_its_middle_band_carries(
    figure: Exact, digits: int
) -> None:
    assert decimals(figure) == digits


def test_one_wide_band_among_narrow_ones_takes_no_decimals_away() -> None:
    rows = [examples.row({"g": str(n)}, n // 4, n) for n in (60, 40_000, 50_000)]

    assert decimals(examples.exact(rows)) == 1


@pytest.mark.parametrize(
    ("value", "of", "digits", "words"),
    [
        (0.1234, "share", 1, "12.3\u00a0%"),
        (-0.0004, "share", 1, "0.0\u00a0%"),
        (-0.0006, "share", 1, "\u22120.1\u00a0%"),
        (0.1234, "per person-year", 0, "12\u00a0per 100"),
        (1_234_567.5, "EUR", 0, "1,234,568\u00a0EUR"),
        (-1_234.5, "EUR", 2, "\u22121,234.50\u00a0EUR"),
        (4.1e12, "IDR", 0, "4,100,000,000,000\u00a0IDR"),
    ],
)
def test_an_amount_has_the_sign_thousands_and_unit_of_its_measure(
    value: float, of: str, digits: int, words: str
) -> None:
    figure = unit(of)

    assert amount(value, figure, digits) == words
    assert amount(value, figure, digits, unit=False) == words.split("\u00a0")[0]


def counted(unit_of: str, **changed: float | None) -> str:
    given: dict[str, float | None] = {"n": 612.4, "count": 98, "value": 0.16} | changed
    row = Row(group={}, at={}, low=None, high=None, members=640, **given)  # type: ignore[arg-type]
    return said(row, examples.exact([row], unit=unit_of), digits=0).count


@pytest.mark.parametrize(
    ("words", "unit_of", "changed"),
    [
        ("98 of 612", "share", {}),
        ("612 people", "share", {"count": None}),
        ("", "share", {"n": None}),
        ("98 in 612 person-years", "per person-year", {}),
        ("", "per person-year", {"count": None}),
        ("612 people", "EUR", {}),
        ("no figure", "share", {"value": None}),
        ("nobody to count", "EUR", {"value": None, "n": 0}),
    ],
)
def test_people_are_counted_in_the_words_of_the_measure(
    words: str, unit_of: str, changed: dict[str, float | None]
) -> None:
    assert counted(unit_of, **changed) == words


def test_a_band_whose_ends_are_said_alike_is_said_once() -> None:
    row = Row(group={}, at={}, n=20, count=10, value=0.5, low=0.49, high=0.51, members=20)

    assert said(row, examples.exact([row]), digits=0).band == "1 in 2"
