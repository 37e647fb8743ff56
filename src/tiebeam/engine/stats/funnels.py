"""Several steps in a row, such as applied, interviewed, hired: who gets through each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tiebeam.engine.stats.counts import EmptyGroup, whole_number
from tiebeam.engine.stats.intervals import wilson
from tiebeam.engine.stats.selection import Comparison, compare


class RisingCount(ValueError):
    """More people reached a stage than the stage before."""


class MismatchedStages(ValueError):
    """A group does not have exactly one count per stage, or there are not two stages."""


class UnknownReference(ValueError):
    """The group to compare with is not among the groups."""


@dataclass(frozen=True)
class Step:
    """One step of one group, from a stage to the next.

    entered, passed  people at the stage, and people who reached the next one
    lost             entered - passed
    rate             passed / entered with its range; None when nobody entered
    so_far           passed / people at the first stage
    """

    name: str
    entered: int
    passed: int
    lost: int
    rate: float | None
    low: float | None
    high: float | None
    so_far: float

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers, ready for JSON."""
        return dict(vars(self))


@dataclass(frozen=True)
class Path:
    """One group's way through the funnel, beside the reference group.

    steps          one per stage after the first
    comparisons    one per step, this group as a and the reference as b; None where either has
                   nobody left, and for the reference itself
    whole          the comparison from the first stage to the last; None for the reference
    biggest_drop   the step in which most people of this group are lost; None when nobody is
    costliest      the step whose shortfall against the reference is largest, in people, as in
                   Comparison.shortfall; None when no step has one
    """

    group: str
    steps: tuple[Step, ...]
    comparisons: tuple[Comparison | None, ...]
    whole: Comparison | None
    biggest_drop: str | None
    costliest: str | None

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers and words, ready for JSON."""
        return dict(vars(self)) | {
            "steps": [step.as_dict() for step in self.steps],
            "comparisons": [each.as_dict() if each else None for each in self.comparisons],
            "whole": self.whole.as_dict() if self.whole else None,
        }


@dataclass(frozen=True)
class Funnel:
    """Every group's way through the same stages, by group name."""

    stages: tuple[str, ...]
    reference: str
    paths: Mapping[str, Path]

    def as_dict(self) -> dict[str, Any]:
        """Plain numbers and words, ready for JSON."""
        return {
            "stages": list(self.stages),
            "reference": self.reference,
            "paths": {name: path.as_dict() for name, path in self.paths.items()},
        }


def funnel(
    counts: Mapping[str, Sequence[int]],
    *,
    stages: Sequence[str],
    reference: str,
    confidence: float = 0.95,
) -> Funnel:
    """At which step a group falls behind another, and by how many people.

    counts      for each group, how many people reached each stage, in order and never rising
    stages      their names, at least two; a step is named after the stage it leads to
    reference   the group that the others are compared with
    confidence  share of the ranges that hold the truth
    Raises      MismatchedStages, UnknownReference, RisingCount, ImpossibleCount; EmptyGroup when
                nobody of a group is at the first stage
    Source      Wilson (1927) for each rate; tiebeam.engine.stats.selection for comparisons
    """
    if reference not in counts:
        raise UnknownReference(f"'{reference}' is not one of the groups: {', '.join(counts)}.")
    reached = {group: _reached(group, numbers, stages) for group, numbers in counts.items()}
    paths = {
        group: _path(group, numbers, reached[reference], stages, confidence, group == reference)
        for group, numbers in reached.items()
    }
    return Funnel(tuple(stages), reference, paths)


def _reached(group: str, numbers: Sequence[int], stages: Sequence[str]) -> tuple[int, ...]:
    if len(numbers) != len(stages) or len(stages) < 2:
        raise MismatchedStages(f"Give '{group}' one count for each of at least two stages.")
    people = tuple(
        whole_number(number, name=stage) for number, stage in zip(numbers, stages, strict=True)
    )
    if people[0] == 0:
        raise EmptyGroup(f"Nobody of '{group}' is at '{stages[0]}'. Leave this group out.")
    for (earlier, later), name in zip(pairwise(people), stages[1:], strict=True):
        if later > earlier:
            raise RisingCount(
                f"More people of '{group}' reached '{name}' than the stage before it. "
                "Count each person at every stage they passed through."
            )
    return people


def _path(
    group: str,
    own: tuple[int, ...],
    other: tuple[int, ...],
    stages: Sequence[str],
    confidence: float,
    is_reference: bool,
) -> Path:
    steps = tuple(
        _step(name, entered, passed, own[0], confidence)
        for name, (entered, passed) in zip(stages[1:], pairwise(own), strict=True)
    )
    comparisons: tuple[Comparison | None, ...] = (None,) * len(steps)
    whole = None
    if not is_reference:
        moves = zip(pairwise(own), pairwise(other), strict=True)
        comparisons = tuple(_compared(mine, theirs, confidence) for mine, theirs in moves)
        whole = _compared((own[0], own[-1]), (other[0], other[-1]), confidence)
    lost = {step.name: step.lost for step in steps}
    short = {
        step.name: compared.shortfall
        for step, compared in zip(steps, comparisons, strict=True)
        if compared
    }
    return Path(group, steps, comparisons, whole, _largest(lost), _largest(short))


def _step(name: str, entered: int, passed: int, first: int, confidence: float) -> Step:
    lost, so_far = entered - passed, passed / first
    if entered == 0:
        return Step(name, entered, passed, lost, None, None, None, so_far)
    span = wilson(selected=passed, pool=entered, confidence=confidence)
    return Step(name, entered, passed, lost, passed / entered, span.low, span.high, so_far)


def _compared(own: tuple[int, int], other: tuple[int, int], confidence: float) -> Comparison | None:
    if own[0] == 0 or other[0] == 0:
        return None
    return compare(own[1], own[0], other[1], other[0], confidence=confidence)


def _largest(people: Mapping[str, float]) -> str | None:
    """The first step with the largest number, if any is above 0."""
    worst = max(people, key=lambda name: people[name], default=None)
    return worst if worst is not None and people[worst] > 0 else None
