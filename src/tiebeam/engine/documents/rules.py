"""Rules that are data: read from packs, checked, and made ready to find clauses.

A pack is a TOML file. Its rules say what to look for, where, what to take from the sentence, whom
it helps or hinders, what to ask, and sentences that must and must not be found.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, cast

from tiebeam.engine.documents import concepts, parameters
from tiebeam.engine.documents.letters import beginnings
from tiebeam.engine.documents.quantities import DURATION, NUMBER
from tiebeam.engine.documents.shapes import SEVERITIES, Effect, Severity

EFFECTS: Final = ("helps", "hinders", "mixed", "cannot tell")
NEGATIONS: Final = ("drop", "keep", "flip", "outside")
ONCE: Final = ("sentence", "block", "section", "document")
KEYS: Final = {
    "id", "version", "check", "severity", "effect", "who", "question", "reference", "words", "near",
    "patterns", "says", "topic", "also", "unless", "about", "not_about", "heading", "parameters",
    "needs", "set", "effects", "negation", "flipped", "once", "terse", "at_most", "matches",
    "misses",
}  # fmt: skip
_NEEDED: Final = ("id", "version", "check", "effect", "who", "question", "words",
                  "matches", "misses")  # fmt: skip
_PATTERNS: Final = ("patterns", "also", "unless", "about", "not_about", "heading")


class BadPack(ValueError):
    """A pack of rules can't be used; the message says which rule and why."""


class UnknownPack(ValueError):
    """No pack has this name."""


@dataclass(frozen=True)
class Example:
    """A sentence that a rule must find, or must not.

    heading     the heading that it stands below
    parameters  what has to be read from it, at least
    """

    text: str
    heading: str = ""
    parameters: Mapping[str, str] = ()  # type: ignore[assignment]
    effect: str = ""


@dataclass(frozen=True)
class Stance:
    """An effect that holds when the parameters are so."""

    when: Mapping[str, str]
    effect: Effect
    who: str
    severity: Severity | None


@dataclass(frozen=True)
class Rule:
    """One way to find one kind of clause; docs/reference/rules.md lists every key."""

    id: str
    version: int
    check: str
    severity: Severity
    effect: Effect
    who: str
    question: str
    reference: str
    words: str
    near: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    says: tuple[concepts.Together, ...]
    topic: tuple[str, ...]
    also: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    about: tuple[re.Pattern[str], ...]
    not_about: tuple[re.Pattern[str], ...]
    heading: tuple[re.Pattern[str], ...]
    parameters: tuple[str, ...]
    needs: tuple[str, ...]
    set: Mapping[str, str]
    effects: tuple[Stance, ...]
    negation: str
    flipped: Stance | None
    once: str
    terse: bool
    at_most: int
    matches: tuple[Example, ...]
    misses: tuple[Example, ...]


@dataclass(frozen=True)
class Pack:
    """Rules that belong together, with what they are about."""

    name: str
    title: str
    words: str
    rules: tuple[Rule, ...]


#: Used only where it is asked for by name: it finds more, and is wrong more often than right.
PERHAPS: Final = "perhaps"


def pack_names() -> tuple[str, ...]:
    """The packs that are used where nobody says which, by name."""
    return tuple(each for each in every_pack() if each != PERHAPS)


@cache
def every_pack() -> tuple[str, ...]:
    """The packs that come with Tiebeam, by name."""
    folder = resources.files(__package__) / "packs"
    names = (each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in names if not name.startswith("_")))


@cache
def pack(name: str) -> Pack:
    """A pack that comes with Tiebeam.

    Raises  UnknownPack, with the names of those that there are
    """
    if name not in every_pack():
        raise UnknownPack(
            f"There is no pack '{name}'. Packs you can use: {', '.join(every_pack())}."
        )
    text = (resources.files(__package__) / "packs" / f"{name}.toml").read_text(encoding="utf-8")
    return parsed(name, text)


def packs(names: Sequence[str] = ()) -> tuple[Pack, ...]:
    """Packs by name; without names, those that are used where nobody says which."""
    return tuple(pack(name) for name in (names or pack_names()))


def parsed(name: str, text: str) -> Pack:
    """A pack from its text, every rule checked.

    Raises  BadPack where a key is missing or unknown, or a pattern can't be read
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadPack(f"The pack '{name}' is not TOML: {error}.") from None
    rules = tuple(_rule(name, each) for each in content.get("rule", ()))
    return Pack(name, content.get("title", name), " ".join(content.get("words", "").split()), rules)


@cache
def _macros() -> Mapping[str, str]:
    """Words that patterns name: {workers}, {decider}, {leave}."""
    duration = re.sub(r"\(\?P<\w+>", "(?:", DURATION)
    made = {"duration": duration, "number": NUMBER, "decider": parameters.DECIDER}
    for word, choices in _words().items():
        made[word] = re.sub(r"\{([a-z_]+)\}", lambda m: made[m[1]], f"(?:{'|'.join(choices)})")
    return made


@cache
def _words() -> Mapping[str, Sequence[str]]:
    """Each list of words, by its name."""
    text = (resources.files(__package__) / "packs" / "_words.toml").read_text(encoding="utf-8")
    return cast(Mapping[str, Sequence[str]], tomllib.loads(text)["words"])


@cache
def _concept(name: str) -> concepts.Concept:
    """A list of words as one concept, which whole words alone say."""
    pattern = compiled(f"(?<!\\w)(?:{{{name}}})(?!\\w)")
    return concepts.Concept(name, pattern, beginnings(pattern.pattern))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern as packs write it: {name} for words that have one, a blank for any blanks."""

    def macro(found: re.Match[str]) -> str:
        if found[1] not in _macros():
            raise BadPack(f"'{{{found[1]}}}' is not in _words.toml.")
        return _macros()[found[1]]

    whole = re.sub(r"\{([a-z_]+)\}", macro, pattern)
    # Some words come as patterns that already say where blanks are; a plain blank is any of them.
    # "can't" is one word: "n't" begins nowhere but inside one.
    whole = re.sub(r"(?<=[|(:])n't", "[a-z]*n't", whole)
    whole = re.sub(r"(?<!\\) \?", r"\\s*", whole)
    return re.compile(re.sub(r"(?<!\\) ", r"\\s+", whole), re.IGNORECASE)


