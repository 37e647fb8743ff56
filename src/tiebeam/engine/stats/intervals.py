"""Ranges that probably hold the true figure behind a share, a rate, a ratio or a median."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tiebeam.engine.stats.counts import (
    selected_of_pool,
    selected_of_pools,
    whole_number,
    whole_numbers,
)
from tiebeam.engine.stats.exact import drawn_from
from tiebeam.engine.stats.normal import inner_share, z_for

if TYPE_CHECKING:
    from tiebeam.engine.stats.counts import Headcount

Number = TypeVar("Number", bound="float | NDArray[Any]")


class NoPersonTime(ValueError):
    """Nobody was observed for any time, so there is no rate."""


class NotANumber(ValueError):
    """A value is missing or infinite."""


class NoValues(ValueError):
    """There are no values to summarise."""


class Interval(NamedTuple, Generic[Number]):
    """Both ends of a range; each a number, or an array with one number per group."""

    low: Number
    high: Number


@overload
def wilson(*, selected: int, pool: int, confidence: float = ...) -> Interval[float]: ...
@overload
def wilson(
    *, selected: NDArray[Any], pool: Headcount, confidence: float = ...
) -> Interval[NDArray[Any]]: ...
@overload
def wilson(
    *, selected: Headcount, pool: NDArray[Any], confidence: float = ...
) -> Interval[NDArray[Any]]: ...
def wilson(*, selected: Headcount, pool: Headcount, confidence: float = 0.95) -> Interval[Any]:
    """Range that probably holds the true share of a group who were selected.

    selected    people selected, 0 to pool; an integer or an array of integers
    pool        people who could have been selected, at least 1; the same shape
    confidence  share of such ranges that hold the truth
    Returns     shares from 0 to 1, not percentages; arrays when arrays came in
    Raises      EmptyGroup, ImpossibleCount, MoreSelectedThanPool
    Source      Wilson (1927), J. Am. Stat. Assoc. 22, 209-212
    """
    return _wilson(selected, pool, z_for(confidence))


@overload
def newcombe_difference(
    *, selected_a: int, pool_a: int, selected_b: int, pool_b: int, confidence: float = ...
) -> Interval[float]: ...
@overload
def newcombe_difference(
    *,
    selected_a: NDArray[Any],
    pool_a: NDArray[Any],
    selected_b: Headcount,
    pool_b: Headcount,
    confidence: float = ...,
) -> Interval[NDArray[Any]]: ...
def newcombe_difference(
    *,
    selected_a: Headcount,
    pool_a: Headcount,
    selected_b: Headcount,
    pool_b: Headcount,
    confidence: float = 0.95,
) -> Interval[Any]:
    """Range that probably holds the true difference between two shares, a minus b.

    selected_a, pool_a  group a; integers or arrays of one shape
    selected_b, pool_b  group b; likewise
    confidence          share of such ranges that hold the truth
    Returns             differences from -1 to 1, not percentage points
    Raises              EmptyGroup, ImpossibleCount, MoreSelectedThanPool
    Source              Newcombe (1998), Statistics in Medicine 17, 873-890, method 10
    """
    z = z_for(confidence)
    a = _wilson(selected_a, pool_a, z, suffix="_a")
    b = _wilson(selected_b, pool_b, z, suffix="_b")
    return mover_difference(selected_a / pool_a, a, selected_b / pool_b, b)


def mover_difference(
    value_a: Any, interval_a: Interval[Any], value_b: Any, interval_b: Interval[Any]
) -> Interval[Any]:
    """Range for a difference, a minus b, from a range for each side.

    value_a, value_b  the two estimates, each inside its own range
    Returns           a range that holds value_a - value_b
    Source            Zou & Donner (2008), Statistics in Medicine 27, 1693-1702 ("MOVER");
                      with Wilson ranges this is Newcombe's method 10
    """
    difference = value_a - value_b
    down = np.hypot(value_a - interval_a.low, interval_b.high - value_b)
    up = np.hypot(interval_a.high - value_a, value_b - interval_b.low)
    return Interval(_as_given(difference - down), _as_given(difference + up))


def ratio_interval(
    *, selected_a: int, pool_a: int, selected_b: int, pool_b: int, confidence: float = 0.95
) -> Interval[float]:
    """Range that probably holds the true ratio of two shares, a over b (the impact ratio).

    It leaves out 1 exactly when the pooled Z test calls the difference significant, so the two
    never contradict each other; and it stays sane when nobody, or everybody, was selected.

    selected_a, pool_a  group a, counted in people
    selected_b, pool_b  group b, the one that is divided by
    confidence          share of such ranges that hold the truth
    Returns             ratios from 0; high is infinite when nobody of b was selected
    Raises              EmptyGroup, ImpossibleCount, MoreSelectedThanPool
    Source              Koopman (1984), Biometrics 40, 513-517 (score interval)
    """
    a, n_a = selected_of_pool(selected_a, pool_a, suffix="_a")
    b, n_b = selected_of_pool(selected_b, pool_b, suffix="_b")
    z = z_for(confidence)

    def excess(log_ratio: float) -> float:
        return _ratio_score(math.exp(log_ratio), a, n_a, b, n_b) - z * z

    # Half a person stands in for nobody, so that the search has somewhere to start.
    start = math.log(((a or 0.5) / n_a) / ((b or 0.5) / n_b))
    low = 0.0 if a == 0 else math.exp(_crossing(excess, start, step=-1.0))
    high = math.inf if b == 0 else math.exp(_crossing(excess, start, step=1.0))
    return Interval(low, high)


@overload
def poisson_exact(*, events: int, exposure: float, confidence: float = ...) -> Interval[float]: ...
@overload
def poisson_exact(
    *, events: NDArray[Any], exposure: NDArray[Any] | float, confidence: float = ...
) -> Interval[NDArray[Any]]: ...
def poisson_exact(
    *, events: Headcount, exposure: NDArray[Any] | float, confidence: float = 0.95
) -> Interval[Any]:
    """Range that probably holds the true rate of events per unit of time.

    events      how often it happened, 0 or more; an integer or an array
    exposure    time under observation, such as person-years, more than 0; the same shape
    confidence  share of such ranges that hold the truth, at least
    Returns     events per unit of exposure
    Raises      ImpossibleCount, NoPersonTime
    Source      Garwood (1936), Biometrika 28, 437-442
    """
    from scipy.special import gammainccinv, gammaincinv

    tail = _tail(confidence)
    count = np.asarray(checked_events(events), dtype=np.float64)
    time = checked_exposure(exposure)
    low = np.where(count == 0, 0.0, gammaincinv(np.maximum(count, 1), tail))
    high = gammainccinv(count + 1, tail)
    return Interval(_as_given(low / time), _as_given(high / time))


def median_interval(values: ArrayLike, *, confidence: float = 0.95) -> Interval[float] | None:
    """Range that probably holds the true median, whatever shape the values have.

    values      shape (people,), in any unit; at least one
    confidence  share of such ranges that hold the truth, at least
    Returns     two of the values themselves; None when there are too few of them
                (fewer than 6 at 95 %), because then no two values can promise so much
    Raises      NoValues, NotANumber
    Source      Thompson (1936), Ann. Math. Stat. 7, 122-128; binomial order statistics
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64).ravel())
    if not ordered.size:
        raise NoValues("There is no value. Give at least one.")
    if not np.isfinite(ordered).all():
        raise NotANumber("A value is missing or infinite. Leave it out, and say how many you left.")
    tails = drawn_from(people=ordered.size, share=0.5)
    fits = np.cumsum(tails.chances) <= _tail(confidence)
    if not fits.any():
        return None
    # The last rank whose tail still fits; the other end mirrors it.
    rank = tails.lowest + int(fits.sum()) - 1
    return Interval(float(ordered[rank]), float(ordered[-rank - 1]))


