"""Figures that are drawn as a whole (ledgers, courses of time, what lies ahead), made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from charts import examples

from tiebeam.engine.disclosure import Exact, Row

TWO_DAYS = (date(2024, 1, 1), date(2026, 1, 1))
#: Flows that bring people; the others take them away.
INTO = {"joined", "promoted in", "demoted in", "moved in", "described so from now on"}

Counts = Mapping[str, Sequence[int]]


def ledger(names: Sequence[str], opening: Sequence[int], flows: Counts, **changed: Any) -> Exact:
    """A ledger from people: how many of each group were there, and how many took each way.

    The effect of w of a group, of t people in a flow, is ±(w - s t) / T, with the mean share s and
    the mean headcount T of both days.
    """
    closing = [
        first + sum(way[g] * (1 if kind in INTO else -1) for kind, way in flows.items())
        for g, first in enumerate(opening)
    ]
    before, after = sum(opening), sum(closing)
    rows = []
    for g, name in enumerate(names):
        members = opening[g] + sum(way[g] for kind, way in flows.items() if kind in INTO)

        def told(kind: str, n: int, count: int, value: float | None) -> Row:
            return Row(
                group={"gender": name},  # noqa: B023
                at={"flow": kind},
                n=n,
                count=count,
                value=value,
                low=None,
                high=None,
                members=members,  # noqa: B023
            )

        rows.append(told("opening", before, opening[g], opening[g] / before if before else None))
        for kind, way in flows.items():
            effect = None
            if before and after:
                share = (opening[g] / before + closing[g] / after) / 2
                sign = 1 if kind in INTO else -1
                effect = sign * (way[g] - share * sum(way)) / ((before + after) / 2)
            rows.append(told(kind, sum(way), way[g], effect))
        rows.append(told("closing", after, closing[g], closing[g] / after if after else None))
    given = {
        "measure": "flow_ledger",
        "title": "How shares at level 3 changed",
        "window": TWO_DAYS,
        "data": {"level": 3, "level_name": "Officer"},
    }
    return examples.exact(rows, **(given | changed))


def women_and_men() -> Exact:
    """Two groups whose changes mirror each other."""
    flows = {
        "joined": (12, 18),
        "promoted in": (14, 26),
        "moved in": (3, 7),
        "promoted out": (9, 31),
        "demoted out": (1, 3),
        "left: voluntary": (9, 12),
        "left: retirement": (3, 14),
        "left: involuntary": (1, 2),
        "left: death, described otherwise now": (0, 2),
    }
    return ledger(["Women", "Men"], [62, 138], flows)


def many_small_flows() -> Exact:
    flows = {
        "joined": (120, 180),
        "promoted in": (214, 226),
        "demoted in": (1, 3),
        "moved in": (5, 15),
        "described so from now on": (1, 0),
        "appeared without a hire": (2, 3),
        "promoted out": (90, 310),
        "demoted out": (2, 5),
        "moved out": (4, 9),
        "left: voluntary": (90, 120),
        "left: retirement": (30, 140),
        "left: end of contract": (6, 13),
        "left: death": (1, 2),
        "vanished without an exit": (3, 8),
    }
    return ledger(["Women", "Men"], [620, 1380], flows)


def with_a_small_group() -> Exact:
    flows = {"joined": (12, 18, 1), "left: retirement": (3, 14, 0), "promoted out": (9, 31, 2)}
    return ledger(["Women", "Men", "Non-binary people"], [62, 138, 4], flows)


def eleven_groups() -> Exact:
    names = [f"Group {letter} of the people of the harbour" for letter in "ABCDEFGHIJ"]
    names.append("Directorate for Interdepartmental Procurement, Logistics and Fleet (South-East)")
    opening = [20 + 17 * i % 90 for i in range(11)]
    flows = {
        "joined": [3 + i % 4 for i in range(11)],
        "promoted in": [2 + (3 * i) % 5 for i in range(11)],
        "left: voluntary": [1 + (5 * i) % 6 for i in range(11)],
        "left: retirement": [(7 * i) % 4 for i in range(11)],
    }
    return ledger(names, opening, flows)


def a_small_level() -> Exact:
    flows = {"joined": (4, 2), "left: retirement": (0, 5)}
    return ledger(["Women", "Men"], [12, 20], flows)


def nothing_moved() -> Exact:
    return ledger(["Women", "Men"], [60, 140], {"joined": (3, 7), "left: retirement": (6, 14)})


def hardly_anything_moved() -> Exact:
    flows = {"joined": (31, 70), "left: retirement": (30, 70)}
    return ledger(["Women", "Men"], [300_000, 700_000], flows)


def nobody_on_the_first_day() -> Exact:
    return ledger(["Women", "Men"], [0, 0], {"joined": (14, 36), "promoted in": (12, 20)})


def one_group() -> Exact:
    return ledger(["Women"], [62], {"joined": (12,), "left: retirement": (3,)})


def nobody_is_shown() -> Exact:
    return ledger(["Women", "Men"], [2, 3], {"joined": (1, 1)})


def hostile_ledger() -> Exact:
    names = ["<script>alert('x')</script> & \"quoted\"", "נשים במשמרת לילה", "W" * 60]
    flows = {"joined": (12, 18, 9), "left: <b>own & reason</b>": (9, 31, 2)}
    return ledger(names, [62, 138, 40], flows, data={"level": 3, "level_name": "<i>Officer</i>"})


LEDGERS = {
    each.__name__: each
    for each in (
        women_and_men,
        many_small_flows,
        with_a_small_group,
        eleven_groups,
        a_small_level,
        nothing_moved,
        hardly_anything_moved,
        nobody_on_the_first_day,
        one_group,
        nobody_is_shown,
        hostile_ledger,
    )
}
