"""What matters most of many figures: three sentences, and how many findings stand clear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tiebeam.charts.describe import claim, finding, has_noise, smallest_gap, stands_clear
from tiebeam.engine.disclosure import Drawable
from tiebeam.engine.words import capital, inside, noop, number, tr, trn

#: What counts everybody, or looks ahead: there, nothing is set against chance.
WITHOUT_CHANCE: Final = frozenset({"flow_ledger", "projection", "organisation"})
#: What is said first, in the order in which it is looked for.
_OF_MOVES: Final = (
    "promotion_rate", "exit_rate", "hiring_funnel", "raise_rate", "hire_share",
)  # fmt: skip
#: A median gap below this share of pay is said to be none.
_NO_GAP: Final = 0.01


def set_against_chance(figures: Sequence[Drawable]) -> tuple[Drawable, ...]:
    """The figures of which it can be said whether chance may explain them."""
    return tuple(figure for figure in figures if figure.measure not in WITHOUT_CHANCE)


def overview(figures: Sequence[Drawable]) -> str:
    """How many of the findings stand clear of chance, and what it means when none does."""
    figures = set_against_chance(figures)
    if not figures:
        return tr("Nothing could be measured in this data.")
    clear = sum(stands_clear(figure) for figure in figures)
    of_what = clear_of_what(figures)
    count = number(len(figures))
    if clear:
        return trn(
            "Of %(all)s findings, %(clear)s stands clear of %(chance)s.",
            "Of %(all)s findings, %(clear)s stand clear of %(chance)s.",
            clear, all=count, clear=_counted(clear), chance=of_what,
        )  # fmt: skip
    return tr(
        "None of these %(all)s findings stands clear of %(chance)s. That does not show that there "
        "is nothing: each says how large a gap could have gone unseen.",
        all=count, chance=of_what,
    )  # fmt: skip


def clear_of_what(figures: Sequence[Drawable]) -> str:
    """What a finding may be due to: chance, and where counts have noise, that as well."""
    return tr("chance and noise") if any(map(has_noise, figures)) else tr("chance")


def summary(figures: Sequence[Drawable]) -> tuple[str, ...]:
    """Where people are, what happens to them, and how much so many people can show."""
    said = [_where_people_are(figures), _what_happens(figures), _how_sure(figures)]
    return tuple(each for each in said if each)


def _where_people_are(figures: Sequence[Drawable]) -> str:
    """Pay and ranks beside each other: an equal median can stand beside unequal ranks."""
    # Pay by the first attribute, whatever it shows: that gap is the one everybody asks for.
    pay = next((each for each in figures if each.measure == "pay_gap" and each.comparisons), None)
    rank = _first(figures, ("top_share",))
    if pay is None or rank is None:
        return finding(pay or rank) if pay or rank else ""  # type: ignore[arg-type]
    if _is_level(pay) and stands_clear(rank):
        level = capital(claim(pay))
        return tr("%(pay)s. Yet %(ranks)s", pay=level, ranks=inside(finding(rank)))
    return tr("%(pay)s And %(ranks)s", pay=finding(pay), ranks=inside(finding(rank)))


def _is_level(pay: Drawable) -> bool:
    """Whether no two median pays that were compared lie a full percent apart."""
    gaps = [each.results["gap_percent"] for each in pay.comparisons
            if each.at.get("statistic") == "median"]  # fmt: skip
    return bool(gaps) and all(gap is not None and abs(gap) < 100 * _NO_GAP for gap in gaps)


def _what_happens(figures: Sequence[Drawable]) -> str:
    figure = _first(figures, _OF_MOVES)
    return finding(figure) if figure else ""


def _how_sure(figures: Sequence[Drawable]) -> str:
    """How many findings stand, and the smallest gap that the first of them could have shown."""
    asked = _first(figures, ("promotion_rate", "exit_rate", "top_share"))
    if asked is None:
        return f"{overview(figures)} {tr(_ALONE) if figures else ''}".rstrip()
    gap = smallest_gap(asked)
    if not gap:
        return overview(figures)
    return f"{overview(figures)} {tr(_OF[asked.measure], gap=inside(gap))}"


#: What is said of the smallest gap, by measure.
_OF: Final = {
    "promotion_rate": noop("Of promotions: %(gap)s"),
    "exit_rate": noop("Of leaving: %(gap)s"),
    "top_share": noop("Of ranks: %(gap)s"),
}
_ALONE: Final = noop(
    "So few people are described alike that no two groups can be shown side by side."
)


def _first(figures: Sequence[Drawable], names: Sequence[str]) -> Drawable | None:
    """Of the figures with these names, one that stands clear of chance, or else the first."""
    chosen = sorted(
        (figure for figure in figures if figure.measure in names and figure.comparisons),
        key=lambda each: (not stands_clear(each), names.index(each.measure)),
    )
    return chosen[0] if chosen else None


def _counted(count: int) -> str:
    return tr(_COUNTED[count]) if count < len(_COUNTED) else number(count)


_COUNTED: Final = (
    noop("none"), noop("one"), noop("two"), noop("three"), noop("four"), noop("five"), noop("six"),
    noop("seven"),
)  # fmt: skip
