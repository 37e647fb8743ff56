"""What hires and applicants say beside the labour market: who is furthest from their share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tiebeam.charts.arrange import panels
from tiebeam.charts.gaps import AMONG_MANY, LINE, MAY, RARELY
from tiebeam.charts.names import in_sentence
from tiebeam.charts.telling.ledger import NOTHING
from tiebeam.charts.text import clean, isolated
from tiebeam.charts.told import Told, gap_in_words, gap_unseen, part_of
from tiebeam.charts.values import people
from tiebeam.engine.disclosure import EVERYWHERE, LABOUR_MARKET, Comparison, Figure, Row
from tiebeam.engine.words import listed, noop, number, tr

#: Who is set beside the labour market.
BESIDE_MARKET = ("hires_against_market", "applicants_against_market")
#: From so many on, what would be expected is said in whole people.
WHOLE_PEOPLE = 10
#: Of groups that nothing is compared with, the largest are named.
GROUPS_NAMED = 2


def told_of_market(figure: Figure) -> Told:
    """The group that is furthest from its share of the labour market, and a word on chance."""
    found = [each for each in figure.comparisons if LABOUR_MARKET in each.reference]
    if not found:
        return Told(_shares(figure), whole=True)
    # What one group has more, others have less: of those that stand clear, one below is told.
    told = min(found, key=lambda each: (not _is_left_out(each), each.results["p"]))
    results = told.results
    expected = results["expected"]
    words = tr(
        noop("of the %(whole)s, %(count)s are by %(group)s; their share of the labour market would "
             "make it %(share)s")
        if _are_applications(figure)
        else noop("of the %(whole)s, %(count)s are %(group)s; their share of the labour market "
                  "would make it %(share)s"),
        whole=_whole(figure, told.at.get("occupation", ""), results["people"]),
        count=tr("none") if results["in_group"] == 0 else people(results["in_group"]),
        group=in_sentence(told.group, figure.by),
        share=people(expected) if expected >= WHOLE_PEOPLE else number(expected, 1),
    )  # fmt: skip
    chance = _verdict(results["p"], among=len(found))
    return Told(words, chance, whole=True, unseen=_unseen(figure, results))


def market_share(figure: Figure, row: Row) -> float | None:
    """A group's share of the labour market, at the place of its row; None where nothing says it."""
    if figure.measure not in BESIDE_MARKET:
        return None
    shares = (
        each.results["available"]
        for each in figure.comparisons
        if LABOUR_MARKET in each.reference and (each.group, each.at) == (row.group, row.at)
    )
    return next(shares, None)


def _unseen(figure: Figure, results: Mapping[str, Any]) -> str:
    gap = results["smallest_detectable_gap"]
    if gap is None:
        return tr("With so few people, no gap of any size could be told from chance.")
    return gap_unseen(gap_in_words(gap, results["people"], figure))


def _is_left_out(each: Comparison) -> bool:
    return bool(each.results["p"] < LINE and each.results["shortfall"] > 0)


def _are_applications(figure: Figure) -> bool:
    return figure.measure == "applicants_against_market"


def _whole(figure: Figure, occupation: str | int, n: float) -> str:
    """So many people hired, or applications; for an occupation, where it is one alone."""
    called = clean(str(occupation))
    parts = {"n": people(n), "job": isolated(called)}
    if called == EVERYWHERE:
        del parts["job"]
    if _are_applications(figure):
        alone = noop("%(n)s applications for “%(job)s”")
        return tr(noop("%(n)s applications") if called == EVERYWHERE else alone, **parts)
    alone = noop("%(n)s people hired as “%(job)s”")
    return tr(noop("%(n)s people hired") if called == EVERYWHERE else alone, **parts)


def _shares(figure: Figure) -> str:
    """Where nothing is compared, how the largest place is made up."""
    shown = [panel for panel in panels(figure) if panel.shown]
    if not shown:
        return tr(NOTHING)
    panel = max(shown, key=lambda each: max(row.n or 0 for _, row in each.shown))
    rows = [(line, line.row) for line in panel.lines if line.row is not None]
    n = max(row.n or 0 for _, row in rows)
    whole = _whole(figure, panel.at.get("occupation", ""), n)
    named = [(line, row) for line, row in rows if row.group]
    if not named:
        return tr("there were %(whole)s", whole=whole)
    largest = sorted(named, key=lambda each: -(each[1].count or 0))[:GROUPS_NAMED]
    are = noop("%(part)s are %(group)s")
    if _are_applications(figure):
        are = noop("%(part)s are by %(group)s")
    parts = listed([tr(are, part=part_of(row), group=line.people) for line, row in largest])
    return tr("of the %(whole)s, %(parts)s", whole=whole, parts=parts)


def _verdict(p: float, *, among: int) -> str:
    """Whether chance may explain it, given that it is the furthest of so many.

    Source  the line for many is Bonferroni's
    """
    if p < LINE / among:
        return RARELY
    return AMONG_MANY if p < LINE else MAY
