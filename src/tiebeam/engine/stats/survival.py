"""How long until people leave or are promoted, when some are still here on the last day.

Rows are spells: one person under observation from `entry` to `exit`, ending in `event`. Equal rows
may be added up and given once, with `counts` saying how many there are. Ties are handled exactly:
HR dates are all ties, so nothing is jittered, and everybody whose spell ends at a time is still at
risk at that time. A spell that starts at a time is at risk only after it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tiebeam.engine.stats.counts import EmptyGroup, whole_numbers
from tiebeam.engine.stats.intervals import Interval, mover_difference
from tiebeam.engine.stats.normal import inner_share, z_for

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# Products of fractions such as 1/2 miss the half by a few last digits; R's survfit allows this too.
ROUNDING = 1e-9

# A share this close to 0 or 1 got there by rounding: even one of 10**9 people is 1e-9.
NOTHING = 1e-12


class ImpossibleSpell(ValueError):
    """A spell ends before it starts, has no end, or is not a number."""


class MismatchedRows(ValueError):
    """The columns do not have one value per spell."""


class UnknownEvent(ValueError):
    """An event code is not a whole number from 0."""


class Estimate(NamedTuple):
    """A figure and the range that probably holds the truth; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Survival:
    """The share of people to whom nothing has happened yet, step by step.

    times      when something happened, ascending, in the unit of the spells; shape (times,)
    at_risk    people who could have had the event at that time
    events     people who had it
    survival   share still without it just after that time, 0 to 1
    variance   of the share (Greenwood)
    low, high  range by log(-log); not a number where it is not defined
    last_seen  the latest time at which anybody was under observation
    """

    times: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    variance: Floats
    low: Floats
    high: Floats
    last_seen: float
    confidence: float

    def at(self, time: float) -> Estimate:
        """The share still without the event just after a time.

        Returns  no value after the last day on which anybody was seen (unless nobody was left),
                 and no range before the first event, where the method has none
        """
        if time > self.last_seen and not _is_over(self.survival):
            return Estimate(None, None, None)
        return _step_at(self.times, self.survival, self.low, self.high, time, before=1.0)

    @property
    def median(self) -> Estimate:
        """The time by which half have had the event; None when fewer than half have.

        When the share rests at exactly one half, this is the first such time; R's survfit gives
        the middle of that stretch instead.

        Source  Brookmeyer & Crowley (1982), Biometrics 38, 29-41, on the log(-log) range
        """
        return Estimate(
            _first_at_most_half(self.times, self.survival),
            _first_at_most_half(self.times, np.where(np.isnan(self.low), self.survival, self.low)),
            _first_at_most_half(self.times, self.high),
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, ready for JSON; None where a figure is not defined."""
        return _plain(self) | {"median": self.median._asdict()}


@dataclass(frozen=True)
class Incidence:
    """The share of people to whom one thing has happened, while other things could happen first.

    cause         the event code
    times         when anything happened, ascending; shape (times,)
    at_risk       people to whom nothing had happened yet and who were under observation
    events        people to whom this happened at that time
    other_events  people to whom something else happened at that time
    staying       share to whom nothing has happened, just after that time
    incidence     share to whom this has happened, up to and with that time
    variance      of that share; low, high its range by log(-log), not a number where undefined
    last_seen     the latest time at which anybody was under observation
    """

    cause: int
    times: Floats
    at_risk: Floats
    events: Floats
    other_events: Floats
    staying: Floats
    incidence: Floats
    variance: Floats
    low: Floats
    high: Floats
    last_seen: float
    confidence: float

    def at(self, time: float) -> Estimate:
        """The share to whom this has happened up to a time.

        Returns  no value after the last day on which anybody was seen (unless nobody was left),
                 and no range before the first such event, where the method has none
        """
        if time > self.last_seen and not _is_over(self.staying):
            return Estimate(None, None, None)
        return _step_at(self.times, self.incidence, self.low, self.high, time, before=0.0)

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, ready for JSON; None where a figure is not defined."""
        return _plain(self)


@dataclass(frozen=True)
class LogRank:
    """Whether groups differ in how soon something happens, over the whole time.

    groups              the groups in order
    observed, expected  events in each group, and events if all groups had run alike
    statistic           chi-square on degrees_of_freedom; None when nothing can be compared
    p                   chance of a statistic at least this large if the groups were alike
    """

    groups: tuple[Any, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    statistic: float | None
    degrees_of_freedom: int
    p: float | None

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, ready for JSON."""
        return {name: _plain_value(value) for name, value in vars(self).items()}


class DifferentConfidence(ValueError):
    """Two ranges to be combined hold the truth with different confidence."""


class _Spells(NamedTuple):
    """Checked columns, one value per spell; entry is None when all are seen from the start."""

    entry: Floats | None
    exit: Floats
    event: Whole
    counts: Floats | None

    def only(self, keep: NDArray[Any] | slice) -> _Spells:
        """The spells kept; a slice keeps them without copying."""
        return _Spells(
            None if self.entry is None else self.entry[keep],
            self.exit[keep],
            self.event[keep],
            None if self.counts is None else self.counts[keep],
        )


class _Tally(NamedTuple):
    """Per cause (or group) and time: people at risk, and people with an event."""

    times: Floats
    at_risk: Floats
    events: Floats


def kaplan_meier(
    *,
    exit: ArrayLike,
    event: ArrayLike,
    entry: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Survival:
    """The share of people to whom something has not happened yet, as time goes on.

    Only right when nothing else could take people out for good. If it could (a person who leaves
    can no longer be promoted), use cumulative_incidence.

    exit        when each spell ends, shape (spells,), 0 or more
    event       0 when the person is still there at the end, any other whole number when not
    entry       when observation starts, below exit; None when all are seen from 0, which counts
    counts      equal spells behind each row, whole numbers; None for one each
    confidence  share of the ranges that hold the truth, at any one time
    Raises      ImpossibleSpell, MismatchedRows, UnknownEvent, ImpossibleCount, EmptyGroup
    Source      Kaplan & Meier (1958), J. Am. Stat. Assoc. 53, 457-481; variance: Greenwood (1926);
                range: Kalbfleisch & Prentice (1980), The Statistical Analysis of Failure Time
                Data, 15 (log(-log)). With late entry the share stays at 0 once it is reached,
                and speaks of people to whom nothing had happened before the first entry
    """
    spells = _checked(exit, event, entry, counts)
    tally = _by_time(spells, np.zeros(spells.exit.size, dtype=np.int64), 1)
    at_risk, events = tally.at_risk[0], tally.events[0]
    survival, spread = _stays(at_risk, events)
    variance = survival**2 * spread
    low, high = _log_log(survival, variance, z_for(confidence))
    last_seen = float(spells.exit.max())
    return Survival(
        tally.times, at_risk, events, survival, variance, low, high, last_seen, confidence
    )


def cumulative_incidence(
    *,
    exit: ArrayLike,
    event: ArrayLike,
    entry: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Mapping[int, Incidence]:
    """The share of people to whom each thing has happened, when each can only happen first.

    At any time the shares of all causes and of those still there add up to 1.

    exit, entry, counts  as in kaplan_meier
    event                0 when the person is still there at the end, else the cause, from 1
    confidence           share of the ranges that hold the truth, at any one time
    Returns              one Incidence per cause that occurs, by its code
    Raises               ImpossibleSpell, MismatchedRows, UnknownEvent, ImpossibleCount, EmptyGroup
    Source               Aalen & Johansen (1978), Scand. J. Stat. 5, 141-150; variance by the delta
                         method: Marubini & Valsecchi (1995), Analysing Survival Data from Clinical
                         Trials, 341 (Stata's stcompet), which is Greenwood's with a single cause;
                         range by log(-log) of the share to whom it has not happened, so that it
                         is Kaplan-Meier's with a single cause
    """
    spells = _checked(exit, event, entry, counts)
    causes, code = np.unique(spells.event, return_inverse=True)
    tally = _by_time(spells, code, causes.size)
    at_risk, everything = tally.at_risk.sum(axis=0), tally.events.sum(axis=0)
    staying, _ = _stays(at_risk, everything)
    before = np.concatenate([[1.0], staying[:-1]])
    last_seen = float(spells.exit.max())
    curves = {}
    for place, cause in enumerate(causes.tolist()):
        if cause == 0:
            continue
        events = tally.events[place]
        incidence = np.minimum(np.cumsum(before * events / at_risk), 1.0)
        variance = _incidence_variance(before, incidence, events, at_risk, everything)
        high, low = (1 - end for end in _log_log(1 - incidence, variance, z_for(confidence)))
        curves[cause] = Incidence(
            cause=cause,
            times=tally.times,
            at_risk=at_risk,
            events=events,
            other_events=everything - events,
            staying=staying,
            incidence=incidence,
            variance=variance,
            low=low,
            high=high,
            last_seen=last_seen,
            confidence=confidence,
        )
    return curves


def incidence_difference(a: Incidence, b: Incidence, *, time: float) -> Estimate:
    """How much larger the share of group a is than that of group b by a time.

    a, b     the same cause in two groups of different people
    time     in the unit of the spells
    Returns  a difference from -1 to 1 with its range at the confidence of a; None where one side
             has no value, or no range, at that time
    Raises   DifferentConfidence
    Source   Zou & Donner (2008), Statistics in Medicine 27, 1693-1702 ("MOVER"), from the
             log(-log) range of each side; unlike plus or minus two standard errors it never
             leaves -1 to 1
    """
    if a.confidence != b.confidence:
        raise DifferentConfidence("Compute both shares with the same confidence first.")
    return estimate_difference(a.at(time), b.at(time))


def estimate_difference(left: Estimate, right: Estimate) -> Estimate:
    """How much larger one share is than another, from the range of each.

    left, right  shares of different people, with ranges of one confidence
    Returns      as `incidence_difference`, whose source it has
    """
    if left.value is None or right.value is None:
        return Estimate(None, None, None)
    if left.low is None or left.high is None or right.low is None or right.high is None:
        return Estimate(left.value - right.value, None, None)
    span = mover_difference(
        left.value, Interval(left.low, left.high), right.value, Interval(right.low, right.high)
    )
    return Estimate(left.value - right.value, span.low, span.high)


def none_so_far(
    *,
    exit: ArrayLike,
    event: ArrayLike,
    times: ArrayLike,
    entry: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    confidence: float = 0.95,
) -> tuple[Estimate, ...]:
    """The share to whom something has happened by some times, if it has happened to nobody yet.

    The share is 0, and what it may be after all has an upper end: that of a binomial share, where
    nobody was counted, of as many people as were followed. These are, at any moment, the people at
    risk over the share who are still there, and by a time the fewest so far: people to whom other
    things happened first count fully, and people not followed to the end, or from the start, not.

    exit, event, entry, counts  as in kaplan_meier; event says what else happened
    times    up to each of which it happened to nobody
    Returns  one estimate per time: 0 with its range; no range where for a while nobody was
             followed; nothing after the last day on which anybody was seen
    Raises   as kaplan_meier
    Source   Clopper & Pearson (1934), Biometrika 26, 404-413 (the range at 0); Dorey & Korn (1987),
             Statistics in Medicine 6, 679-687 (effective sample sizes)
    """
    spells = _checked(exit, event, entry, counts)
    asked = np.asarray(times, dtype=np.float64)
    tally = _by_time(spells, np.zeros(spells.exit.size, dtype=np.int64), 1)
    staying, _ = _stays(tally.at_risk[0], tally.events[0])
    fewest = _fewest_followed(spells, tally.times, staying, asked)
    tail = (1 - inner_share(confidence, name="confidence")) / 2
    over = float(spells.exit.max()) if not _is_over(staying) else math.inf
    return tuple(
        Estimate(None, None, None)
        if time > over
        else Estimate(0.0, 0.0, 1 - tail ** (1 / people))
        if people > 0
        else Estimate(0.0, None, None)
        for time, people in zip(asked.tolist(), fewest.tolist(), strict=True)
    )


def _fewest_followed(spells: _Spells, times: Floats, staying: Floats, asked: Floats) -> Floats:
    """The smallest number of people at risk over the share still there, up to each time asked."""
    behind = np.ones(spells.exit.size) if spells.counts is None else spells.counts
    starts = np.zeros(spells.exit.size) if spells.entry is None else spells.entry
    # Who is at risk changes just after these moments, so at each of them a stretch ends.
    moments = np.unique(np.concatenate([starts[starts > 0], spells.exit, asked]))
    at_risk = _sum_below(starts, behind, moments) - _sum_below(spells.exit, behind, moments)
    before = np.concatenate([[1.0], staying])[np.searchsorted(times, moments, side="left")]
    # Where nobody stays, nothing can happen any more.
    people = np.divide(at_risk, before, out=np.full_like(before, np.inf), where=before > 0)
    fewest = np.minimum.accumulate(people)
    return np.asarray(fewest[np.searchsorted(moments, asked)])


def _sum_below(values: Floats, weights: Floats, limits: Floats) -> Floats:
    """What the weights of all values below each limit add up to."""
    order = np.argsort(values, kind="stable")
    sums = np.concatenate([[0.0], np.cumsum(weights[order])])
    return np.asarray(sums[np.searchsorted(values[order], limits, side="left")])


def log_rank(
    *,
    exit: ArrayLike,
    event: ArrayLike,
    group: ArrayLike,
    entry: ArrayLike | None = None,
    stratum: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    cause: int | None = None,
) -> LogRank:
    """Whether something happens sooner in one group than in another, over the whole time.

    exit, event, entry, counts  as in kaplan_meier
    group    the group of each spell, shape (spells,)
    stratum  compare only within these, such as grades; None for all together
    cause    count only this event code, and treat all others as the end of observation; None
             counts any event. With a cause this compares how fast it happens among those still
             there, not how many it happens to in the end
    Raises   ImpossibleSpell, MismatchedRows, UnknownEvent, ImpossibleCount, EmptyGroup
    Source   Mantel (1966), Cancer Chemotherapy Reports 50, 163-170; variance exact under ties
             (hypergeometric), as in R's survdiff
    """
    spells, group_of, stratum_of = _with_labels(exit, event, entry, counts, group, stratum)
    if cause is not None:
        spells = spells._replace(event=np.where(spells.event == cause, spells.event, 0))
    names, code = np.unique(group_of, return_inverse=True)
    observed, expected = np.zeros(names.size), np.zeros(names.size)
    covariance = np.zeros((names.size, names.size))
    for rows in _rows_by(stratum_of):
        tally = _by_time(spells.only(rows), code[rows], names.size)
        seen, due, spread = _observed_and_expected(tally)
        observed, expected, covariance = observed + seen, expected + due, covariance + spread
    statistic, freedom = _quadratic_form(observed - expected, covariance)
    return LogRank(
        groups=tuple(names.tolist()),
        observed=tuple(observed.tolist()),
        expected=tuple(expected.tolist()),
        statistic=statistic,
        degrees_of_freedom=freedom,
        p=_chi_square_p(statistic, freedom),
    )


def _checked(
    exit: ArrayLike, event: ArrayLike, entry: ArrayLike | None, counts: ArrayLike | None
) -> _Spells:
    ends = np.asarray(exit, dtype=np.float64)
    codes = np.asarray(event)
    starts = None if entry is None else np.asarray(entry, dtype=np.float64)
    behind = None if counts is None else whole_numbers(counts, name="counts")
    _check_shapes(ends, codes, starts, behind)
    _check_times(starts, ends)
    if codes.size and (codes.dtype.kind not in "iub" or codes.min() < 0):
        raise UnknownEvent("'event' must hold whole numbers from 0: 0 for people still there.")
    spells = _Spells(starts, ends, codes.astype(np.int64), behind)
    if behind is not None:
        spells = spells.only(behind > 0)
    if not spells.exit.size:
        raise EmptyGroup("There is no spell. Leave this group out: nobody was under observation.")
    return spells


def _check_shapes(ends: NDArray[Any], *others: NDArray[Any] | None) -> None:
    if ends.ndim != 1 or any(other is not None and other.shape != ends.shape for other in others):
        raise MismatchedRows("Give one value per spell in every column.")


def _check_times(starts: Floats | None, ends: Floats) -> None:
    if not np.isfinite(ends).all() or (starts is not None and not np.isfinite(starts).all()):
        raise ImpossibleSpell(
            "A time is missing or infinite. For people still there, end the spell on the last day "
            "you know of, with event 0."
        )
    if starts is None and (ends < 0).any():
        raise ImpossibleSpell("A spell ends below 0. Measure time from when observation starts.")
    if starts is not None and (ends <= starts).any():
        raise ImpossibleSpell(
            "A spell ends before or when it starts. Count the first and the last day, so that "
            "somebody who leaves on the day they joined was there for one day."
        )


def _with_labels(
    exit: ArrayLike,
    event: ArrayLike,
    entry: ArrayLike | None,
    counts: ArrayLike | None,
    group: ArrayLike,
    stratum: ArrayLike | None,
) -> tuple[_Spells, NDArray[Any], NDArray[Any] | None]:
    """Checked spells with their labels, both without rows that stand for nobody."""
    groups = np.asarray(group)
    strata = None if stratum is None else np.asarray(stratum)
    _check_shapes(np.asarray(exit), groups, strata)
    spells = _checked(exit, event, entry, counts)
    if counts is not None:
        present = np.asarray(counts) > 0
        groups, strata = groups[present], None if strata is None else strata[present]
    return spells, groups, strata


def _by_time(spells: _Spells, code: NDArray[Any], codes: int) -> _Tally:
    """People at risk and events at each time at which anything happened, by code.

    Returns  arrays of shape (codes, times)
    """
    happened = spells.event != 0
    times = np.unique(spells.exit[happened])
    width = times.size + 1

    def tallied(place: NDArray[Any], rows: NDArray[Any] | slice) -> Floats:
        weights = None if spells.counts is None else spells.counts[rows]
        cell = code[rows] * width + place[rows]
        return np.bincount(cell, weights, codes * width).reshape(codes, width).astype(np.float64)

    # A spell is at risk at the times numbered from `first` up to, but without, `after`.
    after = np.searchsorted(times, spells.exit, side="right")
    first = np.zeros_like(after)
    if spells.entry is not None:
        first = np.searchsorted(times, spells.entry, side="right")
    everyone = slice(None)
    at_risk = np.cumsum(tallied(first, everyone) - tallied(after, everyone), axis=1)
    events = tallied(after - 1, happened)
    return _Tally(times, at_risk[:, :-1], events[:, :-1])


def _stays(at_risk: Floats, events: Floats) -> tuple[Floats, Floats]:
    """The share left after each time, and Greenwood's sum, which stops when nobody is left."""
    left = at_risk - events
    steps = np.divide(events, at_risk * left, out=np.zeros_like(at_risk), where=left > 0)
    return np.asarray(np.cumprod(left / at_risk)), np.asarray(np.cumsum(steps))


def _incidence_variance(
    before: Floats, incidence: Floats, events: Floats, at_risk: Floats, everything: Floats
) -> Floats:
    # Marubini & Valsecchi's double sum, with [F(t) - F(s)] multiplied out so that one pass over
    # the times is enough.
    left = at_risk - everything
    spread = np.divide(everything, at_risk * left, out=np.zeros_like(at_risk), where=left > 0)
    hazard = events / at_risk
    own = before**2 * hazard * (1 - hazard) / at_risk
    shared = before * hazard / at_risk
    variance = (
        incidence**2 * np.cumsum(spread)
        - 2 * incidence * np.cumsum(incidence * spread)
        + np.cumsum(incidence**2 * spread)
        + np.cumsum(own)
        - 2 * (incidence * np.cumsum(shared) - np.cumsum(incidence * shared))
    )
    return np.asarray(np.maximum(variance, 0.0))


def _log_log(share: Floats, variance: Floats, z: float) -> tuple[Floats, Floats]:
    """Range of a share by log(-log); not a number where the share is 0 or 1."""
    inside = (share > NOTHING) & (share < 1 - NOTHING)
    safe = np.where(inside, share, 0.5)
    reach = np.exp(z * np.sqrt(variance) / (safe * -np.log(safe)))
    low, high = safe**reach, safe ** (1 / reach)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def _step_at(
    times: Floats, values: Floats, low: Floats, high: Floats, time: float, *, before: float
) -> Estimate:
    place = int(np.searchsorted(times, time, side="right")) - 1
    if place < 0:
        return Estimate(before, None, None)
    return Estimate(*(_plain_value(float(column[place])) for column in (values, low, high)))


def _is_over(staying: Floats) -> bool:
    return bool(staying.size) and bool(staying[-1] == 0)


def _first_at_most_half(times: Floats, shares: Floats) -> float | None:
    reached = np.flatnonzero(shares <= 0.5 + ROUNDING)
    return float(times[reached[0]]) if reached.size else None


def _rows_by(stratum: NDArray[Any] | None) -> list[NDArray[Any] | slice]:
    if stratum is None:
        return [slice(None)]
    _, code, sizes = np.unique(stratum, return_inverse=True, return_counts=True)
    return list(np.split(np.argsort(code, kind="stable"), np.cumsum(sizes)[:-1]))


def _observed_and_expected(tally: _Tally) -> tuple[Floats, Floats, Floats]:
    people, events = tally.at_risk.sum(axis=0), tally.events.sum(axis=0)
    share = tally.at_risk / people
    weight = events * (people - events) / np.maximum(people - 1, 1)
    covariance = np.diag(share @ weight) - (share * weight) @ share.T
    return tally.events.sum(axis=1), share @ events, covariance


def _quadratic_form(gap: Floats, covariance: Floats) -> tuple[float | None, int]:
    """Chi-square of the gaps, and its degrees of freedom: groups that vary, minus one."""
    varies = np.diag(covariance) > 0
    scale = np.sqrt(np.diag(covariance)[varies])
    sizes, directions = np.linalg.eigh(covariance[np.ix_(varies, varies)] / np.outer(scale, scale))
    # The gaps add up to 0, so at least one direction carries nothing but rounding.
    kept = sizes > ROUNDING
    along = directions[:, kept].T @ (gap[varies] / scale)
    freedom = int(kept.sum())
    return (float((along**2 / sizes[kept]).sum()) if freedom else None), freedom


def _chi_square_p(statistic: float | None, freedom: int) -> float | None:
    from scipy.special import chdtrc

    return None if statistic is None else float(chdtrc(freedom, statistic))


def _plain(curve: Survival | Incidence) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in vars(curve).items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [_plain_value(each) for each in value.tolist()]
    if isinstance(value, tuple):
        return list(value)
    return None if isinstance(value, float) and math.isnan(value) else value
