"""What lies ahead, in a sentence: between which shares a group will probably be, if rates stay."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tiebeam.charts.arrange import ALONG, Line, Panel, panels, rows_along
from tiebeam.charts.names import is_named, listed, where
from tiebeam.charts.telling.ledger import NOTHING
from tiebeam.charts.text import clean, isolated
from tiebeam.charts.told import NATURAL_BASES, Told
from tiebeam.charts.values import one_in, people_behind
from tiebeam.engine.disclosure import SMALLEST_GROUP, Figure, Row

TEN = 10
SAME = 1e-9  # distances closer than this are mirror images of each other
COULD_BE_EITHER = "it could become more or less than that: the band holds it"


@dataclass(frozen=True, kw_only=True)
class Course:
    """One group's share of one level: as counted, and in the last year that is looked at."""

    panel: Panel
    line: Line
    today: Row
    ahead: Row

    @property
    def holds_today(self) -> bool:
        """Whether the band of the last year holds today's share, or part of the band of that."""
        now, low, high = self.today.value or 0.0, self.ahead.low, self.ahead.high
        least = now if self.today.low is None else self.today.low
        most = now if self.today.high is None else self.today.high
        return low is not None and high is not None and low <= most and least <= high

    @property
    def apart(self) -> float:
        """How far ahead lies from today, in half bands."""
        distance = abs((self.ahead.value or 0.0) - (self.today.value or 0.0))
        half = ((self.ahead.high or 0.0) - (self.ahead.low or 0.0)) / 2
        return distance / half if half else (math.inf if distance else 0.0)


def told_of_ahead(figure: Figure) -> Told:
    """The share whose band stands furthest from today's, or one of the highest level."""
    course = told_course(figure)
    if course is None:
        return Told(NOTHING, unseen="")
    level = where(course.panel.at, course.panel.heading).removesuffix(", ")
    between, now = _between(course, people_behind(course.ahead, figure))
    first, last = course.today.at["year"], course.ahead.at["year"]
    words = (
        f"{_if(figure)}, {course.line.people} will probably hold {between} places"
        f"{f' {level}' if level else ''} by {last}"
    )
    if between == f"about {now}":
        return Told(f"{words}, as in {first}", unseen=_taken(figure))
    end = f", and {COULD_BE_EITHER}" if course.holds_today else ""
    about = "about " if course.today.band is not None else ""
    return Told(f"{words}; in {first} it is {about}{now}{end}", unseen=_taken(figure))


def _taken(figure: Figure) -> str:
    """What is taken to be so because nothing shows it, in sentences."""
    return " ".join(map(str, figure.data.get("taken") or ()))


def told_course(figure: Figure) -> Course | None:
    """Whose share stands clearest of today's; where none does, that of the highest level."""
    every = list(courses(figure))
    named = [each for each in every if is_named(each.ahead.group)]
    large = [each for each in named if each.today.members >= SMALLEST_GROUP]
    some = large or named or every
    clear = [each for each in some if not each.holds_today]
    if not clear:
        top = max((_level(each) for each in some), default=0)
        clear = [each for each in some if _level(each) == top]
    furthest = max((each.apart for each in clear), default=0.0)
    told = [each for each in clear if each.apart >= furthest - SAME]
    return min(told, key=lambda each: each.today.value or 0.0, default=None)


def courses(figure: Figure) -> Iterator[Course]:
    """Every group at every level that has a share today and in the last year."""
    along = ALONG["projection"]
    for panel in panels(figure, along=along):
        for line in panel.lines:
            rows = by_year(rows_along(figure, panel, line, along=along))
            if len(rows) > 1:
                yield Course(panel=panel, line=line, today=rows[0], ahead=rows[-1])


def by_year(rows: Sequence[Row]) -> list[Row]:
    """Rows that have a share, the first year first."""
    shown = [row for row in rows if row.value is not None]
    return sorted(shown, key=lambda row: int(row.at.get("year", 0)))


def _level(course: Course) -> int:
    level = course.panel.at.get("level", 0)
    return level if isinstance(level, int) else 0


def _if(figure: Figure) -> str:
    """The condition that everything stands under: "if the rates of 2023 to 2025 stay"."""
    first, last = figure.data.get("rates_from") or (None, None)
    years = f" of {first}" if first == last else f" of {first} to {last}"
    stay = f"if the rates{years if first is not None else ''} stay"
    levers = [f"“{isolated(clean(str(each)))}”" for each in figure.data.get("levers") or ()]
    return f"{stay} but for {listed(levers)}" if levers else stay


def _between(course: Course, n: float | None) -> tuple[str, str]:
    """The band and today's share over one base: ("between 30 and 41 in 100", "33")."""
    now, low, high = (
        course.today.value or 0.0,
        course.ahead.low or 0.0,
        course.ahead.high if course.ahead.high is not None else course.ahead.value or 0.0,
    )
    base = _base(now, low, high, n, apart=not course.holds_today)
    if base is not None:
        here, least, most = (f"{round(share * base):,}" for share in (now, low, high))
        if least == most:
            return f"about {least} in {base:,}", f"{here} in {base:,}"
        return f"between {least} and {most} in {base:,}", here
    least, most, here = (one_in(share, n) for share in (low, high, now))
    if least == most:
        return f"about {least}" if least[0].isdigit() else least, here
    return f"between {least} and {most} of the", here


def _base(now: float, low: float, high: float, n: float | None, *, apart: bool) -> int | None:
    """The smallest base, no larger than the level, that tells the ends of the band apart."""
    for base in (TEN, *NATURAL_BASES):
        here, least, most = (round(share * base) for share in (now, low, high))
        fits = base <= (n or 0) and (base >= NATURAL_BASES[0] or (n or 0) < NATURAL_BASES[0])
        if fits and most > least and not (apart and least <= here <= most):
            return base
    return NATURAL_BASES[0] if high == low and (n or 0) >= NATURAL_BASES[0] else None
