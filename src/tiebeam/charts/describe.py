"""The sentence that says what a picture shows, for those who see it and those who do not.

It states the finding, not the chart: the two groups that stand furthest apart, both of them with
their figures, and whether chance may explain the distance. It names no cause, and nobody as the
norm that the others are held against.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
from tiebeam.charts.names import EVERYBODY, place_words, where
from tiebeam.charts.remembered import once_per_figure
from tiebeam.charts.telling import TELLERS, ratings
from tiebeam.charts.text import clean, isolated
from tiebeam.charts.told import (
    NATURAL_BASES,
    Told,
    band_words,
    both_parts,
    common_base,
    gap_in_words,
    gap_unseen,
    none_or_all,
    of_group,
    part_of,
    plain_share,
)
from tiebeam.charts.values import (
    PERSON_YEARS,
    amount,
    day_words,
    decimals,
    is_plain,
    may_be_percent,
    one_in,
    people,
    said,
    share_words,
)
from tiebeam.engine.disclosure import EVERYWHERE, Figure, Row
from tiebeam.engine.disclosure.published import EVERYBODY_ELSE
from tiebeam.engine.kept import again
from tiebeam.engine.stats import power
from tiebeam.engine.words import capital, inside, listed, noop, number, tr, trn

__all__ = [
    "Worse",
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
    "worse_off",
]

PROMOTED = noop("were promoted")
# What happened to those who left, by reason.
LEFT = {
    "any": noop("left"),
    "voluntary": noop("left by their own choice"),
    "involuntary": noop("were let go"),
    "retirement": noop("retired"),
    "end of contract": noop("left when their contract ended"),
    "death": noop("died"),
    "other": noop("left for another reason"),
    "unknown": noop("left for a reason that is not known"),
    "no exit recorded": noop("stopped being shown, with no exit on record"),
}
QUARTERS = {
    1: noop("are in the lowest-paid quarter"),
    4: noop("are in the highest-paid quarter"),
}
# Who makes up the whole of a composition: how many they are, and who they are.
WHOLES = {
    "hire_share": (
        noop("there were %(n)s people hired"),
        noop("of the %(n)s people hired, %(parts)s"),
    ),
    "headcount_share": (
        noop("there were %(n)s people employed"),
        noop("of the %(n)s people employed, %(parts)s"),
    ),
}
THERE = noop("there were %(n)s people"), noop("of the %(n)s people, %(parts)s")
#: How two groups' medians and means are told, by measure: they differ, and they are the same.
AMOUNTS = {
    ("pay_gap", "median"): (
        noop("the median pay of %(one)s was %(low)s and of %(other)s %(high)s"),
        noop("%(one)s and %(other)s had the same median pay, %(low)s"),
    ),
    ("pay_gap", "mean"): (
        noop("the mean pay of %(one)s was %(low)s and of %(other)s %(high)s"),
        noop("%(one)s and %(other)s had the same mean pay, %(low)s"),
    ),
    ("raise_size", "median"): (
        noop("the median raise of %(one)s was %(low)s and of %(other)s %(high)s"),
        noop("%(one)s and %(other)s had the same median raise, %(low)s"),
    ),
    ("raise_size", "mean"): (
        noop("the mean raise of %(one)s was %(low)s and of %(other)s %(high)s"),
        noop("%(one)s and %(other)s had the same mean raise, %(low)s"),
    ),
}
#: What is said of chance where noise has a part in it as well.
WITH_NOISE = {
    RARELY: noop("chance and noise alone would rarely do this"),
    MAY: noop("chance or noise may explain it"),
    AMONG_MANY: noop("among so many comparisons, chance or noise may explain it"),
}
GIVES_AWAY = "its figures would give a smaller group away"
LONGEST_LIST = 3
NOTHING = noop("No figure can be shown here: every group is hidden or empty.")
NO_LEVEL = noop("no level differs from another by more than chance may explain")
ALONE = noop("Too few people to compare: no two groups can be shown beside each other.")
NO_BANDS = noop(
    "Releases show medians without a band, so what chance had to do with it is not said."
)
UNSEEABLE = noop("With so few people, no gap of any size could be told from chance.")
# The side on which a group has less of what people want.
_WORSE = {
    "exit_rate": "above",
    **dict.fromkeys(("promotion_rate", "promotion_by_rating", "pay_gap"), "below"),
    **dict.fromkeys(("raise_rate", "raise_size", "top_share"), "below"),
}


@dataclass(frozen=True, kw_only=True)
class Worse:
    """The group that stands worse, as a sentence calls it, its row, and where.

    people  "women at level 1": the people out of whom the row counts
    """

    people: str
    row: Row
    at: Mapping[str, str | int]


def finding(figure: Figure) -> str:
    """What the figure says, in one sentence."""
    told = _told(figure)
    return _sentence("; ".join(part for part in (told.words, _verdict_said(figure)) if part))


def _verdict_said(figure: Figure) -> str:
    verdict = _told(figure).verdict
    verdict = WITH_NOISE.get(verdict, verdict) if has_noise(figure) else verdict
    return tr(verdict) if verdict else ""


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
        band % {"group": name}
        for row, name in zip(gap.rows, gap.people, strict=True)
        if (band := _band_in_words(row))
    ]
    return _sentence("; ".join(parts)) if len(parts) == len(gap.rows) else ""


def _band_in_words(row: Row) -> str:
    """ "between 7 and 12 in 100 %(group)s": never out of more people than there are."""
    if row.low is None or row.high is None or row.n is None or row.low == row.high:
        return ""
    low, high = math.floor(100 * row.low), math.ceil(100 * row.high)
    group = "%(group)s"
    if row.n >= NATURAL_BASES[0] and low >= 1:
        return tr("between %(few)s and %(many)s in 100 %(group)s", few=low, many=high, group=group)
    few, many = one_in(row.low, row.n), one_in(row.high, row.n)
    if few == many:
        return ""
    return tr("between %(few)s and %(many)s %(group)s", few=few, many=many, group=group)


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
        so_many = few if few == many else tr("%(low)s to %(high)s", low=few, high=many)
        said_of.append(tr("Each count has noise: give or take %(n)s people.", n=so_many))
    if held := sorted({row.day for row in figure.rows if row.day is not None}):
        days = listed([day_words(day) for day in held])
        said_of.append(
            tr("Where few people came or left since, it is shown as on %(days)s.", days=days)
        )
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
        return gap_unseen(words)
    if told.gap is None and not told.whole and figure.by and figure.hidden:
        return tr(ALONE)
    if figure.comparisons and all(row.low is None for row in figure.rows):
        return tr(NO_BANDS)
    return tr(UNSEEABLE) if figure.comparisons and not told.whole else ""


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


def worse_off(figure: Figure) -> Worse | None:
    """The one of the two groups that the finding speaks of which has less of what people want; None
    where the measure does not say what that is, or where it speaks of no two groups.
    """
    gap, side = _told(figure).gap, _WORSE.get(figure.measure)
    if gap is None or side is None or gap.is_none or gap.people[0] == gap.people[1]:
        return None
    # The lower value comes first.
    place = 0 if side == "below" else 1
    panel, row = gap.panels[place], gap.rows[place]
    there = place_words(panel.at, panel.heading)[0] if set(panel.at) == {"level"} else ""
    people = f"{gap.people[place]} {there}".strip()
    return Worse(people=people, row=row, at={**panel.at, **row.at, **row.group})


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
        count = number(len(nowhere))
        if len(reasons) == 1:
            why = again(next(iter(reasons)))
            return tr("%(n)s groups are hidden everywhere (%(why)s).", n=count, why=why)
        why = listed([_of_these(count, reason) for reason, count in reasons.items()])
        return tr("%(n)s groups are hidden everywhere: %(why)s.", n=count, why=why)
    return " ".join(
        tr(
            "Hidden everywhere: %(groups)s (%(why)s).",
            groups=isolated(line.people),
            why=again(clean(line.why_hidden)),
        )
        for line in nowhere
    )


def _hidden_at_some(arranged: Sequence[Panel], hidden: Sequence[tuple[Panel, Line]]) -> str:
    reasons = Counter(clean(line.why_hidden) for _, line in hidden)
    if len(hidden) > LONGEST_LIST:
        count = number(len(hidden))
        if len(reasons) == 1:
            why = again(next(iter(reasons)))
            return tr("%(n)s figures are hidden (%(why)s).", n=count, why=why)
        why = listed([_of_these(count, reason) for reason, count in reasons.items()])
        return tr("%(n)s figures are hidden: %(why)s.", n=count, why=why)
    return " ".join(
        tr(
            "Hidden: %(groups)s (%(why)s).",
            groups=listed([_hidden_name(p, line, len(arranged)) for p, line in these]),
            why=again(reason),
        )
        for reason in reasons
        if (these := [(p, line) for p, line in hidden if clean(line.why_hidden) == reason])
    )


@once_per_figure
def _told(figure: Figure) -> Told:
    if figure.measure in TELLERS:
        return TELLERS[figure.measure](figure)
    arranged = [panel for panel in panels(figure) if panel.shown]
    if not arranged:
        return Told(tr(NOTHING).rstrip("."))
    if all(is_composition(figure, panel) for panel in arranged):
        return _composition(figure, arranged)
    if figure.measure == "promotion_by_rating":
        # All ratings together first: what is left at equal rating is a sentence of its own.
        arranged = [panel for panel in arranged if panel.at == ratings.ALL_RATINGS] or arranged
    gaps = gaps_between_groups(figure, arranged)
    gap = worth_telling(gaps)
    if gap is None:
        return Told(_single(figure, arranged[0]))
    return Told(_as_on(_pair(figure, gap), gap.rows), verdict(gap, among=len(gaps)), gap)


def _as_on(words: str, rows: Iterable[Row]) -> str:
    """Words about numbers that stayed as they were on an earlier day, with that day."""
    days = sorted({row.day for row in rows if row.day is not None})
    if not days:
        return words
    return tr("%(words)s, as on %(days)s", words=words, days=listed([*map(day_words, days)]))


# --- two groups -----------------------------------------------------------------------------------


def _pair(figure: Figure, gap: Gap) -> str:
    if figure.unit != "share" and (figure.measure, "median") in AMOUNTS:
        return _pay(figure, gap)
    before, does = _predicate(figure, gap.panels[0])
    if figure.unit == PERSON_YEARS:
        return before + _over_time(gap, does)
    if figure.unit != "share" or min(row.value or 0.0 for row in gap.rows) < 0:
        low, high = (amount(row.value or 0.0, figure, decimals(figure)) for row in gap.rows)
        return before + tr(
            "%(low)s for %(one)s, and %(high)s for %(other)s",
            low=low, high=high, one=gap.people[0], other=gap.people[1],
        )  # fmt: skip
    one, other = both_parts(gap.rows, gap.people)
    return before + tr("%(one)s %(does)s, and %(other)s", one=one, does=does, other=other)


def _over_time(gap: Gap, does: str) -> str:
    """Events over person-years, over one common base where there were so many."""
    base = common_base(gap.rows)
    one, other = gap.people
    yearly = noop("in an average year, %(one)s %(does)s, and %(other)s")
    if base is not None:
        few, many = (share_words(round((row.value or 0) * base), base) for row in gap.rows)
        return tr(yearly, one=of_group(few, one), does=does, other=of_group(many, other))
    if rare := _one_in_each(gap.rows):
        few, many = (tr("about %(share)s", share=each) for each in rare)
        return tr(yearly, one=of_group(few, one), does=does, other=of_group(many, other))
    few, many = map(_how_often, gap.rows)
    return tr(
        "%(one)s %(does)s %(few)s, and %(other)s %(many)s",
        one=one, does=does, few=few, other=other, many=many,
    )  # fmt: skip


def _how_often(row: Row) -> str:
    if row.count is None or row.n is None:
        so_many = number(100 * (row.value or 0), 1)
        return tr("%(n)s times per 100 person-years", n=so_many)
    return tr("%(times)s in %(n)s person-years", times=_times(row.count), n=people(row.n))


def _one_in_each(rows: Sequence[Row]) -> tuple[str, ...]:
    """Both rates as 1 in so many of the group's people; nothing where they are too few for it."""
    parts = [one_in(row.value or 0.0, row.members) for row in rows]
    enough = all(may_be_percent(row.members) and row.value for row in rows)
    plain = all(is_plain(row.value or 0.0, row.members) for row in rows)
    return tuple(parts) if enough and plain and len(set(parts)) > 1 else ()


