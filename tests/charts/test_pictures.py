"""Every released figure becomes a picture that can be read, in each width and theme."""

from __future__ import annotations

import pytest
from charts import examples
from charts.any_figures import figures, quickly
from charts.drawn import circles_in, outside, overlapping, said_by, size_of, words_in
from hypothesis import given
from hypothesis import strategies as st

from tiebeam import charts
from tiebeam.charts.tokens import SMALLEST_TEXT, UnknownTheme, UnknownWidth
from tiebeam.engine.disclosure import FOR_THE_BENCH, Exact, Released, release

WIDTHS = ("wide", "narrow", "print")
THEMES = ("page", "light", "dark")
each_example = pytest.mark.parametrize("name", examples.ALL)
each_width = pytest.mark.parametrize("width", WIDTHS)


@quickly
@given(figure=figures(), width=st.sampled_from(WIDTHS), theme=st.sampled_from(THEMES))
def test_any_released_figure_is_drawn_legibly_and_within_its_edges(
    figure: Released, width: str, theme: str
) -> None:
    drawn = charts.svg(figure, width=width, theme=theme)

    assert outside(drawn) == []
    assert all(each.size >= SMALLEST_TEXT for each in words_in(drawn))
    assert "<script" not in drawn
    assert "href" not in drawn


@quickly
@given(figure=figures(), width=st.sampled_from(WIDTHS))
def test_no_two_lines_of_text_stand_on_each_other(figure: Released, width: str) -> None:
    assert overlapping(charts.svg(figure, width=width, theme="light")) == []


@quickly
@given(figure=figures(), width=st.sampled_from(WIDTHS))
def test_no_text_in_a_picture_writes_a_percentage_of_fewer_than_48_people(
    figure: Released, width: str
) -> None:
    small = [row for row in figure.rows if figure.unit == "share" and 0 < (row.n or 0) < 48]
    if small and len(small) == len(figure.rows) and "%" not in figure.title:
        drawn = charts.svg(figure, width=width)

        written = [each.text for each in words_in(drawn)]
        names = [name for row in figure.rows for name in row.group.values()]
        assert not [words for words in written if "\u00a0%" in words and words not in names]


@each_example
@each_width
def test_each_example_is_drawn_without_clipping_or_overlap(name: str, width: str) -> None:
    drawn = charts.svg(release(examples.ALL[name]()), width=width, theme="light")

    assert outside(drawn) == []
    assert overlapping(drawn) == []


@each_example
def test_the_same_figure_gives_the_same_bytes(name: str) -> None:
    once, again = release(examples.ALL[name]()), release(examples.ALL[name]())

    assert charts.svg(once) == charts.svg(again)
    assert charts.svg(once, width="narrow", theme="dark") == charts.svg(
        again, width="narrow", theme="dark"
    )


@each_width
def test_a_picture_is_as_wide_as_it_says(width: str) -> None:
    drawn = charts.svg(release(examples.small_employer()), width=width, theme="light")

    assert size_of(drawn)[0] == {"wide": 720, "narrow": 328, "print": 640}[width]


def test_an_exact_figure_is_refused_and_the_message_says_to_release_it() -> None:
    figure = examples.small_employer()

    for draw in (charts.svg, charts.png, charts.picture, charts.table, charts.notebook_html):
        with pytest.raises(charts.NotForOthers, match=r"Release it first"):
            draw(figure)  # type: ignore[operator]


def test_anything_that_is_no_figure_is_refused_by_name() -> None:
    with pytest.raises(charts.NotForOthers, match="this is dict"):
        charts.svg({"rows": []})  # type: ignore[arg-type]


def test_the_bench_draws_exact_figures_and_writes_so_into_the_picture() -> None:
    drawn = charts.bench_svg(examples.small_employer())

    assert FOR_THE_BENCH in " ".join(each.text for each in words_in(drawn))


