"""What a report is made of: chapters of figures, and what kept others from being there."""

from __future__ import annotations

from dataclasses import dataclass

from tiebeam.engine.disclosure import Drawable


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A few figures that answer one question.

    missing  what could not be shown, and what would help
    instead  what is said where nothing of it may be shown; "" where something is
    """

    title: str
    lead: str
    figures: tuple[Drawable, ...]
    missing: tuple[str, ...] = ()
    instead: str = ""


#: The chapters of every report, in order: what each is called, and what it says first.
TOP, MOVES, SHARES, TIMES, LEFT_OUT, AHEAD = (
    (
        "Who is at the top, and who at the bottom",
        "Levels and pay on one day. Nothing here says how it came about.",
    ),
    (
        "Who joins, rises and leaves",
        "What happened over the years, added up: a single year swings.",
    ),
    (
        "What moved each group's share",
        "Every way to a level and away from it, in points that add up to the whole change.",
    ),
    (
        "How long it takes",
        "What became of people as the years passed. Whoever leaves can't be promoted any more, so "
        "the outcomes compete.",
    ),
    (
        "Who was left out",
        "From applying to being hired; and what ratings and raises do.",
    ),
    (
        "What lies ahead if nothing changes",
        "The rates of these years carried on, with as many hires as now. It is no forecast: it "
        "says where today's rules lead.",
    ),
)
