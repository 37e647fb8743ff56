"""How far two groups stand apart, and what may be said of chance: every number worked by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest
from charts import examples

from tiebeam.charts.arrange import Panel, panels
from tiebeam.charts.gaps import (
    AMONG_MANY,
    DISAGREE,
    MAY,
    RARELY,
    Gap,
    comparison_at,
    gaps_between_groups,
    gaps_between_levels,
    known,
    verdict,
    widest,
    worth_comparing,
    worth_telling,
)
from tiebeam.engine.disclosure import Comparison, Exact, Row

Band = tuple[float, float]


def row(
    name: str, value: float, band: Band | None = None, members: int = 400, **at: str | int
) -> Row:
    low, high = band or (None, None)
    return Row(
        group={"gender": name},
        at=at,
        n=members,
        count=None,
        value=value,
        low=low,
        high=high,
        members=members,
    )


def gaps(*rows: Row, **changed: Any) -> list[Gap]:
    figure = examples.exact(rows, **changed)
    return gaps_between_groups(figure, panels(figure))


def place(*rows: Row) -> Panel:
    (panel,) = panels(examples.exact(rows))
    return panel


def compared(one: str, other: str, results: Mapping[str, Any], **at: str | int) -> Comparison:
    return Comparison(group={"gender": one}, reference={"gender": other}, at=at, results=results)


# --- how far apart --------------------------------------------------------------------------------


def test_a_gap_is_measured_in_widths_of_the_band_of_the_difference() -> None:
    # 0.10 apart; the sides that face each other reach 0.03 and 0.04, together 0.05.
    (gap,) = gaps(row("Men", 0.20, (0.16, 0.30)), row("Women", 0.10, (0.02, 0.13)))

    assert gap.apart == pytest.approx(2.0)
    assert gap.people == ("women", "men")
    assert [each.value for each in gap.rows] == [0.10, 0.20]


def test_bands_without_width_are_infinitely_far_apart_or_not_at_all() -> None:
    (far,) = gaps(row("Men", 0.2, (0.2, 0.2)), row("Women", 0.1, (0.1, 0.1)))
    (same,) = gaps(row("Men", 0.2, (0.2, 0.2)), row("Women", 0.2, (0.2, 0.2)))

    assert far.apart == math.inf
    assert same.apart == 0
    assert same.is_none
    assert not far.is_none


def test_without_bands_the_larger_distance_is_told_and_nothing_is_said_of_chance() -> None:
    found = gaps(row("Women", 0.1), row("Men", 0.3), row("Non-binary people", 0.25))

    gap = widest(found)

    assert gap is not None
    assert gap.people == ("women", "men")
    assert verdict(gap, among=3) == ""


# --- which are compared ---------------------------------------------------------------------------


def test_groups_are_compared_at_their_own_place_and_with_every_other_there() -> None:
    found = gaps(
        *(row(name, 0.1, level=1) for name in ("Women", "Men", "Non-binary people")),
        *(row(name, 0.1, level=2) for name in ("Women", "Men")),
    )

    assert len(found) == 3 + 1
    assert all(gap.panels[0] is gap.panels[1] for gap in found)


@pytest.mark.parametrize(
    "beside", [{"level": "all"}, {"level": "off the ladder"}, {"reason": "no exit recorded"}]
)
def test_totals_and_those_off_the_ladder_are_compared_only_where_nobody_else_is(
    beside: dict[str, str],
) -> None:
    aside = [row(name, 0.1, **beside) for name in ("Women", "Men")]
    steps = [row(name, 0.1, level=1) for name in ("Women", "Men")]

    assert [gap.rows[0].at for gap in gaps(*aside, *steps)] == [{"level": 1}]
    assert [gap.rows[0].at for gap in gaps(*aside, steps[0])] == [beside]


@pytest.mark.parametrize(
    ("members", "names"),
    [
        ({"Women": 10, "Men": 10, "Agender": 9, "unknown": 99}, ["Women", "Men"]),
        ({"Women": 10, "Men": 9, "Agender": 9, "unknown": 99}, ["Women", "Men", "Agender"]),
        ({"Women": 10, "not stated": 50}, ["Women", "not stated"]),
    ],
)
def test_known_groups_of_ten_and_more_are_compared_before_all_others(
    members: dict[str, int], names: list[str]
) -> None:
    panel = place(*(row(name, 0.1, members=n) for name, n in members.items()))

    found = [line.row.group["gender"] for line in worth_comparing(panel) if line.row is not None]

    assert found == names


def test_a_group_without_a_value_is_never_compared() -> None:
    panel = place(row("Women", 0.1), examples.row({"gender": "Men"}, 0, 0))

    assert [line.name for line in known(panel)] == ["Women"]
    assert [line.name for line in worth_comparing(panel)] == ["Women"]


def test_between_levels_each_group_is_compared_with_itself() -> None:
    rows = [row(name, 0.1 * level, level=level) for level in (1, 2, 3) for name in ("Women", "Men")]
    figure = examples.exact([*rows, row("Women", 0.9, level="all"), row("Men", 0.9, level="all")])

    found = gaps_between_levels(figure, panels(figure))

    assert len(found) == 2 * 3
    assert all(gap.people[0] == gap.people[1] for gap in found)
    assert {gap.rows[1].at["level"] for gap in found} == {2, 3}


def test_at_the_top_a_smaller_gap_comes_before_a_wider_one_at_the_bottom() -> None:
    found = gaps(
        *(row(g, v, (v - 0.01, v + 0.01), end="bottom") for g, v in (("Women", 0.1), ("Men", 0.9))),
        *(row(g, v, (v - 0.01, v + 0.01), end="top") for g, v in (("Women", 0.1), ("Men", 0.2))),
        measure="top_share",
    )

    gap = widest(found)

    assert gap is not None
    assert gap.rows[0].at == {"end": "top"}
    assert widest([]) is None
    assert worth_telling([]) is None


# --- what the engine found ------------------------------------------------------------------------


def figure_with(*comparisons: Comparison) -> Exact:
    rows = [row("Women", 0.1, level=1), row("Men", 0.2, level=1), row("Men", 0.3, level=2)]
    return examples.exact(rows, comparisons=comparisons)


def test_a_comparison_is_found_whichever_of_the_two_is_the_reference() -> None:
    found = {"p": 0.2}
    one, other = figure_with().rows[:2]

    for figure in (
        figure_with(compared("Women", "Men", found, level=1)),
        figure_with(compared("Men", "Women", found, level=1)),
    ):
        assert comparison_at(figure, one, other) == found


def test_a_comparison_of_others_or_of_another_place_is_not_taken() -> None:
    one, other, elsewhere = figure_with().rows
    figure = figure_with(
        compared("Women", "Men", {"p": 0.1}, level=2),
        compared("Women", "Agender", {"p": 0.1}, level=1),
        compared("Men", "Men", {"p": 0.1}, level=1),
    )

    assert comparison_at(figure, one, other) == {}
    assert comparison_at(figure, one, elsewhere) == {}


# --- what is said of chance -----------------------------------------------------------------------


def apart(by: float = 5.0, found: Mapping[str, Any] | None = None) -> Gap:
    rows = (row("Women", 0.1), row("Men", 0.2))
    panel = place(*rows)
    return Gap(
        people=("women", "men"), rows=rows, panels=(panel, panel), apart=by, found=found or {}
    )


@pytest.mark.parametrize(
    ("found", "among", "said"),
    [
        ({"p": 0.049}, 1, RARELY),
        ({"p": 0.05}, 1, MAY),
        ({"p_z": 0.01, "p_fisher": 0.04, "p_mid": 0.03}, 1, RARELY),
        ({"p_z": 0.04, "p_fisher": 0.06, "p_mid": 0.04}, 1, DISAGREE),
        ({"p_z": 0.06, "p_fisher": 0.06, "p_mid": 0.04}, 1, DISAGREE),
        ({"p_z": 0.04, "p_fisher": 0.06, "p_mid": 0.06}, 1, DISAGREE),
        ({"p_z": 0.06, "p_fisher": 0.04, "p_mid": 0.06}, 1, DISAGREE),
        ({"p_z": 0.06, "p_fisher": 0.07, "p_mid": 0.06}, 1, MAY),
        ({"p_z": None, "p_fisher": 0.01}, 1, RARELY),
        # Bonferroni: one of three is held against 0.05 / 3 = 0.0167, by its weakest test.
        ({"p_z": 0.001, "p_fisher": 0.0166}, 3, RARELY),
        ({"p_z": 0.001, "p_fisher": 0.0167}, 3, AMONG_MANY),
    ],
)
def test_tests_decide_where_the_engine_made_them(
    found: Mapping[str, Any], among: int, said: str
) -> None:
    assert verdict(apart(found=found), among=among) == said


@pytest.mark.parametrize(
    ("by", "among", "said"),
    [
        (0.99, 1, MAY),
        (1.0, 1, MAY),
        (1.01, 1, RARELY),
        # Of two, each takes 2.2414 standard errors: 1.1436 times 1.96.
        (1.14, 2, AMONG_MANY),
        (1.15, 2, RARELY),
        (0.99, 2, MAY),
    ],
)
def test_elsewhere_the_bands_decide(by: float, among: int, said: str) -> None:
    assert verdict(apart(by), among=among) == said


@pytest.mark.parametrize(
    ("low", "gap", "high", "said"),
    [
        # Nought is 5 from the gap; the band reaches 4 towards it, or 6.
        (1.0, 5.0, 20.0, RARELY),
        (-1.0, 5.0, 6.0, MAY),
        (-20.0, -5.0, -1.0, RARELY),
        (-6.0, -5.0, 1.0, MAY),
        (5.0, 5.0, 5.0, RARELY),
    ],
)
def test_of_a_gap_in_percent_its_own_band_decides_and_not_those_of_the_two(
    low: float, gap: float, high: float, said: str
) -> None:
    found = {"gap_percent": gap, "gap_percent_low": low, "gap_percent_high": high}
    against = 1.5 if said == MAY else 0.5

    assert verdict(apart(against, found), among=1) == said


@pytest.mark.parametrize("missing", ["gap_percent", "gap_percent_low", "gap_percent_high"])
def test_a_gap_in_percent_without_its_band_is_left_to_the_bands_of_the_two(missing: str) -> None:
    found = {"gap_percent": 5.0, "gap_percent_low": 4.0, "gap_percent_high": 6.0, missing: None}

    assert verdict(apart(0.5, found), among=1) == MAY