def _rule(pack_name: str, raw: Mapping[str, Any]) -> Rule:
    name = raw.get("id", "without an id")
    problem = _problem(raw)
    if problem:
        raise BadPack(f"The rule '{name}' of the pack '{pack_name}' {problem}.")
    try:
        patterns = {key: tuple(map(compiled, raw.get(key, ()))) for key in _PATTERNS}
        says = tuple(concepts.parsed(each, _concept) for each in raw.get("says", ()))
    except re.error as error:
        raise BadPack(f"A pattern of the rule '{name}' can't be read: {error}.") from None
    flipped = raw.get("flipped")
    return Rule(
        **patterns,
        id=name,
        version=raw["version"],
        check=raw["check"],
        severity=raw.get("severity", "medium"),
        effect=raw["effect"],
        who=raw["who"],
        question=raw["question"],
        reference=raw.get("reference", ""),
        words=" ".join(raw["words"].split()),
        near=tuple(word.lower() for word in raw.get("near", ())),
        says=says,
        topic=tuple(raw.get("topic", ())),
        parameters=tuple(raw.get("parameters", ())),
        needs=tuple(raw.get("needs", ())),
        set=raw.get("set", {}),
        effects=tuple(_stance(each, raw) for each in raw.get("effects", ())),
        negation=raw.get("negation", "drop"),
        flipped=_stance(flipped, raw) if flipped else None,
        once=raw.get("once", "sentence"),
        terse=raw.get("terse", "topic" in raw),
        at_most=raw.get("at_most", 0),
        matches=tuple(_example(each) for each in raw["matches"]),
        misses=tuple(_example(each) for each in raw["misses"]),
    )


def _problem(raw: Mapping[str, Any]) -> str | None:
    missing = [key for key in _NEEDED if key not in raw]
    if missing:
        return f"lacks {', '.join(missing)}"
    if "says" not in raw and not ("near" in raw and "patterns" in raw):
        return "lacks says, or near and patterns"
    unknown = sorted(set(raw) - KEYS)
    if unknown:
        return f"has unknown keys: {', '.join(unknown)}"
    unnamed = sorted(set(raw.get("topic", ())) - set(topics()))
    if unnamed:
        return f"has unknown topics: {', '.join(unnamed)}"
    strange = sorted({_source(each) for each in raw.get("parameters", ())} - parameters.names())
    if strange:
        return f"asks for unknown parameters: {', '.join(strange)}"
    for key, allowed in (("effect", EFFECTS), ("negation", NEGATIONS), ("once", ONCE),
                         ("severity", SEVERITIES)):  # fmt: skip
        if key in raw and raw[key] not in allowed:
            return f"says {key} = '{raw[key]}'; use one of: {', '.join(allowed)}"
    return None


@cache
def topics() -> Mapping[str, concepts.Concept]:
    """What a page or a section can be about: each list of words whose name begins with "on_"."""
    return {name.removeprefix("on_"): _concept(name) for name in _words() if name.startswith("on_")}


def topics_of(headings: Sequence[str]) -> frozenset[str]:
    """What a sentence is about, by the nearest heading that names anything.

    headings  those above it, the nearest one last
    """
    return next((found for each in reversed(headings) if (found := _named(each))), frozenset())


@lru_cache(maxsize=4096)
def _named(heading: str) -> frozenset[str]:
    return frozenset(name for name, each in topics().items() if each.pattern.search(heading))


def _source(wanted: str) -> str:
    """The extractor of a parameter: "weeks=return_weeks" reads return_weeks and calls it weeks."""
    return wanted.rsplit("=", 1)[-1]


def read_parameters(rule: Rule, seen: parameters.Seen) -> dict[str, str]:
    """What the rule takes from a sentence, under the names that its row has."""
    wanted = [_source(each) for each in rule.parameters]
    found = parameters.parameters(seen, wanted)
    named = {each.split("=", 1)[0]: found[_source(each)]
             for each in rule.parameters if _source(each) in found}  # fmt: skip
    return {**named, **rule.set}


def _stance(raw: Mapping[str, Any], rule: Mapping[str, Any]) -> Stance:
    return Stance(
        when=raw.get("when", {}),
        effect=cast(Effect, raw.get("effect", rule["effect"])),
        who=raw.get("who", rule["who"]),
        severity=raw.get("severity"),
    )


def _example(raw: str | Mapping[str, Any]) -> Example:
    if isinstance(raw, str):
        return Example(raw, parameters={})
    return Example(raw["text"], raw.get("heading", ""), raw.get("parameters", {}),
                   raw.get("effect", ""))  # fmt: skip