def test_the_bench_draws_nothing_but_exact_figures() -> None:
    figure = release(examples.small_employer())

    with pytest.raises(charts.NotAFigure):
        charts.bench_svg(figure)  # type: ignore[arg-type]
    with pytest.raises(charts.NotAFigure):
        charts.bench_table(figure)  # type: ignore[arg-type]


def test_unknown_widths_themes_and_forms_are_refused_with_what_there_is() -> None:
    figure = release(examples.small_employer())

    with pytest.raises(UnknownWidth, match="wide, narrow, print"):
        charts.svg(figure, width="huge")
    with pytest.raises(UnknownTheme, match="page, light, dark"):
        charts.svg(figure, theme="neon")
    with pytest.raises(charts.UnknownForm, match="bands, dots"):
        charts.svg(figure, form="pie")  # type: ignore[arg-type]


@each_width
def test_hidden_groups_stand_in_the_picture_in_words_and_without_a_mark(width: str) -> None:
    drawn = charts.svg(release(examples.with_hidden_groups()), width=width)

    texts = [each.text for each in words_in(drawn)]
    said = " ".join(texts)
    assert "Hidden: Roma, Not stated (fewer than 10 people)." in said
    assert "Roma" not in texts
    assert circles_in(drawn) == 4


def test_a_group_of_31_is_written_as_5_of_31_and_not_in_per_cent() -> None:
    texts = [each.text for each in words_in(charts.svg(release(examples.small_employer())))]

    assert "5 of 31" in texts
    assert "16\u00a0%" not in texts


def test_where_every_group_is_small_the_scale_has_no_per_cent_either() -> None:
    rows = [examples.row({"gender": name}, 6, 40) for name in ("Women", "Men")]

    drawn = charts.svg(release(examples.exact(rows)))

    texts = [each.text for each in words_in(drawn)]
    assert "%" not in "".join(texts)
    assert {"none", "1 in 10", "1 in 5"} <= set(texts)


def test_everybody_is_a_line_with_a_name_so_that_no_group_is_the_norm() -> None:
    spec = charts.picture(release(examples.levels_and_groups()))
    texts = [each.text for each in words_in(charts.svg(release(examples.levels_and_groups())))]

    lines = next(layer for layer in spec["layer"] if layer["name"] == "everybody")
    assert len(lines["data"]["values"]) == 4
    assert sum(text.startswith("everybody ") for text in texts) == 4


def test_groups_stand_in_the_order_in_which_they_come() -> None:
    drawn = words_in(charts.svg(release(examples.federal_promotions())))

    placed = sorted((each.top, each.text) for each in drawn if each.text.endswith("men"))
    assert [text for _, text in placed] == [
        "White men",
        "Black men",
        "Hispanic men",
        "White women",
        "Black women",
        "Hispanic women",
    ]


def test_rust_marks_only_a_group_that_stands_clear_on_the_side_that_hurts() -> None:
    spec = charts.picture(release(examples.federal_promotions()), theme="light")

    dots = next(layer for layer in spec["layer"] if layer["name"] == "dots")["data"]["values"]
    rust = {dot["group"] for dot in dots if dot["colour"] == "#9c3a16"}
    hollow = {dot["group"] for dot in dots if dot["inside"] != dot["colour"]}
    assert rust == {"Black men", "Black women", "Hispanic women"}
    assert hollow == {"Hispanic men", "White women"}


def test_people_who_retire_are_not_marked_as_hurt() -> None:
    at = {"reason": "retirement"}
    rows = [examples.row({"g": "A"}, 90, 300, at), examples.row({}, 100, 2_000, at)]
    figure = release(examples.exact(rows, measure="exit_rate", by=("g",)))

    spec = charts.picture(figure, theme="light")

    dots = next(layer for layer in spec["layer"] if layer["name"] == "dots")["data"]["values"]
    assert [dot["colour"] for dot in dots] == ["#0e5c5c"]


