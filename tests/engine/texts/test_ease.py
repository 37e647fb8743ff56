"""How hard a text is to read: both formulas, against sums done by hand."""

from __future__ import annotations

import pytest

from tiebeam.engine.texts.ease import (
    Counts,
    NoWords,
    automated,
    counts,
    flesch_kincaid,
    syllables,
)


def test_letters_words_syllables_and_sentences_are_counted():
    assert counts(["We pay people.", "It isn't late."]) == Counts(
        letters=2 + 3 + 6 + 2 + 4 + 4, words=6, syllables=1 + 1 + 2 + 1 + 1 + 1, sentences=2
    )


def test_a_line_without_words_is_no_sentence():
    assert counts(["—", "Yes."]).sentences == 1


@pytest.mark.parametrize(
    ("word", "expected"),
    [("name", 1), ("table", 2), ("employee", 3), ("asked", 1), ("wanted", 2), ("policies", 3),
     ("the", 1), ("whole", 1), ("processes", 3), ("accommodation", 5), ("rules", 1)],
)  # fmt: skip
def test_syllables_are_guessed_from_vowels(word: str, expected: int):
    assert syllables(word) == expected


def test_the_automated_index_is_as_worked_by_hand():
    # 4.71 x 5 + 0.5 x 20 - 21.43
    counted = Counts(letters=500, words=100, syllables=150, sentences=5)

    assert automated(counted) == pytest.approx(12.12)


def test_flesch_kincaid_is_as_worked_by_hand():
    # 0.39 x 20 + 11.8 x 1.5 - 15.59
    counted = Counts(letters=500, words=100, syllables=150, sentences=5)

    assert flesch_kincaid(counted) == pytest.approx(9.91)


def test_nothing_to_read_has_no_grade():
    with pytest.raises(NoWords):
        automated(counts([]))
