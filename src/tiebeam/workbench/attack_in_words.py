"""What an attack on a ledger found, in sentences for people and as JSON; nobody is named."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from tiebeam.engine.disclosure.attack.differences import Difference
from tiebeam.engine.disclosure.published import Line
from tiebeam.workbench.attacking import FromLedger, Scored, WithRoster, attacks_of, words_of

SCHEMA: Final = "tiebeam.attack/1"
WIDTH: Final = 100


def attack_in_words(found: FromLedger, solved: Sequence[WithRoster] | None) -> str:
    """Everything that was found, short; `solved` where the data were given."""
    said = [*_chain(found), *_gate(found), *_taken_away(found)]
    for each in solved or ():
        said += ["", *_with_roster(each)]
    if solved is not None:
        said += ["", "exact: for the bench, not for sharing"]
    return "\n".join(said)


def attack_as_json(found: FromLedger, solved: Sequence[WithRoster] | None) -> dict[str, Any]:
    """The same with every difference, for programs."""
    last = found.releases[-1]
    return {
        "schema": SCHEMA,
        "anybody_certain": anybody_certain(found, solved),
        "ledger": {"release": last.number, "at": last.at.isoformat(), "hash": last.hash},
        "gate": [
            {"release": release.number, "at": release.at.isoformat(), **attack}
            for release in found.releases
            for attack in attacks_of(release)
        ],
        "differences": [_difference_as_json(each) for each in found.differences if _counts(each)],
        "with_roster": None if solved is None else [asdict(each) for each in solved],
    }


def anybody_certain(found: FromLedger, solved: Sequence[WithRoster] | None) -> bool:
    """Whether anything is certain about anybody, with the data or without."""
    return found.anybody_certain or any(each.certain for each in solved or ())


# --- from the ledger alone ------------------------------------------------------------------------


def _chain(found: FromLedger) -> Iterator[str]:
    last = found.releases[-1]
    yield f"The ledger holds, from its first release to its last, {last.number} ({last.at})."
    yield ""


def _gate(found: FromLedger) -> Iterator[str]:
    yield "What the gate's own attack found, as the ledger says:"
    said = [
        f"  Release {release.number}, {release.at}, {_names(attack['attributes'])}: "
        f"{_certain_to_the_gate(attack)} {_worst(attack)}"
        for release in found.releases
        for attack in attacks_of(release)
    ]
    yield from map(_wrapped, said or ["  nothing: it attacked nothing."])
    yield ""


def _certain_to_the_gate(attack: Mapping[str, Any]) -> str:
    n = attack["certain"]
    return f"{n:,} things are certain." if n else "nobody is certain."


def _worst(attack: Mapping[str, Any]) -> str:
    """The guess that came furthest on the way from not looking to its bound."""
    guesses = [
        (precision["value"], guess)
        for precision in attack.get("precision", ())
        for guess in precision["guesses"]
    ]
    if not guesses:
        return "There was nothing to guess by."
    value, guess = max(guesses, key=lambda each: _way(each[1]))
    return (
        f"The worst guess ({guess['attacker']}, {value[-1]} among those who {guess['who']}) names "
        f"{_of_100(guess['mean'])} of 100 rightly; the bound is {_of_100(guess['bound'])}, and not "
        f"looking gives {_of_100(guess['rate'])}."
    )


def _way(guess: Mapping[str, Any]) -> float:
    way: float = (guess["mean"] - guess["rate"]) / (guess["bound"] - guess["rate"])
    return way


def _taken_away(found: FromLedger) -> Iterator[str]:
    away = [each for each in found.differences if each.less]
    yield "Numbers less other numbers, without knowing who was where:"
    if away:
        fewest = min(each.people for each in away)
        yield f"  {len(away):,} differences. The smallest is about {_people(fewest)} at least."
    else:
        yield "  no two numbers can be taken from each other."
    certain = [each for each in found.differences if each.certain]
    yield from map(_wrapped, map(_proof, certain))
    if not certain:
        yield "  No number and no difference leaves one possibility only: nobody is certain."


def _proof(each: Difference) -> str:
    less = f", less {' and '.join(map(_with_day, each.less))}" if each.less else ""
    whom = f"{_people(each.people)}{' left' if each.less else ''}"
    so = "all have it" if each.certain == "all" else "nobody has it"
    return f"  CERTAIN: {_with_day(each.line)}{less}: of the {whom}, {so}."


def _with_day(line: Line) -> str:
    return f"'{words_of(line)}' ({line.at})"


def _counts(each: Difference) -> bool:
    return bool(each.less or each.certain)


def _difference_as_json(each: Difference) -> dict[str, Any]:
    return {
        "line": each.line.as_row(),
        "less": [line.as_row() for line in each.less],
        "people": each.people,
        "low": each.low,
        "high": each.high,
        "certain": each.certain,
    }


# --- with who was where ---------------------------------------------------------------------------


def _with_roster(each: WithRoster) -> Iterator[str]:
    yield (
        f"{_names(each.attributes)}, solved by somebody who knows who was where: "
        f"{each.numbers:,} numbers about {_people(each.people)}."
    )
    if each.beyond:
        yield (
            f"  {each.beyond:,} of the numbers are further from this data than noise can be: what "
            "people told has changed since."
        )
    for found in each.certain:
        verb = "have" if found.has else "do not have"
        yield (
            f"  CERTAIN: that {_people(found.people)} {verb} {found.attribute}, {found.value}; "
            f"true of {found.true:,}."
        )
    if not each.certain:
        yield "  Nobody is certain."
    yield "  Right of 100 named:"
    yield from _table(each.scored)


def _table(scored: Sequence[Scored]) -> Iterator[str]:
    attackers = list(dict.fromkeys(name for each in scored for name in each.right))
    rows = [["", "people", *attackers, "not looking"]]
    for each in scored:
        named = f"{each.attribute}, {each.value}, {each.who}"
        right = [_of_100(each.right[name]) for name in attackers]
        rows.append([named, f"{each.people:,}", *right, _of_100(each.rate)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = (f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True))
        yield f"    {first:<{widths[0]}}  {'  '.join(cells)}"


def _of_100(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}"


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n:,} people"


def _wrapped(said: str) -> str:
    return textwrap.fill(said, WIDTH, subsequent_indent="    ", break_on_hyphens=False)


def _names(attributes: Sequence[str]) -> str:
    return ", ".join(attributes)
