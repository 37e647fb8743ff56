"""The ways of made-up people side by side: every figure is drawn, said, and fits its page."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tiebeam import charts
from tiebeam.charts.tokens import SMALLEST_TEXT, STYLES, WIDTHS, UnknownTheme, UnknownWidth

WAYS = (
    charts.Way(name="Three months here", weeks=0, days=14, gates=1, dead_ends=2),
    charts.Way(name="Five years here, and giving birth", weeks=26, days=90, gates=0, dead_ends=0),
    charts.Way(name="Uses a <wheelchair> & asks", weeks=None, days=None, gates=40, dead_ends=1),
)


def texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    return [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("width", ["wide", "narrow", "print"])
def test_every_name_and_number_stands_in_the_picture_and_inside_of_it(width: str):
    spec = charts.ways_picture(WAYS, width=width, theme="light")
    svg = charts.ways_svg(WAYS, width=width, theme="light")

    assert {"26", "90", "14", "40", "–"} <= set(texts(svg))
    assert "Uses a <wheelchair> & asks" in " ".join(texts(svg))
    for layer in spec["layer"]:
        for mark in layer["data"]["values"]:
            assert 0 <= mark["x"] <= mark.get("x2", 0) + WIDTHS[width]
            assert mark.get("x2", 0) <= WIDTHS[width]


def test_whoever_does_not_see_it_hears_the_finding_first_and_then_each_way():
    said = charts.ways_description(WAYS)

    assert said.startswith("2 of 3 meet a dead end. For a new child, paid weeks go from 0 to 26.")
    assert "Weeks paid –" in said
    assert said in charts.ways_svg(WAYS).replace("&lt;", "<").replace("&gt;", ">").replace(
        "&amp;", "&"
    )


def test_where_all_get_the_same_nothing_is_said_of_a_range():
    alike = [charts.Way(name="One", weeks=12, days=None, gates=0, dead_ends=0)] * 2

    assert charts.ways_finding(alike) == "0 of 2 meet a dead end."


def test_dots_are_as_many_as_gates_and_a_bar_of_none_can_be_seen():
    spec = charts.ways_picture(WAYS)
    by_name = {layer["name"]: layer["data"]["values"] for layer in spec["layer"]}

    # One gate, and forty that do not fit into a row; two dead ends and one.
    assert len(by_name["dots_everybody"]) == 1
    assert len(by_name["dots_rust"]) == 3
    assert min(each["x2"] - each["x"] for each in by_name["bars_accent"]) > 1


def test_its_smallest_text_can_be_read():
    spec = charts.ways_picture(WAYS, width="narrow")
    sizes = [layer["mark"]["fontSize"] for layer in spec["layer"] if "fontSize" in layer["mark"]]

    assert min(sizes) >= SMALLEST_TEXT
    assert max(sizes) <= max(each.size for each in STYLES.values())


def test_a_width_and_a_theme_that_do_not_exist_are_refused():
    with pytest.raises(UnknownWidth):
        charts.ways_svg(WAYS, width="wall")
    with pytest.raises(UnknownTheme):
        charts.ways_svg(WAYS, theme="neon")
