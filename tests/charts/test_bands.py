"""One row per group: where its marks and words stand, and what they say without their colours."""

from __future__ import annotations

import pytest
from charts import examples
from charts.drawn import words_in

from tiebeam import charts
from tiebeam.engine.disclosure import release


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_place_without_a_name_leaves_no_empty_line_where_its_heading_would_stand(
    width: str,
) -> None:
    figure = release(examples.exact([examples.row({"g": "Women"}, 30, 300)], by=("g",)))

    drawn = words_in(charts.svg(figure, width=width))

    assert next(each for each in drawn if each.text == "Women").top < 20
