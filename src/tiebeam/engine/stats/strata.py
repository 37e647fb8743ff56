"""Two groups compared within departments, grades or years, and then pooled into one answer.

Comparing only like with like guards against the case where one group applies where few are
selected. Rows are departments (or any other strata): selected_a, pool_a, selected_b, pool_b.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tiebeam.engine.stats.counts import EmptyGroup, selected_of_pools
from tiebeam.engine.stats.normal import two_sided_p, z_for

Column = NDArray[np.float64]


class NotFourColumns(ValueError):
    """The strata are not a table of selected_a, pool_a, selected_b, pool_b."""


@dataclass(frozen=True)
class Stratified:
    """One answer over all strata; every figure is None where it is not defined.

    odds_ratio           odds of a over odds of b, common to all strata, with its range
    risk_difference      rate of a minus rate of b, common to all strata, with its range
    statistic, p         Cochran-Mantel-Haenszel chi-square on 1 degree of freedom and its p, with
                         the continuity correction of one half, as in Mantel & Haenszel's paper and
                         by default in R's mantelhaen.test
    statistic_uncorrected, p_uncorrected  the same without the correction; rarer results by a little
    breslow_day, p_breslow_day        whether the odds ratios differ between strata
    tarone, p_tarone     the same with Tarone's correction; the better one to quote
    degrees_of_freedom   of the last two: telling strata, minus one
    strata               strata in which both groups have people
    skipped              strata left out because one group had nobody there
    """

    odds_ratio: float | None
    odds_ratio_low: float | None
    odds_ratio_high: float | None
    risk_difference: float
    risk_difference_low: float
    risk_difference_high: float
    statistic: float | None
    p: float | None
    statistic_uncorrected: float | None
    p_uncorrected: float | None
    breslow_day: float | None
    p_breslow_day: float | None
    tarone: float | None
    p_tarone: float | None
    degrees_of_freedom: int
    strata: int
    skipped: int
    confidence: float

    def as_dict(self) -> dict[str, float | None]:
        """Plain numbers, ready for JSON."""
        return asdict(self)


class _Tables(NamedTuple):
    """Four cells per stratum: a selected or left, b selected or left; and their sums."""

    a: Column
    a_left: Column
    b: Column
    b_left: Column

    @property
    def pool_a(self) -> Column:
        return self.a + self.a_left

    @property
    def pool_b(self) -> Column:
        return self.b + self.b_left

    @property
    def people(self) -> Column:
        return self.pool_a + self.pool_b

    @property
    def selected(self) -> Column:
        return self.a + self.b

    @property
    def expected(self) -> Column:
        return self.pool_a * self.selected / self.people

    @property
    def variance(self) -> Column:
        left = self.people - self.selected
        return self.expected * (self.pool_b / self.people) * (left / (self.people - 1))

    def only(self, keep: NDArray[np.bool_]) -> _Tables:
        return _Tables(*(column[keep] for column in self))


def mantel_haenszel(tables: ArrayLike, *, confidence: float = 0.95) -> Stratified:
    """Whether one group was selected less often than another among people in the same place.

    tables      whole numbers, shape (strata, 4): selected_a, pool_a, selected_b, pool_b
    confidence  share of the ranges that hold the truth
    Raises      NotFourColumns, ImpossibleCount, MoreSelectedThanPool; EmptyGroup when no stratum
                has people of both groups
    Source      Mantel & Haenszel (1959), J. Natl. Cancer Inst. 22, 719-748; range of the odds
                ratio: Robins, Breslow & Greenland (1986), Biometrics 42, 311-323; range of the
                risk difference: Sato (1989), Biometrics 45, 1323-1324; sameness of the odds
                ratios: Breslow & Day (1980), Statistical Methods in Cancer Research 1, 142, and
                Tarone (1985), Biometrika 72, 91-95
    """
    every = _read(tables)
    usable = every.only((every.pool_a > 0) & (every.pool_b > 0))
    if not usable.a.size:
        raise EmptyGroup("No stratum has people of both groups. Use wider strata.")
    z = z_for(confidence)
    ratio, ratio_low, ratio_high = _odds_ratio(usable, z)
    difference, difference_low, difference_high = _risk_difference(usable, z)
    corrected, p_corrected = _cochran(usable, correction=0.5)
    uncorrected, p_uncorrected = _cochran(usable, correction=0.0)
    breslow_day, tarone, freedom = _sameness(usable, ratio)
    return Stratified(
        odds_ratio=ratio,
        odds_ratio_low=ratio_low,
        odds_ratio_high=ratio_high,
        risk_difference=difference,
        risk_difference_low=difference_low,
        risk_difference_high=difference_high,
        statistic=corrected,
        p=p_corrected,
        statistic_uncorrected=uncorrected,
        p_uncorrected=p_uncorrected,
        breslow_day=breslow_day,
        p_breslow_day=_chi_square_p(breslow_day, freedom),
        tarone=tarone,
        p_tarone=_chi_square_p(tarone, freedom),
        degrees_of_freedom=freedom,
        strata=usable.a.size,
        skipped=every.a.size - usable.a.size,
        confidence=confidence,
    )


def _read(tables: ArrayLike) -> _Tables:
    rows = np.asarray(tables)
    if rows.ndim != 2 or rows.shape[1] != 4:
        raise NotFourColumns("Give one row per stratum: selected_a, pool_a, selected_b, pool_b.")
    columns = []
    for selected, pool, suffix in ((rows[:, 0], rows[:, 1], "_a"), (rows[:, 2], rows[:, 3], "_b")):
        chosen, of = selected_of_pools(selected, pool, suffix=suffix, empty_allowed=True)
        columns += [chosen, of - chosen]
    return _Tables(*columns)


def _odds_ratio(t: _Tables, z: float) -> tuple[float | None, float | None, float | None]:
    for_a, for_b = t.a * t.b_left / t.people, t.b * t.a_left / t.people
    r, s = float(for_a.sum()), float(for_b.sum())
    if s == 0:
        return None, None, None
    if r == 0:
        return 0.0, None, None
    agree, differ = (t.a + t.b_left) / t.people, (t.b + t.a_left) / t.people
    variance = (
        (agree * for_a).sum() / (2 * r * r)
        + (agree * for_b + differ * for_a).sum() / (2 * r * s)
        + (differ * for_b).sum() / (2 * s * s)
    )
    reach = z * math.sqrt(float(variance))
    return r / s, r / s * math.exp(-reach), r / s * math.exp(reach)


def _risk_difference(t: _Tables, z: float) -> tuple[float, float, float]:
    pool_a, pool_b, people = t.pool_a, t.pool_b, t.people
    weight = float((pool_a * pool_b / people).sum())
    difference = float(((t.a * pool_b - t.b * pool_a) / people).sum()) / weight
    skew = (
        pool_a * (pool_a * t.b) - pool_b * (pool_b * t.a) + pool_a * pool_b * (pool_b - pool_a) / 2
    )
    spread = (t.a * t.b_left + t.b * t.a_left) / (2 * people)
    variance = difference * float((skew / people**2).sum()) + float(spread.sum())
    reach = z * math.sqrt(max(0.0, variance)) / weight
    return difference, difference - reach, difference + reach


def _cochran(t: _Tables, *, correction: float) -> tuple[float | None, float | None]:
    variance = float(t.variance.sum())
    if variance == 0:
        return None, None
    gap = abs(float((t.a - t.expected).sum()))
    z = max(0.0, gap - correction) / math.sqrt(variance)
    return z * z, two_sided_p(z)


def _sameness(t: _Tables, ratio: float | None) -> tuple[float | None, float | None, int]:
    # Where all or none were selected, a stratum says nothing about its odds ratio.
    telling = t.only((t.selected > 0) & (t.selected < t.people))
    freedom = max(0, telling.a.size - 1)
    if not ratio or not freedom:
        return None, None, freedom
    fitted = _fitted(telling, ratio)
    inverse = (
        1 / fitted
        + 1 / (telling.pool_a - fitted)
        + 1 / (telling.selected - fitted)
        + 1 / (telling.pool_b - telling.selected + fitted)
    )
    gap = telling.a - fitted
    breslow_day = float((gap**2 * inverse).sum())
    return breslow_day, breslow_day - float(gap.sum()) ** 2 / float((1 / inverse).sum()), freedom


def _fitted(t: _Tables, ratio: float) -> Column:
    """Selected people of a in each stratum, if every stratum had this odds ratio."""
    # The root of (1 - ratio) x^2 + linear x - product that is a possible count, in the form that
    # needs no special case at a ratio of 1.
    linear = t.pool_b - t.selected + ratio * (t.pool_a + t.selected)
    product = ratio * t.pool_a * t.selected
    root = np.sqrt(linear**2 + 4 * (1 - ratio) * product)
    return np.asarray(2 * product / (linear + root))


def _chi_square_p(statistic: float | None, freedom: int) -> float | None:
    from scipy.special import chdtrc

    return None if statistic is None else float(chdtrc(freedom, statistic))
