"""Numbers worked out from counts with noise, each with how far noise may have moved it.

A count minus a count, or one divided by another, has the noise of both; and a group's noise is
everybody else's with the other sign. So a number remembers how much of each shown count's noise is
in it, and the variance of whatever is made of several follows, however they hang together.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final

from tiebeam.engine.disclosure.published import Line
from tiebeam.engine.stats.counts import EmptyGroup
from tiebeam.engine.stats.normal import z_for

#: Standard errors either side of the middle that hold 95 %.
Z: Final = z_for(0.95)


@dataclass(frozen=True)
class Noisy:
    """A number, and of each count's noise how much is in it.

    value  in whatever unit
    noise  by count: its standard deviation times its weight, in the number's unit; two numbers
           with a count in common go up and down together
    """

    value: float
    noise: Mapping[Hashable, float] = field(default_factory=dict)

    def __add__(self, other: Noisy) -> Noisy:
        return self._with(other, 1.0)

    def __sub__(self, other: Noisy) -> Noisy:
        return self._with(other, -1.0)

    def times(self, factor: float) -> Noisy:
        """So many times the number, by a factor without noise."""
        return Noisy(self.value * factor, {key: sd * factor for key, sd in self.noise.items()})

    def over(self, base: Noisy) -> Noisy:
        """The part that it is of a base; what noise took beyond 0 or 1 counts as 0 or 1.

        Raises  EmptyGroup when nobody is in the base
        Source  first-order (delta) variance of a ratio: Stuart & Ord (1994), Kendall's Advanced
                Theory of Statistics 1, 10.6
        """
        if not base.value > 0:
            raise EmptyGroup("Nobody is in the denominator, so there is no rate.")
        share = min(max(self.value / base.value, 0.0), 1.0)
        moved = (self - base.times(share)).times(1 / base.value)
        return Noisy(share, moved.noise)

    @property
    def variance(self) -> float:
        """Of the noise alone, in the number's unit squared."""
        return math.fsum(sd * sd for sd in self.noise.values())

    @property
    def band(self) -> float:
        """How far the noise may have moved it, up or down, in 95 of 100 cases."""
        return Z * math.sqrt(self.variance)

    def _with(self, other: Noisy, sign: float) -> Noisy:
        noise = dict(self.noise)
        for key, sd in other.noise.items():
            noise[key] = noise.get(key, 0.0) + sign * sd
        return Noisy(self.value + sign * other.value, noise)


def shown(line: Line) -> Noisy:
    """The number of a line, with the noise that its band tells of.

    Raises  ValueError when the line shows no number
    """
    if line.shown is None:
        raise ValueError("A line without a number was to be computed with.")
    # A number that stays on show is one number: its noise is the same in every release.
    return Noisy(line.shown, {(line.about, line.at): line.band / Z} if line.band else {})


def added(numbers: list[Noisy]) -> Noisy:
    """The sum of numbers; 0 of none."""
    total = Noisy(0.0)
    for each in numbers:
        total = total + each
    return total
