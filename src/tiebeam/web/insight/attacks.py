"""What the attack on a release found, as its entry says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tiebeam.engine.disclosure.entries import Release
from tiebeam.engine.words import listed
from tiebeam.web.insight.words import plain


@dataclass(frozen=True, kw_only=True)
class Guess:
    """How well one attacker guessed one thing of some people; shares from 0 to 1.

    value    what was guessed; who  "stayed", "joined" or "left"
    right    of those named, how many rightly; bound  what it may be at most
    rate     what naming people without looking gives
    """

    attribute: str
    value: str
    who: str
    attacker: str
    right: float
    bound: float
    rate: float

    @property
    def way(self) -> float:
        """How far from not looking to the bound."""
        return (self.right - self.rate) / (self.bound - self.rate)


@dataclass(frozen=True, kw_only=True)
class Attack:
    """What one attack on a release found.

    certain  how many things are certain about anybody
    dropped  how many tables were left out so that it failed
    """

    attribute: str
    certain: int
    passed: bool
    dropped: int
    guesses: tuple[Guess, ...]

    @property
    def worst(self) -> Guess | None:
        """The guess that came nearest to its bound."""
        return max(self.guesses, key=lambda each: each.way, default=None)


def attacks_on(release: Release) -> list[Attack]:
    """The attacks that a release had to stand, one for each attribute."""
    return [
        Attack(
            attribute=listed([plain(name) for name in each["attributes"]]),
            certain=int(each["certain"]),
            passed=bool(each.get("passed", True)),
            dropped=len(each.get("dropped", ())),
            guesses=tuple(_guesses(each)),
        )
        for each in release.content.get("attacks", ())
    ]


def worst_of(attacks: list[Attack]) -> Guess | None:
    """Of several attacks, the guess that came nearest to its bound."""
    found = [each.worst for each in attacks if each.worst is not None]
    return max(found, key=lambda each: each.way, default=None)


def _guesses(attack: Mapping[str, Any]) -> Iterator[Guess]:
    for precision in attack.get("precision", ()):
        for each in precision["guesses"]:
            yield Guess(
                attribute=plain(precision["value"][0]),
                value=precision["value"][-1],
                who=each["who"],
                attacker=each["attacker"],
                right=each["mean"],
                bound=each["bound"],
                rate=each["rate"],
            )
