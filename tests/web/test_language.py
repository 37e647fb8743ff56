"""What pages say of figures, they say in the language of the reader."""

from __future__ import annotations

from django.utils.translation import override

from tiebeam.engine import words


def test_what_the_engine_says_is_in_the_language_of_the_page():
    with override("de"):
        assert words.language() == "de"
        assert words.number(1234.5, 1) == "1.234,5"
    assert words.number(1234.5, 1) == "1,234.5"
