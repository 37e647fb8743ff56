"""The flow ledger: how a group's share at a level changed, flow by flow, exactly.

People come to a level and leave it. Each of these flows moves the group's share by so much, and the
parts add up to the whole change, in whatever order they are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import ibis

from tiebeam.engine.records.spells import APPEARED, CONTINUED, FIRST_SEEN, JOINED, LEFT
from tiebeam.engine.records.window import Window

OPENING: Final = "opening"
CLOSING: Final = "closing"
UNRECONCILED_IN: Final = "appeared without a hire"
UNRECONCILED_OUT: Final = "vanished without an exit"
#: Flows that bring people to the level, and those that take them away; in the order of a life.
INTO: Final = (
    "joined", "promoted in", "demoted in", "moved in", "described so from now on", UNRECONCILED_IN,
)  # fmt: skip
OUT_OF: Final = (
    "promoted out", "demoted out", "moved out", "left", "described otherwise now",
    UNRECONCILED_OUT,
)  # fmt: skip
#: What a reason of leaving is put behind: "left: retirement".
LEFT_FOR: Final = "left: "


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One way to the level or away from it.

    people     of the group
    everybody  of all groups
    effect     by how much it moved the group's share (0 to 1); None where that is undefined
    """

    kind: str
    into: bool
    people: int
    everybody: int
    effect: float | None


@dataclass(frozen=True, kw_only=True)
class Account:
    """One group at the level: how many at either end, and the flows between.

    The effects of all flows add up to `change`, unless nobody at all is at the level on one of the
    days: a share of nobody is undefined, and so is its change.
    """

    opening: int
    opening_everybody: int
    closing: int
    closing_everybody: int
    flows: tuple[Flow, ...]

    @property
    def share_before(self) -> float | None:
        """The group's share on the first day; None where nobody was at the level."""
        return self.opening / self.opening_everybody if self.opening_everybody else None

    @property
    def share_after(self) -> float | None:
        """The group's share on the last day; None where nobody is at the level."""
        return self.closing / self.closing_everybody if self.closing_everybody else None

    @property
    def change(self) -> float | None:
        """From the first day to the last; None where either share is undefined."""
        if self.share_before is None or self.share_after is None:
            return None
        return self.share_after - self.share_before


def is_into(kind: str) -> bool:
    """Whether a flow brings people to the level."""
    return kind in INTO


def account(group: Mapping[str, int], everybody: Mapping[str, int]) -> Account:
    """The ledger of one group.

    group, everybody  people by kind of flow, with OPENING and CLOSING. Where the flows do not lead
                      from one to the other, the rest is counted as appeared or vanished
    Source            with w people of the group in a flow and t of everybody, s̄ the mean of the
                      shares and T̄ of the headcounts at both ends: the change of the share is the
                      sum of ±(w - s̄ t) / T̄, because the change of a product is the mean of one
                      factor times the change of the other, both ways
    """
    opening, closing = group.get(OPENING, 0), group.get(CLOSING, 0)
    all_opening, all_closing = everybody.get(OPENING, 0), everybody.get(CLOSING, 0)
    mine, all_ = _closed(group), _closed(everybody)
    share = people = None
    if all_opening and all_closing:
        share = (opening / all_opening + closing / all_closing) / 2
        people = (all_opening + all_closing) / 2
    flows = []
    for kind in sorted({*mine, *all_}, key=in_order):
        w, t = mine.get(kind, 0), all_.get(kind, 0)
        if not (w or t):
            continue
        sign = 1 if is_into(kind) else -1
        effect = None if share is None or people is None else sign * (w - share * t) / people
        flows.append(Flow(kind=kind, into=is_into(kind), people=w, everybody=t, effect=effect))
    return Account(
        opening=opening,
        opening_everybody=all_opening,
        closing=closing,
        closing_everybody=all_closing,
        flows=tuple(flows),
    )


