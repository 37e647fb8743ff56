"""Which questions are asked in which country, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.asking import Countries

#: What own words count as in figures: they stay sealed themselves.
ANOTHER: Final = "another"
#: What questions are about, for short.
CALLED: Final[Mapping[str, str | Promise]] = {
    "care": _("Care"),
    "disability": _("Disability"),
    "ethnicity": _("Ethnicity"),
    "gender": _("Gender"),
    "orientation": _("Orientation"),
    "origin": _("Origin"),
    "religion": _("Religion"),
    "social_category": _("Social category"),
}


class NotAQuestion(ValueError):
    """A question of the data can't be asked as it stands there."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that people may say of themselves.

    attribute  what figures call it
    answers    what may be chosen: its name, and how the page says it
    one        whether only one answer makes sense
    """

    attribute: str
    ask: str
    answers: Mapping[str, str]
    one: bool = False

    def __post_init__(self) -> None:
        if ANOTHER in self.answers or not self.answers:
            raise NotAQuestion(f"'{self.ask}' needs answers, and none of them is '{ANOTHER}'.")
        if self.attribute not in CALLED:
            raise NotAQuestion(f"'{self.attribute}' has no short name.")

    @property
    def name(self) -> str:
        """What it is about, for short."""
        return str(CALLED[self.attribute])


@dataclass(frozen=True, kw_only=True)
class Country:
    """A country and what is asked there."""

    code: str
    name: str
    questions: Sequence[Question]


@cache
def countries() -> tuple[Country, ...]:
    """All for which there are questions, by name."""
    text = resources.files(__package__).joinpath("questions.toml").read_text("utf-8")
    known = tomllib.loads(text)
    asked = {name: Question(**each) for name, each in known["questions"].items()}
    found = (_country(each, asked) for each in known["country"])
    return tuple(sorted(found, key=lambda each: each.name))


def asked_in(decided: Countries | None) -> list[Country]:
    """Of the countries that an organisation decided on, those for which there are questions."""
    wanted = {each.lower() for each in decided or ()}
    return [each for each in countries() if each.code in wanted]


def _country(said: Mapping[str, Any], asked: Mapping[str, Question]) -> Country:
    questions = tuple(asked[name] for name in said["asks"])
    return Country(code=said["code"], name=said["name"], questions=questions)
