"""The rules about terms, as their packs have them: what to find, what to say instead, and why."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from tiebeam.engine.language.sentences import Span

PACKS: Final = ("terms", "adverts")
CHOICE: Final = re.compile(r"\{([^{}]*)\}")
#: Between the halves of a compound: a hyphen of any kind, one space, or nothing.
HALVES: Final = r"[\-‐‑ ]?"


class NotARule(ValueError):
    """A pack holds a rule that can't be read."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: a few terms that are alike, with what to say instead and the evidence.

    unless   patterns around the term with which the rule is silent
    yes, no  examples that must, and must not, be found
    """

    id: str
    version: int
    check: str
    suggest: tuple[str, ...]
    why: str
    source: str
    terms: tuple[str, ...] = ()
    pattern: str = ""
    unless: re.Pattern[str] | None = None
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.suggest and self.why and self.source and self.yes and self.no):
            raise NotARule(f"'{self.id}' needs a suggestion, a reason, a source and examples.")
        if bool(self.terms) == bool(self.pattern):
            raise NotARule(f"'{self.id}' needs either terms or a pattern.")


@cache
def rules(pack: str) -> tuple[Rule, ...]:
    """The rules of one of PACKS, in its order."""
    read = written(pack)
    return tuple(_rule(each, read["sources"]) for each in read["rule"])


@cache
def written(pack: str) -> dict[str, Any]:
    """A pack as it stands in its file."""
    text = resources.files(__package__).joinpath(f"packs/{pack}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _rule(entry: Mapping[str, Any], sources: Mapping[str, str]) -> Rule:
    lists = {name: tuple(entry.get(name, ())) for name in ("suggest", "terms", "yes", "no")}
    unless = entry.get("unless")
    return Rule(
        id=entry["id"],
        version=entry["version"],
        check=entry["check"],
        why=entry["why"],
        source=sources[entry["source"]],
        pattern=entry.get("pattern", ""),
        unless=re.compile("|".join(unless)) if unless else None,
        **lists,
    )


def spelt_out(term: str) -> Iterator[str]:
    """Each form that a term with choices stands for: "chairm{a,e}n" is chairman and chairmen."""
    choice = CHOICE.search(term)
    if choice is None:
        yield term
        return
    for part in choice[1].split(","):
        yield from spelt_out(term[: choice.start()] + part + term[choice.end() :])


@dataclass(frozen=True, kw_only=True)
class Finder:
    """All terms of some packs as one pattern over small letters, and whose rule each form is."""

    pattern: re.Pattern[str]
    rule_of: Mapping[str, Rule]
    patterns: tuple[tuple[Rule, re.Pattern[str]], ...]

    def found(self, small: str) -> Iterator[tuple[Span, Rule]]:
        """Everything that looks like a term, and whose it is."""
        for match in self.pattern.finditer(small):
            yield Span(*match.span()), self.rule_of[squeezed(match[0])]
        for rule, pattern in self.patterns:
            for match in pattern.finditer(small):
                yield Span(*match.span()), rule


@cache
def finder(packs: Sequence[str]) -> Finder:
    """What finds the terms of these packs; where two packs know a term, the first has it."""
    known = [rule for pack in packs for rule in rules(pack)]
    forms: dict[str, Rule] = {}
    spelt: dict[str, str] = {}
    for rule in known:
        for term in rule.terms:
            for form in spelt_out(term):
                forms.setdefault(squeezed(form), rule)
                spelt.setdefault(form, _as_pattern(form))
    # The longer first: "black-listed" is no "black list".
    ordered = [spelt[form] for form in sorted(spelt, key=lambda form: (-len(form), form))]
    return Finder(
        pattern=re.compile(rf"(?<![^\W_])(?:{_by_first_sign(ordered)})(?![^\W_])"),
        rule_of=forms,
        patterns=tuple((rule, re.compile(rule.pattern)) for rule in known if rule.pattern),
    )


def _by_first_sign(patterns: Sequence[str]) -> str:
    """One alternation, in which only those with the right first letters are tried."""
    groups: dict[str, list[str]] = {}
    for pattern in patterns:
        first = pattern[:2] if pattern[:2].isalpha() else pattern[:1]
        groups.setdefault(first, []).append(pattern[len(first) :])
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in sorted(groups.items()))


def _as_pattern(form: str) -> str:
    spaced = re.escape(form).replace(r"\-", HALVES).replace(r"\ ", r"\s{1,3}")
    return spaced.replace("'", "['’]?")


def squeezed(form: str) -> str:
    """A form without hyphens, spaces and apostrophes, as all ways to write it share it."""
    return re.sub(r"[\s\-‐‑'’]+", "", form)
