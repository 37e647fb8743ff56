"""A lever as people write it: "promotion 3-4 equal", "leaving 2 -20%", "hiring 3 Women x1.5".

A lever changes the rate of one process (being promoted, leaving, being hired) and nothing else. How
many people of a group are at a level is what a projection answers, so it can't be asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal

from tiebeam.engine.flows.projection import HIGHER, HIRED, LEFT, Lever
from tiebeam.engine.measures.asking import CannotMeasure, level_number
from tiebeam.engine.records.dataset import Dataset

Group = tuple[str, ...]

EXAMPLES: Final = "'promotion 3-4 equal', 'leaving 2 -20%' or 'hiring 3 Women x1.5'"

_PROCESSES: Final = {
    **dict.fromkeys(("promotion", "promotions", "promoted", "promote"), "promotion"),
    **dict.fromkeys(("leaving", "leave", "left", "leavers"), "leaving"),
    **dict.fromkeys(("hiring", "hired", "hire", "hires", "joining"), "hiring"),
}
_NUMBER: Final = r"\d+(?:[.,]\d+)?"
_CHANGE: Final = re.compile(
    rf"""(?P<equal>equal|the\ same) | (?P<half>halved) | (?P<double>doubled)
    | [x×*]\s*(?P<times>{_NUMBER}) | (?P<fold>{_NUMBER})[x×](?!\s*\d)
    | (?P<sign>[-+\u2212])\s*(?P<percent>{_NUMBER})\s*%""",
    re.VERBOSE | re.IGNORECASE,
)
#: What is meant as a share or a number of people: a percentage without plus or minus, or its name.
_HEADCOUNT: Final = re.compile(
    rf"\b(quotas?|shares?|headcounts?|targets?|parity|at least|at most)\b"
    rf"|(?<![-+\u2212\d.,])(?<![-+\u2212]\s)\b{_NUMBER}\s*(%|per ?cent\b)",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(r"^(?:(?:from|at|into|in|to|level)\s+)+", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"\s+to\s+|\s*[-–→]\s*", re.IGNORECASE)
_OF: Final = re.compile(r"^(?:for|of)\s+", re.IGNORECASE)


def lever(
    text: str,
    dataset: Dataset,
    groups: Sequence[Group],
    *,
    by: Sequence[str],
    called: Callable[[Mapping[str, str]], str] = lambda group: " ".join(group.values()),
) -> Lever:
    """What a sentence of a few words asks to change.

    text    process, level, group (left out: every group), change. Processes: promotion, leaving,
            hiring. Levels by number, name or grade; a promotion from one to another ("3-4", "3 to
            4") or to any above ("3"). Changes: equal (the rate of everybody together), x1.5, +20%,
            -20%, halved, doubled
    groups  the values of each group there is, in the order of `by`
    called  what a group is called; its values are understood too
    Raises  CannotMeasure, which says what was not understood, and how levers are written
    """
    words = " ".join(text.split())
    if _HEADCOUNT.search(words):
        raise CannotMeasure(
            f"'{words}' asks for how many people of a group there should be. A lever changes the "
            "rate at which people are promoted, leave or are hired; which shares follow is the "
            f"answer. For example {EXAMPLES}."
        )
    first, _, rest = words.partition(" ")
    process = _PROCESSES.get(first.casefold())
    if process is None:
        raise CannotMeasure(
            f"'{words}' names no process that could change. Begin with promotion, leaving or "
            f"hiring: {EXAMPLES}."
        )
    found = list(_CHANGE.finditer(rest))
    ends = [each for each in found if _stands_alone(rest, each)]
    if not ends:
        raise CannotMeasure(
            f"'{words}' does not say how the rate changes. End with equal, x1.5, +20% or -20%: "
            f"{EXAMPLES}."
        )
    change = ends[-1]
    before, after = rest[: change.start()].strip(), rest[change.end() :].strip()
    names = _names(groups, by, called)
    for place, group in _split(before, after, names):
        target = _target(process, place, dataset)
        if target is not None:
            return Lever(level=target[0], to=target[1], group=group, factor=_factor(change))
    raise CannotMeasure(_not_understood(words, process, before, after, dataset))


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()], text[found.end() :]
    return (not before or before.endswith(" ")) and (not after or after.startswith(" "))


def _factor(change: re.Match[str]) -> float | None:
    if change["equal"]:
        return None
    if change["half"] or change["double"]:
        return 0.5 if change["half"] else 2.0
    number = float((change["times"] or change["fold"] or change["percent"]).replace(",", "."))
    if not change["percent"]:
        return number
    if change["sign"] == "+":
        return 1 + number / 100
    if number > 100:
        raise CannotMeasure(f"A rate can fall by 100 % at most, not by {number:g} %.")
    return 1 - number / 100


def _names(
    groups: Sequence[Group], by: Sequence[str], called: Callable[[Mapping[str, str]], str]
) -> dict[str, Group]:
    """Every way to name a group, in small letters."""
    found: dict[str, Group] = {}
    for group in groups:
        values = dict(zip(by, group, strict=True))
        stated = [f"{name}={value}" for name, value in values.items()]
        for name in (called(values), ", ".join(group), ",".join(group), " ".join(group),
                     ", ".join(stated), ",".join(stated)):  # fmt: skip
            found.setdefault(name.casefold(), group)
    return found


def _split(
    before: str, after: str, names: Mapping[str, Group]
) -> Iterator[tuple[str, Group | None]]:
    """Every way to part what stands before the change into a level and a group."""
    if after:
        group = names.get(_OF.sub("", after).casefold())
        if group is not None:
            yield before, group
        return
    yield before, None
    words = before.split(" ")
    for place in range(1, len(words)):
        group = names.get(_OF.sub("", " ".join(words[place:])).casefold())
        if group is not None:
            yield " ".join(words[:place]), group
        # The group may come first: "promotion of Women 3-4".
        group = names.get(_OF.sub("", " ".join(words[:place])).casefold())
        if group is not None:
            yield " ".join(words[place:]), group


def _target(
    process: str, place: str, dataset: Dataset
) -> tuple[int, int | Literal["left", "higher", "hired"]] | None:
    """Where people come from and go to; None where the words name no level."""
    place = _LEAD.sub("", place)
    alone = _level(place, dataset)
    if process != "promotion":
        return None if alone is None else (alone, LEFT if process == "leaving" else HIRED)
    if alone is not None:
        return alone, HIGHER
    for cut in _BETWEEN.finditer(place):
        ends = (place[: cut.start()], _LEAD.sub("", place[cut.end() :]))
        low, high = (_level(each, dataset) for each in ends)
        if low is None or high is None:
            continue
        if high <= low:
            raise CannotMeasure(
                f"A promotion leads to a higher level, and {ends[1]} is not above {ends[0]}."
            )
        return low, high
    return None


def _level(text: str, dataset: Dataset) -> int | None:
    try:
        return level_number(dataset, _LEAD.sub("", text.strip()))
    except CannotMeasure:
        return None


def _not_understood(words: str, process: str, before: str, after: str, dataset: Dataset) -> str:
    levels = ", ".join(f"{n} ({name})" for n, name in enumerate(dataset.levels, start=1))
    what = {
        "promotion": "from which level to which, such as 3-4",
        "leaving": "from which level, such as 2",
        "hiring": "into which level, such as 2",
    }[process]
    unknown = f" '{after}' is no group here." if after else ""
    # No group is named: which there are may be a secret.
    return (
        f"'{words}' is not understood.{unknown} Say {what}; then the group, if it is for one only, "
        f"as your data or the tables here name it; then the change. Levels: {levels}."
    )
