"""Judging by the text itself: what a clause said before, and what it says now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tiebeam.web.change.clauses import amount
from tiebeam.web.change.models import Written

#: What somebody wants a clause to say of something that it should no longer ask for.
NONE: Final = "none"
#: Two sizes that are this near are one: they come from whole days and weeks.
_NEAR = 1e-6


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a metric of a clause was and is; empty where the text says nothing of it."""

    before: str
    after: str
    is_as_written: bool


def judge(written: Written, before: Mapping[str, str], after: Mapping[str, str]) -> Judged:
    """Whether a clause changed as it was written down.

    before, after  what the old and the new text say, by check and parameter
    """
    key = written.metric.removeprefix("clause:")
    was, now = before.get(key, ""), after.get(key, "")
    return Judged(before=was[:120], after=now[:120], is_as_written=_is_so(written, was, now))


def _is_so(written: Written, was: str, now: str) -> bool:
    if written.direction == Written.Direction.BECOMES:
        return (now or NONE) == written.aim
    first, last = amount(was), amount(now)
    if first is None or last is None or written.size is None:
        return False
    moved = last - first if written.direction == Written.Direction.UP else first - last
    return moved >= float(written.size) - _NEAR
