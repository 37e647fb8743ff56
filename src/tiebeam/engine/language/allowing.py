"""What an organisation has decided to keep saying: each with a reason, and a day until which."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tiebeam.engine.language.rules import squeezed

SCHEMA: Final = "tiebeam.allowed/1"
KEYS: Final = frozenset({"words", "rule", "reason", "until"})


class NotAnAllowance(ValueError):
    """An entry of the allow-list can't be kept as it stands."""


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """Words that may stay, or a rule that is silent, with why and until when.

    words   as they stand in the text, in any case; empty for whatever the rule finds
    rule    id of the rule; empty for whichever rule finds the words
    until   the last day on which it holds
    """

    reason: str
    until: date
    words: str = ""
    rule: str = ""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise NotAnAllowance("Say why this may stay: an entry needs a reason.")
        if not (self.words.strip() or self.rule):
            raise NotAnAllowance("Name the words that may stay, or the rule that is to be silent.")

    def covers(self, *, quote: str, rule: str) -> bool:
        """Whether a finding of this rule on these words is meant."""
        if self.rule and self.rule != rule:
            return False
        return not self.words or squeezed(self.words.lower()) == squeezed(quote.lower())


@dataclass(frozen=True)
class Allowed:
    """All entries, looked at on one day; without entries no day is needed."""

    entries: tuple[Allowance, ...] = ()
    on: date = date.max

    def now(self, *, quote: str, rule: str) -> Allowance | None:
        """The entry that silences a finding on this day."""
        return self._first(self.holding(), quote=quote, rule=rule)

    def before(self, *, quote: str, rule: str) -> Allowance | None:
        """The entry that silenced it until it ran out."""
        return self._first(self.run_out(), quote=quote, rule=rule)

    def holding(self) -> tuple[Allowance, ...]:
        """Entries that hold."""
        return tuple(each for each in self.entries if self.on <= each.until)

    def run_out(self) -> tuple[Allowance, ...]:
        """Entries whose day is over: they silence nothing, and wait for a decision."""
        return tuple(each for each in self.entries if self.on > each.until)

    def _first(self, among: Iterable[Allowance], *, quote: str, rule: str) -> Allowance | None:
        return next((each for each in among if each.covers(quote=quote, rule=rule)), None)


NONE: Final = Allowed()


def read(text: str, *, on: date) -> Allowed:
    """An allow-list from TOML: a table [[allow]] for each entry.

    on      the day on which it is looked at
    Raises  NotAnAllowance for an entry without a reason or a day, or with a key that nobody reads
    """
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise NotAnAllowance(f"The allow-list is no TOML: {wrong}.") from None
    if read.get("schema") != SCHEMA:
        raise NotAnAllowance(f'The allow-list begins with schema = "{SCHEMA}".')
    return Allowed(tuple(_entry(each) for each in read.get("allow", ())), on)


def _entry(entry: Mapping[str, Any]) -> Allowance:
    unknown = sorted(set(entry) - KEYS)
    if unknown:
        raise NotAnAllowance(f"An entry has no '{unknown[0]}'. It has: {', '.join(sorted(KEYS))}.")
    if type(entry.get("until")) is not date:
        raise NotAnAllowance("Say until which day this may stay, such as until = 2026-12-31.")
    return Allowance(
        words=str(entry.get("words", "")),
        rule=str(entry.get("rule", "")),
        reason=str(entry.get("reason", "")),
        until=entry["until"],
    )
