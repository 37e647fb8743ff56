"""Colours can be told apart, and text takes no more room than was set aside for it."""

from __future__ import annotations

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
