"""Noise for counts of what people keep to themselves: how it is spread, and how it is drawn.

A true count of 7 women in a unit of 40 may be shown as 5 or as 10. The noise has mean 0, so that
many figures together come out right, and a variance that is told, so that everybody can allow for
it. It belongs to the members of a cell: the same people always get the same noise, so asking again
tells nothing, and one person more or less makes all of it anew, so a change tells little.

What is hashed, byte by byte. A message is a row of fields; before each field stands its length in
bytes, as 4 bytes, most significant first. Text is UTF-8.

    person    "person", the person's id
    cell      "cell", the cell's key (8 bytes, most significant first), the attribute, the value

The key of either is the first 8 bytes of HMAC-SHA256 over its message, read as a whole number, most
significant byte first. The key of a cell's members is the sum of theirs, modulo 2**64.

Sources  Marley & Leaver (2011), Proc. 58th World Statistical Congress, ISI, 2072-2081 (the variance
         and the mean); Giessing (2016), Privacy in Statistical Databases, LNCS 9867, 237-251 (the
         shape); Fraser & Wooton (2006), Monographs of Official Statistics, Eurostat, 299-302 (cell
         keys). That all members key a cell, not only those who are counted, is ours: keyed on those
         alone, the figures of two years show which group a lone leaver belonged to.
"""

from __future__ import annotations

import hmac
import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property, lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tiebeam.engine.disclosure.threshold import SMALLEST_GROUP, CannotBeLoosened
from tiebeam.engine.stats.counts import EmptyGroup, whole_number
from tiebeam.engine.stats.normal import z_for

SHORTEST_KEY: Final = 32
#: Nearer than this to the edge of what can be, a variance can't be told from the edge itself.
NEAR: Final = 1e-9
WRAP: Final = 2**64

Keys = NDArray[np.uint64]


class NoSuchNoise(ValueError):
    """No noise has mean 0 and this variance on the counts that may be shown."""


class ImpossibleCell(ValueError):
    """More people were counted in a cell than belong to it, or one of them twice."""


class TooFewMembers(ValueError):
    """A cell has so few members that no count of it may be shown, with noise or without."""


class ShortKey(ValueError):
    """A key is so short that somebody could find it by trying."""


@dataclass(frozen=True, kw_only=True)
class Protection:
    """How strongly counts of secrets are protected; may be made stricter, never looser.

    largest         the largest noise, in people, up or down
    variance        of the noise, in people squared; at most that of a noise spread evenly, because
                    beyond it only the two ends are left, and a shown count tells the true one
    never_shown     counts from 1 to this are never shown, nor so many less than all
    smallest_group  members that a cell must have
    hold            people by whom a cell must have changed before it is shown anew
    smallest_base   people in the denominator, as shown, below which no rate is shown
    Raises          CannotBeLoosened; NoSuchNoise when the values don't fit together
    """

    largest: int = 8
    variance: float = 6.0
    never_shown: int = 0
    smallest_group: int = SMALLEST_GROUP
    hold: int = 30
    smallest_base: int = 48

    def __post_init__(self) -> None:
        for name, floor in _FLOORS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not value >= floor:
                raise CannotBeLoosened(
                    f"'{name}' is {floor} or more; protection can be made stricter, not looser."
                )
            if name != "variance":
                whole_number(value, name=name)
        if self.variance > self.largest * (self.largest + 1) / 3:
            raise NoSuchNoise(
                "'variance' is more than an even spread up to 'largest' has. "
                "Make 'largest' larger, or 'variance' smaller."
            )
        # Around the counts that are never shown there has to be room on both sides, and jumping
        # over them from their middle must not by itself take more than the variance.
        gap = self.never_shown + 1
        if self.largest < gap or self.smallest_group < 2 * gap or self.variance <= gap**2 // 4:
            raise NoSuchNoise(
                "'never_shown' leaves no room for the noise. Make it smaller, "
                "or 'largest', 'smallest_group' and 'variance' larger."
            )


_FLOORS: Final[Mapping[str, Any]] = {each.name: each.default for each in fields(Protection)}
STANDARD: Final = Protection()


@dataclass(frozen=True)
class Noise:
    """What noise a count can get, and how likely each is.

    steps    people more or less than the true count, ascending
    chances  one per step, adding up to 1
    """

    steps: tuple[int, ...]
    chances: tuple[float, ...]

    @property
    def mean(self) -> float:
        return math.fsum(p * d for d, p in zip(self.steps, self.chances, strict=True))

    @property
    def variance(self) -> float:
        return math.fsum(p * d * d for d, p in zip(self.steps, self.chances, strict=True))

    @cached_property
    def _until(self) -> tuple[int, ...]:
        """Up to which of 2**64 numbers each step goes: whole numbers compare exactly."""
        sums = np.cumsum(self.chances)[:-1]
        return (*(int(math.ldexp(min(each, 1.0), 64)) for each in sums), WRAP)

    def drawn(self, number: int) -> int:
        """The step that a number from 0 to 2**64 - 1 stands for."""
        return self.steps[bisect_right(self._until, number)]

    def drawn_many(self, numbers: Keys) -> NDArray[np.int64]:
        """The step that each of many numbers stands for, of their shape."""
        # The last step goes up to the end, which no number reaches.
        until = np.array([min(each, WRAP - 1) for each in self._until[:-1]], dtype=np.uint64)
        places = np.searchsorted(until, numbers, side="right")
        return np.array(self.steps, dtype=np.int64)[places]


