"""What is said to people, in the language of whoever reads it: English, unless told otherwise.

A sentence stands in the code whole and in English, with names for what goes into it. Whoever shows
it in another language hands in, once, how sentences are translated and how numbers are written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
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


def nnoop(one: str, many: str) -> tuple[str, str]:
    """The same of a sentence for one and for many."""
    return one, many


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


@dataclass(frozen=True)
class Sentence:
    """A sentence that is kept, and said later in the language of whoever reads it then."""

    message: str
    parts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return tr(self.message, **self.parts)
