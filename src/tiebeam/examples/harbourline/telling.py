"""The truth about one Harbourline, twice: for programs (JSON) and for people (Markdown)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from tiebeam.examples.harbourline import truth
from tiebeam.examples.harbourline.account import SEPARATOR, Account, Comparison
from tiebeam.examples.harbourline.organisation import Organisation

DIGITS = 4
NOT_HERE = {
    "group_size": 0,
    "reference_size": 0,
    "gap": None,
    "strength": None,
    "gap_held_equal": None,
    "seen": "not here",
}
SEEN = {
    "strong": "Clearly there.",
    "between": "Perhaps to be seen.",
    "weak": "Too weak to be told from chance with so many people.",
    "nobody": "There is nobody on one side of the comparison.",
    "nothing planted": "Nothing is planted.",
    "decoy": "Looks like more than it is.",
    "not here": "So small an organisation does not have these units.",
}


def as_json(account: Account, *, people: int, years: int, seed: int) -> str:
    """The file truth.json: one object, one entry for each barrier and decoy."""
    told = {
        "schema": "tiebeam.truth/1",
        "organisation": "Harbourline",
        "people": int(people),
        "years": int(years),
        "seed": int(seed),
        "strong_from": truth.STRONG_FROM,
        "weak_upto": truth.WEAK_UPTO,
        "entries": entries(account),
        "quiet": list(truth.QUIET),
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def entries(account: Account) -> list[dict[str, Any]]:
    """Each entry with its sizes, its true gap and how strong that is."""
    return [_entry(entry, account) for entry in truth.ENTRIES]


def _entry(entry: truth.Entry, account: Account) -> dict[str, Any]:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "file": entry.file,
        "structure": dict(entry.structure),
        "slice": _slice(entry, account.organisation),
        "group": dict(entry.group),
        "reference": dict(entry.reference),
        "outcome": entry.outcome,
        "hold_equal": list(entry.strata),
        **_size(entry, account),
        "lesson": entry.lesson,
    }


def _slice(entry: truth.Entry, organisation: Organisation) -> dict[str, list[str]]:
    """Where it is at this size: small organisations have only the upper units."""
    found = {column: list(values) for column, values in entry.slice.items()}
    if "unit" in found:
        paths = [
            truth.under(organisation, tuple(unit.split(SEPARATOR)))[0] for unit in found["unit"]
        ]
        found["unit"] = list(dict.fromkeys(SEPARATOR.join(path) for path in paths))
    return found


def _size(entry: truth.Entry, account: Account) -> dict[str, Any]:
    if entry.kind == "structural decoy" and not _is_here(entry, account.organisation):
        return {**NOT_HERE}
    if entry is truth.SCREENING:
        return _screening(list(account.screening.values()))
    comparison = account.of[entry.name]
    sizes = {"group_size": comparison.group.n, "reference_size": comparison.reference.n}
    if not comparison.has_both:
        return {**sizes, "gap": None, "strength": None, "seen": "nobody"}
    if entry is truth.GRADES_EXPLAIN:
        return {**sizes, **_explained(comparison)}
    if entry is truth.CHANCE_ALONE:
        return {**sizes, "gap": 0.0, "strength": 0.0, "seen": "nothing planted"}
    if entry is truth.AGREED_PAY:
        gap = -truth.WOMEN_START_LOWER
        strength = gap / truth.AGREED_SPREAD * float(np.sqrt(comparison.weight))
    else:
        gap, strength = comparison.gap, comparison.strength
    found: dict[str, Any] = {**sizes, "gap": _round(gap), "strength": _round(abs(strength))}
    found["seen"] = _seen(abs(strength))
    if entry is truth.BLACK_WOMEN:
        found["margins"] = [_margin(name, each) for name, each in account.margins.items()]
    return found


def _is_here(entry: truth.Entry, organisation: Organisation) -> bool:
    return tuple(_slice(entry, organisation)["unit"]) == entry.slice["unit"]


def _seen(strength: float) -> str:
    if strength >= truth.STRONG_FROM:
        return "strong"
    return "weak" if strength <= truth.WEAK_UPTO else "between"


def _margin(name: str, comparison: Comparison) -> dict[str, Any]:
    if not comparison.has_both:
        return {"group": name, "gap": None, "strength": None}
    return {
        "group": name,
        "gap": _round(comparison.gap),
        "strength": _round(abs(comparison.strength)),
    }


def _explained(comparison: Comparison) -> dict[str, Any]:
    """A gap in mean pay that the mix of grades makes alone."""
    gap = comparison.gap / comparison.reference.mean
    strength = abs(comparison.gap) / comparison.spread * float(np.sqrt(comparison.weight))
    return {
        "gap": _round(gap),
        "strength": _round(strength),
        "gap_held_equal": 0.0,
        "seen": "decoy",
    }


def _screening(strata: list[Comparison]) -> dict[str, Any]:
    """The gap as it looks over all units, and the one that holds within them."""
    together = Comparison()
    for each in strata:
        for side, more in ((together.group, each.group), (together.reference, each.reference)):
            side.n += more.n
            side.total += more.total
            side.squares += more.squares
    sizes = {"group_size": together.group.n, "reference_size": together.reference.n}
    usable = [each for each in strata if each.has_both]
    if not usable:
        return {**sizes, "gap": None, "strength": None, "gap_held_equal": None, "seen": "nobody"}
    weights = sum(each.weight for each in usable)
    within = sum(each.weight * each.gap for each in usable) / weights
    return {
        **sizes,
        "gap": _round(together.gap),
        "strength": _round(abs(together.strength)),
        "gap_held_equal": _round(within),
        "seen": "decoy",
    }


def _round(value: float) -> float:
    return round(value, DIGITS)


def as_page(account: Account, *, people: int, years: int) -> str:
    """The file truth.md, for people who check what they, or Tiebeam, have found."""
    told = entries(account)
    plants = [each for each in told if each["kind"] == "plant"]
    decoys = [each for each in told if each["kind"] != "plant"]
    return f"""\
