"""The bench in a notebook: an answer shows itself as a table and a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

from tiebeam.engine.disclosure import Exact, Figure, Released
from tiebeam.workbench.bench import Bench, open_data
from tiebeam.workbench.figures import as_json_object
from tiebeam.workbench.for_others import open_ledger


class Question(TypedDict):
    """What a notebook asked of a measure."""

    by: Sequence[str]
    window: tuple[date | str, date | str]
    where: Mapping[str, str | Sequence[str]] | None
    against: str | Mapping[str, str]


class Answer:
    """One measure, as asked: `figure` holds the numbers, and a notebook shows them.

    An exact answer says so in its table and in its picture. `release(ledger, vault)` gives the one
    to share.
    """

    def __init__(self, figure: Figure, bench: Bench, asked: Question | None = None) -> None:
        self.figure = figure
        self._bench = bench
        self._asked = asked

    def release(self, ledger: str | Path, vault: str | Path) -> Answer:
        """The same question, answered as others may see it: about secrets from the ledger alone.

        ledger  the folder of the ledger of releases
        vault   the one of the keys that the releases were made with
        Raises  Refused where no release answers the question; NoLedger, OtherKeys and what else
                `open_ledger` raises
        """
        if self._asked is None or not isinstance(self.figure, Exact):
            return self
        opened = open_ledger(Path(ledger), Path(vault))
        return Answer(opened.released(self._bench, self.figure, **self._asked), self._bench)

    def as_dict(self) -> dict[str, Any]:
        """The answer as plain data, as `tiebeam measure --json` prints it."""
        return as_json_object(self.figure)

    def __repr__(self) -> str:
        from tiebeam import charts

        if isinstance(self.figure, Released):
            return charts.table_text(self.figure)
        return charts.bench_table_text(_exact(self.figure))

    def _repr_html_(self) -> str:
        from tiebeam import charts

        if isinstance(self.figure, Released):
            return charts.notebook_html(self.figure)
        return charts.bench_html(_exact(self.figure))


class Notebook:
    """A dataset in a notebook; ask it with `measure`."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def measure(
        self,
        name: str,
        *,
        by: Sequence[str] = (),
        window: tuple[date | str, date | str],
        where: Mapping[str, str | Sequence[str]] | None = None,
        against: str | Mapping[str, str] = "largest",
        market: str | Path | None = None,
    ) -> Answer:
        """One measure, exactly; the arguments are those of `Bench.measure`."""
        figure = self.bench.measure(
            name, by=by, window=window, where=where, against=against, market=market
        )
        asked: Question = {"by": by, "window": window, "where": where, "against": against}
        return Answer(figure, self.bench, asked)

    def __repr__(self) -> str:
        dataset = self.bench.dataset
        return (
            f"{dataset.people_count:,} people, {dataset.spell_count:,} spells, "
            f"{dataset.reach.first} to {dataset.last_day}"
        )


def open_notebook(data: str | Path, mapping: str | Path | None = None) -> Notebook:
    """Read and check a dataset for use in a notebook; the arguments are those of `open_data`."""
    return Notebook(open_data(data, mapping))


def _exact(figure: Figure) -> Exact:
    if not isinstance(figure, Exact):
        raise TypeError("An answer is either exact or released.")
    return figure
