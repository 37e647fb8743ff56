"""Figures for others: about secrets from the ledger of releases alone, about the rest from rows.

Which of the two it is follows from the mapping and the question, before any row is read. So asking
about a secret opens no data, and a refusal says nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from tiebeam.engine.disclosure import Exact, Released, release, rests_on_a_secret
from tiebeam.engine.disclosure.cube import Refused
from tiebeam.engine.disclosure.entries import Named
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.disclosure.threshold import WITHOUT_SECRETS
from tiebeam.engine.measures.asking import check_number, field_class_of
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.measures.from_releases import Ledger
from tiebeam.engine.records import mapping as mappings
from tiebeam.engine.records.window import Window
from tiebeam.vault import keys as vault_keys
from tiebeam.workbench import releases
from tiebeam.workbench.bench import Bench, open_data, window_of
from tiebeam.workbench.locate import locate
from tiebeam.workbench.noise_keys import check_keys
from tiebeam.workbench.ordering import level_names

Where = Mapping[str, Sequence[str]]


class NoMapping(ValueError):
    """Nobody has written down what the columns mean, so it is not known what is a secret."""


class OpenLedger(Ledger):
    """The releases of an organisation, checked from the first to the last, beside its data."""

    def answer(
        self,
        mapping: mappings.Mapping,
        measure: str,
        *,
        by: Sequence[str],
        window: Window,
        where: Where | None = None,
        against: str | Mapping[str, str] = "largest",
    ) -> Released:
        """A figure about a secret, from what the releases show.

        Raises  UnknownMeasure, CannotMeasure; Refused, which names what there is instead
        """
        definition(measure)
        check_number(by)
        if where:
            named = ", ".join(where)
            raise Refused(
                f"Figures about secrets can't be narrowed down to some people, as by '{named}': "
                "releases show what their cube declares, and nothing between."
            )
        if against not in ("largest", "others"):
            raise Refused(
                "In releases each value stands beside everybody else, so it can't be compared "
                "with a group of your choice. Leave --against out."
            )
        described = {name: mapping.field_class(name) for name in by if mapping.column(name)}
        open_to_all = [name for name in by if described.get(name) == "directory"]
        secret = tuple(name for name in by if name not in open_to_all)
        return self.figure(
            measure,
            attributes=_factors(secret),
            fields=tuple(open_to_all),
            window=window,
            named=Named(
                levels=level_names(mapping.workforce),
                currency=mapping.currency,
                stages=mapping.applications.stages if mapping.applications else (),
            ),
        )

    def released(
        self,
        bench: Bench,
        figure: Exact,
        *,
        by: Sequence[str],
        window: tuple[date | str, date | str] | Window,
        where: Mapping[str, str | Sequence[str]] | None = None,
        against: str | Mapping[str, str] = "largest",
    ) -> Released:
        """What was asked of a bench, as others may see it.

        figure  the exact answer: released itself where it rests on no secret, and not looked at
                where it does
        Raises  Refused where it does, and no release answers it
        """
        if not rests_on_a_secret(figure):
            return release(figure)
        mapping = bench.dataset.mapping
        table = definition(figure.measure).table
        return self.answer(
            mapping,
            figure.measure,
            by=[*dict.fromkeys(mapping.canonical_name(each, table=table) for each in by)],
            window=window_of(window),
            where=dict.fromkeys(where or {}, ()),
            against=against,
        )


def open_ledger(ledger: Path, vault: Path) -> OpenLedger:
    """The releases of a ledger, if they were made with the keys of this vault.

    Raises  NoLedger, BrokenChain, UnknownEntry; NoKeys, BadKey, OpenToOthers, OtherKeys
    """
    every = tuple(releases.releases(ledger))
    if not every:
        raise releases.NoLedger(f"The ledger in {ledger} holds no release yet.")
    check_keys(every, vault_keys.load(vault))
    return OpenLedger(every)


def measure_for_others(
    data: str | Path,
    mapping: str | Path | None,
    ledger: OpenLedger,
    name: str,
    *,
    by: Sequence[str],
    window: tuple[date | str, date | str] | Window,
    where: Where | None = None,
    against: str | Mapping[str, str] = "largest",
    market: str | Path | None = None,
    opened: Callable[[], Bench] | None = None,
) -> Released:
    """One measure as others may see it; the arguments are those of `Bench.measure`.

    opened  opens the data; called only where the question rests on no secret
    Raises  NoMapping, Refused, UnknownMeasure, CannotMeasure, NoTable, BadMapping
    """
    means = _mapping_of(data, mapping)
    chosen = definition(name)
    asked = [*dict.fromkeys(means.canonical_name(each, table=chosen.table) for each in by)]
    among = {means.canonical_name(key, table=chosen.table): each
             for key, each in (where or {}).items()}  # fmt: skip
    if touches_a_secret(means, name, (*asked, *among)):
        return ledger.answer(
            means, name, by=asked, window=window_of(window), where=among, against=against
        )
    with opened() if opened else open_data(data, mapping) as bench:
        figure = bench.measure(
            name, by=by, window=window, where=where, against=against, market=market
        )
        return release(figure)


def touches_a_secret(mapping: mappings.Mapping, measure: str, names: Sequence[str]) -> bool:
    """Whether a question touches what people keep to themselves, by the mapping alone."""
    return field_class_of(mapping, definition(measure), names) not in WITHOUT_SECRETS


def refuse_secrets(
    data: str | Path, mapping: str | Path | None, command: str, names: Sequence[str]
) -> None:
    """Refuse a command that shows more about secrets than any cube can, before data is read.

    Raises  NoMapping; Refused, which names the attribute
    """
    means = _mapping_of(data, mapping)
    for name in map(means.canonical_name, names):
        if (column := means.column(name)) is None or column.field_class not in WITHOUT_SECRETS:
            raise Refused(
                f"`tiebeam {command}` can't be released by '{name}': it takes more figures about "
                "what people keep to themselves than any cube has. By what everybody or HR "
                "knows, such as site, it can; and for the bench, without --release."
            )


def _mapping_of(data: str | Path, mapping: str | Path | None) -> mappings.Mapping:
    found = locate(data, mapping).mapping
    if found is None:
        raise NoMapping(
            "To release a figure, the mapping has to say what is a secret, and there is none. "
            "`tiebeam check` writes it down for you to correct."
        )
    return found


def _factors(secret: Sequence[str]) -> tuple[str, ...]:
    return tuple(factor for name in secret for factor in name.split(CROSSED))


#: Refusals that only reading the ledger knows.
REFUSALS: Final = (NoMapping, Refused)
