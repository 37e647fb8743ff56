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

ALL_RATINGS = {"rating": EVERYWHERE}


def does(figure: Figure, panel: Panel) -> tuple[str, str]:
    """How a sentence about a rating begins, and what the people in it do."""
    rating = clean(str(panel.at.get("rating", "")))
    if figure.measure == "rating_share":
        return "", f"were rated {isolated(rating)}"
    if rating == EVERYWHERE:
        return "", "were promoted in the year after their rating"
    return f"of those rated {isolated(rating)}, ", "were promoted in the year after"


def at_equal_rating(figure: Figure, groups: Sequence[Mapping[str, str]]) -> str:
    """What is left of a gap in promotion at equal rating, in a sentence; "" where nothing says it.

    groups  the two groups that the figure tells of
    """
    found = next((each for each in figure.comparisons if _is_between(each, groups)), None)
    within = found.results.get(AT_EQUAL_RATING) if found is not None else None
    if found is None or within is None or within["p"] is None:
        return ""
    between = f"between {_called(found.group, figure)} and {_called(found.reference, figure)}"
    if within["p"] >= LINE:
        return f"At equal rating, chance may explain what is left of a gap {between}."
    return f"At equal rating, a gap {between} remains{_in_points(found, within)}."


def _is_between(each: Comparison, groups: Sequence[Mapping[str, str]]) -> bool:
    if each.at != ALL_RATINGS or each.group not in groups:
        return False
    return each.reference in groups or each.reference == OTHERS


def _called(group: Mapping[str, str], figure: Figure) -> str:
    return "everybody else" if group == OTHERS else in_sentence(group, figure.by)


def _in_points(found: Comparison, within: Mapping[str, Any]) -> str:
    """How large the gap is, where there are people enough to speak of percentages."""
    if not all(may_be_percent(found.results[pool]) for pool in ("pool_a", "pool_b")):
        return ""
    ends = ("risk_difference", "risk_difference_low", "risk_difference_high")
    gap, low, high = (100 * within[end] for end in ends)
    if gap < 0:
        gap, low, high = -gap, -high, -low
    return f", of {gap:.1f} points ({max(low, 0.0):.1f} to {high:.1f})"
