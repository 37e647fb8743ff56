"""The normal curve: how many standard errors a confidence needs, and how rare a Z is."""

from __future__ import annotations

import math
from statistics import NormalDist


class ImpossibleShare(ValueError):
    """A share such as a confidence, a power or a rate lies outside its range."""


def inner_share(value: float, *, name: str) -> float:
    """A share strictly between 0 and 1.

    value   such as .95; 95 is refused
    Raises  ImpossibleShare
    """
    if not 0 < value < 1:
        raise ImpossibleShare(f"'{name}' must lie between 0 and 1, such as .95 for 95 %.")
    return float(value)


def z_for(confidence: float) -> float:
    """Standard errors either side of the middle that hold this share of a normal curve.

    confidence  share strictly between 0 and 1; .95 gives 1.95996
    Raises      ImpossibleShare
    Source      Wichura (1988), Applied Statistics 37, 477-484 (AS 241), in Python's statistics
    """
    share = inner_share(confidence, name="confidence")
    return -NormalDist().inv_cdf((1 - share) / 2)


def two_sided_p(z: float) -> float:
    """Chance of a normal value at least this far from 0, on either side.

    Source  P(|Z| >= z) = erfc(z / sqrt 2)
    """
    return math.erfc(abs(z) / math.sqrt(2))
