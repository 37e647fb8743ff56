"""Two groups, one decision: who was selected more often, by how much, and could it be chance.

Selected means hired, promoted, or whatever decision you count. Group a is the group in question,
group b the one it is compared with.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine.stats import verdict
from tiebeam.engine.stats.counts import selected_of_pool, selected_of_pools
from tiebeam.engine.stats.exact import Outcomes, selected_by_lot
from tiebeam.engine.stats.intervals import newcombe_difference, ratio_interval, wilson
from tiebeam.engine.stats.normal import two_sided_p
from tiebeam.engine.stats.power import smallest_gap

SIGNIFICANT = 0.05
"""A test speaks of a rare result when its p lies below this, whatever the confidence."""

Group = Literal["a", "b"]


class Counts(NamedTuple):
    """One table: how many of each group were selected, out of how many."""

    selected_a: int
    pool_a: int
    selected_b: int
    pool_b: int

    @property
    def pool(self) -> int:
        return self.pool_a + self.pool_b

    @property
    def selected(self) -> int:
        return self.selected_a + self.selected_b

    @property
    def cross_gap(self) -> int:
        """The difference of the rates times both pools, exact and with the sign of a minus b."""
        return self.selected_a * self.pool_b - self.selected_b * self.pool_a


class ManyZ(NamedTuple):
    """The pooled Z of many pairs of groups, and their two-sided p; each of shape (pairs,)."""

    z: NDArray[np.float64]
    p: NDArray[np.float64]


# Every way in which one decision could have gone differently: change in a, change in b.
ONE_DECISION = {
    "one more of a selected": (1, 0),
    "one fewer of a selected": (-1, 0),
    "one more of b selected": (0, 1),
    "one fewer of b selected": (0, -1),
    "one place given to a instead of b": (1, -1),
    "one place given to b instead of a": (-1, 1),
}


@dataclass(frozen=True)
class Comparison:
    """Two groups beside each other; every figure is None where it is not defined.

    selected_a, pool_a        group a, in people; selected_b, pool_b likewise
    rate_a, rate_b            selected / pool, with Wilson ranges; shares from 0 to 1
    difference                rate_a - rate_b, with Newcombe's range
    impact_ratio              rate_a / rate_b, with Koopman's range; None when nobody of b was
                              selected; impact_ratio_high None when there is no upper limit
    lower_group               "a" or "b", whose rate is lower; None when both are the same
    four_fifths_ratio         lower rate / higher rate; None when nobody was selected
    adverse                   True when that ratio is below 4/5; exactly 4/5 is not below
    z, p_z                    pooled Z, a minus b, and its two-sided p; None when all or none were
                              selected
    p_fisher                  Fisher's exact p, two-sided
    p_fisher_one_sided        chance of so few of a, or fewer, if lots had been drawn
    p_mid, p_mid_one_sided    the same two with half the chance of the very result (mid-p)
    standard_deviations       (selected_a - expected) / sd, if lots had been drawn
    cohens_h                  2 asin(sqrt(rate_a)) - 2 asin(sqrt(rate_b)), in radians
    shortfall                 people of a that would have been selected at the rate of everybody
                              together, minus those who were: the places that would have to go to
                              a instead of b to make the rates equal; negative when a has more
    significant               for each test, whether its p lies below .05
    tests_disagree            True when some tests call the result rare and others do not
    flips_four_fifths         which single decisions, gone differently, would turn `adverse`
    flips_significance        which would carry Fisher's two-sided p across .05
    flips_direction           which would put the other group ahead (UGESP Q&A 21)
    one_decision_flips        True when any of these three holds something
    smallest_detectable_gap   gap between the rates that a test of these pools would find in 4 of 5
                              cases, taking rate_b as the base; None when there is none
    confidence                of all ranges
    """

    selected_a: int
    pool_a: int
    selected_b: int
    pool_b: int
    rate_a: float
    rate_a_low: float
    rate_a_high: float
    rate_b: float
    rate_b_low: float
    rate_b_high: float
    difference: float
    difference_low: float
    difference_high: float
    impact_ratio: float | None
    impact_ratio_low: float | None
    impact_ratio_high: float | None
    lower_group: Group | None
    four_fifths_ratio: float | None
    adverse: bool
    z: float | None
    p_z: float | None
    p_fisher: float
    p_fisher_one_sided: float
    p_mid: float
    p_mid_one_sided: float
    standard_deviations: float | None
    cohens_h: float
    shortfall: float
    flips_four_fifths: tuple[str, ...]
    flips_significance: tuple[str, ...]
    flips_direction: tuple[str, ...]
    smallest_detectable_gap: float | None
    confidence: float
    name_a: str
    name_b: str

    @property
    def significant(self) -> dict[str, bool]:
        return {
            "z": self.p_z is not None and self.p_z < SIGNIFICANT,
            "fisher": self.p_fisher < SIGNIFICANT,
            "mid_p": self.p_mid < SIGNIFICANT,
        }

    @property
    def tests_disagree(self) -> bool:
        return len(set(self.significant.values())) == 2

    @property
    def one_decision_flips(self) -> bool:
        return bool(self.flips_four_fifths or self.flips_significance or self.flips_direction)

    @cached_property
    def verdict(self) -> str:
        """What this means, in two to five plain sentences."""
        return verdict.in_words(self)

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, words and truth values, ready for JSON."""
        plain = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }
        return plain | {
            "significant": self.significant,
            "tests_disagree": self.tests_disagree,
            "one_decision_flips": self.one_decision_flips,
            "verdict": self.verdict,
        }