def _pay(figure: Figure, gap: Gap) -> str:
    digits = decimals(figure)
    low, high = (amount(row.value or 0.0, figure, digits) for row in gap.rows)
    one, other = gap.people
    statistic = "mean" if "mean" in gap.rows[0].at.values() else "median"
    before, _ = _predicate(figure, gap.panels[0])
    differ, same = AMOUNTS[figure.measure, statistic]
    if not gap.is_none:
        return before + tr(differ, one=one, other=other, low=low, high=high)
    means = [
        tr(
            "%(amount)s for %(group)s",
            amount=amount(line.mean.value, figure, digits),
            group=line.people,
        )
        for line in gap.panels[0].lines
        if line.people in gap.people and line.mean is not None and line.mean.value is not None
    ]
    words = before + tr(same, one=one, other=other, low=low)
    return f"{words}; " + tr("the mean was %(means)s", means=listed(means)) if means else words


def _predicate(figure: Figure, panel: Panel) -> tuple[str, str]:
    """How the sentence begins, and what the people in it do: ("at level 1, ", "were promoted")."""
    at, beginning = panel.at, where(panel.at, panel.heading)
    if figure.measure == "exit_rate":
        reason = str(at.get("reason", "any"))
        if reason in LEFT and len(at) <= 1:
            return "", tr(LEFT[reason])
        return beginning, tr("left")
    if figure.measure == "top_share" and "end" in at:
        return "", tr("are %(place)s", place=place_words(at, panel.heading)[0])
    if figure.measure == "pay_quarter_share" and set(at) == {"quarter"}:
        quarter = int(at["quarter"])
        if quarter in QUARTERS:
            return "", tr(QUARTERS[quarter])
        return "", tr("are in pay quarter %(quarter)s of 4", quarter=quarter)
    if figure.measure == "promotion_rate":
        return beginning, tr(PROMOTED)
    if "rating" in at:
        return ratings.does(figure, panel)
    if figure.measure == "raise_rate":
        return "", tr("got a raise")
    return beginning, tr("are counted")


