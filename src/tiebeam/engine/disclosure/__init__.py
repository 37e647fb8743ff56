"""The gate: the only way from exact figures to figures that others may see."""

from tiebeam.engine.disclosure.figures import (
    EVERYWHERE,
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
    "EVERYWHERE",
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
