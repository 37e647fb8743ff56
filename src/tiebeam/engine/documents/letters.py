"""The letters that a pattern can't do without: how words begin of which each match has one.

So that a pattern need not be tried on sentences that can't have it. It reads the little that packs
write: words, choices in brackets, what may be left out, and classes of letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: A beginning that is shorter stands in too many words to be of use.
SHORTEST: Final = 2
_DIGITS: Final = tuple("0123456789")
_PIECE: Final = re.compile(
    r"(?P<look>\(\?[=!]|\(\?<[=!])|(?P<open>\((?:\?:|\?P<\w+>)?)|(?P<close>\))|(?P<or>\|)|"
    r"(?P<many>[?*+]\??|\{\d*,?\d*\}\??)|(?P<any>\[\^?(?:\\.|[^\]\\])+\]|\\[wWsSdDbB]|\.|[\^$])|"
    r"(?P<letter>\\?.)",
    re.DOTALL,
)


@dataclass
class _Part:
    """One piece of a pattern.

    kind    letter, any, look, or choice
    value   the letter or class; for a choice, its sequences
    """

    kind: str
    value: str
    choices: tuple[tuple[_Part, ...], ...] = ()
    may_be_missing: bool = False


def beginnings(pattern: str) -> tuple[str, ...]:
    """Small beginnings of words of which every text that a pattern finds has at least one.

    pattern  as packs write it, names in braces already replaced
    Returns  nothing where some way to say it has none
    """
    choices = _choices(_Pieces(pattern))
    found = [_of_sequence(each, True)[0] for each in choices]
    if not all(found):
        return ()
    words = sorted({word for each in found for word in each}, key=len)
    return tuple(sorted(_without_longer_ones(words)))


def _without_longer_ones(words: list[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        if not any(word.startswith(each) for each in kept):
            kept.append(word)
    return kept


class _Pieces:
    """The pieces of a pattern, one after the other."""

    def __init__(self, pattern: str) -> None:
        self._left = list(_PIECE.finditer(pattern))[::-1]

    def next_kind(self) -> str | None:
        return self._left[-1].lastgroup if self._left else None

    def take(self) -> re.Match[str]:
        return self._left.pop()


def _choices(pieces: _Pieces) -> tuple[tuple[_Part, ...], ...]:
    """What stands between "|" up to the bracket that closes."""
    made: list[list[_Part]] = [[]]
    while (kind := pieces.next_kind()) not in (None, "close"):
        piece = pieces.take()
        if kind == "or":
            made.append([])
        elif kind == "many":
            made[-1][-1].may_be_missing |= piece[0][0] in "?*" or piece[0].startswith(("{0", "{,"))
            if piece[0][0] != "?":
                made[-1].append(_Part("any", "repeated"))
        elif kind in ("open", "look"):
            inside = _choices(pieces)
            pieces.take()
            made[-1].append(_Part("look" if kind == "look" else "choice", "", inside))
        else:
            letter = piece[0][-1].lower() if kind == "letter" else piece[0]
            made[-1].append(_Part(str(kind), letter))
    return tuple(map(tuple, made))


def _of_sequence(parts: tuple[_Part, ...], bound: bool) -> tuple[tuple[str, ...], bool]:
    """The best beginnings in a sequence, and whether a word may begin right after it.

    bound  whether a word begins where the sequence does
    """
    found: list[tuple[str, ...]] = []
    run, is_word = "", bound
    for part in parts:
        if part.kind == "look":
            continue
        if part.kind == "letter" and not part.may_be_missing and _is_of_word(part.value):
            if not run:
                is_word = bound
            run, bound = run + part.value, False
            continue
        if run and is_word:
            found.append((run,))
        run = ""
        words, after = _of_part(part, bound)
        if words and not part.may_be_missing:
            found.append(words)
        bound = after and (bound or not part.may_be_missing)
    if run and is_word:
        found.append((run,))
    return max(found, key=_worth, default=()), bound


def _of_part(part: _Part, bound: bool) -> tuple[tuple[str, ...], bool]:
    if part.kind == "choice":
        each = [_of_sequence(choice, bound) for choice in part.choices]
        words = (
            tuple(word for found, _ in each for word in found) if all(w for w, _ in each) else ()
        )
        return words, all(after for _, after in each)
    if part.kind == "letter":
        return (), not _is_of_word(part.value)
    if part.value == r"\d" and bound:
        return _DIGITS, False
    if part.value == "repeated":
        return (), bound
    return (), part.value in (r"\b", r"\s", r"\W", "^")


def _is_of_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _worth(words: tuple[str, ...]) -> float:
    """Long beginnings are worth more, and few of them."""
    return -sum(4.0 ** -len(each) for each in words)
