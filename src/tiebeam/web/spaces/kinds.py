"""The kinds of spaces with their rules, and the guidelines that a new space begins with."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tiebeam.web.permissions import Role, has_one


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of space; kinds.toml says what each part means. `called` and `words` are message
    ids."""

    name: str
    called: str
    words: str
    openers: frozenset[Role]
    visibility: str
    joining: str
    roster: str
    facilitators_advised: int


@cache
def kinds() -> Mapping[str, Kind]:
    """By name."""
    return {
        name: Kind(name=name, **{**said, "openers": frozenset(map(Role, said["openers"]))})
        for name, said in _read("kinds.toml").items()
    }


def kinds_for(person: Any) -> list[Kind]:
    """Those of which somebody may open one."""
    return [each for each in kinds().values() if has_one(person, each.openers)]


@cache
def first_guidelines() -> Sequence[tuple[str, str]]:
    """Title and words of each clause, as message ids."""
    return [(each["title"], each["says"]) for each in _read("first_guidelines.toml")["clause"]]


def every_message() -> list[str]:
    """All that these files say, for translators."""
    return [
        *(words for each in kinds().values() for words in (each.called, each.words)),
        *(words for clause in first_guidelines() for words in clause),
    ]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / name).read_text(encoding="utf-8"))