def compare(
    selected_a: int,
    pool_a: int,
    selected_b: int,
    pool_b: int,
    *,
    confidence: float = 0.95,
    name_a: str = "group a",
    name_b: str = "group b",
) -> Comparison:
    """Whether one group was selected less often than another, by every usual yardstick at once.

    selected_a, pool_a  the group in question: people selected, out of how many
    selected_b, pool_b  the group it is compared with
    confidence          share of the ranges that hold the truth; tests stay at .05
    name_a, name_b      what the verdict calls the groups
    Raises              EmptyGroup, ImpossibleCount, MoreSelectedThanPool, ImpossibleShare
    Source              four-fifths rule: Uniform Guidelines on Employee Selection Procedures,
                        29 CFR 1607.4(D), and Questions & Answers 11 and 21 (44 FR 11996, 1979);
                        tests: Morris & Dunleavy (eds., 2017), Adverse Impact Analysis;
                        h: Cohen (1988), Statistical Power Analysis, 2nd ed., ch. 6
    """
    a, n_a = selected_of_pool(selected_a, pool_a, suffix="_a")
    b, n_b = selected_of_pool(selected_b, pool_b, suffix="_b")
    counts = Counts(a, n_a, b, n_b)
    return Comparison(
        **counts._asdict(),
        **_rates(counts, confidence),
        **_impact_ratio(counts, confidence),
        lower_group=lower_group(counts),
        four_fifths_ratio=four_fifths_ratio(counts),
        adverse=is_adverse(counts),
        **_tests(counts),
        shortfall=-counts.cross_gap / counts.pool,
        **_flips(counts),
        smallest_detectable_gap=smallest_gap(n_a, n_b, b / n_b),
        confidence=confidence,
        name_a=name_a,
        name_b=name_b,
    )


def lower_group(counts: Counts) -> Group | None:
    """The group with the lower rate, compared in whole numbers; None when the rates are equal."""
    if counts.cross_gap == 0:
        return None
    return "a" if counts.cross_gap < 0 else "b"


def is_adverse(counts: Counts) -> bool:
    """Whether the lower rate is below four fifths of the higher one.

    Computed in whole numbers: floats put 3/5 against 6/8, which is exactly 80 %, on the wrong side.

    Source  29 CFR 1607.4(D)
    """
    low, high = sorted((counts.selected_a * counts.pool_b, counts.selected_b * counts.pool_a))
    return 5 * low < 4 * high


def four_fifths_ratio(counts: Counts) -> float | None:
    """The lower rate divided by the higher one; None when nobody was selected."""
    low, high = sorted((counts.selected_a * counts.pool_b, counts.selected_b * counts.pool_a))
    return float(Fraction(low, high)) if high else None


def pooled_z(counts: Counts) -> float | None:
    """Difference of the rates in standard errors, a minus b; None when all or none were selected.

    Source  Pearson (1900); z squared is the chi-square of the table without continuity correction
    """
    left = counts.pool - counts.selected
    if counts.selected == 0 or left == 0:
        return None
    # Whole numbers up to the root: no rounding, and no overflow at 10**9 people.
    variance = counts.pool_a * counts.pool_b * counts.selected * left / counts.pool
    return counts.cross_gap / math.sqrt(variance)


