"""Harbourline, a made-up ferry and port operator: its HR files, as large as you like.

Nobody in it exists. The same arguments give the same bytes.
"""

from tiebeam.examples.harbourline.generate import (
    NotASize,
    TooFewPeople,
    TooManyPersonYears,
    TooManyYears,
    Written,
    generate,
)

__all__ = [
    "NotASize",
    "TooFewPeople",
    "TooManyPersonYears",
    "TooManyYears",
    "Written",
    "generate",
]
