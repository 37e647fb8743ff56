"""What somebody told, as bytes of one length: how much was told, and whether, can't be seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tiebeam.web.accounts.identity.questions import ANOTHER

NUMBER_BYTES: Final = 512
ANSWERS_BYTES: Final = 4096
#: Letters. All own words of the longest list of questions fit in, in any script.
LONGEST_OWN_WORDS: Final = 80
LONGEST_NUMBER: Final = 64


class TooLong(ValueError):
    """More was told than there is room for. What it was is not said."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """To one question: names of answers that were chosen, and own words. No log shows either."""

    chosen: tuple[str, ...] = field(default=(), repr=False)
    own: str = field(default="", repr=False)

    @property
    def counted(self) -> tuple[str, ...]:
        """What figures count: own words are one more answer, whatever they say."""
        return (*self.chosen, ANOTHER) if self.own else self.chosen

    @property
    def is_none(self) -> bool:
        """Whether nothing was said. Nobody has to say why."""
        return not self.counted


@dataclass(frozen=True, kw_only=True)
class Told:
    """All that somebody said of themselves: in which country they were asked, and their answers."""

    country: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)

    def without(self, attribute: str) -> Told:
        """The same, but for one answer that was taken back."""
        left = {name: each for name, each in self.answers.items() if name != attribute}
        return Told(country=self.country, answers=left)

    def written(self) -> bytes:
        """Raises  TooLong"""
        given = {name: [each.chosen, each.own] for name, each in self.answers.items()
                 if not each.is_none}  # fmt: skip
        return _padded([self.country if given else "", given], ANSWERS_BYTES)

    @classmethod
    def read(cls, content: bytes) -> Told:
        """What was written."""
        country, given = json.loads(content)
        answers = {
            name: Answer(chosen=tuple(chosen), own=own) for name, (chosen, own) in given.items()
        }
        return cls(country=country, answers=answers)


def number_written(number: str) -> bytes:
    """An employee number; empty where somebody told none.

    Raises  TooLong
    """
    return _padded(number, NUMBER_BYTES)


def number_read(content: bytes) -> str:
    """What was written."""
    number: str = json.loads(content)
    return number


def _padded(said: object, size: int) -> bytes:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > size:
        raise TooLong("More was told than there is room for.")
    return text.ljust(size)
