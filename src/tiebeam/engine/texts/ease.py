"""How hard a text is to read, by two published formulas, worked out here without any word list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_STOPS: Final = re.compile(r"[.!?]+(?=\s|$)")
_VOWELS: Final = re.compile(r"[aeiouyäöüáéíóúàèìòùâêîôû]+")

_SILENT: Final = re.compile(
    r"(?:[^aeiouyl-]|[aeiouy]l)e$|[^aeioutd]ed$|(?:[^aeiouyszcgxhl]|[aeiouy]l)es$"
)


class NoWords(ValueError):
    """There is nothing to read."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the formulas count: letters and digits, words, syllables, sentences."""

    letters: int
    words: int
    syllables: int
    sentences: int


def counts(sentences: list[str]) -> Counts:
    """What is in these sentences; one without a word is none.

    sentences  each sentence as plain text
    Returns    counts to be given to `automated` and `flesch_kincaid`
    """
    words = [_WORD.findall(sentence) for sentence in sentences]
    words = [each for each in words if each]
    flat = [word for each in words for word in each]
    return Counts(
        letters=sum(_letters_of(word) for word in flat),
        words=len(flat),
        syllables=sum(map(syllables, flat)),
        sentences=len(words),
    )


def automated(counted: Counts) -> float:
    """The school year that the Automated Readability Index gives, never below 0.

    counted  letters, words and sentences, each at least 1
    Returns  a United States school year: 8 reads easily, 13 and more needs a degree
    Raises   NoWords where there is no word
    Source   Smith & Senter (1967), AMRL-TR-66-220: 4.71 letters/word + 0.5 words/sentence - 21.43
    """
    _some(counted)
    grade = (4.71 * counted.letters / counted.words
             + 0.5 * counted.words / counted.sentences - 21.43)  # fmt: skip
    return max(0.0, grade)


def flesch_kincaid(counted: Counts) -> float:
    """The school year that the Flesch-Kincaid formula gives, never below 0.

    counted  syllables, words and sentences, each at least 1
    Returns  a United States school year
    Raises   NoWords where there is no word
    Source   Kincaid et al. (1975), RBR 8-75: 0.39 words/sentence + 11.8 syllables/word - 15.59
    """
    _some(counted)
    grade = (0.39 * counted.words / counted.sentences
             + 11.8 * counted.syllables / counted.words - 15.59)  # fmt: skip
    return max(0.0, grade)


def _letters_of(word: str) -> int:
    return len(word) - word.count("-") - word.count("'")


# Few words make up most of a text, and a handbook is read section by section and as a whole.
@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """How many syllables an English word has, guessed from its vowels; at least one.

    A silent e at the end counts for none, "le" after a consonant for one: table, but not name.
    """
    low = word.lower().replace("yee", "y-ee")
    silent = bool(_SILENT.search(low))
    return max(1, len(_VOWELS.findall(low)) - silent)


def _some(counted: Counts) -> None:
    if not counted.words or not counted.sentences:
        raise NoWords("There is no word to read here.")
