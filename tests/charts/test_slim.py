"""A picture in fewer letters is the same picture."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from charts import examples

from tiebeam import charts
from tiebeam.charts.slim import SVG
from tiebeam.engine.disclosure import release

FIGURES = {
    name: release(getattr(examples, name)()) for name in ("federal_promotions", "small_employer")
}


def words_of(svg: str) -> list[str]:
    return [
        text for each in ElementTree.fromstring(svg).iter() if (text := (each.text or "").strip())
    ]


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_no_word_is_lost_and_nothing_is_said_at_more_length(name: str, width: str):
    drawn = charts.svg(FIGURES[name], width=width)

    slim = charts.slim(drawn)

    assert words_of(slim) == words_of(drawn)
    assert len(slim) < len(drawn)


def picture(*marks: str) -> str:
    return f'<svg xmlns="{SVG.strip("{}")}"><g>{"".join(marks)}</g></svg>'


def dot(x: float, fill: str = "red") -> str:
    rim = "M4.028,0A4.028,4.028,0,1,1,-4.028,0A4.028,4.028,0,1,1,4.028,0"
    return f'<path transform="translate({x},10.04)" d="{rim}" fill="{fill}" opacity="1"/>'


def test_dots_that_look_alike_are_one_path_with_a_rim_for_each():
    slim = charts.slim(picture(dot(15.899999999999999), dot(26.5), dot(37.1, "blue")))

    paths = re.findall(r"<path[^>]*>", slim)
    assert len(paths) == 2
    assert re.findall(r"M([\d.]+),10.04", paths[0]) == ["19.93", "30.53"]
    assert 'fill="red"' in paths[0]
    assert "translate(37.1,10.04)" in paths[1]


def test_what_all_of_a_group_say_alike_the_group_says_for_them():
    slim = charts.slim(
        picture('<text fill="red" x="1">a</text>', '<text fill="red" x="2">b</text>')
    )

    assert slim.count('fill="red"') == 1
    assert '<g fill="red">' in slim


def test_what_they_do_not_say_alike_each_says_itself():
    slim = charts.slim(
        picture('<text fill="red">a</text>', '<text fill="blue">b</text>', "<text>c</text>")
    )

    assert [slim.count(each) for each in ('fill="red"', 'fill="blue"', "<g>")] == [1, 1, 1]
