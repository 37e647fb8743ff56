"""The sentence that says what a picture shows, for those who see it and those who do not.

It states the finding, not the chart: the two groups that stand furthest apart, both of them with
their figures, and whether chance may explain the distance. It names no cause, and nobody as the
norm that the others are held against.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist

from tiebeam.charts.arrange import Panel, is_composition, panels
from tiebeam.charts.text import clean, isolated
from tiebeam.charts.values import (
    PERSON_YEARS,
    amount,
    decimals,
    may_be_percent,
    one_in,
    people,
    said,
)
from tiebeam.engine.disclosure import Figure, Row

__all__ = ["description", "finding", "one_in"]

# Measure -> what happened to the people counted.
VERBS = {"promotion_rate": "were promoted", "exit_rate": "left"}
PLURALS = {"women", "men", "people", "non-binary people", "not stated", "unknown", "everybody"}
# Answers that describe people and are no word for them: "White" reads "White people".
ADJECTIVES = {"Asian", "Black", "Hispanic", "Indigenous", "Latino", "Native American", "White"}
PEOPLE_WORDS = ("women", "men", "people", "everybody")
LONGEST_NAME, LONGEST_LIST = 60, 3
NATURAL_BASES = (100, 1_000, 10_000, 100_000)
RARELY = "chance alone would rarely do this"
OVERLAP = "the bands overlap, so chance may explain it"
AMONG_MANY = "among so many comparisons, chance may explain it"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Two groups at one place, or one group at two places, and how far apart they are.

    apart    distance in widths of its own 95 % band: above 1, chance alone would rarely do it
    overlap  whether the two bands share a value
    """

    names: tuple[str, str]
    rows: tuple[Row, Row]
    panel: Panel
    apart: float
    overlap: bool


def description(figure: Figure) -> str:
    """The finding, what was too small to be seen, and what is hidden."""
    arranged = panels(figure)
    parts = [finding(figure), _smallest_gap(figure), _hidden(arranged)]
    return " ".join(part for part in parts if part)


def finding(figure: Figure) -> str:
    """What the figure says, in one sentence."""
    arranged = panels(figure)
    shown = [(panel, name, row) for panel in arranged for name, row in panel.shown]
    if not shown:
        return "No figure can be shown here: every group is hidden or empty."
    if all(is_composition(figure, panel) for panel in arranged if panel.shown):
        return _composition(figure, [panel for panel in arranged if panel.shown])
    gaps = [gap for panel in arranged for gap in _gaps_at(panel)]
    if not gaps:
        return _single(figure, *shown[0])
    widest = max(gaps, key=lambda gap: gap.apart)
    return _sentence(f"{_pair(figure, widest)}{_verdict(widest, among=len(gaps))}")


def _gaps_at(panel: Panel) -> list[Gap]:
    return [_gap(panel, one, other) for one, other in combinations(panel.shown, 2)]


def _gap(panel: Panel, one: tuple[str, Row], other: tuple[str, Row]) -> Gap:
    """Source of the band of a difference from two bands: Newcombe (1998), Stat. Med. 17, 873-890,
    method 10; for other measures Zou & Donner (2008), Stat. Med. 27, 1693-1702."""
    (low_name, low), (high_name, high) = sorted(
        (one, other), key=lambda named: named[1].value if named[1].value is not None else 0.0
    )
    assert low.value is not None
    assert high.value is not None
    distance = high.value - low.value
    if low.high is None or high.low is None:
        return Gap(
            names=(low_name, high_name),
            rows=(low, high),
            panel=panel,
            apart=-1 / (1 + distance),
            overlap=True,
        )
    reach = math.hypot(low.high - low.value, high.value - high.low)
    apart = distance / reach if reach else (math.inf if distance else 0.0)
    overlap = low.high >= high.low
    return Gap(
        names=(low_name, high_name), rows=(low, high), panel=panel, apart=apart, overlap=overlap
    )


def _verdict(gap: Gap, *, among: int) -> str:
    """Whether chance may explain the gap, given that it is the widest of so many (Bonferroni)."""
    if gap.apart < 0:
        return ""
    if gap.apart * 1.96 > NormalDist().inv_cdf(1 - 0.025 / among):
        return f"; {RARELY}"
    return f"; {OVERLAP}" if gap.overlap else f"; {AMONG_MANY}"


def _pair(figure: Figure, gap: Gap) -> str:
    where = _where(gap.panel)
    verb = VERBS.get(figure.measure)
    one, other = (in_sentence(name) for name in gap.names)
    first, second = _figures(figure, gap.rows)
    if figure.measure == "pay_gap" and figure.unit != "share":
        return f"{where}the {_statistic(gap)} pay of {one} was {first} and of {other} {second}"
    if verb and not (_are_people(one) and _are_people(other)):
        return f"{where}{one}: {first} {verb}; {other}: {second}"
    if verb and _has_counts(figure, gap.rows):
        return f"{where}{first} {one} {verb} and {second} {other}"
    if verb:
        return f"{where}{one} {verb} at {first} and {other} at {second}"
    return f"{where}{one}: {first}; {other}: {second}"


def _figures(figure: Figure, rows: tuple[Row, Row]) -> tuple[str, str]:
    """Both values in one form: over one common base where both groups are large enough for it."""
    digits = decimals(figure)
    if figure.unit != "share":
        unit = " person-years" if figure.unit == PERSON_YEARS else ""
        one, other = (amount(row.value or 0.0, figure, digits) + unit for row in rows)
        return one, other
    base = _common_base(rows)
    if base is not None:
        one, other = (f"{round((row.value or 0) * base):,} in {base:,}" for row in rows)
        return one, other
    if _has_counts(figure, rows):
        one, other = (f"{people(row.count or 0)} of {people(row.n or 0)}" for row in rows)
        return one, other
    one, other = (f"about {one_in(row.value or 0.0, row.n)}" for row in rows)
    return one, other


