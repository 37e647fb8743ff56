"""Where somebody can turn who was wronged: outside bodies, by country, as data."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, kw_only=True)
class Body:
    """Somebody outside who listens: what it may do, what not, and where that stands."""

    name: str
    source: str
    may: str
    may_not: str


@dataclass(frozen=True, kw_only=True)
class Country:
    code: str
    name: str
    bodies: Sequence[Body]


@cache
def countries() -> tuple[Country, ...]:
    """All that are known, by name."""
    text = resources.files(__package__).joinpath("speaking_up.toml").read_text("utf-8")
    found = (
        Country(
            code=each["code"], name=each["name"],
            bodies=tuple(Body(**body) for body in each["body"]),
        )
        for each in tomllib.loads(text)["country"]
    )  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.name))


def country(code: str | None) -> Country | None:
    """The one that was asked for, if it is known."""
    return next((each for each in countries() if each.code == (code or "").lower()), None)
