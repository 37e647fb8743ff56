"""What shows a barrier, as it is handed in to be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tiebeam.engine.records.window import Window
from tiebeam.web.insight.models import Evidence


@dataclass(frozen=True, kw_only=True)
class Shows:
    """One thing that shows a barrier; the fields are those of `Evidence`.

    whom    whom it speaks of, in words; "" where it does not say
    places  units, sites and grades that it speaks of, by kind
    title   a barrier as a sentence, as this proposes it
    clause, version  of a finding: the sentence of the text, and the version it stands in
    """

    kind: Evidence.Kind
    address: str
    said: str
    strength: Evidence.Strength
    mark: str = ""
    release: int | None = None
    speaks_of: date | None = None
    numbers: str = ""
    policy: Any = None
    since: Window | None = None
    whom: str = ""
    places: Mapping[str, Sequence[str]] = field(default_factory=dict)
    title: str = ""
    clause: str = ""
    version: str = ""

    @property
    def kept(self) -> dict[str, Any]:
        """What stands in its row."""
        names = ("said", "strength", "mark", "release", "speaks_of", "numbers", "policy")
        since = {"since_from": self.since and self.since.first,
                 "since_to": self.since and self.since.last}  # fmt: skip
        return {name: getattr(self, name) for name in names} | since
