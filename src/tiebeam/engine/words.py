"""What is said to people, in the language of whoever reads it: English, unless told otherwise.

A sentence stands in the code whole and in English, with names for what goes into it. Whoever shows
it in another language hands in, once, how sentences are translated and how numbers are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final


@dataclass(frozen=True, kw_only=True)
class Language:
    """How to say things, asked anew each time, because readers change.

    code       what the language is called, such as "de"; what is remembered is remembered by it
    translate  a sentence, in it
    count      one of two sentences, by how many there are
    marks      of decimals and of thousands, such as (",", ".")
    """

    code: Callable[[], str]
    translate: Callable[[str], str]
    count: Callable[[str, str, int], str]
    marks: Callable[[], tuple[str, str]]


ENGLISH: Final = Language(
    code=lambda: "en",
    translate=lambda message: message,
    count=lambda one, many, n: one if n == 1 else many,
    marks=lambda: (".", ","),
)
_language = ENGLISH


def noop(message: str) -> str:
    """A sentence that is translated where it is shown; here it is only marked as one."""
    return message


_MONTHS: Final = (
    noop("January"), noop("February"), noop("March"), noop("April"), noop("May"), noop("June"),
    noop("July"), noop("August"), noop("September"), noop("October"), noop("November"),
    noop("December"),
)  # fmt: skip


def speak(language: Language) -> None:
    """Say everything from now on as this language does."""
    global _language
    _language = language


def language() -> str:
    """What the language is called that is spoken now."""
    return _language.code()


def tr(message: str, **parts: Any) -> str:
    """A sentence in the reader's language, with its parts: tr("%(n)s people", n=12)."""
    said = _language.translate(message)
    return said % parts if parts else said


def trn(one: str, many: str, n: int, **parts: Any) -> str:
    """The sentence for one or for many; both may name %(n)s, which is written as numbers are."""
    return _language.count(one, many, n) % {"n": number(n), **parts}


def number(value: float, digits: int = 0) -> str:
    """A number with so many decimals, and marks between thousands: "1,234.5"."""
    decimal, thousands = _language.marks()
    text = f"{value:,.{digits}f}"
    return text.translate({ord(","): thousands, ord("."): decimal})


def day(when: date) -> str:
    """A day: "1 March 2016"."""
    month = tr(_MONTHS[when.month - 1])
    return tr("%(day)s %(month)s %(year)s", day=when.day, month=month, year=when.year)


def capital(words: str) -> str:
    """Words as a sentence begins with them."""
    return words[:1].upper() + words[1:]


def inside(sentence: str) -> str:
    """A sentence as it goes on within another; only English may begin it with a small letter."""
    return sentence[:1].lower() + sentence[1:] if _language.code().startswith("en") else sentence


def listed(parts: Sequence[str]) -> str:
    """A list as people say it: "a, b and c"."""
    if len(parts) == 1:
        return parts[0]
    return tr("%(first)s and %(last)s", first=", ".join(parts[:-1]), last=parts[-1])


def again(sentence: str) -> str:
    """A sentence that was kept in English, in the reader's language, if it is one of ours.

    What figures carry with them is kept as it was said: a sentence as such, or one that was made
    of one of KEPT.
    """
    if _language.code().startswith("en"):
        return sentence
    translated = tr(sentence)
    if translated != sentence:
        return translated
    for message, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            return tr(message, **{name: _part(said) for name, said in found.groupdict().items()})
    return sentence


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    from tiebeam.engine.kept import KEPT

    return tuple((message, re.compile(_as_pattern(message))) for message in KEPT)


def _as_pattern(message: str) -> str:
    pieces = re.split(r"%\((\w+)\)s", message)
    return "".join(
        f"(?P<{piece}>.+)" if place % 2 else re.escape(piece.replace("%%", "%"))
        for place, piece in enumerate(pieces)
    )


def _part(said: str) -> str:
    """What stands in a kept sentence: numbers and days as the language writes them."""
    if re.fullmatch(r"\d[\d,]*", said):
        return number(int(said.replace(",", "")))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", said):
        return day(date.fromisoformat(said))
    parts = re.split(r", | and ", said)
    return listed([_part(each) for each in parts]) if len(parts) > 1 else tr(said)


@dataclass(frozen=True)
class Sentence:
    """A sentence that is kept, and said later in the language of whoever reads it then."""

    message: str
    parts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return tr(self.message, **self.parts)