def noise_of(
    count: int, *, members: int, largest: int, variance: float, never_shown: int = 0
) -> Noise:
    """How the noise of one true count is spread: p ∝ exp(a·d + b·d²) over all allowed steps d.

    a and b are such that the mean is 0 and the variance as asked. No other spread with this mean
    and variance is more uncertain. Nobody stays nobody, and all stay all. Where no noise has so
    large a variance, it has that of the most uncertain noise with mean 0 (b = 0): with the largest
    that can be, only two counts could be shown.

    count        people, 0 to members
    members      people in the cell
    largest      the largest noise, in people
    variance     of the noise, in people squared, above 0
    never_shown  counts from 1 to this are not shown, nor so many less than all members
    Raises       ImpossibleCount, ImpossibleCell; NoSuchNoise when no noise has mean 0, or when to
                 jump over the counts that are never shown takes more than the variance
    Source       as above
    """
    true, everybody = whole_number(count, name="count"), whole_number(members, name="members")
    if true > everybody:
        raise ImpossibleCell("More people are counted than are members. Count members only.")
    if true in (0, everybody):
        return Noise((0,), (1.0,))
    steps = tuple(
        step
        for step in range(-largest, largest + 1)
        if 0 <= true + step <= everybody
        and not 1 <= true + step <= never_shown
        and not 1 <= everybody - true - step <= never_shown
    )
    # A count and its mirror image (members - count) are solved once, so they agree to the last bit.
    mirrored = tuple(-step for step in reversed(steps))
    if mirrored < steps:
        noise = _solved(mirrored, variance)
        return _flipped(noise)
    return _solved(steps, variance)


def noised_many(
    counts: NDArray[np.int64],
    members: NDArray[np.int64],
    numbers: Keys,
    *,
    protection: Protection = STANDARD,
) -> NDArray[np.int64]:
    """Many counts with their noise at once, each drawn by a number from 0 to 2**64 - 1.

    counts, members, numbers  of the same shape; in people, and at random
    Returns                   people, of the same shape
    Raises                    as `noise_of`
    """
    # So far from an end, the end plays no part.
    far = protection.largest + protection.never_shown + 1
    below, above = np.minimum(counts, far), np.minimum(members - counts, far)
    kinds, kind = np.unique(below * (far + 1) + above, return_inverse=True)
    kind = kind.reshape(counts.shape)
    shown = counts.copy()
    for number, (low, high) in enumerate(zip(*divmod(kinds, far + 1), strict=True)):
        noise = noise_of(
            int(low),
            members=int(low + high),
            largest=protection.largest,
            variance=protection.variance,
            never_shown=protection.never_shown,
        )
        these = kind == number
        shown[these] += noise.drawn_many(numbers[these])
    return shown


@lru_cache(maxsize=4096)
def _solved(steps: tuple[int, ...], variance: float) -> Noise:
    """The chances of these steps; all counts far from both ends come here with the same ones."""
    low, high = _feasible(steps)
    if low > variance or (len(steps) > 2 and variance - low < NEAR):
        raise NoSuchNoise(
            "So small a variance can't be had beside the counts that are never shown. "
            "Make the variance larger, or let smaller counts be shown."
        )
    if len(steps) == 2:
        # With two steps the mean alone says how likely each is.
        down, up = steps
        return Noise(steps, (up / (up - down), -down / (up - down)))
    at = np.array(steps, dtype=np.float64)
    if variance > high * (1 - NEAR):
        return Noise(steps, tuple(_balanced(at, 0.0).tolist()))
    b = _root(lambda b: float(_balanced(at, b) @ at**2) - variance)
    return Noise(steps, tuple(_balanced(at, b).tolist()))


@cache
def _flipped(noise: Noise) -> Noise:
    return Noise(tuple(-step for step in reversed(noise.steps)), noise.chances[::-1])


def _feasible(steps: Sequence[int]) -> tuple[float, float]:
    """The smallest and the largest variance that noise with mean 0 can have on these steps.

    Both are reached on two steps: (d, d²) lies on a parabola, and mean 0 cuts the chords of it.
    """
    down, up = [d for d in steps if d < 0], [d for d in steps if d > 0]
    if not down or not up:
        raise NoSuchNoise(
            "From this count the noise could only go one way. Allow larger noise, "
            "or let smaller counts be shown."
        )
    return 0.0 if 0 in steps else -float(down[-1] * up[0]), -float(down[0] * up[-1])


