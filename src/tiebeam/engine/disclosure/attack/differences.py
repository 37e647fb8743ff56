"""Taking away and comparing: what published numbers say of each other, without any roster.

A total less the cells that are shown leaves those of whom nothing is shown, and a cell on one day
less the same cell on another leaves those who came or went. How many they are follows from the
public numbers of members. It is taken that nobody else moved: that makes the most of a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, Literal

from tiebeam.engine.disclosure.published import Line
from tiebeam.engine.disclosure.stages import APPLIED, STAGE

#: The largest noise of a line, in people.
Largest = Callable[[Line], float]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One number less others, and what is left of it.

    line       the number that others are taken from
    less       what is taken away; nothing where the number is looked at alone
    people     whom the rest is about, at least
    low, high  how many of them have the value, as far as the noise lets anybody tell; what lies
               below nobody or above all says only that
    """

    line: Line
    less: tuple[Line, ...]
    people: int
    low: float
    high: float

    @property
    def certain(self) -> Literal["all", "nobody"] | None:
        """Whether only one possibility is left: that all of them have the value, or nobody."""
        low, high = max(self.low, 0), min(self.high, self.people)
        if low > high:
            return None
        return "all" if low >= self.people else "nobody" if high <= 0 else None


def differences(lines: Iterable[Line], *, largest: Largest) -> list[Difference]:
    """Every number alone, less the same cell's of another day, and less the cells that part it.

    Of who applied, each stage also less the next one that is shown, as those there came to both.

    lines    of stocks and flows, from as many releases as there are; others are passed over
    largest  the noise of a line at most, in people; what has a band of 0 has none
    """
    shown = {
        (line.about, line.at): line
        for line in lines
        if line.kind in ("stock", "flow") and line.shown is not None and line.n
    }
    every = list(shown.values())
    pairs = [*((line, ()) for line in every), *_days(every), *_parts(every), *_stages(every)]
    return [one for line, less in pairs if (one := _difference(line, less, largest)) is not None]


def _difference(line: Line, less: Sequence[Line], largest: Largest) -> Difference | None:
    """What is left, if that is anybody."""
    people = _members(line) - sum(map(_members, less))
    if people < 0:
        return None
    if people == 0:
        changed = len(less) == 1 and line.about == less[0].about and line.shown != less[0].shown
        # Somebody came and somebody left: two at least, and of either it could be.
        return Difference(line=line, less=tuple(less), people=2, low=0, high=2) if changed else None
    (low, high), away = _range(line, largest), [_range(each, largest) for each in less]
    return Difference(
        line=line,
        less=tuple(less),
        people=people,
        low=low - sum(most for _, most in away),
        high=high - sum(fewest for fewest, _ in away),
    )


def _members(line: Line) -> int:
    return line.n or 0


def _range(line: Line, largest: Largest) -> tuple[float, float]:
    """The fewest and the most that a line can have counted: nobody stays nobody, all stay all."""
    assert line.shown is not None
    shown, n = line.shown, _members(line)
    if line.band == 0:
        return shown, shown
    noise = largest(line)
    return max(shown - noise, shown > 0), min(shown + noise, n - (shown < n))


def _days(lines: Iterable[Line]) -> Iterator[tuple[Line, tuple[Line, ...]]]:
    """The same cell on two days, the larger first."""
    of: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        of.setdefault(line.about, []).append(line)
    for same in of.values():
        for one, other in combinations(same, 2):
            small, large = sorted((one, other), key=_members)
            yield large, (small,)


def _parts(lines: Iterable[Line]) -> Iterator[tuple[Line, tuple[Line, ...]]]:
    """A number, and those of the cells that a table with one field more parts it into."""
    of: dict[tuple[Any, ...], list[Line]] = {}
    whole: dict[tuple[Any, ...], Line] = {}
    for line in lines:
        *what, _ = line.about
        day = (*what, line.at)
        whole[*day, tuple(sorted(line.cell.items()))] = line
        for name in line.cell:
            rest = tuple(sorted((k, v) for k, v in line.cell.items() if k != name))
            of.setdefault((name, *day, rest), []).append(line)
    for (_, *about), parts in of.items():
        if (total := whole.get(tuple(about))) is not None:
            yield total, tuple(parts)


def _stages(lines: Iterable[Line]) -> Iterator[tuple[Line, tuple[Line, ...]]]:
    """Each stage of a funnel, and the one after it."""
    of: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        if line.outcome == APPLIED:
            rest = tuple(sorted((k, v) for k, v in line.cell.items() if k != STAGE))
            of.setdefault((line.attribute, line.value, line.window, rest), []).append(line)
    for stages in of.values():
        for larger, smaller in pairwise(sorted(stages, key=_members, reverse=True)):
            yield larger, (smaller,)
