"""What somebody looks for, as plain words; and what a text is, in the same words.

Both go through `words_of`, so a search means the same on either database, and nothing that stands
in it is ever taken for an operator.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Letters of what is asked that are heeded, words of it, and letters of a word.
LONGEST: Final = 200
MOST_WORDS: Final = 8
LONGEST_WORD: Final = 60
_WORD: Final = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Its words without accents and capitals: "Café Ærø" is cafe, ærø."""
    apart = unicodedata.normalize("NFKD", text)
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    return [each[:LONGEST_WORD] for each in _WORD.findall(plain.casefold())]


def asked(text: str) -> list[str]:
    """The words of a question, as many as are heeded. The last may be the beginning of one."""
    return words_of(text[:LONGEST])[:MOST_WORDS]


def holds(text: str, wanted: list[str]) -> bool:
    """Whether each wanted word begins a word of the text."""
    there = words_of(text)
    return all(any(word.startswith(each) for word in there) for each in wanted)
