"""The picture as a file: its colours, its words for those who do not see it, its forms."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from charts import examples
from charts.any_figures import figures, quickly
from charts.drawn import SVG, said_by, words_in
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam import charts
from tiebeam.charts.canvas import Canvas
from tiebeam.charts.text import clean
from tiebeam.charts.tokens import DARK, LIGHT, PAGE, PRINT, Palette
from tiebeam.engine.disclosure import FOR_THE_BENCH, Exact, Released, release

# Each example is drawn in full.
sometimes = settings(quickly, max_examples=sized(12, 20))
EVERY_THEME = [
    ("wide", "light", LIGHT),
    ("narrow", "dark", DARK),
    ("print", "dark", PRINT),
    ("wide", "page", PAGE),
    ("narrow", "page", PAGE),
]


def colours_in(svg: str) -> set[str]:
    painted = {
        element.get(kind)
        for element in ElementTree.fromstring(svg).iter()
        for kind in ("fill", "stroke")
    }
    return {each for each in painted if each not in {None, "none", "transparent"}}  # type: ignore[misc]


def titles_in(svg: str) -> list[tuple[str, str]]:
    """Text that was shortened, and the words it was shortened from."""
    texts = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return [(each.text or "", title.text or "") for each in texts for title in each]


# --- colours --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "theme", "colours"), EVERY_THEME)
@pytest.mark.parametrize("form", ["bands", "dots"])
def test_a_picture_has_the_colours_of_its_theme_and_no_others(
    width: str, theme: str, colours: Palette, form: Any
) -> None:
    for example in (examples.with_hidden_groups, examples.headcount):
        drawn = charts.svg(release(example()), width=width, theme=theme, form=form)

        assert colours_in(drawn) <= {*asdict(colours).values()}
        assert colours.ink in colours_in(drawn)


@pytest.mark.parametrize(("width", "theme", "colours"), EVERY_THEME)
def test_a_picture_lies_on_the_paper_of_its_theme_and_one_for_a_page_on_the_pages(
    width: str, theme: str, colours: Palette
) -> None:
    figure = release(examples.small_employer())

    spec = charts.picture(figure, width=width, theme=theme)

    assert spec["background"] == (None if theme == "page" else colours.paper)
    # A hollow dot lets the paper through, on a page too.
    (dots,) = (each["data"]["values"] for each in spec["layer"] if each["name"] == "dots")
    assert {dot["inside"] for dot in dots} == {colours.paper}


def test_a_png_has_the_real_colours_of_its_theme_and_of_the_light_one_for_a_page() -> None:
    figure = release(examples.small_employer())

    page, light, dark = (
        charts.png(figure, theme=theme, width="narrow", scale=1)
        for theme in ("page", "light", "dark")
    )

    assert page == light != dark
    assert int.from_bytes(dark[16:20], "big") == 328


# --- words ----------------------------------------------------------------------------------------


@sometimes
@given(figure=figures(), width=st.sampled_from(["wide", "narrow", "print"]))
def test_every_name_can_be_read_in_the_picture_or_in_the_title_of_what_was_cut(
    figure: Released, width: str
) -> None:
    drawn = charts.svg(figure, width=width, theme="light", form="bands")

    letters = re.sub(r"\s", "", "".join(each.text for each in words_in(drawn)))
    cut = titles_in(drawn)
    for row in figure.rows:
        for name in row.group.values():
            said = clean(name)
            assert re.sub(r"\s", "", said) in letters or said in {title for _, title in cut}
    assert all(text.endswith("…") and text[:-1] in title for text, title in cut)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Research & <Development>", "Research & <Development>"),
        ('The "Night" shift\'s', 'The "Night" shift\'s'),
        ("]]> &amp; &#x0;", "]]> &amp; &#x0;"),
        ("Zürich \x00\x1f\ufffe\ud800", "Zürich"),
        ("Bộ phận kỹ thuật", "Bộ phận kỹ thuật"),
    ],
)
def test_a_name_is_written_as_it_is_and_what_xml_forbids_is_left_out(
    name: str, written: str
) -> None:
    rows = [examples.row({"unit": name}, 20, 200), examples.row({"unit": "Deck"}, 40, 200)]
    figure = release(examples.exact(rows, by=("unit",), title=name))

    drawn = charts.svg(figure, theme="light")

    assert written in [each.text for each in words_in(drawn)]
    assert said_by(drawn, "title").startswith(f"{written}, by unit, ")
    assert f"people in {written} were promoted" in said_by(drawn, "desc")
    assert ElementTree.fromstring(charts.table(figure)).findtext("tbody/tr/th/bdi") == written


def test_two_pictures_on_one_page_do_not_share_an_id() -> None:
    figure, other = release(examples.small_employer()), release(examples.headcount())

    drawn = [
        charts.svg(figure),
        charts.svg(figure, width="narrow"),
        charts.svg(figure, theme="dark"),
        charts.svg(other),
    ]

    ids = [re.findall(r' id="([^"]+)"', each) for each in drawn]
    assert all(len(each) == 2 for each in ids)
    assert len({name for each in ids for name in each}) == 8
    for svg, (title, desc) in zip(drawn, ids, strict=True):
        assert f'aria-labelledby="{title} {desc}"' in svg


def test_the_finding_is_the_headline_of_a_picture_that_stands_alone() -> None:
    figure = release(examples.small_employer())

    for width, size in (("wide", 20), ("print", 20), ("narrow", 17)):
        drawn = words_in(charts.svg(figure, width=width, theme="light"))
        lines = sorted(drawn, key=lambda each: each.top)
        headline = [each.text for each in lines if each.size == size]
        assert " ".join(headline).replace("\u00a0", " ") == charts.finding(figure)
        assert lines[0].text == headline[0]


def test_a_number_and_its_whole_stay_on_one_line() -> None:
    words = "At level 3, 3 in 1,000 women were promoted, and 9 of 44 men"

    for width in range(180, 420, 3):
        canvas = Canvas(width=width, palette=LIGHT)
        canvas.paragraph(words, style="headline")
        lines = [each["text"].replace("\u00a0", " ") for each in canvas.texts["headline_left"]]

        assert " ".join(lines) == words
        assert all(
            any(whole in line for line in lines) for whole in ("level 3", "3 in 1,000", "9 of 44")
        )


@pytest.mark.parametrize("width", ["wide", "narrow", "print"])
@pytest.mark.parametrize("form", ["bands", "dots"])
def test_a_picture_for_the_bench_says_so_before_anything_else(width: str, form: Any) -> None:
    drawn = charts.bench_svg(examples.headcount(), width=width, form=form, theme="page")

    lines = sorted(words_in(drawn), key=lambda each: each.top)
    warning = " ".join(each.text for each in lines)
    assert warning.startswith(FOR_THE_BENCH)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "Promoted, by gender, 2016"),
        ({"by": ()}, "Promoted, 2016"),
        ({"by": ("gender", "job_family")}, "Promoted, by gender and job family, 2016"),
        ({"unit": "per person-year"}, "Promoted, by gender, per 100 person-years, 2016"),
        ({"window": (date(2014, 1, 1), date(2016, 12, 31))}, "Promoted, by gender, 2014 to 2016"),
        ({"title": "Promoted\nand\u202e raised", "by": ("a\x00b",)},
         "Promoted and raised, by ab, 2016"),
    ],
)  # fmt: skip
def test_a_subtitle_says_what_of_whom_per_what_and_when(
    changed: dict[str, Any], words: str
) -> None:
    assert charts.subtitle(examples.exact([], **({"title": "Promoted"} | changed))) == words


# --- forms and places -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "has_counts", "layer"),
    [
        ("headcount_share", True, "people"),
        ("top_share", True, "people"),
        ("headcount_share", False, "dots"),
        ("hire_share", True, "dots"),
        ("promotion_rate", True, "dots"),
    ],
)
def test_people_are_dots_where_the_measure_counts_who_is_there_and_counts_may_be_shown(
    measure: str, has_counts: bool, layer: str
) -> None:
    rows = [examples.row({"g": name}, 40, 100) for name in ("Women", "Men")]
    if not has_counts:
        rows = [replace(row, count=None) for row in rows]

    spec = charts.picture(release(examples.exact(rows, measure=measure, by=("g",))))

    assert {"people", "dots"} & {each["name"] for each in spec["layer"]} == {layer}


def placed(*places: dict[str, str | int]) -> Exact:
    rows = [
        examples.row({"gender": name}, 40, 400, at) for at in places for name in ("Women", "Men")
    ]
    return examples.exact(rows)


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ([{"level": 1}, {"level": 2}], "One more level is in the table."),
        ([{"reason": "any"}, {"reason": "death"}, {"reason": "other"}],
         "2 more reasons are in the table."),
        ([{"level": 1, "reason": "any"}, {"level": 2, "reason": "any"}],
         "One more place is in the table."),
    ],
)  # fmt: skip
def test_places_that_are_left_out_are_counted_by_what_they_are(
    places: list[dict[str, str | int]], words: str
) -> None:
    drawn = charts.svg(release(placed(*places)), places=1)

    assert words in [each.text for each in words_in(drawn)]
