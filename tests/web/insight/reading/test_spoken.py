"""Quotes are read aloud: their words stand there, and the marks of a file do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.web.insight.reading.spoken import spoken


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("**Time in grade.**", "Time in grade."),
        ("see the [guide to mediation](guide-to-mediation.md)", "see the guide to mediation"),
        ("an _**extra 10 days**_ of\n  paid leave", "an extra 10 days of paid leave"),
        ("<td>Christmas Eve</td> <td>closed</td>", "Christmas Eve closed"),
        ("Ask for 2 * 3 days, if < 10 work here.", "Ask for 2 * 3 days, if < 10 work here."),
    ],
)
def test_marks_are_not_read_aloud(quote: str, words: str):
    assert spoken(quote) == words


@given(st.text(min_size=1).filter(str.strip))
def test_no_quote_is_read_as_silence(quote: str):
    assert spoken(quote)
