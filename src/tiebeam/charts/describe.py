"""The sentence that says what a picture shows, for those who see it and those who do not.

It states the finding, not the chart: the two groups that stand furthest apart, both of them with
their figures, and whether chance may explain the distance. It names no cause, and nobody as the
norm that the others are held against.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from tiebeam.charts.arrange import ALONG, Line, Panel, hidden_everywhere, is_composition, panels
from tiebeam.charts.gaps import (
    AMONG_MANY,
    MAY,
    RARELY,
    Gap,
    gaps_between_groups,
    gaps_between_levels,
    verdict,
    widest,
    worth_comparing,
    worth_telling,
)
from tiebeam.charts.names import EVERYBODY, listed, where
from tiebeam.charts.remembered import once_per_figure
from tiebeam.charts.telling import TELLERS, ratings
from tiebeam.charts.text import clean, isolated
from tiebeam.charts.told import (
    NATURAL_BASES,
    Told,
    both_parts,
    common_base,
    gap_in_words,
    none_or_all,
    part_of,
    plain_share,
)
from tiebeam.charts.values import (
    PERSON_YEARS,
    amount,
    day_words,
    decimals,
    may_be_percent,
    one_in,
    people,
    said,
)
from tiebeam.engine.disclosure import EVERYWHERE, Figure, Row
from tiebeam.engine.disclosure.published import EVERYBODY_ELSE
from tiebeam.engine.stats import power

__all__ = [
    "between",
    "claim",
    "description",
    "finding",
    "has_noise",
    "how_sure",
    "noise",
    "one_in",
    "places_told",
    "said_alone",
    "smallest_gap",
    "smallest_gap_words",
    "stands_clear",
    "what_is_hidden",
]

PROMOTED = "were promoted"
# What happened to those who left, by reason.
LEFT = {
    "any": "left",
    "voluntary": "left by their own choice",
    "involuntary": "were let go",
    "retirement": "retired",
    "end of contract": "left when their contract ended",
    "death": "died",
    "other": "left for another reason",
    "unknown": "left for a reason that is not known",
    "no exit recorded": "stopped being shown, with no exit on record",
}
QUARTERS = {1: "the lowest-paid quarter", 4: "the highest-paid quarter"}
# Who makes up the whole of a composition.
WHOLES = {"hire_share": "people hired", "headcount_share": "people employed"}
# What a median is of.
AMOUNTS = {"pay_gap": "pay", "raise_size": "raise"}
#: What is said of chance where noise has a part in it as well.
WITH_NOISE = {
    RARELY: "chance and noise alone would rarely do this",
    MAY: "chance or noise may explain it",
    AMONG_MANY: "among so many comparisons, chance or noise may explain it",
}
GIVES_AWAY = "its figures would give a smaller group away"
LONGEST_LIST = 3
NOTHING = "No figure can be shown here: every group is hidden or empty."
NO_LEVEL = "no level differs from another by more than chance may explain"
ALONE = "Too few people to compare: no two groups can be shown beside each other."
NO_BANDS = "Releases show medians without a band, so what chance had to do with it is not said."
UNSEEABLE = "With so few people, no gap of any size could be told from chance."


def finding(figure: Figure) -> str:
    """What the figure says, in one sentence."""
    told = _told(figure)
    return _sentence("; ".join(part for part in (told.words, _verdict_said(figure)) if part))


def _verdict_said(figure: Figure) -> str:
    verdict = _told(figure).verdict
    return WITH_NOISE.get(verdict, verdict) if has_noise(figure) else verdict


def said_alone(figure: Figure) -> str:
    """What the figure says, in one sentence and without a word on chance."""
    return _sentence(_told(figure).words)


def how_sure(figure: Figure) -> str:
    """What chance has to do with it, as a sentence; "" where nothing is set against chance."""
    said = _verdict_said(figure)
    return _sentence(said) if said else ""


def between(figure: Figure) -> str:
    """How far each of the two groups that are told of may be from what is said of it; "" of none.

    "Between 7 and 12 in 100 women; between 13 and 19 in 100 other people."
    """
    gap = _told(figure).gap
    if gap is None or figure.unit != "share":
        return ""
    parts = [
        f"between {band} {name}"
        for row, name in zip(gap.rows, gap.people, strict=True)
        if (band := _band_in_words(row))
    ]
    return _sentence("; ".join(parts)) if len(parts) == len(gap.rows) else ""


def _band_in_words(row: Row) -> str:
    """ "7 and 12 in 100", "1 in 59 and 1 in 34": never out of more people than there are."""
    if row.low is None or row.high is None or row.n is None or row.low == row.high:
        return ""
    low, high = math.floor(100 * row.low), math.ceil(100 * row.high)
    if row.n >= NATURAL_BASES[0] and low >= 1:
        return f"{low} and {high} in 100"
    few, many = one_in(row.low, row.n), one_in(row.high, row.n)
    return "" if few == many else f"{few} and {many}"


def claim(figure: Figure) -> str:
    """What the figure says, without its end and without a word on chance: to be gone on with."""
    return _told(figure).words


def stands_clear(figure: Figure) -> bool:
    """Whether chance alone would rarely do what `finding` says."""
    return _told(figure).verdict == RARELY


def has_noise(figure: Figure) -> bool:
    """Whether the counts of a figure are not the true ones, but near them."""
    return any(row.band is not None for row in figure.rows)


def noise(figure: Figure) -> str:
    """How far the counts may be from the true ones, and which are of an earlier day; "" of none."""
    said_of = []
    if has_noise(figure):
        bands = sorted(row.band_people for row in figure.rows if row.band_people)
        few, many = people(bands[0]), people(bands[-1])
        so_many = few if few == many else f"{few} to {many}"
        said_of.append(f"Each count has noise: give or take {so_many} people.")
    if held := sorted({row.day for row in figure.rows if row.day is not None}):
        days = listed([day_words(day) for day in held])
        said_of.append(f"Where few people came or left since, it is shown as on {days}.")
    return " ".join(said_of)


def description(figure: Figure) -> str:
    """The finding, how far noise reaches, what was too small to be seen, and what is hidden."""
    parts = [
        *(finding(figure), _within(figure), noise(figure)),
        *(smallest_gap(figure), what_is_hidden(figure)),
    ]
    return " ".join(part for part in parts if part)


def _within(figure: Figure) -> str:
    """What is left of the gap where like is compared with like; "" where nothing says it."""
    if figure.measure != "promotion_by_rating":
        return ""
    gap = _told(figure).gap
    return ratings.at_equal_rating(figure, [row.group for row in gap.rows]) if gap else ""


def smallest_gap(figure: Figure) -> str:
    """What so many people could not show, in one sentence; "" where nothing was compared."""
    told = _told(figure)
    if told.unseen is not None:
        return told.unseen
    words = smallest_gap_words(figure)
    if words:
        return f"With this many people, a gap below {words} could go unseen."
    if told.gap is None and not told.whole and figure.by and figure.hidden:
        return ALONE
    if figure.comparisons and all(row.low is None for row in figure.rows):
        return NO_BANDS
    return UNSEEABLE if figure.comparisons and not told.whole else ""


def smallest_gap_words(figure: Figure) -> str:
    """The smallest gap that so many people could show: "7 in 100"; "" where there is none."""
    told = _told(figure)
    if told.unseen is not None:
        return ""
    if told.levels:
        gap, sizes = _gap_between_levels(told.levels), [n for n, _ in told.levels]
    elif told.gap is not None and told.gap.found.get("smallest_detectable_gap") is not None:
        gap = told.gap.found["smallest_detectable_gap"]
        sizes = [row.n for row in told.gap.rows if row.n]
    else:
        gap, sizes = figure.smallest_gap, _sizes_behind(figure)
    return "" if gap is None or not sizes else gap_in_words(gap, min(sizes), figure)


def places_told(figure: Figure) -> tuple[Mapping[str, str | int], ...]:
    """The places that the finding speaks of."""
    gap = _told(figure).gap
    return tuple(panel.at for panel in gap.panels) if gap is not None else ()


def what_is_hidden(figure: Figure) -> str:
    """Which groups are hidden, and why; "" where none is."""
    arranged = panels(figure, along=ALONG.get(figure.measure, ""))
    nowhere = hidden_everywhere(arranged)
    names = {line.name for line in nowhere}
    hidden = [
        (panel, line)
        for panel in arranged
        for line in panel.lines
        if line.row is None and line.name not in names
    ]
    said = [_hidden_at_all_places(nowhere), _hidden_at_some(arranged, hidden)]
    return " ".join(part for part in said if part)


def _hidden_at_all_places(nowhere: Sequence[Line]) -> str:
    if not nowhere:
        return ""
    if len(nowhere) > LONGEST_LIST:
        reasons = Counter(clean(line.why_hidden) for line in nowhere)
        if len(reasons) == 1:
            return f"{len(nowhere)} groups are hidden everywhere ({next(iter(reasons))})."
        why = listed([_of_these(count, reason) for reason, count in reasons.items()])
        return f"{len(nowhere)} groups are hidden everywhere: {why}."
    return " ".join(
        f"Hidden everywhere: {isolated(line.people)} ({clean(line.why_hidden)})."
        for line in nowhere
    )


def _hidden_at_some(arranged: Sequence[Panel], hidden: Sequence[tuple[Panel, Line]]) -> str:
    reasons = Counter(clean(line.why_hidden) for _, line in hidden)
    if len(hidden) > LONGEST_LIST:
        if len(reasons) == 1:
            return f"{len(hidden)} figures are hidden ({next(iter(reasons))})."
        why = listed([_of_these(count, reason) for reason, count in reasons.items()])
        return f"{len(hidden)} figures are hidden: {why}."
    return " ".join(
        f"Hidden: {listed([_hidden_name(p, line, len(arranged)) for p, line in these])} ({reason})."
        for reason in reasons
        if (these := [(p, line) for p, line in hidden if clean(line.why_hidden) == reason])
    )


@once_per_figure
def _told(figure: Figure) -> Told:
    if figure.measure in TELLERS:
        return TELLERS[figure.measure](figure)
    arranged = [panel for panel in panels(figure) if panel.shown]
    if not arranged:
        return Told(NOTHING.rstrip("."))
    if all(is_composition(figure, panel) for panel in arranged):
        return _composition(figure, arranged)
    if figure.measure == "promotion_by_rating":
        # All ratings together first: what is left at equal rating is a sentence of its own.
        arranged = [panel for panel in arranged if panel.at == ratings.ALL_RATINGS] or arranged
    gaps = gaps_between_groups(figure, arranged)
    gap = worth_telling(gaps)
    if gap is None:
        return Told(_single(figure, arranged[0]))
    return Told(_pair(figure, gap), verdict(gap, among=len(gaps)), gap)


# --- two groups -----------------------------------------------------------------------------------


def _pair(figure: Figure, gap: Gap) -> str:
    if figure.measure in AMOUNTS and figure.unit != "share":
        return _pay(figure, gap)
    before, does = _predicate(figure, gap.panels[0])
    if figure.unit == PERSON_YEARS:
        return before + _over_time(gap, does)
    if figure.unit != "share" or min(row.value or 0.0 for row in gap.rows) < 0:
        one, other = (amount(row.value or 0.0, figure, decimals(figure)) for row in gap.rows)
        return f"{before}{one} for {gap.people[0]}, and {other} for {gap.people[1]}"
    one, other = both_parts(gap.rows, gap.people)
    return f"{before}{one} {does}, and {other}"


def _over_time(gap: Gap, does: str) -> str:
    """Events over person-years, over one common base where there were so many."""
    base = common_base(gap.rows)
    one, other = gap.people
    if base is not None:
        few, many = (f"{round((row.value or 0) * base):,}" for row in gap.rows)
        return f"in an average year, {few} in {base:,} {one} {does}, and {many} in {base:,} {other}"
    if rare := _one_in_each(gap.rows):
        return f"in an average year, about {rare[0]} {one} {does}, and about {rare[1]} {other}"
    few, many = (
        f"{_times(row.count)} in {people(row.n)} person-years"
        if row.count is not None and row.n is not None
        else f"{100 * (row.value or 0):.1f} times per 100 person-years"
        for row in gap.rows
    )
    return f"{one} {does} {few}, and {other} {many}"


def _one_in_each(rows: Sequence[Row]) -> tuple[str, ...]:
    """Both rates as 1 in so many of the group's people; nothing where they are too few for it."""
    parts = [one_in(row.value or 0.0, row.members) for row in rows]
    enough = all(may_be_percent(row.members) and row.value for row in rows)
    plain = all(part.startswith("1 in ") for part in parts)
    return tuple(parts) if enough and plain and len(set(parts)) > 1 else ()


