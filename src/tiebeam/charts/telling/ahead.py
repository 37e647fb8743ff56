"""What lies ahead, in a sentence: between which shares a group will probably be, if rates stay."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tiebeam.charts.arrange import ALONG, Line, Panel, panels, rows_along
from tiebeam.charts.names import is_named, place_words
from tiebeam.charts.telling.ledger import NOTHING
from tiebeam.charts.text import clean, isolated
from tiebeam.charts.told import NATURAL_BASES, Told
from tiebeam.charts.values import one_in, people_behind, share_words
from tiebeam.engine.disclosure import SMALLEST_GROUP, Figure, Row
from tiebeam.engine.kept import again
from tiebeam.engine.words import listed, noop, number, tr

TEN = 10
SAME = 1e-9  # distances closer than this are mirror images of each other


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
        return Told(tr(NOTHING), unseen="")
    level, _ = place_words(course.panel.at, course.panel.heading)
    between, now = _between(course, people_behind(course.ahead, figure))
    first, last = course.today.at["year"], course.ahead.at["year"]
    parts = {"if": _if(figure), "group": course.line.people, "between": between, "year": last}
    words = tr("%(if)s, %(group)s will probably hold %(between)s places by %(year)s", **parts)
    if level:
        words = tr("%(if)s, %(group)s will probably hold %(between)s places %(level)s by %(year)s",
                   level=level, **parts)  # fmt: skip
    if between == tr("about %(share)s", share=now):
        words = tr("%(words)s, as in %(year)s", words=words, year=first)
        return Told(words, unseen=_taken(figure))
    is_now = noop("%(words)s; in %(year)s it is %(share)s")
    is_about = noop("%(words)s; in %(year)s it is about %(share)s")
    shown = is_now if course.today.band is None else is_about
    words = tr(shown, words=words, year=first, share=now)
    if course.holds_today:
        words = tr("%(words)s, and it could become more or less than that: the band holds it",
                   words=words)  # fmt: skip
    return Told(words, unseen=_taken(figure))


def _taken(figure: Figure) -> str:
    """What is taken to be so because nothing shows it, in sentences."""
    return " ".join(str(again(each)) for each in figure.data.get("taken") or ())


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
    stay = tr("if the rates stay")
    if first is not None and first == last:
        stay = tr("if the rates of %(year)s stay", year=first)
    elif first is not None:
        stay = tr("if the rates of %(first)s to %(last)s stay", first=first, last=last)
    levers = [tr("“%(name)s”", name=isolated(clean(str(each))))
              for each in figure.data.get("levers") or ()]  # fmt: skip
    return tr("%(stay)s but for %(levers)s", stay=stay, levers=listed(levers)) if levers else stay


def _between(course: Course, n: float | None) -> tuple[str, str]:
    """The band and today's share over one base: ("between 30 and 41 in 100", "33")."""
    now, low, high = (
        course.today.value or 0.0,
        course.ahead.low or 0.0,
        course.ahead.high if course.ahead.high is not None else course.ahead.value or 0.0,
    )
    base = _base(now, low, high, n, apart=not course.holds_today)
    if base is not None:
        here, least, most = (round(share * base) for share in (now, low, high))
        if least == most:
            return tr("about %(share)s", share=share_words(least, base)), share_words(here, base)
        between = tr(
            "between %(least)s and %(most)s in %(base)s",
            least=number(least), most=number(most), base=number(base),
        )  # fmt: skip
        return between, number(here)
    few, many, here_words = (one_in(share, n) for share in (low, high, now))
    if few == many:
        return tr("about %(share)s", share=few) if few[0].isdigit() else few, here_words
    return tr("between %(least)s and %(most)s of the", least=few, most=many), here_words


def _base(now: float, low: float, high: float, n: float | None, *, apart: bool) -> int | None:
    """The smallest base, no larger than the level, that tells the ends of the band apart."""
    for base in (TEN, *NATURAL_BASES):
        here, least, most = (round(share * base) for share in (now, low, high))
        fits = base <= (n or 0) and (base >= NATURAL_BASES[0] or (n or 0) < NATURAL_BASES[0])
        if fits and most > least and not (apart and least <= here <= most):
            return base
    return NATURAL_BASES[0] if high == low and (n or 0) >= NATURAL_BASES[0] else None
