"""What ratings say: who was rated how, who was promoted, and what is left at equal rating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tiebeam.charts.arrange import Panel
from tiebeam.charts.gaps import LINE
from tiebeam.charts.names import in_sentence
from tiebeam.charts.text import clean, isolated
from tiebeam.charts.values import may_be_percent
from tiebeam.engine.disclosure import AT_EQUAL_RATING, EVERYWHERE, OTHERS, Comparison, Figure
from tiebeam.engine.words import number, tr

ALL_RATINGS = {"rating": EVERYWHERE}


def does(figure: Figure, panel: Panel) -> tuple[str, str]:
    """How a sentence about a rating begins, and what the people in it do."""
    rating = clean(str(panel.at.get("rating", "")))
    if figure.measure == "rating_share":
        return "", tr("were rated %(rating)s", rating=isolated(rating))
    if rating == EVERYWHERE:
        return "", tr("were promoted in the year after their rating")
    before = tr("of those rated %(rating)s, ", rating=isolated(rating))
    return before, tr("were promoted in the year after")


def at_equal_rating(figure: Figure, groups: Sequence[Mapping[str, str]]) -> str:
    """What is left of a gap in promotion at equal rating, in a sentence; "" where nothing says it.

    groups  the two groups that the figure tells of
    """
    found = next((each for each in figure.comparisons if _is_between(each, groups)), None)
    within = found.results.get(AT_EQUAL_RATING) if found is not None else None
    if found is None or within is None or within["p"] is None:
        return ""
    names = {
        "one": _called(found.group, figure), "other": _called(found.reference, figure),
    }  # fmt: skip
    if within["p"] >= LINE:
        return tr("At equal rating, chance may explain what is left of a gap between %(one)s and "
                  "%(other)s.", **names)  # fmt: skip
    if points := _in_points(found, within):
        return tr("At equal rating, a gap between %(one)s and %(other)s remains, of %(gap)s points "
                  "(%(low)s to %(high)s).", **names, **points)  # fmt: skip
    return tr("At equal rating, a gap between %(one)s and %(other)s remains.", **names)


def _is_between(each: Comparison, groups: Sequence[Mapping[str, str]]) -> bool:
    if each.at != ALL_RATINGS or each.group not in groups:
        return False
    return each.reference in groups or each.reference == OTHERS


def _called(group: Mapping[str, str], figure: Figure) -> str:
    return tr("everybody else") if group == OTHERS else in_sentence(group, figure.by)


def _in_points(found: Comparison, within: Mapping[str, Any]) -> dict[str, str]:
    """How large the gap is, and its band, where there are people enough to speak of percentages."""
    if not all(may_be_percent(found.results[pool]) for pool in ("pool_a", "pool_b")):
        return {}
    ends = ("risk_difference", "risk_difference_low", "risk_difference_high")
    gap, low, high = (100 * within[end] for end in ends)
    if gap < 0:
        gap, low, high = -gap, -high, -low
    return {"gap": number(gap, 1), "low": number(max(low, 0.0), 1), "high": number(high, 1)}
