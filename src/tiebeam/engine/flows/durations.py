"""How long people stay at a level, or at all, and what ended it.

An episode is one person's time at one level within one stay. Its clock starts on the day they came
to the level. Where an export begins with people who were there already, that day may not be known:
such episodes are marked, so that they can be left out and counted. Where it is known, people are
under observation only from the day they were first seen: whoever had left before is not in the
export either.
"""

from __future__ import annotations

from typing import Any, Final

import ibis

from tiebeam.engine.records.spells import CONTINUED, JOINED, LEFT, VANISHED
from tiebeam.engine.records.window import Window

PROMOTED: Final = "promoted"
MOVED_DOWN: Final = "moved down"
OFF_THE_LADDER: Final = "moved off the ladder"
LEFT_FOR: Final = "left: "
#: No longer shown, or not until the end of the window: what happened later is not known.
LOST: Final = "no longer shown"
STILL_THERE: Final = "still there"


def episodes(spells: Any, window: Window, *, level: int | None, lowest: bool = False) -> Any:
    """Every episode at a level that can be seen in a window; without a level, every stay.

    spells   canonical, also with the columns that describe groups
    level    number of the level; None for the whole stay, which only leaving ends
    lowest   whether nobody comes to this level from below it: then whoever was there when the
             export began came on the day they were hired, if that is recorded
    Returns  the columns of the episode's first spell, and
             entered  the day the person came to the level; null where it is not known
             seen     the first day under observation
             until    the day after the last one there
             outcome  PROMOTED, MOVED_DOWN, OFF_THE_LADDER, "left: reason", LOST or STILL_THERE.
                      A change found between two snapshots counts at the end of the first
    """
    here = spells if level is None else spells.filter(spells.level == level)
    # A whole stay is one episode, and need not be numbered.
    place = ibis.literal(0) if level is None else _place()
    first = _entries(here, spells, level).mutate(place=place)
    last = _ends(here, spells, level).mutate(place=place)
    last = last.select("person", "stint", "place", until="ends", outcome="outcome")
    found = first.join(last, ["person", "stint", "place"])
    entered = _entered(found, known_by_hire=lowest or level is None)
    found = found.mutate(entered=entered)
    seen = ibis.coalesce(ibis.greatest(found.begins, found.entered), found.begins)
    seen = ibis.greatest(seen, ibis.literal(window.first))
    cut = found.until > window.after
    found = found.mutate(
        seen=seen,
        until=ibis.ifelse(cut, ibis.literal(window.after), found.until),
        outcome=ibis.ifelse(cut, STILL_THERE, found.outcome),
    )
    return found.filter(found.until > found.seen)


def _place() -> Any:
    """The number of an episode within a stay: the first entry belongs to the first end."""
    return ibis.row_number().over(ibis.window(group_by=["person", "stint"], order_by="begins"))


def _entries(here: Any, spells: Any, level: int | None) -> Any:
    """The first spell of every episode."""
    anew = here.filter(here.began != CONTINUED)
    if level is None:
        return anew
    # A view, because Ibis would take a column from the wrong side of a join with itself.
    before = spells.view()
    before = before.select("person", "stint", begins=before.ends, was=before.level)
    came = here.filter(here.began == CONTINUED).join(before, ["person", "stint", "begins"])
    came = came.filter(came.was.isnull() | (came.was != level))
    return anew.union(came.drop("was"))


def _ends(here: Any, spells: Any, level: int | None) -> Any:
    """The last spell of every episode, and what came after it."""
    over = here.filter(here.ended != CONTINUED)
    reason: Any = "unknown"
    if "exit_reason" in here.columns:
        reason = over.exit_reason.cast("string").fill_null("unknown")
    over = over.mutate(
        outcome=ibis.cases(
            (over.ended == LEFT, ibis.literal(LEFT_FOR) + reason), (over.ended == VANISHED, LOST),
            else_=STILL_THERE,
        )
    )  # fmt: skip
    if level is None:
        return over
    after = spells.view()
    after = after.select("person", "stint", ends=after.begins, then=after.level)
    went = here.filter(here.ended == CONTINUED).join(after, ["person", "stint", "ends"])
    went = went.filter(went.then.isnull() | (went.then != level))
    went = went.mutate(
        outcome=ibis.cases(
            (went.then > level, PROMOTED), (went.then < level, MOVED_DOWN), else_=OFF_THE_LADDER
        )
    )
    return over.union(went.drop("then").select(*over.columns))


def _entered(found: Any, *, known_by_hire: bool) -> Any:
    """The day the person came; null where the export began later, and nothing says it."""
    hired: Any = ibis.null("date")
    if known_by_hire and "hired" in found.columns:
        # A hire after the day on which somebody was seen is a slip, or an earlier stay.
        hired = ibis.ifelse(found.hired <= found.begins, found.hired, ibis.null("date"))
    return ibis.cases(
        (found.began == CONTINUED, found.begins),
        (found.began == JOINED, ibis.coalesce(found.joined_on, found.begins)),
        else_=hired,
    )
