"""Colours can be told apart, and text takes no more room than was set aside for it."""

from __future__ import annotations

from dataclasses import asdict
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.charts.text import balanced, clean, isolated, lines_of, shortened, width_of
from tiebeam.charts.tokens import (
    DARK,
    LIGHT,
    MARK_COLOURS,
    PAGE,
    PRINT,
    SMALLEST_TEXT,
    STYLES,
    TEXT_COLOURS,
    Palette,
)

LABEL = STYLES["label"]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio" and "relative luminance"."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_black_on_white_has_the_contrast_that_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("colours", [LIGHT, DARK, PRINT], ids=["light", "dark", "print"])
def test_text_and_marks_stand_out_from_their_paper(colours: Palette) -> None:
    for name in TEXT_COLOURS:
        assert contrast(getattr(colours, name), colours.paper) >= 4.5
    for name in MARK_COLOURS:
        assert contrast(getattr(colours, name), colours.paper) >= 3


def test_a_copying_machine_keeps_the_two_hues_apart() -> None:
    assert contrast(PRINT.accent, PRINT.rust) >= 3


def test_the_page_decides_the_colours_and_light_ones_stand_in() -> None:
    assert PAGE.accent == f"var(--accent, {LIGHT.accent})"


def test_no_style_is_smaller_than_the_smallest_text() -> None:
    assert min(style.size for style in STYLES.values()) >= SMALLEST_TEXT


@pytest.mark.parametrize(
    ("text", "pixels"),
    # Measured in DejaVu Sans at 14 px.
    [("Black women", 84.6), ("Hispanic men", 89.0), ("684 of 66,435", 91.2), ("WWWW", 55.4)],
)
def test_text_is_taken_to_be_as_wide_as_in_the_widest_common_face(text: str, pixels: float) -> None:
    assert pixels <= width_of(text, LABEL) <= 1.2 * pixels


@given(text=st.text(max_size=200), room=st.floats(60, 400), most=st.integers(1, 4))
def test_lines_fit_their_room_and_there_are_no_more_than_allowed(
    text: str, room: float, most: int
) -> None:
    lines = lines_of(clean(text), LABEL, room=room, most=most)

    assert len(lines) <= most
    assert all(width_of(line, LABEL) <= room for line in lines)


@given(text=st.text(max_size=200), room=st.floats(60, 400))
def test_wrapping_loses_no_letter(text: str, room: float) -> None:
    cleaned = clean(text)

    lines = lines_of(cleaned, LABEL, room=room)

    assert "".join(lines).replace(" ", "") == cleaned.replace(" ", "")


@given(text=st.text(max_size=200), room=st.floats(60, 400))
def test_a_balanced_paragraph_takes_no_more_lines(text: str, room: float) -> None:
    cleaned = clean(text)

    assert len(balanced(cleaned, LABEL, room=room)) <= len(lines_of(cleaned, LABEL, room=room))


def test_a_short_text_stays_and_a_long_one_ends_in_dots() -> None:
    assert shortened("Women", LABEL, room=100) == "Women"
    assert shortened("Women " * 20, LABEL, room=100).endswith("…")


def test_a_label_keeps_its_letters_and_loses_what_is_none() -> None:
    assert clean(" a\n\tb\x00\u202ec\ufffe ") == "a bc"
    assert clean("👩🏿‍🔧 é 製") == "👩🏿‍🔧 é 製"


def test_a_right_to_left_name_keeps_to_itself_inside_a_sentence() -> None:
    assert isolated("Women") == "Women"
    assert isolated("נשים") == "\u2068נשים\u2069"


@given(text=st.text(max_size=80))
def test_a_clean_label_is_one_line_that_any_xml_can_hold_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)

    element = ElementTree.Element("text")
    element.text = cleaned
    assert ElementTree.fromstring(ElementTree.tostring(element)).text == (cleaned or None)
    assert len(cleaned.splitlines()) <= 1
    assert cleaned == cleaned.strip()
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "steering",
    ["\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"],
)
def test_no_mark_that_turns_a_line_around_is_left(steering: str) -> None:
    assert clean(f"Deck{steering} crew") == "Deck crew"
    # The neighbours of these ranges are letters, spaces or dots of somebody's language.
    assert clean("a\u200d\u200cb\u2027c") == "a\u200d\u200cb\u2027c"