def test_a_long_name_is_shortened_and_its_title_says_it_in_full() -> None:
    drawn = charts.svg(release(examples.hostile()))

    full = examples.hostile().rows[1].group["unit"]
    assert not any(each.text == full for each in words_in(drawn))
    assert f">{full}</title>" in drawn


def test_a_script_in_a_name_stays_a_name() -> None:
    figure = release(examples.hostile())

    for written in (charts.svg(figure), charts.table(figure), charts.notebook_html(figure)):
        assert "<script" not in written
        assert "&lt;script&gt;" in written


def test_a_name_cannot_turn_the_line_around() -> None:
    written = charts.svg(release(examples.hostile())) + charts.table(release(examples.hostile()))

    assert "\u202e" not in written


def test_a_picture_for_those_who_do_not_see_it_states_the_finding() -> None:
    figure = release(examples.federal_promotions())

    drawn = charts.svg(figure)

    assert 'role="img"' in drawn
    assert said_by(drawn, "title").startswith("Promoted from level 1")
    assert said_by(drawn, "desc") == charts.description(figure)


def test_a_picture_needs_nothing_from_elsewhere_and_no_inline_style() -> None:
    drawn = charts.svg(release(examples.headcount()), theme="light")

    for unwanted in ("http://www.w3.org/1999/xlink", "url(", "style=", "<image", "<use"):
        assert unwanted not in drawn


def test_a_picture_for_a_page_takes_its_colours_from_the_page() -> None:
    drawn = charts.svg(release(examples.small_employer()), theme="page")

    assert "var(--accent, #0e5c5c)" in drawn
    assert charts.finding(release(examples.small_employer())) not in [
        each.text for each in words_in(drawn)
    ]


def test_a_picture_that_stands_alone_has_real_colours_and_fonts() -> None:
    for theme in ("light", "dark"):
        drawn = charts.svg(release(examples.small_employer()), theme=theme)

        assert "var(" not in drawn
        assert "system-ui" not in drawn


def test_a_print_is_black_on_white_whatever_the_theme() -> None:
    figure = release(examples.small_employer())

    assert charts.svg(figure, width="print", theme="dark") == charts.svg(
        figure, width="print", theme="light"
    )


def test_a_png_is_a_png_twice_as_large_as_asked() -> None:
    drawn = charts.png(release(examples.small_employer()), scale=2)

    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(drawn[16:20], "big") == 1440


def test_a_figure_without_rows_says_so() -> None:
    drawn = charts.svg(release(examples.exact([])))

    assert [each.text for each in words_in(drawn)] == ["There is no group to show here."]


def test_everybody_alone_is_a_row() -> None:
    figure = release(examples.exact([examples.row({}, 40, 400)], by=()))

    texts = [each.text for each in words_in(charts.svg(figure))]

    assert "everybody" in texts
    assert "40 of 400" in texts


def test_medians_and_means_of_one_group_share_a_row() -> None:
    spec = charts.picture(release(examples.pay_medians()))

    layers = {layer["name"]: layer["data"]["values"] for layer in spec["layer"]}
    assert len(layers["dots"]) == len(layers["means"]) == 3
    assert "684 people · mean 44,150" in [each["text"] for each in layers["text_count_left"]]


def test_a_picture_of_sixty_groups_says_how_many_stand_clear_by_chance() -> None:
    texts = [each.text for each in words_in(charts.svg(release(examples.sixty_units())))]

    assert "about 3 would stand clear by chance" in " ".join(texts)


def test_a_notebook_shows_the_picture_and_the_table() -> None:
    figure = examples.small_employer()

    shown, bench = charts.notebook_html(release(figure)), charts.bench_html(figure)

    assert "<svg" in shown
    assert "<table>" in shown
    assert FOR_THE_BENCH not in shown
    assert bench.count(FOR_THE_BENCH) >= 2
    assert isinstance(figure, Exact)
