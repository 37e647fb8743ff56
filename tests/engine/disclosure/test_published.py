"""Lines of what was published: written down and read again without a loss."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.disclosure.published import Line, NoSuchLine, line_of
from tiebeam.engine.records.window import Window

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
WINDOWS = st.builds(
    lambda first, days: Window(first, first + timedelta(days)), DAYS, st.integers(0, 2000)
)
TEXT = st.none() | st.text(max_size=8)
LINES = st.builds(
    Line,
    release=st.integers(1, 40),
    at=DAYS,
    kind=st.sampled_from(["stock", "flow", "median", "directory", "hr"]),
    attribute=TEXT,
    value=TEXT,
    outcome=TEXT,
    window=st.none() | WINDOWS,
    among=TEXT,
    cell=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
    n=st.none() | st.integers(0, 10**6),
    shown=st.floats(0, 1e6),
    band=st.floats(0, 20),
    why=st.none() | st.just("hold"),
)
STOCK = {"release": 1, "at": "2026-01-01", "kind": "stock", "attribute": "gender",
         "value": "Women", "outcome": None, "window": None, "among": None,
         "cell": {"unit": "Ports"}, "n": 40, "shown": 7, "band": 4.8, "why": None}  # fmt: skip


@given(LINES)
def test_a_line_is_the_same_after_it_was_written_as_json_and_read(line):
    assert line_of(json.loads(json.dumps(line.as_row()))) == line


def test_a_row_has_the_fields_of_the_export_and_no_other():
    assert line_of(STOCK).as_row() == STOCK


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "person"},
        {"why": "because"},
        {"shown": None},
        {"at": "yesterday"},
        {"window": "2026-01-01"},
        {"window": "2026-02-01:2026-01-01"},
        {"person": "H1"},
    ],
)
def test_a_row_that_could_not_have_been_published_is_refused(wrong):
    with pytest.raises(NoSuchLine):
        line_of(STOCK | wrong)


def test_a_row_that_lacks_a_field_is_refused():
    with pytest.raises(NoSuchLine):
        line_of({name: value for name, value in STOCK.items() if name != "window"})


def test_what_a_number_is_of_stays_the_same_from_release_to_release():
    later = STOCK | {"release": 2, "at": "2026-07-01", "n": 44, "shown": 9}

    assert line_of(STOCK).about == line_of(later).about
    assert line_of(STOCK).about != line_of(STOCK | {"value": "Men"}).about