def _pay(figure: Figure, gap: Gap) -> str:
    digits = decimals(figure)
    low, high = (amount(row.value or 0.0, figure, digits) for row in gap.rows)
    one, other = gap.people
    statistic = "mean" if "mean" in gap.rows[0].at.values() else "median"
    before, _ = _predicate(figure, gap.panels[0])
    what = f"{statistic} {AMOUNTS[figure.measure]}"
    if not gap.is_none:
        return f"{before}the {what} of {one} was {low} and of {other} {high}"
    means = [
        f"{amount(line.mean.value, figure, digits)} for {line.people}"
        for line in gap.panels[0].lines
        if line.people in gap.people and line.mean is not None and line.mean.value is not None
    ]
    beside = f"; the mean was {listed(means)}" if means else ""
    return f"{before}{one} and {other} had the same {what}, {low}{beside}"


def _predicate(figure: Figure, panel: Panel) -> tuple[str, str]:
    """How the sentence begins, and what the people in it do: ("at level 1, ", "were promoted")."""
    at, beginning = panel.at, where(panel.at, panel.heading)
    if figure.measure == "exit_rate":
        reason = str(at.get("reason", "any"))
        return ("", LEFT[reason]) if reason in LEFT and len(at) <= 1 else (beginning, "left")
    if figure.measure == "top_share" and "end" in at:
        return "", f"are {beginning.rstrip(', ')}"
    if figure.measure == "pay_quarter_share" and set(at) == {"quarter"}:
        quarter = at["quarter"]
        return "", f"are in {QUARTERS.get(int(quarter), f'pay quarter {quarter} of 4')}"
    if figure.measure == "promotion_rate":
        return beginning, PROMOTED
    if "rating" in at:
        return ratings.does(figure, panel)
    if figure.measure == "raise_rate":
        return "", "got a raise"
    return beginning, "are counted"


