"""How small a gap these groups could show: a test that finds nothing may have been unable to."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine.stats.counts import EmptyGroup, whole_number
from tiebeam.engine.stats.intervals import checked_exposure
from tiebeam.engine.stats.normal import ImpossibleShare, inner_share, z_for

# The spread of a median of normal values, against that of their mean.
MEDIAN_SPREAD = math.sqrt(math.pi / 2)


class ImpossibleSpread(ValueError):
    """A standard deviation is negative, missing or infinite."""


class ImpossibleRate(ValueError):
    """A rate of events per unit of time is not above 0."""


def smallest_gap(
    pool_a: int, pool_b: int, base_rate: float, *, power: float = 0.8, alpha: float = 0.05
) -> float | None:
    """The smallest difference between two shares that a test of these pools would usually find.

    The reference group b is taken to be selected at base_rate, and group a at more or less. Both
    directions are solved, and the larger gap is returned: a gap of that size would be found
    whichever way it points. When only one direction can be found at all, that one counts.

    pool_a, pool_b  people in each group, at least 1
    base_rate       share of group b selected, 0 to 1
    power           how often the test should find the gap, strictly between 0 and 1
    alpha           how often it may raise a false alarm (two-sided)
    Returns         a difference of shares, 0 to 1; None when no gap would be found so often
    Raises          ImpossibleCount, EmptyGroup, ImpossibleShare
    Source          pooled Z test: Fleiss, Levin & Paik (2003), Statistical Methods for Rates and
                    Proportions, 3rd ed., ch. 4, without continuity correction
    """
    n_a, n_b = _people(pool_a, name="pool_a"), _people(pool_b, name="pool_b")
    if not 0 <= base_rate <= 1:
        raise ImpossibleShare("'base_rate' must lie between 0 and 1, such as .2 for 20 %.")
    needed = _standard_errors(power=power, alpha=alpha)

    def surplus(base: float, gap: NDArray[np.float64]) -> NDArray[np.float64]:
        rate_a = np.minimum(1.0, base + gap)
        pooled = (n_a * rate_a + n_b * base) / (n_a + n_b)
        alike = np.sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
        apart = np.sqrt(rate_a * (1 - rate_a) / n_a + base * (1 - base) / n_b)
        return np.asarray(gap - needed[0] * alike - needed[1] * apart)

    # A gap below is a gap above among those who were not selected. Turning it round keeps tiny
    # gaps exact: 1 - 1e-18 is 1 to a computer, 0 + 1e-18 is not 0.
    above = _first_found(lambda gap: surplus(base_rate, gap), 1 - base_rate)
    below = _first_found(lambda gap: surplus(1 - base_rate, gap), base_rate)
    return max((gap for gap in (above, below) if gap is not None), default=None)


def smallest_rate_gap(
    exposure_a: float,
    exposure_b: float,
    base_rate: float,
    *,
    power: float = 0.8,
    alpha: float = 0.05,
) -> float:
    """The smallest rise in a rate per unit of time that a test would usually find.

    exposure_a, exposure_b  time under observation in each group, such as person-years, above 0
    base_rate               events per unit of that time in group b, above 0
    power, alpha            as in smallest_gap
    Returns                 events per unit of time that group a must lie above base_rate. A fall
                            of that size is found at least as often, for fewer events vary less
    Raises                  NoPersonTime, ImpossibleRate, ImpossibleShare
    Source                  normal approximation with variance rate / exposure, pooled under
                            no difference; Gu, Ng, Tang & Schucany (2008), Biometrical
                            Journal 50, 283-298
    """
    from scipy.optimize import brentq

    t_a, t_b = float(checked_exposure(exposure_a)), float(checked_exposure(exposure_b))
    if not (0 < base_rate < math.inf):
        raise ImpossibleRate("'base_rate' must be above 0: events per unit of time in group b.")
    needed = _standard_errors(power=power, alpha=alpha)

    def surplus(gap: float) -> float:
        rate_a = base_rate + gap
        pooled = (t_a * rate_a + t_b * base_rate) / (t_a + t_b)
        alike = math.sqrt(pooled * (1 / t_a + 1 / t_b))
        apart = math.sqrt(rate_a / t_a + base_rate / t_b)
        return gap - needed[0] * alike - needed[1] * apart

    far = base_rate
    while surplus(far) < 0:
        far *= 2
    return float(brentq(surplus, 0.0, far, xtol=1e-12 * far))


def smallest_mean_gap(
    people_a: int, people_b: int, sd: float, *, power: float = 0.8, alpha: float = 0.05
) -> float:
    """The smallest difference between two means that a test would usually find.

    people_a, people_b  people in each group, at least 1
    sd                  standard deviation within the groups, in any unit
    power, alpha        as in smallest_gap
    Returns             a difference in the unit of sd
    Raises              ImpossibleCount, EmptyGroup, ImpossibleSpread, ImpossibleShare
    Source              normal approximation: Cohen (1988), Statistical Power Analysis, 2nd ed.,
                        ch. 2; a little too small below about 15 people a group
    """
    n_a, n_b = _people(people_a, name="people_a"), _people(people_b, name="people_b")
    if not (0 <= sd < math.inf):
        raise ImpossibleSpread("'sd' must be 0 or more: the standard deviation within the groups.")
    return sum(_standard_errors(power=power, alpha=alpha)) * sd * math.sqrt(1 / n_a + 1 / n_b)


def smallest_median_gap(
    people_a: int, people_b: int, sd: float, *, power: float = 0.8, alpha: float = 0.05
) -> float:
    """The smallest difference between two medians that a test would usually find.

    The arguments, errors and unit are those of smallest_mean_gap. Values are taken to be spread
    normally; take logarithms first when a few are far above the rest, as pay is.

    Source  asymptotic spread of a sample median, sd * sqrt(pi / 2n): Kenny & Keeping (1962),
            Mathematics of Statistics, part 1, 3rd ed.
    """
    gap = smallest_mean_gap(people_a, people_b, sd, power=power, alpha=alpha)
    return gap * MEDIAN_SPREAD


def _people(value: int, *, name: str) -> int:
    people = whole_number(value, name=name)
    if people == 0:
        raise EmptyGroup(f"'{name}' is 0. Leave this group out: there is nobody to compare.")
    return people


def _standard_errors(*, power: float, alpha: float) -> tuple[float, float]:
    """Standard errors that a gap must clear: one for false alarms, one for being found."""
    false_alarm = z_for(1 - inner_share(alpha, name="alpha"))
    return false_alarm, NormalDist().inv_cdf(inner_share(power, name="power"))


def _first_found(
    surplus: Callable[[NDArray[np.float64]], NDArray[np.float64]], widest: float
) -> float | None:
    """The smallest gap up to the widest that is found often enough."""
    from scipy.optimize import brentq

    # Geometric steps: at a base rate of 0 and with huge pools the answer is close to 0 itself.
    gaps = widest * np.geomspace(1e-18, 1, 2001)
    found = np.flatnonzero(surplus(gaps)[1:] > 0) + 1
    if not found.size:
        return None
    first = int(found[0])
    return float(brentq(lambda gap: float(surplus(np.asarray(gap))), gaps[first - 1], gaps[first]))
