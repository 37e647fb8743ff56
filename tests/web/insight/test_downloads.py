"""Files to take along: nothing in them runs, and none says more than its page."""

from __future__ import annotations

import csv
import io

import pytest
from engine.disclosure import shown
from hypothesis import given
from hypothesis import strategies as st
from web.ledgers import made_by_hand, two_dates
from web.people import somebody

from tiebeam.web.insight.downloads import neutral

#: What a spreadsheet takes for a formula, also with spaces before it.
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", " =", "  @")
BY_UNIT = "/see/headcount-share/figures.csv?about=gender&by=unit&when=2025-06-30"


@pytest.fixture
def ada(client, db, tmp_path):
    client.force_login(somebody())
    made_by_hand(tmp_path, *two_dates())
    return client


def rows(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_name_that_is_a_formula_is_a_text_in_the_file(client, db, tmp_path):
    client.force_login(somebody())
    made_by_hand(tmp_path, shown.edition(shown.stock(60, 200, value="=1+1")))

    figure = rows(client.get("/see/headcount-share/figures.csv"))
    lines = rows(client.get("/releases/1/numbers.csv"))

    assert "'=1+1" in [cell for row in figure for cell in row]
    assert "'=1+1" in [cell for row in lines for cell in row]
    assert not any(cell.startswith("=") for row in (*figure, *lines) for cell in row)


def test_the_lines_of_a_release_are_a_file_with_its_number(ada):
    answer = ada.get("/releases/1/numbers.csv")

    assert 'unit: =HYPERLINK("x")' in [row[8] for row in rows(answer)]
    assert answer["Content-Disposition"] == 'attachment; filename="release-1.csv"'


def test_a_hidden_row_says_why_and_holds_no_number(ada):
    (hidden,) = [row for row in rows(ada.get(BY_UNIT)) if "Quay" in "".join(row)]

    assert "hidden: too few people" in hidden
    assert not any(cell[:1].isdigit() for cell in hidden)


@given(st.sampled_from(BEGINNINGS), st.text())
def test_no_text_begins_as_a_formula(beginning: str, rest: str):
    assert neutral(beginning + rest) == f"'{beginning}{rest}"


@given(st.text(min_size=1).filter(lambda text: not text.lstrip(" ").startswith(BEGINNINGS[:7])))
def test_other_texts_stay_as_they_are(text: str):
    assert neutral(text) == text


def test_numbers_stay_numbers():
    assert [neutral(each) for each in (-1.5, 0, None)] == [-1.5, 0, ""]


def test_pictures_stand_alone_with_colours_and_a_font_of_their_own(ada):
    svg = ada.get("/see/headcount-share/picture.svg")
    png = ada.get("/see/headcount-share/picture.png")

    assert svg["Content-Type"] == "image/svg+xml"
    assert b"var(--" not in svg.content
    assert b"Helvetica" in svg.content
    assert png.content.startswith(b"\x89PNG")


def test_a_file_of_what_no_release_holds_is_not_there(ada):
    assert ada.get("/see/headcount-share/figures.csv?about=age").status_code == 404
    assert ada.get("/see/happiness/figures.csv").status_code == 404
    assert ada.get("/releases/9/numbers.csv").status_code == 404