# --- one group, and many that make up one whole ---------------------------------------------------


def _single(figure: Figure, panel: Panel) -> str:
    line = worth_comparing(panel)[0]
    row = line.row
    assert row is not None
    words = said(row, figure, digits=decimals(figure))
    band = f"; the band is {words.band}" if words.band else ""
    before, does = _predicate(figure, panel)
    if figure.unit == PERSON_YEARS:
        return f"{before}{line.people} {does} at a rate of {words.value} person-years{band}"
    if figure.unit != "share":
        what = AMOUNTS.get(figure.measure, "pay")
        return f"{before}the median {what} of {line.people} was {words.value}{band}"
    share = one_in(row.value or 0.0, row.n) if may_be_percent(row.n) else plain_share(row)
    who = none_or_all(row, line.people) or f"{share} {line.people}"
    return f"{before}{who} {does}{band}"


def _composition(figure: Figure, arranged: list[Panel]) -> Told:
    """Who makes up the whole, or whose share differs most between two levels."""
    gaps = gaps_between_levels(figure, arranged)
    levels = _largest_levels(arranged)
    gap = widest(gaps)
    if gap is not None and verdict(gap, among=len(gaps)) == RARELY:
        return Told(_between_levels(figure, gap), RARELY, gap, whole=True, levels=levels)
    whole = next((p for p in arranged if EVERYWHERE in p.at.values()), None) or max(
        arranged, key=lambda panel: max((row.n or 0.0) for _, row in panel.shown)
    )
    return Told(_shares_of(figure, whole), NO_LEVEL if levels else "", whole=True, levels=levels)