def _common_base(rows: Iterable[Row]) -> int | None:
    """The smallest of 100, 1,000, … that tells the values apart, with no group smaller than it."""
    listed = list(rows)
    values = [row.value or 0.0 for row in listed]
    smallest = min(row.n or 0 for row in listed)
    if min(values) < 0:
        return None
    for base in NATURAL_BASES:
        whole = [round(value * base) for value in values]
        enough = min(whole) >= 3 or min(values) == 0
        told_apart = len(set(whole)) == len(set(values))
        if base <= smallest and enough and told_apart:
            return base
    return None


def _has_counts(figure: Figure, rows: tuple[Row, Row]) -> bool:
    counted = all(row.count is not None and row.n is not None for row in rows)
    return figure.unit == "share" and counted and _common_base(rows) is None


def _single(figure: Figure, panel: Panel, name: str, row: Row) -> str:
    words = said(row, figure, digits=decimals(figure))
    value = (
        one_in(row.value or 0.0, row.n)
        if may_be_percent(row.n) and figure.unit == "share"
        else words.value
    )
    verb = VERBS.get(figure.measure, "")
    verb = f" {verb}" if verb else ""
    value = value or words.count
    band = f" (the band is {words.band})" if words.band else ""
    return _sentence(
        f"{_where(panel)}{in_sentence(name)}{verb or ':'} {'at ' if verb else ''}{value}{band}"
    )


def _composition(figure: Figure, arranged: list[Panel]) -> str:
    """The group whose share of the whole differs most between the first and the last place."""
    first, last = arranged[0], arranged[-1]
    ends = [
        (name, row, dict(last.shown)[name]) for name, row in first.shown if name in dict(last.shown)
    ]
    if first is last or not ends:
        return _shares_of(figure, first)
    gaps = [(_gap(first, (name, one), (name, other)), one, other) for name, one, other in ends]
    gap, one, other = max(gaps, key=lambda each: each[0].apart)
    shares = _figures(figure, (one, other))
    here, there = (_where(panel).strip(", ").lower() or "here" for panel in (first, last))
    name = in_sentence(gap.names[0])
    verdict = _verdict(gap, among=len(gaps))
    return _sentence(f"{name} are {shares[0]} {here} and {shares[1]} {there}{verdict}")


def _shares_of(figure: Figure, panel: Panel) -> str:
    most = sorted(panel.shown, key=lambda each: -(each[1].value or 0))[:3]
    base = _common_base([row for _, row in most])
    shares = [
        f"{in_sentence(name)} "
        + (f"{round((row.value or 0) * base):,} in {base:,}" if base else _plain_share(row))
        for name, row in most
    ]
    return _sentence(f"{_where(panel)}{_listed(shares)}")


def _plain_share(row: Row) -> str:
    if row.count is not None and row.n is not None:
        return f"{people(row.count)} of {people(row.n)}"
    return f"about {one_in(row.value or 0.0, row.n)}"


def _smallest_gap(figure: Figure) -> str:
    sizes = [row.n for row in figure.rows if row.group and row.n]
    if figure.smallest_gap is None or not sizes:
        return ""
    gap = figure.smallest_gap
    if figure.unit == "share":
        base = next((each for each in (100, 1_000) if each <= min(sizes) and gap * each >= 2), None)
        words = f"{math.ceil(gap * base):,} in {base:,}" if base else one_in(gap, min(sizes))
    else:
        words = amount(gap, figure, decimals(figure))
    return f"With so many people, a gap smaller than {words} would probably not be seen."


def _hidden(arranged: Sequence[Panel]) -> str:
    lines = [(panel, line) for panel in arranged for line in panel.lines if line.row is None]
    reasons = list(dict.fromkeys(clean(line.why_hidden) for _, line in lines))
    if len(lines) > LONGEST_LIST:
        return f"{len(lines)} figures are hidden ({'; '.join(reasons)})."
    said_each = []
    for reason in reasons:
        names = [
            in_sentence(line.name) + (f" {_where(panel).rstrip(', ')}" if len(arranged) > 1 else "")
            for panel, line in lines
            if clean(line.why_hidden) == reason
        ]
        said_each.append(f"Hidden: {_listed(names)} ({reason}).")
    return " ".join(said_each)


def in_sentence(name: str) -> str:
    """A group inside a sentence: "Women" reads "women", "Black men" stays."""
    if name.lower() in PLURALS:
        return name.lower()
    if name in ADJECTIVES:
        return f"{name} people"
    return isolated(name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip()}…")


def _are_people(name: str) -> bool:
    """Whether a name can be the subject of "were promoted"; a unit cannot."""
    return name.endswith(PEOPLE_WORDS)


def _where(panel: Panel) -> str:
    if not panel.heading:
        return ""
    if set(panel.at) == {"level"}:
        numbered = panel.heading.startswith("Level ")
        return f"at {'l' + panel.heading[1:] if numbered else isolated(panel.heading)}, "
    if set(panel.at) == {"quarter"}:
        return f"in {panel.heading.lower()}, "
    if set(panel.at) == {"end", "level"}:
        return f"{'a' + panel.heading[1:]}, "
    return f"{isolated(panel.heading)}: "


def _statistic(gap: Gap) -> str:
    return "mean" if "mean" in gap.rows[0].at.values() else "median"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
