"""Slices of the organisation: what a structure governs, and where a barrier is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from tiebeam.engine.records.mapping import BETWEEN
from tiebeam.web.organisation.inventory import lists

#: The parts of a slice, as structures and barriers have them.
PARTS: Final = ("units", "sites", "grades", "processes")
#: What of the usual bears on what a measure counts: the structures that are named first.
TOPICS: Final[Mapping[str, Sequence[str]]] = {
    **dict.fromkeys(("promotion_rate", "time_to_promotion", "top_share", "headcount_share",
                     "flow_ledger"), ("promotion", "review")),
    **dict.fromkeys(("pay_gap", "pay_quarter_share", "raise_rate", "raise_size"),
                    ("pay-setting", "review")),
    **dict.fromkeys(("hire_share", "hiring_funnel"), ("hiring", "anti-discrimination")),
    **dict.fromkeys(("exit_rate", "time_to_leaving"),
                    ("flexible-work", "working-time", "parental-leave", "carers-leave",
                     "remote-work", "grievance", "harassment")),
}  # fmt: skip
#: ... and the kinds of structures that do.
KINDS_OF_TOPICS: Final[Mapping[str, str]] = {
    "hiring": "recruitment-step", "review": "performance-review", "remote-work": "remote-work-rule",
}  # fmt: skip


def slice_of(of: Any) -> dict[str, list[str]]:
    """Where something holds, by part; what is everywhere has no names."""
    return {part: list(getattr(of, part)) for part in PARTS if getattr(of, part)}


def words(of: Any) -> str:
    """The same as people read it: "Units: Deck; Sites: Porto", or "Everywhere"."""
    return lists.slice_words(of)


def covers(policy: Any, places: Mapping[str, Iterable[str]]) -> bool:
    """Whether a structure governs such a place, or a part of it; one of no place is everywhere."""
    for part in PARTS:
        governed, there = set(getattr(policy, part)), set(places.get(part, ()))
        if governed and there and not governed & there:
            return False
    return True


def overlap(one: Mapping[str, Iterable[str]], other: Mapping[str, Iterable[str]]) -> bool:
    """Whether two places have something in common."""
    return all(
        not one.get(part) or not other.get(part) or set(one[part]) & set(other[part])
        for part in PARTS
    )


def within(one: Mapping[str, Iterable[str]], other: Mapping[str, Iterable[str]]) -> bool:
    """Whether a place is the other one, or a part of it."""
    return all(
        not other.get(part)
        or (one.get(part) and all(_is_in(each, other[part]) for each in one[part]))
        for part in PARTS
    )


def _is_in(name: str, names: Iterable[str]) -> bool:
    return any(name == each or name.startswith(each + BETWEEN) for each in names)


def bears_on(policy: Any, measure: str) -> bool:
    """Whether a structure is about what a measure counts."""
    topics = TOPICS.get(measure, ())
    of_kind = {KINDS_OF_TOPICS.get(each) for each in topics}
    return bool(set(policy.usual) & set(topics)) or policy.kind in of_kind


def governing(
    policies: Iterable[Any], measure: str, places: Mapping[str, Iterable[str]]
) -> list[Any]:
    """The structures that govern what a figure counts there, those that bear on it most first."""
    found = [each for each in policies if each.state != "ended" and covers(each, places)]
    return sorted(found, key=lambda each: (not bears_on(each, measure), each.title.casefold()))
