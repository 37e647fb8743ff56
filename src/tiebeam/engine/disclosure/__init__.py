"""The gate: the only way from exact figures to figures that others may see."""

from tiebeam.engine.disclosure.figures import (
    AT_EQUAL_RATING,
    EVERYWHERE,
    FOR_THE_BENCH,
    LABOUR_MARKET,
    OTHERS,
    Comparison,
    Exact,
    Figure,
    Hidden,
    NotReleased,
    Released,
    Row,
)
from tiebeam.engine.disclosure.threshold import SMALLEST_GROUP, release

__all__ = [
    "AT_EQUAL_RATING",
    "EVERYWHERE",
    "FOR_THE_BENCH",
    "LABOUR_MARKET",
    "OTHERS",
    "SMALLEST_GROUP",
    "Comparison",
    "Exact",
    "Figure",
    "Hidden",
    "NotReleased",
    "Released",
    "Row",
    "release",
]