# --- one group, and many that make up one whole ---------------------------------------------------


def _single(figure: Figure, panel: Panel) -> str:
    line = worth_comparing(panel)[0]
    row = line.row
    assert row is not None
    words = said(row, figure, digits=decimals(figure))
    before, does = _predicate(figure, panel)
    if figure.unit == PERSON_YEARS:
        told = tr(
            "%(people)s %(does)s at a rate of %(rate)s person-years",
            people=line.people, does=does, rate=words.value,
        )  # fmt: skip
    elif figure.unit != "share":
        median = noop("the median pay of %(people)s was %(amount)s")
        if figure.measure == "raise_size":
            median = noop("the median raise of %(people)s was %(amount)s")
        told = tr(median, people=line.people, amount=words.value)
    else:
        share = one_in(row.value or 0.0, row.n) if may_be_percent(row.n) else plain_share(row)
        who = none_or_all(row, line.people) or of_group(share, line.people)
        told = tr("%(who)s %(does)s", who=who, does=does)
    told = _as_on(f"{before}{told}", [row])
    return f"{told}; {band_words(words.band)}" if words.band else told


def _composition(figure: Figure, arranged: list[Panel]) -> Told:
    """Who makes up the whole, or whose share differs most between two levels."""
    gaps = gaps_between_levels(figure, arranged)
    levels = _largest_levels(arranged)
    gap = widest(gaps)
    if gap is not None and verdict(gap, among=len(gaps)) == RARELY:
        words = _as_on(_between_levels(figure, gap), gap.rows)
        return Told(words, RARELY, gap, whole=True, levels=levels)
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
    # Hires go into a level; everybody else is at one.
    told = {
        "hire_share": noop("of the people hired %(lower)s, %(few)s are %(group)s; %(upper)s, "
                           "%(many)s are"),
        "headcount_share": noop("of the people employed %(lower)s, %(few)s are %(group)s; "
                                "%(upper)s, %(many)s are"),
    }.get(figure.measure, noop("of the people %(lower)s, %(few)s are %(group)s; %(upper)s, "
                               "%(many)s are"))  # fmt: skip
    lower, upper = (
        _into(panel) if figure.measure == "hire_share" else place_words(panel.at, panel.heading)[0]
        for panel in (here, there)
    )
    return tr(
        told, lower=lower, few=part_of(one), group=gap.people[0], upper=upper, many=part_of(other)
    )


