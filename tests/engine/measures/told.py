"""A small employer whose truth is known, and what releases would show of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from engine.disclosure.shown import BAND, flow, stock

from tiebeam.engine.disclosure.answers import Asked
from tiebeam.engine.disclosure.noise import noised_many
from tiebeam.engine.disclosure.published import Line
from tiebeam.engine.disclosure.shelf import Edition, Shelf
from tiebeam.engine.records.window import Window

BEFORE, MIDDLE, AFTER = date(2024, 12, 31), date(2025, 6, 30), date(2026, 1, 1)
YEAR = Window(date(2025, 1, 1), date(2025, 12, 31))


@dataclass(frozen=True)
class Truth:
    """True counts by level, of women and of everybody else: arrays of shape (2, L).

    there   when the year begins
    """

    there: Any
    left: Any
    rose: Any
    joined: Any

    @property
    def after(self) -> Any:
        """Who is there when the year is over."""
        came = np.zeros_like(self.rose)
        came[:, 1:] = self.rose[:, :-1]
        return self.there - self.left - self.rose + came + self.joined


def asked(measure: str, window: Window) -> Asked:
    return Asked(measure=measure, title="What there is", attributes=("gender",), window=window)


def lived(random: Any, there: Any, leaves: Any, rises: Any, joined: Sequence[int]) -> Truth:
    """A year in which everybody leaves, rises or stays by chance, and hires are dealt out."""
    stays = 1 - leaves - rises
    chances = np.stack([leaves, rises, stays], axis=-1)
    fates = random.multinomial(there, chances)
    women = random.binomial(joined, 0.35)
    return Truth(there, fates[..., 0], fates[..., 1], np.stack([women, np.array(joined) - women]))


def exact(truth: Truth) -> list[Line]:
    """Every count as it is, as if there were no noise."""
    lines = []
    for at, people, number in (
        (BEFORE, truth.there, 1),
        (MIDDLE, truth.there, 2),
        (AFTER, truth.after, 3),
    ):
        lines += [
            stock(women, women + others, {"level": str(level)}, band=0.0, at=at, release=number)
            for level, (women, others) in enumerate(people.T.tolist(), start=1)
        ]
    for outcome, people in (
        ("left", truth.left),
        ("promoted", truth.rose),
        ("joined", truth.joined),
    ):
        lines += [
            flow(outcome, women, women + others, {"level": str(level)}, band=0.0, window=YEAR,
                 at=AFTER, release=3)
            for level, (women, others) in enumerate(people.T.tolist(), start=1)
        ]  # fmt: skip
    return lines


def with_noise(lines: Sequence[Line], random: Any) -> list[Line]:
    """The lines as a release shows them: each count with noise of its own, few hidden."""
    counts = np.array([round(line.shown or 0) for line in lines])
    members = np.array([line.n for line in lines])
    numbers = random.integers(0, 2**64, size=len(lines), dtype=np.uint64, endpoint=False)
    shown = noised_many(counts, members, numbers).tolist()
    return [
        replace(line, shown=count, band=BAND)
        if (line.n or 0) >= 10
        else replace(line, shown=None, band=0.0, why="threshold")
        for line, count in zip(lines, shown, strict=True)
    ]


def shelf(lines: Sequence[Line]) -> Shelf:
    days = {1: BEFORE, 2: MIDDLE, 3: AFTER}
    editions = [
        Edition(
            number=number, at=day, lines=tuple(line for line in lines if line.release == number)
        )
        for number, day in days.items()
    ]
    return Shelf([each for each in editions if each.lines], ["gender"])


def without(lines: Sequence[Line], **hidden: Any) -> list[Line]:
    """The same with some lines hidden by the attack: those of an outcome, or of a level."""
    return [
        replace(line, shown=None, band=0.0, why="attack") if _is(line, hidden) else line
        for line in lines
    ]


def _is(line: Line, about: Mapping[str, Any]) -> bool:
    said = {"outcome": line.outcome, "level": line.cell.get("level"), "at": line.at}
    return all(said[name] == value for name, value in about.items())


TRUTH = Truth(
    there=np.array([[250, 120, 60], [450, 280, 190]]),
    left=np.array([[30, 12, 6], [50, 25, 20]]),
    rose=np.array([[18, 5, 0], [50, 20, 0]]),
    joined=np.array([[40, 10, 4], [60, 20, 12]]),
)
