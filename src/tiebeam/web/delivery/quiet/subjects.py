"""What a message to everybody can be about."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources


class NotASubject(ValueError):
    """A code that stands for nothing."""


@cache
def subjects() -> Mapping[str, str]:
    """By code, what it is about, as a message id."""
    text = (resources.files(__package__) / "subjects.toml").read_text(encoding="utf-8")
    return {code: said["says"] for code, said in tomllib.loads(text).items()}


def written(codes: Iterable[str]) -> str:
    """Codes as one word, the same for the same ones.

    Raises  NotASubject
    """
    found = sorted(set(codes))
    if unknown := set(found) - set(subjects()):
        raise NotASubject(f"{len(unknown)} of these are no subjects.")
    return " ".join(found)
