"""Levers as people write them, and what is refused in which words."""

from __future__ import annotations

import pytest
from engine.kit import dataset

from tiebeam.engine.flows.projection import HIGHER, HIRED, LEFT, Lever
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.levers import lever

FIRM = dataset(spells="person begins ends level\nada 2019-01-01 2022-01-01 1", ladder=4)
GROUPS = (("Man", "Black"), ("Man", "White"), ("Woman", "Black"), ("Woman", "White"))


def pulled(text, groups=(("Man",), ("Woman",)), by=("gender",), firm=FIRM):
    def called(group):
        return {"Man": "Men", "Woman": "Women"}[group["gender"]]

    return lever(text, firm, groups, by=by, called=called)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("promotion 3-4 equal", Lever(level=3, to=4)),
        ("promotion 3 to 4 equal", Lever(level=3, to=4)),
        ("Promotion from 3 to 4 equal", Lever(level=3, to=4)),
        ("promotions from level 3 to level 4 equal", Lever(level=3, to=4)),
        ("promotion 3 – 4 equal", Lever(level=3, to=4)),
        ("promotion Level 3 - Level 4 equal", Lever(level=3, to=4)),
        ("promotion 1-3 equal", Lever(level=1, to=3)),
        ("promotion 3 equal", Lever(level=3, to=HIGHER)),
        ("promotion from Level 3 the same", Lever(level=3, to=HIGHER)),
        ("leaving 2 equal", Lever(level=2, to=LEFT)),
        ("leaving from level 2 equal", Lever(level=2, to=LEFT)),
        ("hiring into 2 equal", Lever(level=2, to=HIRED)),
        ("hired at Level 2 equal", Lever(level=2, to=HIRED)),
        ("  leaving   2   equal ", Lever(level=2, to=LEFT)),
    ],
)
def test_a_process_a_level_and_a_change(text, expected):
    assert pulled(text) == expected


@pytest.mark.parametrize(
    ("change", "factor"),
    [
        ("equal", None), ("x1.5", 1.5), ("×1.5", 1.5), ("* 1,5", 1.5), ("1.5x", 1.5), ("x0", 0),
        ("+20%", 1.2), ("+ 20 %", 1.2), ("-20%", 0.8), ("\u221220 %", 0.8), ("-100%", 0),
        ("halved", 0.5), ("doubled", 2),
    ],
)  # fmt: skip
def test_changes_of_a_rate(change, factor):
    found = pulled(f"leaving 2 {change}")

    assert found.factor == (None if factor is None else pytest.approx(factor))


@pytest.mark.parametrize(
    "text",
    [
        "hiring 3 Women x1.5", "hiring 3 for women x1.5", "hiring into 3 of Women x1.5",
        "hiring 3 x1.5 for Women", "hiring Women 3 x1.5", "hiring of Women into 3 x1.5",
        "hiring 3 Woman x1.5", "hiring 3 gender=Woman x1.5",
    ],
)  # fmt: skip
def test_one_group_by_its_name_or_its_value(text):
    assert pulled(text) == Lever(level=3, to=HIRED, group=("Woman",), factor=1.5)


@pytest.mark.parametrize(
    "text",
    ["promotion 3-4 Woman, Black equal", "promotion 3-4 Woman Black equal",
     "promotion 3-4 equal for gender=Woman,race=Black"],
)  # fmt: skip
def test_a_group_of_several_attributes(text):
    found = lever(text, FIRM, GROUPS, by=("gender", "race"))

    assert found == Lever(level=3, to=4, group=("Woman", "Black"))


@pytest.mark.parametrize(
    "text",
    [
        "40% women at level 4", "level 4 women 40 %", "hiring 3 Women 50%", "quota 4 Women",
        "share of women at 4 equal", "promotion 3-4 Women 40 per cent", "headcount 4 +20%",
        "hiring 3 at least 10 Women", "parity at 4", "women at level 4 to 40 percent",
        "target 4 Women +10%",
    ],
)  # fmt: skip
def test_how_many_people_of_a_group_there_should_be_is_refused(text):
    with pytest.raises(CannotMeasure, match="changes the rate at which") as refused:
        pulled(text)

    assert "which shares follow is the answer" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("raises 3 equal", "names no process"),
        ("", "names no process"),
        ("promotion 3-4", "does not say how the rate changes"),
        ("promotion 3-4 1.5", "does not say how the rate changes"),
        ("promotion 3-4 unequal", "does not say how the rate changes"),
        ("promotion 4-3 equal", "3 is not above 4"),
        ("promotion 3-3 equal", "3 is not above 3"),
        ("promotion 3-9 equal", "from which level to which"),
        ("promotion equal", "from which level to which"),
        ("leaving 2 Wimen equal", "is not understood"),
        ("leaving 2 equal for Wimen", "'for Wimen' is no group here"),
        ("hiring Boss equal", "into which level"),
        ("leaving 2 -120%", "fall by 100 % at most"),
    ],
)
def test_what_is_not_understood_is_said_with_what_would_be(text, says):
    with pytest.raises(CannotMeasure, match=says):
        pulled(text)


def test_no_message_names_a_group_because_which_there_are_may_be_a_secret():
    with pytest.raises(CannotMeasure) as refused:
        pulled("leaving 2 Wimen equal")

    assert "Woman" not in str(refused.value)
    assert "1 (Level 1)" in str(refused.value)