@given(text=st.text(max_size=80), room=st.floats(20, 300))
def test_a_shortened_text_is_its_own_beginning(text: str, room: float) -> None:
    cut = shortened(text, LABEL, room=room)

    assert width_of(cut, LABEL) <= room or cut == "…"
    if cut != text:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])
        assert cut[:-1] == cut[:-1].rstrip().rstrip("\u200d")


@given(
    words=st.lists(st.text("abcdeW", min_size=1, max_size=9), max_size=9), room=st.floats(130, 400)
)
def test_a_word_that_fits_is_never_broken(words: list[str], room: float) -> None:
    lines = lines_of(" ".join(words), LABEL, room=room)

    assert " ".join(lines).split() == words
    for line, following in pairwise(lines):
        assert width_of(f"{line} {following.split()[0]}", LABEL) > room


def test_no_text_is_no_line() -> None:
    assert lines_of("", LABEL, room=100) == []


def test_only_what_was_cut_ends_in_dots() -> None:
    text = "Night shift engineers"

    assert lines_of(text, LABEL, room=100) == ["Night shift", "engineers"]
    assert lines_of(text, LABEL, room=100, most=2) == ["Night shift", "engineers"]
    (line,) = lines_of(text, LABEL, room=100, most=1)
    assert line.startswith("Night shift")
    assert line.endswith("…")


def test_a_paragraph_leaves_no_word_alone_where_its_lines_could_be_alike() -> None:
    text = "one two three four five six seven eight nine ten eleven"

    lines = balanced(text, LABEL, room=width_of(text, LABEL) - 5)

    assert len(lines) == 2
    assert width_of(lines[1], LABEL) > 0.7 * width_of(lines[0], LABEL)


def test_accents_take_no_room_and_ideographs_more_than_a_letter() -> None:
    assert width_of("e\u0301\u0323", LABEL) == width_of("e", LABEL)
    assert width_of("\u200d\u2068\u2069", LABEL) == 0
    assert width_of("製", LABEL) > width_of("W", LABEL)
    assert width_of("😀", LABEL) == width_of("製", LABEL)
    # A letter that is not in the table is taken to be as wide as the widest of its kind.
    assert width_of("Ж", LABEL) >= width_of("w", LABEL) * 0.99


def test_bold_and_serif_take_more_room() -> None:
    plain, bold = STYLES["label"], STYLES["value"]

    assert width_of("women", bold) == pytest.approx(1.15 * width_of("women", plain))
    headline = width_of("women", STYLES["headline"]) / STYLES["headline"].size
    assert headline == pytest.approx(1.04 * 1.15 * width_of("women", plain) / plain.size)


def test_hurt_is_written_as_large_and_as_bold_as_any_other_value() -> None:
    hurt, value = STYLES["hurt"], STYLES["value"]

    assert (hurt.size, hurt.bold) == (value.size, value.bold)


def test_hairlines_are_quieter_than_marks_in_every_theme() -> None:
    for colours in (LIGHT, DARK, PRINT):
        assert (
            contrast(colours.hairline, colours.paper)
            < 2
            < contrast(colours.everybody, colours.paper)
        )


def test_dark_and_light_have_no_colour_in_common() -> None:
    assert not {*asdict(DARK).values()} & {*asdict(LIGHT).values()}
    assert luminance(DARK.paper) < 0.05 < 0.9 < luminance(LIGHT.paper)


def test_a_cut_between_joined_signs_leaves_no_joiner_behind() -> None:
    for room in range(20, 120):
        cut = shortened("👩\u200d🔧" * 9, LABEL, room=room)

        assert cut.endswith("…")
        assert not cut.endswith("\u200d…")