def _largest_levels(arranged: Sequence[Panel]) -> tuple[tuple[float, float], ...]:
    """The two levels with most people: their people, and the share of the largest group there."""
    found = []
    for panel in arranged:
        rows = [row for _, row in panel.shown if row.group and row.n]
        if isinstance(panel.at.get("level"), int) and rows:
            found.append((rows[0].n or 0.0, max(row.value or 0.0 for row in rows)))
    most = sorted(found, reverse=True)[:2]
    return tuple(most) if len(most) > 1 else ()


def _gap_between_levels(levels: Sequence[tuple[float, float]]) -> float | None:
    (here, _), (there, share) = levels
    return power.smallest_gap(int(here), int(there), share)


def _between_levels(figure: Figure, gap: Gap) -> str:
    (one, here), (other, there) = sorted(
        zip(gap.rows, gap.panels, strict=True), key=lambda each: int(each[1].at["level"])
    )
    kind = WHOLES.get(figure.measure, "people")
    # Hires go into a level; everybody else is at one.
    at = "into" if figure.measure == "hire_share" else "at"
    lower, upper = (
        f"{at} {where(p.at, p.heading).rstrip(', ').removeprefix('at ')}" for p in (here, there)
    )
    first, second = part_of(one), part_of(other)
    return f"of the {kind} {lower}, {first} are {gap.people[0]}; {upper}, {second} are"