def checked_events(events: Headcount) -> Any:
    """Counts of events that can be true.

    Raises  ImpossibleCount when one is negative or not a whole number
    """
    if isinstance(events, np.ndarray):
        return whole_numbers(events, name="events")
    return whole_number(events, name="events")


def checked_exposure(exposure: NDArray[Any] | float) -> Any:
    """Time under observation, more than 0 and finite.

    Raises  NoPersonTime
    """
    time = np.asarray(exposure, dtype=np.float64)
    if not (np.isfinite(time) & (time > 0)).all():
        raise NoPersonTime("Time under observation must be more than 0. Leave this group out.")
    return time


def _wilson(selected: Headcount, pool: Headcount, z: float, *, suffix: str = "") -> Interval[Any]:
    chosen: Any
    of: Any
    if isinstance(selected, np.ndarray) or isinstance(pool, np.ndarray):
        chosen, of = selected_of_pools(selected, pool, suffix=suffix)
    else:
        chosen, of = map(np.float64, selected_of_pool(selected, pool, suffix=suffix))
    low, unselected_low = _wilson_low(chosen, of, z), _wilson_low(of - chosen, of, z)
    return Interval(_as_given(low), _as_given(1 - unselected_low))


def _wilson_low(selected: Any, pool: Any, z: float) -> Any:
    # The two ends multiply to share**2 / scale. Dividing by the upper one gives the lower one
    # without subtracting near-equal numbers, and exactly 0 when nobody was selected.
    share = selected / pool
    scale = 1 + z * z / pool
    spread = np.sqrt(share * (1 - share) / pool + (z / pool) ** 2 / 4)
    upper = (share + z * z / (2 * pool) + z * spread) / scale
    return share**2 / (scale * upper)


def _ratio_score(ratio: float, a: int, n_a: int, b: int, n_b: int) -> float:
    """Squared distance of the data from a stated ratio, in variances under that ratio."""
    linear = ratio * (n_a + b) + a + n_b
    under = max(0.0, linear * linear - 4 * (n_a + n_b) * ratio * (a + b))
    share_b = min(1.0, 2 * (a + b) / (linear + math.sqrt(under)))
    share_a = min(1.0, ratio * share_b)
    variance = share_a * (1 - share_a) / n_a + ratio**2 * share_b * (1 - share_b) / n_b
    gap = a / n_a - ratio * b / n_b
    if gap == 0:
        return 0.0
    return gap * gap / max(variance, 1e-300)


def _crossing(excess: Callable[[float], float], start: float, *, step: float) -> float:
    """Where the excess turns positive, walking from start in ever longer steps."""
    from scipy.optimize import brentq

    near, far = start, start + step
    while excess(near) > 0:
        near, far = near - step, near
    while excess(far) < 0:
        near, far, step = far, far + 2 * step, 2 * step
    return float(brentq(excess, near, far, xtol=1e-13, rtol=1e-13))


def _tail(confidence: float) -> float:
    return (1 - inner_share(confidence, name="confidence")) / 2


def _as_given(value: Any) -> Any:
    array = np.asarray(value)
    return float(array) if array.ndim == 0 else array
