"""What lies ahead: each group's share of every level in the coming years, if the rates stay.

Nothing here is a forecast. Every year people stay, change level or leave, and others are hired, at
the rates that were observed. How little a few people tell about a rate, and how differently the
same rate can turn out, both widen the bands. A lever asks what would follow if one rate changed; it
never sets how many people of a group are anywhere.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Group = tuple[str, ...]

#: Where a lever points that is about leaving, about rising to whichever higher level, or about
#: who is hired into a level.
LEFT: Final = "left"
HIGHER: Final = "higher"
HIRED: Final = "hired"

MOST_YEARS: Final = 10

#: Added to every count before rates are drawn: half a person of each kind.
HALF_A_PERSON: Final = 0.5

#: Low end, middle and high end of a 90 % band.
_BAND: Final = (0.05, 0.5, 0.95)


class ImpossibleHorizon(ValueError):
    """The years ahead are not a whole number from 1 to 10."""


class ImpossibleDraws(ValueError):
    """There is not at least one draw."""


class ImpossibleMovements(ValueError):
    """The counts do not fit together."""


class NoPeople(ValueError):
    """Nobody is at any level, or nobody was observed, so there is nothing to go on."""


class UnknownLevel(ValueError):
    """A lever names a level that is not on the ladder."""


class UnknownGroup(ValueError):
    """A lever names a group that is not among the groups."""


class ImpossibleLever(ValueError):
    """A lever names no process whose rate could change, or a factor that no rate can have."""


@dataclass(frozen=True, kw_only=True)
class Movements:
    """What became of people, year by year, added up over the observed years.

    groups  the values that describe each group; G of them
    levels  steps of the ladder, lowest first; L of them
    start   people there when the observed years end, shape (G, L)
    moved   people at a level when a year began, by what became of them until the next one began:
            the level they were at then, in the last column that they had left; shape (G, L, L + 1)
    hired   people hired in the observed years, by the level they came in at, shape (G, L)
    years   how many years were observed, at least 1
    notes   what was left out, in sentences
    Raises  ImpossibleMovements
    """

    groups: tuple[Group, ...]
    levels: tuple[int, ...]
    start: Whole
    moved: Whole
    hired: Whole
    years: int
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        g, steps = len(self.groups), len(self.levels)
        shapes = {"start": (g, steps), "moved": (g, steps, steps + 1), "hired": (g, steps)}
        for name, shape in shapes.items():
            found = np.asarray(getattr(self, name))
            if found.shape != shape:
                raise ImpossibleMovements(
                    f"'{name}' has the shape {found.shape}; {g} groups and {steps} levels need "
                    f"{shape}."
                )
            if found.dtype.kind not in "iu" or (found < 0).any():
                raise ImpossibleMovements(f"'{name}' must count people: whole numbers from 0.")
        if len(set(self.groups)) < g or list(self.levels) != sorted(set(self.levels)):
            raise ImpossibleMovements("Name each group and each level once, levels lowest first.")
        if self.years < 1:
            raise ImpossibleMovements("At least one year must have been observed.")


@dataclass(frozen=True, kw_only=True)
class Lever:
    """A change of one process's rate: what if it were equal, or so many times as high?

    level   the level people come from, or into which they are hired
    to      the level they move to; HIGHER for any level above; LEFT for leaving; HIRED for coming
    group   whose rate changes; None is every group's
    factor  what the rate is multiplied by; None gives the group the rate of everybody together.
            Of hires, the rate is how often people of a group are taken, beside the others; equal
            is as they are taken at all levels together
    """

    level: int
    to: int | Literal["left", "higher", "hired"]
    group: Group | None = None
    factor: float | None = None


@dataclass(frozen=True)
class Futures:
    """Many ways in which the years could turn out, each at rates that the counts allow.

    people  at each level when each year begins, shape (draws, years + 1, G, L); the first is now
    hired   in each year, by entry level, shape (draws, years, G, L)
    left    in each year, by the level they were last at when a year began, the same shape
    held_back  share of the draws in which a lever's rate met its limit, one number per lever
    """

    people: Whole
    hired: Whole
    left: Whole
    held_back: tuple[float, ...]


@dataclass(frozen=True)
class Band:
    """The middle of what was drawn, and the range that holds nine draws of ten; one shape all."""

    median: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, kw_only=True)
class Projection:
    """Who would be at which level in the coming years if the rates stayed.

    shares   of the people at a level, the part in each group, 0 to 1; shape (years + 1, L, G).
             Taken over the draws in which somebody is at the level; NaN where nobody ever is
    people   how many of each group are at the level, the same shape
    empty    share of the draws in which nobody is at the level, so that no share is defined;
             shape (years + 1, L)
    hired    people hired in each year by entry level, shape (years, L); the same in every draw
    notes    what was left out, and where rates rest on nobody, in sentences
    """

    groups: tuple[Group, ...]
    levels: tuple[int, ...]
    shares: Band
    people: Band
    empty: Floats
    hired: Whole
    notes: tuple[str, ...] = ()


def project(
    movements: Movements,
    *,
    years: int = 10,
    draws: int = 2000,
    seed: int,
    levers: Sequence[Lever] = (),
) -> Projection:
    """Each group's share of every level in the coming years, if the rates stay.

    Shares are medians with 90 % bands (5th and 95th percentile of the draws). `futures` says how
    the draws are made.

    years    how far to look ahead, 1 to 10
    draws    how many futures; 2,000 keep the ends of a band steady to about a twentieth of it
    seed     the same seed gives the same numbers
    levers   rates that are changed, one after the other
    Raises   ImpossibleHorizon, ImpossibleDraws, NoPeople, UnknownLevel, UnknownGroup,
             ImpossibleLever
    Source   as in `futures`
    """
    drawn = futures(movements, years=years, draws=draws, seed=seed, levers=levers)
    return _projection(movements, drawn, notes=_notes(movements, levers, drawn))


def project_each(
    counted: Sequence[Movements], *, years: int = 10, draws: int, seed: int
) -> Projection:
    """The same where the counts themselves are not known, but drawn: each by as many futures.

    counted  counts that may be the true ones, all of the same groups, levels and years
    draws    how many futures of each
    Raises   as `project`
    """
    seeds = np.random.SeedSequence(seed).generate_state(len(counted))
    every = [
        futures(each, years=years, draws=draws, seed=int(own))
        for each, own in zip(counted, seeds, strict=True)
    ]
    people, hired, left = (
        np.concatenate([getattr(each, name) for each in every])
        for name in ("people", "hired", "left")
    )
    drawn = Futures(people=people, hired=hired, left=left, held_back=())
    return _projection(counted[0], drawn, notes=_notes_on_empty(drawn))


def _projection(movements: Movements, drawn: Futures, *, notes: Sequence[str]) -> Projection:
    # One level's groups stand side by side, as shares of it are what is read.
    people = drawn.people.swapaxes(2, 3)
    somebody = people.sum(axis=3) > 0
    return Projection(
        groups=movements.groups,
        levels=movements.levels,
        shares=_shares(people, somebody),
        people=Band(*_in_band_order(np.quantile(people, _BAND, axis=0))),
        empty=1 - somebody.mean(axis=0),
        hired=drawn.hired[0].sum(axis=1),
        notes=(*movements.notes, *notes),
    )


def futures(
    movements: Movements,
    *,
    years: int,
    draws: int,
    seed: int,
    levers: Sequence[Lever] = (),
) -> Futures:
    """Many ways in which the coming years could turn out.

    Each draw first draws, for each group and level, the rates of staying, of moving to each other
    level and of leaving, from Dirichlet(counts + 1/2), and keeps them for all its years. Each year
    everybody's fate is then drawn from these rates (multinomial), and the newly hired arrive, who
    do not move before the next year begins.

    How many are hired in a year at each level is held at the observed yearly mean; a mean that is
    no whole number is rounded so that the years add up, and a level at which nobody was hired gets
    nobody. Which groups they belong to is drawn in the same way as what becomes of people.

    A lever's change is taken from, or given to, those who stay; every other rate is as before. A
    rate that would need more than those who stay is held back there. "Equal" is, in each draw, the
    mean of the groups' rates, weighted by the people in whom each was observed. A lever on hires
    changes whose turn it is at a level, and never how many are hired there.

    Returns  whole people; see Futures
    Raises   as `project`
    Source   Jeffreys (1946), Proc. R. Soc. A 186, 453-461 (the halves); Gelman et al. (2013),
             Bayesian Data Analysis, 3rd ed., section 3.4 (multinomial counts); Bartholomew, Forbes
             & McClean (1991), Statistical Techniques for Manpower Planning (the yearly steps)
    """
    _check_asked(movements, years, draws)
    shape = movements.start.shape
    people = np.empty((draws, years + 1, *shape), dtype=np.int64)
    hired, left = (np.empty((draws, years, *shape), dtype=np.int64) for _ in range(2))
    blocks = [slice(first, min(first + _BLOCK, draws)) for first in range(0, draws, _BLOCK)]

    def fill(block: slice, seeds: np.random.SeedSequence) -> list[int]:
        held_back, people[block], hired[block], left[block] = _some_futures(
            movements, years=years, draws=block.stop - block.start, seeds=seeds, levers=levers
        )
        return held_back

    # NumPy draws outside Python's lock. What a block draws depends on its own seeds alone, so the
    # numbers are the same however many cores there are.
    own = np.random.SeedSequence(seed).spawn(len(blocks))
    if len(blocks) == 1:
        met = [fill(blocks[0], own[0])]
    else:
        with ThreadPoolExecutor(os.cpu_count()) as cores:
            met = list(cores.map(fill, blocks, own))
    held_back = tuple(int(sum(each)) / draws for each in zip(*met, strict=True))
    return Futures(people=people, hired=hired, left=left, held_back=held_back)


def _some_futures(
    movements: Movements,
    *,
    years: int,
    draws: int,
    seeds: np.random.SeedSequence,
    levers: Sequence[Lever],
) -> tuple[list[int], Whole, Whole, Whole]:
    """A block of draws: in how many of them each lever met its limit, and people, hired, left."""
    # Streams of their own: a lever that moves people otherwise leaves the hires as they were.
    of_rates, of_hires, of_moves = map(np.random.default_rng, seeds.spawn(3))
    rates = drawn_rates(movements.moved, draws=draws, random=of_rates)
    # Whose turn it is at each entry level: groups in the last axis.
    turns = drawn_rates(movements.hired.T, draws=draws, random=of_hires)
    held_back = [
        _pull_hires(turns, movements, lever)
        if lever.to == HIRED
        else _pull(rates, movements, lever)
        for lever in levers
    ]
    hired = _hires(movements, years, turns, of_hires)
    people = np.empty((draws, years + 1, *movements.start.shape), dtype=np.int64)
    left = np.empty_like(hired)
    people[:, 0] = movements.start
    for year in range(years):
        fates = _fates(people[:, year], rates, of_moves)
        left[:, year] = fates[..., -1]
        people[:, year + 1] = np.einsum("dglm->dgm", fates[..., :-1]) + hired[:, year]
    return held_back, people, hired, left


#: Draws worked out at a time: their rates then fit where a processor finds them at once.
_BLOCK: Final = 50


def _fates(people: Whole, rates: Floats, random: np.random.Generator) -> Whole:
    """What becomes of people, drawn from their rates; shape (draws, G, L, L + 1)."""
    fates = np.empty(rates.shape, dtype=np.int64)
    for place in range(people.shape[-1]):
        # Staying first: those few who are left over are soon told apart.
        order = [place, *(other for other in range(rates.shape[-1]) if other != place)]
        drawn = random.multinomial(people[..., place], rates[..., place, order])
        fates[..., place, order] = drawn
    return fates


def drawn_rates(counts: Whole, *, draws: int, random: np.random.Generator) -> Floats:
    """Rates that counts of outcomes allow, drawn from Dirichlet(counts + 1/2).

    counts   people by outcome, outcomes in the last axis
    Returns  shares that add up to 1 over the last axis, shape (draws, *counts.shape)
    Source   Jeffreys (1946); a Dirichlet draw is gamma draws divided by their sum: Gelman et al.
             (2013), appendix A
    """
    parts = random.standard_gamma(counts + HALF_A_PERSON, size=(draws, *counts.shape))
    rates: Floats = parts / parts.sum(axis=-1, keepdims=True)
    return rates


# --- what can be asked ----------------------------------------------------------------------------


def _check_asked(movements: Movements, years: int, draws: int) -> None:
    if not 1 <= years <= MOST_YEARS:
        raise ImpossibleHorizon(f"Look 1 to {MOST_YEARS} years ahead, not {years}.")
    if draws < 1:
        raise ImpossibleDraws(f"Make at least one draw, not {draws}; 2,000 give steady bands.")
    if not movements.start.sum():
        raise NoPeople(
            "Nobody is at any level when the observed years end. Choose a later or earlier last "
            "year, or see that the ladder names the grades that people hold."
        )
    if not movements.moved.sum():
        raise NoPeople(
            "Nobody at any level was observed from one year to the next. Choose more years."
        )


# --- rates ----------------------------------------------------------------------------------------


def _pull(rates: Floats, movements: Movements, lever: Lever) -> int:
    """Change one rate in place; in how many draws it met its limit."""
    place, targets = _process(movements, lever)
    chosen = _groups(movements, lever)
    now = rates[:, chosen, place][:, :, targets]
    if lever.factor is None:
        seen = movements.moved[:, place].sum(axis=1)
        if not seen.sum():
            raise ImpossibleLever(
                f"Nobody was observed at level {lever.level}, so there is no rate of everybody."
            )
        # The rate of everybody in this very draw: pulled for every group, the lever then shifts
        # who moves and not how many do, which a rate drawn apart from the groups' would.
        of_all = np.average(rates[:, :, place][:, :, targets], axis=1, weights=seen)
        wanted = np.broadcast_to(of_all[:, None], now.shape)
    else:
        wanted = now * lever.factor
    stay = rates[:, chosen, place, place]
    # Rates add up to 1 but for their last digit, and what lies above is no chance.
    room, needed = np.minimum(1.0, stay + now.sum(axis=2)), wanted.sum(axis=2)
    fits = np.minimum(1.0, room / np.maximum(needed, np.finfo(float).tiny))
    after = wanted * fits[:, :, None]
    for column, target in enumerate(targets):
        rates[:, chosen, place, target] = after[:, :, column]
    rates[:, chosen, place, place] = np.maximum(0.0, room - after.sum(axis=2))
    return int((fits < 1).any(axis=1).sum())


def _pull_hires(turns: Floats, movements: Movements, lever: Lever) -> int:
    """Change who is hired into one level, in place; nothing ever holds that back."""
    place = _place(movements, lever.level)
    _check_factor(lever)
    if not movements.hired[:, place].sum():
        raise ImpossibleLever(
            f"Nobody was hired into level {lever.level} in the observed years, so there is no rate "
            "that could change."
        )
    if lever.group is None and lever.factor is not None:
        raise ImpossibleLever(
            "How many are hired is held, so a rate that changes for everybody changes nothing. "
            "Name the group whose rate changes."
        )
    now = turns[:, place]
    weighed = now.copy()
    if lever.factor is None:
        wanted = np.average(turns, axis=1, weights=movements.hired.sum(axis=0))
    if lever.group is None:
        weighed = wanted
    else:
        (one,) = _groups(movements, lever)
        if lever.factor is not None:
            weighed[:, one] *= lever.factor
        else:
            others = 1 - now[:, one]
            scale = (1 - wanted[:, one]) / np.maximum(others, np.finfo(float).tiny)
            weighed *= scale[:, None]
            weighed[:, one] = wanted[:, one]
    total = weighed.sum(axis=1, keepdims=True)
    # One group alone, of whom nobody is taken any more, leaves nobody to take.
    turns[:, place] = np.where(total > 0, weighed / np.where(total > 0, total, 1), now)
    return 0


def _check_factor(lever: Lever) -> None:
    factor = lever.factor
    if factor is not None and not (math.isfinite(factor) and factor >= 0):
        raise ImpossibleLever(f"A rate can be multiplied by 0 or more, not by {factor}.")


def _process(movements: Movements, lever: Lever) -> tuple[int, list[int]]:
    """The place of the level that people come from, and the columns of what becomes of them."""
    _check_factor(lever)
    place = _place(movements, lever.level)
    if lever.to == LEFT:
        return place, [len(movements.levels)]
    if lever.to != HIGHER:
        target = _place(movements, lever.to)
        if target == place:
            raise ImpossibleLever(
                f"Staying at level {lever.level} is what the other processes leave over. "
                f"Name another level, '{HIGHER}' or '{LEFT}'."
            )
        return place, [target]
    above = list(range(place + 1, len(movements.levels)))
    if not above:
        raise ImpossibleLever(f"Level {lever.level} is the highest, so nobody can rise from it.")
    return place, above


def _place(movements: Movements, level: int | str) -> int:
    if level not in movements.levels:
        known = ", ".join(str(each) for each in movements.levels)
        raise UnknownLevel(f"There is no level {level} here. Levels: {known}.")
    return movements.levels.index(int(level))


def _groups(movements: Movements, lever: Lever) -> list[int]:
    if lever.group is None:
        return list(range(len(movements.groups)))
    if lever.group not in movements.groups:
        known = "; ".join(" × ".join(group) for group in movements.groups)
        raise UnknownGroup(f"There is no group {' × '.join(lever.group)} here. Groups: {known}.")
    return [movements.groups.index(lever.group)]


# --- people ---------------------------------------------------------------------------------------


def _hires(movements: Movements, years: int, turns: Floats, random: np.random.Generator) -> Whole:
    """People hired in each draw and year, shape (draws, years, G, L)."""
    per_year = _held_hires(movements.hired.sum(axis=0), movements.years, years)
    who = random.multinomial(per_year, turns[:, None])
    found: Whole = who.swapaxes(2, 3)
    return found


def _held_hires(total: Whole, observed: int, years: int) -> Whole:
    """Whole people for each year ahead, whose sum never strays half a person from the mean's."""
    ahead = np.arange(years + 1)[:, None]
    so_far = (2 * total * ahead + observed) // (2 * observed)
    return np.diff(so_far, axis=0)