def _shares_of(figure: Figure, panel: Panel) -> str:
    lines = [line for line in worth_comparing(panel) if line.row is not None]
    # Who is everybody else follows from those who are named.
    lines = [line for line in lines if not _is_the_rest(line)] or lines
    kind = WHOLES.get(figure.measure, "people")
    place = "" if EVERYWHERE in panel.at.values() else where(panel.at, panel.heading)
    if all(line.row is not None and not line.row.group for line in lines):
        n = lines[0].row.n if lines[0].row is not None else None
        return f"{place}there were {people(n or 0)} {kind}"
    most = sorted(lines, key=lambda line: -_value(line))[: max(2, len(figure.by) + 1)]
    n = max((line.row.n or 0 for line in most if line.row is not None), default=0)
    parts = [
        f"{part_of(line.row).removesuffix(f' of {people(n)}')} are {line.people}"
        for line in most
        if line.row is not None
    ]
    whole = f"of the {people(n)} {kind}, " if n else ""
    return f"{place}{whole}{listed(parts)}"


# --- numbers --------------------------------------------------------------------------------------


def _times(count: int) -> str:
    return {0: "not once", 1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _sizes_behind(figure: Figure) -> list[float]:
    """The pools whose comparison has the figure's smallest gap; else those of all its groups."""
    for each in figure.comparisons:
        if each.results.get("smallest_detectable_gap") == figure.smallest_gap:
            groups = (each.group, each.reference)
            found = [r.n for r in figure.rows if r.at == each.at and r.group in groups and r.n]
            if found:
                return found
    return [row.n for row in figure.rows if row.group and row.n]


def _of_these(count: int, reason: str) -> str:
    """How many figures are hidden for one reason: "15 are of fewer than 10 people"."""
    if reason.startswith("fewer than"):
        return f"{count} of {reason}"
    if reason == GIVES_AWAY:
        return f"{count} that would give a smaller group away"
    return f"{count} ({reason})"


def _hidden_name(panel: Panel, line: Line, places: int) -> str:
    if line.name == EVERYBODY and panel.heading:
        return isolated(panel.heading)
    place = where(panel.at, panel.heading) if places > 1 else ""
    if place.endswith(": "):  # no words that run on, such as "at level 1, "
        return f"{line.people} ({place.removesuffix(': ')})"
    return f"{line.people} {place.removesuffix(', ')}".strip()


def _is_the_rest(line: Line) -> bool:
    return line.row is not None and EVERYBODY_ELSE in line.row.group.values()


def _value(line: Line) -> float:
    return (line.row.value or 0.0) if line.row is not None else 0.0


def _sentence(words: str) -> str:
    # A name that was cut ends the sentence with its own dots.
    end = "" if words.endswith(("…", "…\u2069")) else "."
    return f"{words[:1].upper()}{words[1:]}{end}"
