"""A dataset on the bench: opened once, asked many times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from tiebeam.engine.disclosure import Exact, Released, release
from tiebeam.engine.flows.windows import Window
from tiebeam.engine.measures import exact
from tiebeam.engine.measures.exact import Question
from tiebeam.engine.records.dataset import Dataset
from tiebeam.workbench.intake import Intake, take_in
from tiebeam.workbench.locate import Inputs, locate


class NoMapping(ValueError):
    """Nobody has said yet what the columns mean."""


class Bench:
    """Data that was read and checked, and the measures of it.

    Use it as a context, or call `close`: the rows are in memory until then.
    """

    def __init__(self, intake: Intake, inputs: Inputs) -> None:
        self.intake = intake
        self.inputs = inputs

    @property
    def dataset(self) -> Dataset:
        return self.intake.dataset

    def measure(
        self,
        name: str,
        *,
        by: Sequence[str] = (),
        window: tuple[date | str, date | str] | Window,
        where: Mapping[str, str | Sequence[str]] | None = None,
        against: str | Mapping[str, str] = "largest",
    ) -> Exact:
        """One measure, exactly: for the bench, not for sharing.

        by       what describes the groups, at most three, such as ["gender", "race"]
        window   first and last day, both included
        where    only people with these values, such as {"site": "Riverside"}
        against  what each group is compared with: "largest", "others", or one group's values
        Raises   UnknownMeasure, CannotMeasure, BackwardsWindow
        """
        canonical = self.dataset.mapping.canonical_name
        question = Question(
            measure=name,
            by=tuple(dict.fromkeys(canonical(each) for each in by)),
            window=window if isinstance(window, Window) else Window(*map(_day, window)),
            where={canonical(key): _several(values) for key, values in (where or {}).items()},
            against=against,
        )
        return exact.measure(self.dataset, question)

    def release(self, figure: Exact) -> Released:
        """The figure as others may see it."""
        return release(figure)

    def close(self) -> None:
        self.intake.store.close()

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_data(
    data: str | Path,
    mapping: str | Path | None = None,
    *,
    progress: Callable[[str], None] = lambda step: None,
) -> Bench:
    """Read and check a dataset.

    data     a file, a folder, a web address, or a mapping that lists files
    mapping  what its columns mean; left out, `DATA.map.toml` beside it
    Raises   NoTable, BadMapping, NoMapping
    """
    inputs = locate(data, mapping)
    if inputs.mapping is None:
        raise NoMapping(
            f"There is no mapping for {inputs.path(None).name} yet. "
            f"`tiebeam check {data}` writes one for you to look over."
        )
    return Bench(take_in(inputs, inputs.mapping, progress=progress), inputs)


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _several(values: str | Sequence[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)