# --- what is said ---------------------------------------------------------------------------------


def _shares(people: Whole, somebody: NDArray[np.bool_]) -> Band:
    """Per year and level, over the draws in which a share of the level is defined."""
    _, years, levels, groups = people.shape
    found = np.full((len(_BAND), years, levels, groups), np.nan)
    for year in range(years):
        for level in range(levels):
            held = people[somebody[:, year, level], year, level]
            if len(held):
                part = held / held.sum(axis=1, keepdims=True)
                found[:, year, level] = np.quantile(part, _BAND, axis=0)
    return Band(*_in_band_order(found))


def _in_band_order(quantiles: Any) -> tuple[Floats, Floats, Floats]:
    low, median, high = quantiles
    return median, low, high


def _notes(movements: Movements, levers: Sequence[Lever], drawn: Futures) -> list[str]:
    notes = []
    unseen = int((movements.moved.sum(axis=2) == 0).sum())
    if unseen:
        notes.append(
            f"In {unseen} of {movements.start.size} combinations of group and level nobody was "
            "observed: what becomes of people there is drawn from no knowledge at all."
        )
    notes += _notes_on_empty(drawn)
    for lever, part in zip(levers, drawn.held_back, strict=True):
        if part:
            notes.append(
                f"The changed rate from level {lever.level} would move more people than stay there "
                f"in {part:.0%} of the draws, and is held back in them."
            )
    return notes


def _notes_on_empty(drawn: Futures) -> list[str]:
    if (drawn.people.sum(axis=2) > 0).all():
        return []
    return ["In some draws a level is empty; the share of an empty level is undefined."]