def _balanced(at: NDArray[np.float64], b: float) -> NDArray[np.float64]:
    """Chances ∝ exp(a·d + b·d²), with a such that the mean is 0."""

    def chances(a: float) -> NDArray[np.float64]:
        power = a * at + b * at**2
        weights = np.exp(power - power.max())
        found: NDArray[np.float64] = weights / weights.sum()
        return found

    return chances(_root(lambda a: float(chances(a) @ at)))


def _root(rising: Callable[[float], float]) -> float:
    """Where a rising function crosses 0.

    The mean rises with a, and at mean 0 the variance rises with b: both are slopes of a convex
    function. So bracketing can't fail, where Newton's method would overshoot near the edges.
    """
    from scipy.optimize import brentq  # half of what a server would load before its first page

    reach = 1.0
    while rising(-reach) > 0 or rising(reach) < 0:
        reach *= 2
    return float(brentq(rising, -reach, reach, xtol=1e-15, rtol=1e-14, maxiter=500))


def person_keys(key: bytes, people: Sequence[str]) -> Keys:
    """A number for each person that nobody can work out without the key; keep it and reuse it.

    key      secret bytes of the organisation and attribute, at least 32
    people   ids, each once
    Returns  shape (people,), in their order
    Raises   ShortKey, ImpossibleCell when a person is there twice
    Source   HMAC-SHA256, RFC 2104; for the bytes see the module
    """
    _check_key(key)
    if len(set(people)) != len(people):
        raise ImpossibleCell("A person is listed twice. List each person once.")
    found = (_keyed(key, _message(b"person", each.encode())) for each in people)
    return np.frombuffer(b"".join(found), dtype=">u8").astype(np.uint64)


def cell_key(members: Keys) -> int:
    """The number of a cell: the sum of its members', modulo 2**64, in whatever order they come.

    members  what `person_keys` gave for everybody in the cell, shape (members,)
    Returns  0 to 2**64 - 1
    """
    # NumPy's unsigned sums wrap around: exactly what is wanted.
    return int(members.sum(dtype=np.uint64))


def noised(
    count: int,
    *,
    members: Keys,
    attribute: str,
    value: str,
    key: bytes,
    protection: Protection = STANDARD,
) -> int:
    """The count as it may be shown: the true one and the noise of this cell.

    count      members who have the value, 0 to all
    members    what `person_keys` gave for everybody in the cell, not only for those counted
    attribute, value  what is counted, such as "gender" and "Women"
    key        the one that made the members' numbers
    Returns    people, 0 to all; the same for the same members, whoever asks and however often
    Raises     TooFewMembers, ImpossibleCount, ImpossibleCell, ShortKey
    """
    _check_key(key)
    everybody = len(members)
    if everybody < protection.smallest_group:
        raise TooFewMembers(
            f"A cell has {protection.smallest_group} members or more. Merge it or hide it."
        )
    noise = noise_of(
        count,
        members=everybody,
        largest=protection.largest,
        variance=protection.variance,
        never_shown=protection.never_shown,
    )
    cell = cell_key(members).to_bytes(8, "big")
    drawn = _keyed(key, _message(b"cell", cell, attribute.encode(), value.encode()))
    return int(count) + noise.drawn(int.from_bytes(drawn, "big"))


def _check_key(key: bytes) -> None:
    if len(key) < SHORTEST_KEY:
        raise ShortKey(f"A key has {SHORTEST_KEY} bytes or more. Make one at random.")


def _keyed(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")[:8]


def _message(*fields: bytes) -> bytes:
    # With the lengths, no two different rows of fields are the same bytes.
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def band_people(protection: Protection = STANDARD, *, confidence: float = 0.95) -> float:
    """How far from a shown count the true one probably is, up or down, in people.

    confidence  share of counts within the band, by the normal curve. Noise comes in whole people:
                of the standard noise (±4.80), 93.5 % is within 4 people and 97.6 % within 5
    """
    return z_for(confidence) * math.sqrt(protection.variance)


def rate_is_shown(base: float, protection: Protection = STANDARD) -> bool:
    """Whether a rate over so many people is shown: only where noise moves it by at most a tenth.

    base  people in the denominator as shown: with noise where they are counted by a secret
    """
    return base >= protection.smallest_base


def rate_variance(
    share: float, *, base: float, protection: Protection = STANDARD, exact_base: bool = False
) -> float:
    """Variance of a rate whose count has noise: of who happened to be counted, and of the noise.

    p(1-p)/b + V(1+p²)/b², and without the p² where the denominator has no noise

    share       the rate as shown; what noise took beyond 0 or 1 counts as 0 or 1
    base        people in the denominator as shown, above 0
    exact_base  True where everybody knows the denominator, so that it has no noise
    Returns     in shares squared
    Raises      EmptyGroup when nobody is in the denominator
    Source      first-order (delta) variance of a ratio: Stuart & Ord (1994), Kendall's Advanced
                Theory of Statistics 1, 10.6
    """
    if not base > 0:
        raise EmptyGroup("Nobody is in the denominator, so there is no rate.")
    p = min(max(share, 0.0), 1.0)
    noise = protection.variance * (1 + (0 if exact_base else p * p))
    return p * (1 - p) / base + noise / base**2