def pooled_z_of_many(
    *,
    selected_a: NDArray[Any],
    pool_a: NDArray[Any],
    selected_b: NDArray[Any],
    pool_b: NDArray[Any],
) -> ManyZ:
    """The pooled Z of many pairs of groups at once, to find the ones worth comparing in full.

    selected_a, pool_a, selected_b, pool_b  integer arrays of one shape
    Returns  z, not a number where all or none were selected; p, which is 1 there
    Raises   EmptyGroup, ImpossibleCount, MoreSelectedThanPool
    Source   as pooled_z. In small groups its p is too small; take Fisher's from compare
    """
    from scipy.special import erfc

    a, n_a = selected_of_pools(selected_a, pool_a, suffix="_a")
    b, n_b = selected_of_pools(selected_b, pool_b, suffix="_b")
    share = (a + b) / (n_a + n_b)
    error = np.sqrt(share * (1 - share) * (1 / n_a + 1 / n_b))
    gap = a / n_a - b / n_b
    z = np.divide(gap, error, out=np.full_like(gap, np.nan), where=error > 0)
    return ManyZ(z, np.where(error > 0, erfc(np.abs(z) / math.sqrt(2)), 1.0))


def _rates(counts: Counts, confidence: float) -> dict[str, Any]:
    a = wilson(selected=counts.selected_a, pool=counts.pool_a, confidence=confidence)
    b = wilson(selected=counts.selected_b, pool=counts.pool_b, confidence=confidence)
    difference = newcombe_difference(**counts._asdict(), confidence=confidence)
    rate_a, rate_b = counts.selected_a / counts.pool_a, counts.selected_b / counts.pool_b
    return {
        "rate_a": rate_a,
        "rate_a_low": a.low,
        "rate_a_high": a.high,
        "rate_b": rate_b,
        "rate_b_low": b.low,
        "rate_b_high": b.high,
        "difference": counts.cross_gap / (counts.pool_a * counts.pool_b),
        "difference_low": difference.low,
        "difference_high": difference.high,
        "cohens_h": 2 * math.asin(math.sqrt(rate_a)) - 2 * math.asin(math.sqrt(rate_b)),
    }


def _impact_ratio(counts: Counts, confidence: float) -> dict[str, Any]:
    if counts.selected == 0:
        return dict.fromkeys(("impact_ratio", "impact_ratio_low", "impact_ratio_high"))
    span = ratio_interval(**counts._asdict(), confidence=confidence)
    ratio = None
    if counts.selected_b:
        ratio = counts.selected_a * counts.pool_b / (counts.selected_b * counts.pool_a)
    return {
        "impact_ratio": ratio,
        "impact_ratio_low": span.low,
        "impact_ratio_high": span.high if math.isfinite(span.high) else None,
    }


def _tests(counts: Counts) -> dict[str, Any]:
    z = pooled_z(counts)
    by_lot = _by_lot(counts.pool_a, counts.pool_b, counts.selected)
    return {
        "z": z,
        "p_z": None if z is None else two_sided_p(z),
        "p_fisher": by_lot.as_unlikely(counts.selected_a),
        "p_fisher_one_sided": by_lot.at_most(counts.selected_a),
        "p_mid": by_lot.mid_two_sided(counts.selected_a),
        "p_mid_one_sided": by_lot.mid_at_most(counts.selected_a),
        # Drawing lots varies a little less than the pooled Z allows for.
        "standard_deviations": None if z is None else z * math.sqrt(1 - 1 / counts.pool),
    }


def _flips(counts: Counts) -> dict[str, Any]:
    changed = {name: _changed(counts, *change) for name, change in ONE_DECISION.items()}
    possible = {name: table for name, table in changed.items() if table is not None}
    adverse, rare = is_adverse(counts), _is_rare(counts)
    return {
        "flips_four_fifths": tuple(n for n, t in possible.items() if is_adverse(t) != adverse),
        "flips_significance": tuple(n for n, t in possible.items() if _is_rare(t) != rare),
        "flips_direction": tuple(
            n for n, t in possible.items() if t.cross_gap * counts.cross_gap < 0
        ),
    }


def _changed(counts: Counts, change_a: int, change_b: int) -> Counts | None:
    a, b = counts.selected_a + change_a, counts.selected_b + change_b
    if not (0 <= a <= counts.pool_a and 0 <= b <= counts.pool_b):
        return None
    return counts._replace(selected_a=a, selected_b=b)


def _is_rare(counts: Counts) -> bool:
    by_lot = _by_lot(counts.pool_a, counts.pool_b, counts.selected)
    return by_lot.as_unlikely(counts.selected_a) < SIGNIFICANT


@lru_cache(maxsize=4)  # One comparison asks for three totals, several times each.
def _by_lot(pool_a: int, pool_b: int, selected: int) -> Outcomes:
    return selected_by_lot(pool_a=pool_a, pool_b=pool_b, selected=selected)
