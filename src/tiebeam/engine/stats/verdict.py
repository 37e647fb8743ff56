"""What a comparison of two groups means, in plain sentences without praise or blame.

How large a gap is and how rare it would be by chance are two different things, so they get a
sentence each. Figures are rounded so that none crosses the line it is measured against.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

NONE, FOUR_FIFTHS, ALL = Fraction(0), Fraction(4, 5), Fraction(1)

NAMES = {"z": "the Z test", "fisher": "Fisher's exact test", "mid_p": "the mid-p test"}


class Compared(Protocol):
    """What the sentences need to know; see selection.Comparison, which this must not import."""

    @property
    def selected_a(self) -> int: ...
    @property
    def pool_a(self) -> int: ...
    @property
    def selected_b(self) -> int: ...
    @property
    def pool_b(self) -> int: ...
    @property
    def name_a(self) -> str: ...
    @property
    def name_b(self) -> str: ...
    @property
    def lower_group(self) -> str | None: ...
    @property
    def adverse(self) -> bool: ...
    @property
    def p_z(self) -> float | None: ...
    @property
    def p_fisher(self) -> float: ...
    @property
    def p_mid(self) -> float: ...
    @property
    def significant(self) -> Mapping[str, bool]: ...
    @property
    def tests_disagree(self) -> bool: ...
    @property
    def flips_four_fifths(self) -> tuple[str, ...]: ...
    @property
    def flips_significance(self) -> tuple[str, ...]: ...
    @property
    def flips_direction(self) -> tuple[str, ...]: ...
    @property
    def smallest_detectable_gap(self) -> float | None: ...


def in_words(comparison: Compared) -> str:
    """The size of the gap, whether chance could make it, and whether one decision decides.

    Returns  two to five sentences, separated by spaces
    """
    sentences = [_size(comparison), _chance(comparison), _one_decision(comparison)]
    return " ".join(sentence for sentence in sentences if sentence)


def percent(share: Fraction, *, lines: tuple[Fraction, ...] = (NONE, ALL)) -> str:
    """A share as a percentage, with only as many decimals as keep it on its side of each line.

    share  0 upwards, exact
    lines  shares it must not seem to reach: 79.96 % is not shown as 80 %, nor 99.998 % as 100 %
    """
    exact = share * 100
    for digits in range(20):
        shown = round(exact, digits)
        if all(_side(shown, line * 100) == _side(exact, line * 100) for line in lines):
            break
    return f"{float(shown):.{digits}f} %"


def chance(p: float, *, line: float = 0.05) -> str:
    """A p value with three decimals, or as many more as keep it on its side of the line."""
    if p < 0.001:
        return "under .001"
    for digits in range(3, 20):
        shown = f"{p:.{digits}f}"
        if (float(shown) < line) == (p < line):
            break
    return "1" if float(shown) == 1 else shown.removeprefix("0")


def _size(comparison: Compared) -> str:
    a, b = comparison.name_a, comparison.name_b
    rate_a = Fraction(comparison.selected_a, comparison.pool_a)
    rate_b = Fraction(comparison.selected_b, comparison.pool_b)
    if rate_a == rate_b:
        return f"Both {a} and {b} were selected at {percent(rate_a)}."
    (lower, low), (higher, high) = sorted([(a, rate_a), (b, rate_b)], key=lambda pair: pair[1])
    ratio = percent(low / high, lines=(NONE, FOUR_FIFTHS, ALL))
    mark = "below" if comparison.adverse else "not below"
    return (
        f"The rate of {lower} is {ratio} of the rate of {higher}. "
        f"That is {mark} the four-fifths mark."
    )


def _chance(comparison: Compared) -> str:
    if comparison.tests_disagree:
        return _disagreement(comparison)
    if comparison.lower_group is None:
        return _blind_spot(comparison)
    p = f"Fisher's exact test, p {chance(comparison.p_fisher)}"
    if comparison.significant["fisher"]:
        return f"Chance alone would rarely make a gap this wide ({p})."
    return f"Chance alone could make a gap this wide ({p}). {_blind_spot(comparison)}"


def _disagreement(comparison: Compared) -> str:
    p = {"z": comparison.p_z, "fisher": comparison.p_fisher, "mid_p": comparison.p_mid}
    said = {
        test: f"{NAMES[test]} (p {chance(value)})" for test, value in p.items() if value is not None
    }
    rare = [words for test, words in said.items() if comparison.significant[test]]
    common = [words for test, words in said.items() if not comparison.significant[test]]
    return (
        f"The tests disagree. The gap would be rare by chance for {_listed(rare)}, "
        f"but not for {_listed(common)}."
    )


def _blind_spot(comparison: Compared) -> str:
    gap = comparison.smallest_detectable_gap
    if gap is None:
        return "With so few people, no gap of any size could be told from chance."
    return (
        f"With groups of this size, you would find a gap of {_points(gap)} in 4 cases out of 5, "
        "and a smaller one less often."
    )


def _points(gap: float) -> str:
    if gap < 0.0001:
        return "less than a hundredth of a point"
    digits = next(digits for digits in range(5) if gap >= 0.095 / 10**digits or digits == 4)
    points = f"{gap * 100:.{digits}f}"
    return f"{points} {'point' if float(points) == 1 else 'points'}"


def _one_decision(comparison: Compared) -> str:
    turned = [
        (comparison.flips_four_fifths, "which side of the four-fifths mark this is on"),
        (comparison.flips_significance, "whether it looks like chance"),
        (comparison.flips_direction, "which group is ahead"),
    ]
    said = [words for flips, words in turned if flips]
    return f"One different decision would change {_listed(said)}." if said else ""


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _side(value: Fraction, line: Fraction) -> int:
    return (value > line) - (value < line)