# What is true in Harbourline

This page is for people who try Tiebeam and want to check what it finds. It gives the answers away:
look at the data first. Harbourline is made up, and so is everything below.

It has about {people:,} people over {_years(years)}. Some of its rules hinder some people. They were
put there on purpose, and the first table says how large each of these barriers is. Some differences
look like barriers and are none. `truth.json` holds the same for programs.

*Gap* is the difference that was planted, the group less its reference, averaged over the people who
answered the questions. *Strength* says how far it stands above chance: the gap times
√(n₁·n₂/(n·p̄·q̄)), where n₁ and n₂ are the sizes of the two groups in person-years (or applications),
n their sum, p̄ the share with the outcome among all of them and q̄ the rest. For pay, the standard
deviation takes the place of √(p̄·q̄). From {truth.STRONG_FROM:g} on a barrier is clearly there. Up
to {truth.WEAK_UPTO:g} nobody can tell it from chance, and an honest answer says so. What you count
will differ from the gap by chance.

## Barriers

{_table(plants)}

{_sections(plants)}

## Not barriers

{_table(decoys)}

{_sections(decoys)}

## Quiet areas

Nothing is planted here. What stands out is chance.

{_list(truth.QUIET)}
"""


def _years(years: int) -> str:
    return "one year" if years == 1 else f"{years} years"


def _table(told: Iterable[dict[str, Any]]) -> str:
    head = "| name | group and reference | gap | strength | |\n| --- | --- | --- | --- | --- |"
    rows = [
        f"| {each['name']} | {each['group_size']:,} and {each['reference_size']:,} "
        f"| {_gap(each['gap'])} | {_number(each['strength'])} | {SEEN[each['seen']]} |"
        for each in told
    ]
    return "\n".join([head, *rows])


def _gap(gap: float | None) -> str:
    if gap is None:
        return "–"
    sign = "−" if gap < 0 else "+" if gap > 0 else ""
    return f"{sign}{abs(100 * gap):.1f} points"


def _number(strength: float | None) -> str:
    return "–" if strength is None else f"{strength:.1f}"


def _sections(told: Iterable[dict[str, Any]]) -> str:
    return "\n\n".join(_section(each) for each in told)


def _section(each: dict[str, Any]) -> str:
    lines = [
        f"- Where: {_where(each['slice'])} ({each['file']})",
        f"- Who: {_values(each['group'])}; beside them {_values(each['reference'])}",
        f"- What: {each['outcome']}",
    ]
    if each["structure"]:
        lines.append(f"- The rule behind it: {_values(each['structure'])}")
    if each["hold_equal"]:
        lines.append(f"- Compare within: {', '.join(each['hold_equal'])}")
    if each.get("gap_held_equal") is not None:
        lines.append(f"- Within them the gap is {_gap(each['gap_held_equal'])}.")
    return "\n".join([f"### {each['name']}", "", each["lesson"], "", *lines])


def _where(found: dict[str, list[str]]) -> str:
    parts = [f"{column} is {' or '.join(values)}" for column, values in found.items()]
    return ", ".join(parts) or "everywhere"


def _values(found: dict[str, str]) -> str:
    return ", ".join(f"{column} is {value}" for column, value in found.items())


def _list(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)
