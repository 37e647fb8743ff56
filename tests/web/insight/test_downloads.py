"""Files to take along: nothing in them runs, and none says more than its page."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web.ledgers import made_by_hand, two_dates
from web.people import somebody

from tiebeam.web.insight.downloads import as_csv, neutral

BY_UNIT = "/see/headcount-share/figures.csv?about=gender&by=unit&when=2025-06-30"


@pytest.fixture
def ada(client, db, tmp_path):
    client.force_login(somebody())
    made_by_hand(tmp_path, *two_dates())
    return client


def rows(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_name_that_is_a_formula_is_a_text_in_the_file(ada):
    cells = [cell for row in rows(ada.get(BY_UNIT)) for cell in row]

    assert any("HYPERLINK" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_lines_of_a_release_are_neutral_as_well(ada):
    answer = ada.get("/releases/1/numbers.csv")

    assert 'unit: =HYPERLINK("x")' in [row[8] for row in rows(answer)]
    assert answer["Content-Disposition"] == 'attachment; filename="release-1.csv"'


def test_a_hidden_row_says_why_and_holds_no_number(ada):
    (hidden,) = [row for row in rows(ada.get(BY_UNIT)) if "Quay" in "".join(row)]

    assert "hidden: too few people" in hidden
    assert not any(cell[:1].isdigit() for cell in hidden)


@given(st.text())
def test_no_text_begins_as_a_formula(text: str):
    (row,) = csv.reader(io.StringIO(as_csv([[text, 1]]).decode("utf-8-sig"), newline=""))

    assert not row[0].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert row[0].removeprefix("'") == text.removeprefix("'") or row[0] == text


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
