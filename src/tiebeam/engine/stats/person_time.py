"""How often something happens per year of people's time, and whether two groups differ in it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

from tiebeam.engine.stats.counts import whole_number
from tiebeam.engine.stats.intervals import Interval, checked_exposure, poisson_exact
from tiebeam.engine.stats.normal import inner_share


@dataclass(frozen=True)
class Rate:
    """Events per unit of time, with an exact range.

    events    how often it happened
    exposure  time under observation, such as person-years
    rate      events per unit of exposure; low and high likewise
    """

    events: int
    exposure: float
    rate: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float]:
        """Plain numbers, ready for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class RateComparison:
    """Two rates beside each other, a over b.

    a, b       each group's rate with its range
    ratio      rate of a divided by rate of b; None when b had no events
    ratio_low  from 0; None when neither group had an event
    ratio_high None when there is no upper limit
    p          exact two-sided p: twice the smaller tail, so that it falls below .05 exactly when
               the 95 % range of the ratio leaves out 1
    """

    a: Rate
    b: Rate
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p: float
    confidence: float

    def as_dict(self) -> dict[str, object]:
        """Plain numbers, ready for JSON."""
        return asdict(self)


def rate(*, events: int, exposure: float, confidence: float = 0.95) -> Rate:
    """How often something happened per unit of time, with the range that probably holds the truth.

    events      how often it happened, 0 or more
    exposure    time under observation, such as person-years, more than 0
    confidence  share of such ranges that hold the truth, at least
    Raises      ImpossibleCount, NoPersonTime
    Source      Garwood (1936), Biometrika 28, 437-442
    """
    count = whole_number(events, name="events")
    time = float(checked_exposure(exposure))
    span = poisson_exact(events=count, exposure=time, confidence=confidence)
    return Rate(count, time, count / time, span.low, span.high)


def compare_rates(
    *, events_a: int, exposure_a: float, events_b: int, exposure_b: float, confidence: float = 0.95
) -> RateComparison:
    """Whether something happens more often in one group than in another, time for time.

    events_a, exposure_a  group a: events, and time under observation above 0
    events_b, exposure_b  group b, in the same unit of time
    confidence            share of such ranges that hold the truth, at least
    Raises                ImpossibleCount, NoPersonTime
    Source                Przyborowski & Wilenski (1940), Biometrika 31, 313-323; range by
                          Clopper & Pearson; p doubled as in Fay (2010), R Journal 2(1), 53-58
                          (R's exactci; R's own poisson.test sums unlikely outcomes instead)
    """
    a = rate(events=events_a, exposure=exposure_a, confidence=confidence)
    b = rate(events=events_b, exposure=exposure_b, confidence=confidence)
    span = _ratio_range(a, b, confidence)
    return RateComparison(
        a=a,
        b=b,
        ratio=a.rate / b.rate if b.events else None,
        ratio_low=span.low if a.events or b.events else None,
        ratio_high=span.high if math.isfinite(span.high) else None,
        p=_conditional_p(a, b),
        confidence=confidence,
    )


def _ratio_range(a: Rate, b: Rate, confidence: float) -> Interval[float]:
    from scipy.special import betaincinv

    tail = (1 - inner_share(confidence, name="confidence")) / 2
    # Given the total, a's events are a draw with odds ratio * exposure_a / exposure_b.
    per_odds = b.exposure / a.exposure
    low, high = 0.0, math.inf
    if a.events:
        share = float(betaincinv(a.events, b.events + 1, tail))
        low = share / (1 - share) * per_odds
    if b.events:
        rest = float(betaincinv(b.events, a.events + 1, tail))
        high = (1 - rest) / rest * per_odds
    return Interval(low, high)


def _conditional_p(a: Rate, b: Rate) -> float:
    from scipy.special import betainc

    share = a.exposure / (a.exposure + b.exposure)
    at_least = float(betainc(a.events, b.events + 1, share)) if a.events else 1.0
    at_most = float(betainc(b.events, a.events + 1, 1 - share)) if b.events else 1.0
    return min(1.0, 2 * min(at_least, at_most))
