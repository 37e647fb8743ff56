"""A dataset on the bench: opened once, asked many times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from tiebeam.charts.names import group_name
from tiebeam.engine.disclosure import (
    Drawable,
    Exact,
    Released,
    draft,
    release,
    rests_on_a_secret,
)
from tiebeam.engine.measures import ahead, exact, ledger, time_to
from tiebeam.engine.measures.ahead import Ahead
from tiebeam.engine.measures.asking import Question
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.measures.ledger import Ledger
from tiebeam.engine.measures.time_to import TimeTo
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.mapping import parse
from tiebeam.engine.records.window import Window
from tiebeam.engine.words import noop
from tiebeam.workbench.intake import Intake, take_in
from tiebeam.workbench.labour_market import labour_market
from tiebeam.workbench.locate import Inputs, locate
from tiebeam.workbench.propose_mapping import proposal_for
from tiebeam.workbench.reconciling import reconcile, sentences


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
        market: str | Path | None = None,
    ) -> Exact:
        """One measure, exactly: for the bench, not for sharing.

        by       what describes the groups, at most three, such as ["gender", "race"]
        window   first and last day, both included
        where    only people with these values, such as {"site": "Riverside"}
        against  what each group is compared with: "largest", "others", or one group's values
        market   a file of the labour market (occupation, group, and people or share), for the
                 measures that set people beside it
        Raises   UnknownMeasure, CannotMeasure, BackwardsWindow; NoTable, BadMarket for `market`
        """
        mapping = self.dataset.mapping
        canonical = partial(mapping.canonical_name, table=definition(name).table)
        question = Question(
            measure=name,
            by=tuple(dict.fromkeys(canonical(each) for each in by)),
            window=window_of(window),
            where={canonical(key): _several(values) for key, values in (where or {}).items()},
            against=against
            if isinstance(against, str)
            else {canonical(key): value for key, value in against.items()},
            market=None if market is None else labour_market(Path(market)),
        )
        return exact.measure(self.dataset, question)

    def flows(
        self,
        level: str | int,
        *,
        by: Sequence[str],
        window: tuple[date | str, date | str] | Window,
        where: Mapping[str, str | Sequence[str]] | None = None,
    ) -> Ledger:
        """How each group's share at a level changed, flow by flow, exactly.

        level    its number from the bottom (1), its name, or one of its grades
        by       what describes the groups, at most three
        window   people are counted on its first and on its last day
        where    only people with these values, such as {"site": "Riverside"}
        Raises   CannotMeasure, BackwardsWindow
        """
        canonical = self.dataset.mapping.canonical_name
        return ledger.level_ledger(
            self.dataset,
            level=level,
            by=tuple(dict.fromkeys(canonical(each) for each in by)),
            window=window_of(window),
            where={canonical(key): _several(values) for key, values in (where or {}).items()},
        )

    def time(
        self,
        level: str | int | None = None,
        *,
        by: Sequence[str] = (),
        window: tuple[date | str, date | str] | Window | None = None,
        years: Sequence[float] = (1, 2, 5, 10),
        where: Mapping[str, str | Sequence[str]] | None = None,
    ) -> TimeTo:
        """How long until people at a level are promoted or leave, exactly, with what competes.

        level    number, name or grade; left out: from joining until leaving, by reason
        by       what describes the groups, at most three
        window   left out, all that the data shows
        years    after how many years shares are given
        where    only people with these values, such as {"site": "Riverside"}
        Raises   CannotMeasure, BackwardsWindow
        """
        canonical = self.dataset.mapping.canonical_name
        everything = Window(self.dataset.reach.first, self.dataset.changes_until)
        return time_to.time_to(
            self.dataset,
            level=level,
            by=tuple(dict.fromkeys(canonical(each) for each in by)),
            window=everything if window is None else window_of(window),
            years=years,
            where={canonical(key): _several(values) for key, values in (where or {}).items()},
        )

    def ahead(
        self,
        *,
        by: Sequence[str],
        years: int = 5,
        levers: Sequence[str] = (),
        rates_from: tuple[int | None, int | None] = (None, None),
        draws: int = ahead.DRAWS,
        seed: int = ahead.SEED,
    ) -> Ahead:
        """Whose share of each level, in the coming years, if people moved at the rates observed.

        by          what describes the groups: attributes of people, at most three
        years       how far to look ahead, 1 to 10
        levers      rates that are changed: "promotion 3-4 equal", "leaving 2 -20%"
        rates_from  first and last calendar year of these rates; None: as far as the data goes
        draws, seed  how many ways in which it could turn out, and where they begin
        Raises      CannotMeasure
        """
        canonical = self.dataset.mapping.canonical_name
        chosen = tuple(dict.fromkeys(canonical(each) for each in by))
        return ahead.ahead(
            self.dataset,
            by=chosen,
            years=years,
            levers=levers,
            rates_from=rates_from,
            draws=draws,
            seed=seed,
            called=lambda group: group_name(group, chosen),
        )

    def figure_of(self, found: Ledger | TimeTo | Ahead, *, with_levers: bool = False) -> Exact:
        """What `flows`, `time` or `ahead` found as a figure, which can be released.

        with_levers  of `ahead`, with the rates changed
        Raises       CannotMeasure where there is no lever
        """
        if isinstance(found, Ledger):
            return ledger.as_figure(found)
        if isinstance(found, Ahead):
            return ahead.as_figure(found, with_levers=with_levers)
        return time_to.as_figure(found)

    def release(self, figure: Exact) -> Released:
        """The figure as others may see it, if it is about nothing that people keep to themselves.

        Raises  RestsOnASecret where it is: such figures come from the ledger (`for_others`)
        """
        return release(figure)

    def draft(self, figure: Exact) -> Drawable:
        """The figure to be drawn on the bench: of a secret it is a draft, and says so."""
        return draft(figure) if rests_on_a_secret(figure) else release(figure)

    def close(self) -> None:
        self.intake.store.close()

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


UNREVIEWED = noop(
    "The mapping was proposed from headers and values, and nobody has looked it over. "
    "`tiebeam check` writes it down for you to correct."
)


def open_data(
    data: str | Path,
    mapping: str | Path | None = None,
    *,
    progress: Callable[[str], None] = lambda step: None,
) -> Bench:
    """Read and check a dataset.

    data     a file, a folder, a web address, or a mapping that lists files
    mapping  what its columns mean; left out, `DATA.map.toml` beside it; where there is none, one
             is proposed, and every figure says so
    Raises   NoTable, BadMapping, NotRecognised
    """
    inputs = locate(data, mapping)
    if inputs.mapping is not None:
        return Bench(_noted(take_in(inputs, inputs.mapping, progress=progress)), inputs)
    proposed = parse(proposal_for(inputs.path(None)).mapping)
    inputs = replace(inputs, mapping=proposed)
    return Bench(_noted(take_in(inputs, proposed, progress=progress), UNREVIEWED), inputs)


def _noted(intake: Intake, *notes: str) -> Intake:
    """Whether the people add up is said before, and with, every figure."""
    dataset = intake.dataset
    balances = reconcile(dataset)
    said = (*notes, *sentences(balances))
    return replace(intake, dataset=replace(dataset, notes=said, balances=balances))


def window_of(window: tuple[date | str, date | str] | Window) -> Window:
    """A window, however it was given.

    Raises  BackwardsWindow
    """
    return window if isinstance(window, Window) else Window(*map(_day, window))


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _several(values: str | Sequence[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(values)