def _into(panel: Panel) -> str:
    """A level, as people are hired into it."""
    return tr("into %(level)s", level=inside(panel.heading))


def _shares_of(figure: Figure, panel: Panel) -> str:
    lines = [line for line in worth_comparing(panel) if line.row is not None]
    # Who is everybody else follows from those who are named.
    lines = [line for line in lines if not _is_the_rest(line)] or lines
    place = "" if EVERYWHERE in panel.at.values() else where(panel.at, panel.heading)
    if all(line.row is not None and not line.row.group for line in lines):
        n = lines[0].row.n if lines[0].row is not None else None
        return place + tr(WHOLES.get(figure.measure, THERE)[0], n=people(n or 0))
    most = sorted(lines, key=lambda line: -_value(line))[: max(2, len(figure.by) + 1)]
    n = max((line.row.n or 0 for line in most if line.row is not None), default=0)
    parts = listed(
        [
            tr("%(part)s are %(group)s", part=part_of(line.row, among=n), group=line.people)
            for line in most
            if line.row is not None
        ]
    )
    whole = WHOLES.get(figure.measure, THERE)[1]
    told = place + (tr(whole, n=people(n), parts=parts) if n else parts)
    return _as_on(told, [line.row for line in most if line.row is not None])


# --- numbers --------------------------------------------------------------------------------------


def _times(count: int) -> str:
    known = {0: noop("not once"), 1: noop("once"), 2: noop("twice")}
    return tr(known[count]) if count in known else trn("%(n)s time", "%(n)s times", count)


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
        return tr("%(n)s of %(few)s", n=number(count), few=again(reason))
    if reason == GIVES_AWAY:
        return tr("%(n)s that would give a smaller group away", n=number(count))
    return f"{number(count)} ({again(reason)})"


def _hidden_name(panel: Panel, line: Line, places: int) -> str:
    if line.name == tr(EVERYBODY) and panel.heading:
        return isolated(panel.heading)
    place, runs_on = place_words(panel.at, panel.heading) if places > 1 else ("", True)
    return f"{line.people} {place}".strip() if runs_on else f"{line.people} ({place})"


def _is_the_rest(line: Line) -> bool:
    return line.row is not None and EVERYBODY_ELSE in line.row.group.values()


def _value(line: Line) -> float:
    return (line.row.value or 0.0) if line.row is not None else 0.0


def _sentence(words: str) -> str:
    # A name that was cut ends the sentence with its own dots.
    end = "" if words.endswith(("…", "…\u2069")) else "."
    return f"{capital(words)}{end}"
