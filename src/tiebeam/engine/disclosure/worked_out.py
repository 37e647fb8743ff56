"""Figures that are worked out further from what releases show, such as accounts and projections.

They cost nobody anything: whoever reads the releases could work them out as well. So all that comes
in here is a shelf of lines that were published, and what was made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tiebeam.engine import kept
from tiebeam.engine.disclosure.answers import Asked
from tiebeam.engine.disclosure.figures import _GATE_KEY, Hidden, Released, Row
from tiebeam.engine.disclosure.noise import band_people
from tiebeam.engine.disclosure.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class Worked:
    """What was worked out from the lines of a shelf, for one question.

    data  what else identifies the figure, such as its level
    """

    rows: tuple[Row, ...]
    hidden: tuple[Hidden, ...] = ()
    notes: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


def released(shelf: Shelf, asked: Asked, worked: Worked) -> Released:
    """What was worked out from a shelf, as a figure that everybody may see."""
    people = band_people(shelf.protection)
    noise = kept.NOISE_IN_EACH % {"n": f"{people:.0f}"}
    return Released(
        measure=asked.measure,
        title=asked.title,
        unit="share",
        by=(*shelf.factors, *asked.fields),
        window=(asked.window.first, asked.window.last),
        rows=worked.rows,
        hidden=worked.hidden,
        notes=(noise, *worked.notes, *asked.notes),
        levels=asked.levels,
        data={**asked.data, **worked.data},
        field_class="secret",
        gate=_GATE_KEY,
    )
