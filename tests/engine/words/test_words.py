"""What the engine says, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tiebeam.engine import words
from tiebeam.engine.words import Language, Sentence, number, tr, trn

GERMAN = {"%(n)s people": "%(n)s Menschen", "%(n)s person": "%(n)s Mensch", "Hidden": "Verborgen"}


@pytest.fixture
def german() -> Iterator[None]:
    before = words._language
    words.speak(
        Language(
            code=lambda: "de",
            translate=lambda message: GERMAN.get(message, message),
            count=lambda one, many, n: GERMAN[one if n == 1 else many],
            marks=lambda: (",", "."),
        )
    )
    yield
    words.speak(before)


def test_without_a_reader_everything_is_said_as_it_stands():
    assert tr("%(a)s of %(b)s", a="5", b="31") == "5 of 31"
    assert trn("%(n)s person", "%(n)s people", 1) == "1 person"
    assert trn("%(n)s person", "%(n)s people", 1234) == "1,234 people"
    assert number(1234.56, 1) == "1,234.6"


def test_a_percent_sign_needs_no_care_where_nothing_is_put_in():
    assert tr("90 % band") == "90 % band"


@pytest.mark.usefixtures("german")
def test_a_reader_of_another_language_gets_its_sentences_and_its_numbers():
    assert tr("Hidden") == "Verborgen"
    assert trn("%(n)s person", "%(n)s people", 1234) == "1.234 Menschen"
    assert number(-1234.56, 1) == "-1.234,6"


@pytest.mark.usefixtures("german")
def test_what_nobody_has_translated_is_said_in_english():
    assert tr("Not stated") == "Not stated"


def test_a_sentence_that_was_kept_is_said_in_the_language_of_its_reader(german: None):
    kept = Sentence("%(n)s people", {"n": 7})

    assert str(kept) == "7 Menschen"
