"""What courses of time say: to how many of two groups it had happened after so many years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from tiebeam.charts.arrange import Line, Panel, panels
from tiebeam.charts.gaps import Gap, gap_between, verdict, worth_comparing, worth_telling
from tiebeam.charts.names import years
from tiebeam.charts.telling.ledger import NOTHING, place_told
from tiebeam.charts.told import (
    Told,
    band_words,
    both_parts,
    gap_in_words,
    gap_unseen,
    of_group,
    plain_share,
)
from tiebeam.charts.values import decimals, said
from tiebeam.engine.disclosure import Figure, Row
from tiebeam.engine.words import noop, tr

PROMOTED = "promoted"
LEFT_FOR = "left: "
#: What had happened to people, by outcome.
HAD = {
    PROMOTED: noop("been promoted"),
    "moved down": noop("moved to a lower level"),
    "moved off the ladder": noop("moved off the ladder"),
    "left: voluntary": noop("left by their own choice"),
    "left: involuntary": noop("been let go"),
    "left: retirement": noop("retired"),
    "left: end of contract": noop("left when their contract ended"),
    "left: death": noop("died"),
    "left: other": noop("left for another reason"),
    "left: unknown": noop("left for a reason that is not known"),
}
# Twice a standard error and its 95 % band, and what a test finds in 4 of 5 cases: 1.96 + 0.84.
BAND_IN_ERRORS, SEEN_IN_ERRORS = 2 * 1.96, 1.96 + 0.8416


def told_of_time(figure: Figure) -> Told:
    """The widest gap between two groups, each pair after the last years that have a range."""
    places = [panel for panel in panels(figure) if outcome_of(panel) in outcomes_told(figure)]
    gaps = list(_gaps(figure, places))
    gap = worth_telling(gaps)
    if gap is None:
        return _single(figure, places)
    sure = verdict(gap, among=len(gaps))
    one, other = both_parts(_counted(gap.rows), gap.people)
    words = _after(figure, gap.panels[0]) + tr(
        "%(one)s had %(done)s, and %(other)s", one=one, done=_had(gap.panels[0]), other=other
    )
    return Told(words, sure, gap, unseen=_unseen(figure, gap))


def outcomes_told(figure: Figure) -> tuple[str, ...]:
    """The outcomes that the question is about: promotion, or every reason of leaving."""
    found = dict.fromkeys(str(row.at.get("outcome", "")) for row in figure.rows)
    if figure.measure == "time_to_promotion":
        return tuple(each for each in found if each == PROMOTED)
    return tuple(each for each in found if each.startswith(LEFT_FOR)) or tuple(found)


def outcome_of(panel: Panel) -> str:
    """Which outcome a place is about."""
    return str(panel.at.get("outcome", ""))


def _month(panel: Panel) -> int:
    return int(panel.at.get("month", 0))


def _gaps(figure: Figure, places: Sequence[Panel]) -> Iterator[Gap]:
    """Every two groups, for each outcome, at one month."""
    for outcome in dict.fromkeys(map(outcome_of, places)):
        here = [(panel, worth_comparing(panel)) for panel in places if outcome_of(panel) == outcome]
        pairs = {
            frozenset((one.people, other.people))
            for _, lines in here
            for one, other in combinations(lines, 2)
        }
        for pair in sorted(pairs, key=sorted):
            if gap := _last_gap(figure, here, pair):
                yield gap


def _last_gap(
    figure: Figure, here: Sequence[tuple[Panel, Sequence[Line]]], pair: frozenset[str]
) -> Gap | None:
    """Of two groups after the last years at which they were compared, or both have a band."""
    found = []
    for panel, lines in here:
        both = [line for line in lines if line.people in pair and _is_banded(line)]
        if len(both) == len(pair):
            found.append((panel, both))
    # The last month comes first: most figures compare there, and making a gap is slow.
    found.sort(key=lambda each: -_month(each[0]))
    gaps = (gap_between(figure, panel, *both) for panel, both in found)
    last = next(gaps, None)
    if last is None or last.found:
        return last
    return next((gap for gap in gaps if gap.found), last)


def _is_banded(line: Line) -> bool:
    return line.row is not None and line.row.low is not None and line.row.high is not None


def _after(figure: Figure, panel: Panel) -> str:
    time, level = years(_month(panel)), place_told(figure)
    if not level:
        return tr("after %(time)s, ", time=time)
    return tr("after %(time)s %(level)s, ", time=time, level=level)


def _had(panel: Panel) -> str:
    outcome = outcome_of(panel)
    reason = outcome.removeprefix(LEFT_FOR)
    if outcome in HAD:
        return tr(HAD[outcome])
    return tr("left (%(reason)s)", reason=reason) if outcome.startswith(LEFT_FOR) else reason


def _counted(rows: tuple[Row, Row]) -> tuple[Row, Row]:
    """Rows that say "none of the 40" where it had happened to nobody."""
    one, other = (replace(row, count=0) if row.value == 0 else row for row in rows)
    return one, other


def _unseen(figure: Figure, gap: Gap) -> str | None:
    """What could have been seen, from the band of the difference of the two."""
    low, high = gap.found.get("low"), gap.found.get("high")
    if low is None or high is None:
        return ""
    least = (high - low) / BAND_IN_ERRORS * SEEN_IN_ERRORS
    n = min(row.n or 0 for row in gap.rows)
    return gap_unseen(gap_in_words(least, n, figure))


def _single(figure: Figure, places: Sequence[Panel]) -> Told:
    """One group alone, after the last years that are known of it."""
    shown = [panel for panel in places if panel.shown]
    if not shown:
        return Told(tr(NOTHING))
    panel = max(shown, key=_month)
    line = worth_comparing(panel)[0]
    assert line.row is not None
    share = tr("none of the") if line.row.value == 0 else plain_share(line.row)
    band = said(line.row, figure, digits=decimals(figure)).band
    words = _after(figure, panel) + tr(
        "%(who)s had %(done)s", who=of_group(share, line.people), done=_had(panel)
    )
    return Told(f"{words}; {band_words(band)}" if band else words)
