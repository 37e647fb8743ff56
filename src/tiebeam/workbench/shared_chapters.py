"""The chapters of a report to hand on: every figure about a secret is read from the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tiebeam.engine.disclosure import Released
from tiebeam.engine.disclosure.cube import Refused
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.records.mapping import Mapping
from tiebeam.engine.records.window import Window
from tiebeam.workbench.chapters import AHEAD, LEFT_OUT, MOVES, SHARES, TIMES, TOP, Chapter
from tiebeam.workbench.for_others import OpenLedger

OUTSIDE: Final = (
    "This is outside the cube: releases hold no figures of it, because each further figure helps "
    "somebody to work out what single people kept to themselves."
)
#: What each measure of moves counts.
_OUTCOMES: Final = {
    "hire_share": "joined",
    "promotion_rate": "promoted",
    "exit_rate": "left",
    "hiring_funnel": "applied",
}
#: Of moves, the lead of the report for the bench speaks of years that are pooled.
_LEAD_OF_MOVES: Final = "What happened in the newest window that releases show."


@dataclass
class _Reader:
    """Asks the ledger one question after another, and keeps what it does not answer."""

    ledger: OpenLedger
    mapping: Mapping
    missing: list[str] = field(default_factory=list)

    def figures(self, *measures: str) -> Iterator[Released]:
        """What there is of some measures, by each attribute of the cube."""
        for measure in measures:
            found = [
                figure
                for attribute in self.ledger.attributes
                if (figure := self.figure(measure, attribute)) is not None
            ]
            if not found:
                self.missing.append(f"{definition(measure).title}.")
            yield from found

    def figure(self, measure: str, attribute: str) -> Released | None:
        """A measure by one attribute, in the newest window that answers; None where none does."""
        for window in self._windows(measure, attribute):
            try:
                return self.ledger.answer(self.mapping, measure, by=[attribute], window=window)
            except Refused:
                continue
        return None

    def chapter(self, words: tuple[str, str], figures: Iterator[Released]) -> Chapter:
        """A chapter of what there is; of nothing, it says that this is outside the cube."""
        self.missing = []
        there = tuple(each for each in figures if each.rows or each.hidden)
        title, lead = words
        return Chapter(
            title=title,
            lead=lead,
            figures=there,
            missing=tuple(self.missing) if there else (),
            instead="" if there else OUTSIDE,
        )

    def _windows(self, measure: str, attribute: str) -> list[Window]:
        if measure in _OUTCOMES:
            return self.ledger.windows(attribute, _OUTCOMES[measure])
        days = sorted((release.at for release in self.ledger.releases), reverse=True)
        return [Window(day, day) for day in days]


def shared_chapters(ledger: OpenLedger, mapping: Mapping) -> tuple[Chapter, ...]:
    """All chapters, in the order of reading; those without an answer say so."""
    reader = _Reader(ledger, mapping)
    return (
        reader.chapter(TOP, reader.figures("top_share", "pay_gap", "pay_quarter_share")),
        reader.chapter(
            (MOVES[0], _LEAD_OF_MOVES),
            reader.figures("hire_share", "promotion_rate", "exit_rate"),
        ),
        reader.chapter(SHARES, iter(())),
        reader.chapter(TIMES, iter(())),
        reader.chapter(LEFT_OUT, reader.figures("hiring_funnel")),
        reader.chapter(AHEAD, iter(())),
    )


def about_the_release(ledger: OpenLedger) -> tuple[str, ...]:
    """Which release a report is from, of what day, and how far its counts may be off."""
    last = ledger.last
    day = f"{last.at.day} {last.at:%B} {last.at.year}"
    return (
        f"Figures about {ledger.names} are from release {last.number}, which speaks of {day}. "
        f"Each count of a group has noise: give or take {ledger.band:.0f} people.",
    )