def _closed(counted: Mapping[str, int]) -> dict[str, int]:
    """The flows, with what is missing between the two ends."""
    flows = {kind: n for kind, n in counted.items() if kind not in {OPENING, CLOSING}}
    net = sum(n if is_into(kind) else -n for kind, n in flows.items())
    missing = counted.get(CLOSING, 0) - counted.get(OPENING, 0) - net
    kind = UNRECONCILED_IN if missing > 0 else UNRECONCILED_OUT
    if missing:
        flows[kind] = flows.get(kind, 0) + abs(missing)
    return flows


def in_order(kind: str) -> tuple[int, str]:
    """Where a flow stands in the order of a life."""
    plain = "left" if kind.startswith(LEFT_FOR) else kind
    return (*INTO, *OUT_OF).index(plain), kind


def flows(spells: Any, window: Window, level: int, *, by: tuple[str, ...]) -> Any:
    """Everybody at a level on two days, and everybody who came to it or left it between.

    spells   with the columns `by` that describe the groups, and `inside`: whether a spell belongs
             to the part of the organisation that is looked at
    window   people are counted on its first and on its last day, so flows lie after the first
    Returns  one row per person and flow: `by` and `flow`. Who is at the level under another
             description than before is in two flows
    """
    first, last = window.first, window.last
    spells = spells.mutate(here=(spells.inside & (spells.level == level)).fill_null(False))
    at = spells.filter(spells.here)
    begins = at.filter(_between(at.begins, first, last))
    ends = at.filter(_between(at.ends, first, last))
    anew = begins.filter(begins.began.isin([JOINED, APPEARED, FIRST_SEEN]))
    gone = ends.filter(ends.ended != CONTINUED)
    came = ibis.ifelse(anew.began == JOINED, "joined", UNRECONCILED_IN)
    went = ibis.ifelse(gone.ended == LEFT, _left_for(gone), UNRECONCILED_OUT)
    return ibis.union(
        _named(_on(at, first), OPENING, by),
        _named(_on(at, last), CLOSING, by),
        _named(anew, came, by),
        _named(gone, went, by),
        *_moves(spells, first, last, by),
    )


def _named(rows: Any, flow: Any, by: tuple[str, ...]) -> Any:
    return rows.select(*by, flow=ibis.literal(flow) if isinstance(flow, str) else flow)


def _on(rows: Any, day: date) -> Any:
    return rows.filter((rows.begins <= day) & (rows.ends > day))


def _between(day: Any, first: date, last: date) -> Any:
    return (day > first) & (day <= last)


def _left_for(gone: Any) -> Any:
    if "exit_reason" not in gone.columns:
        return ibis.literal(f"{LEFT_FOR}unknown")
    return ibis.literal(LEFT_FOR) + gone.exit_reason.cast("string").fill_null("unknown")


def _moves(spells: Any, first: date, last: date, by: tuple[str, ...]) -> tuple[Any, Any]:
    """What one spell after another of the same stay brought to the level, and took from it."""
    later = spells.filter((spells.began == CONTINUED) & _between(spells.begins, first, last))
    # A view, because Ibis would take a column from the wrong side of a join with itself.
    before = spells.view()
    before = before.select(
        "person", "stint", begins="ends", was_here="here", was_level="level",
        **{f"was {name}": before[name] for name in by},
    )  # fmt: skip
    moved = later.join(before, ["person", "stint", "begins"])
    renamed: Any = ibis.literal(False)
    for name in by:
        renamed = renamed | (moved[name] != moved[f"was {name}"])
    up, down = moved.level > moved.was_level, moved.level < moved.was_level
    came = moved.filter(moved.here & (~moved.was_here | renamed))
    went = moved.filter(moved.was_here & (~moved.here | renamed))
    into, out_of = (
        ibis.cases(
            (stays, again), (up.fill_null(False), f"promoted {way}"),
            (down.fill_null(False), f"demoted {way}"), else_=f"moved {way}",
        )
        for way, stays, again in (
            ("in", moved.was_here & moved.here, "described so from now on"),
            ("out", moved.was_here & moved.here, "described otherwise now"),
        )
    )  # fmt: skip
    was = {name: went[f"was {name}"] for name in by}
    return came.select(*by, flow=into), went.select(**was, flow=out_of)
