"""The flow ledger of a level, asked of a dataset: exact, for the bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tiebeam.engine.cells import aggregate
from tiebeam.engine.flows import ledger as rules
from tiebeam.engine.flows.ledger import Account
from tiebeam.engine.measures.asking import (
    CannotMeasure,
    among,
    check_groups,
    check_ladder,
    check_moves,
    level_number,
    with_groups,
)
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN
from tiebeam.engine.records.window import Window

__all__ = ["Account", "Ledger", "level_ledger"]


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The accounts of all groups at one level between two days.

    accounts  by group, such as {"gender": "Women"}; the largest first, unknown ones last
    """

    level: int
    level_name: str
    by: tuple[str, ...]
    window: Window
    accounts: tuple[tuple[Mapping[str, str], Account], ...]
    notes: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict)


def level_ledger(
    dataset: Dataset,
    *,
    level: str | int,
    by: tuple[str, ...],
    window: Window,
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> Ledger:
    """How each group's share at a level changed between two days, flow by flow.

    level    its number from the bottom (1), its name, or one of its grades
    window   people are counted on its first and on its last day
    Raises   CannotMeasure
    """
    where = where or {}
    check_ladder(dataset, "flows")
    check_moves(dataset)
    check_groups(dataset, by, where)
    if not by:
        raise CannotMeasure("Say whose share: name an attribute that describes the groups.")
    _check_days(dataset, window)
    number = level_number(dataset, level)
    spells = with_groups(dataset, dataset.spells, by, also=where)
    spells = spells.mutate(inside=among(dataset, spells, where))
    cells = aggregate(rules.flows(spells, window, number, by=by), (*by, "flow"))
    everybody = {cell["flow"]: cell["n"] for cell in cells.over("flow").rows()}
    groups: dict[tuple[str, ...], dict[str, int]] = {}
    for cell in cells.rows():
        groups.setdefault(tuple(cell[name] for name in by), {})[cell["flow"]] = cell["n"]
    accounts = [
        (dict(zip(by, group, strict=True)), rules.account(counted, everybody))
        for group, counted in groups.items()
    ]
    if not accounts:
        raise CannotMeasure(
            f"Nobody was at level {number} between {window.first} and {window.last}."
        )
    return Ledger(
        level=number,
        level_name=dataset.levels[number - 1] if number <= len(dataset.levels) else "",
        by=by,
        window=window,
        accounts=tuple(sorted(accounts, key=_size)),
        notes=_notes(dataset, accounts),
        data={**dataset.fingerprint, "people": dataset.people_count, "spells": dataset.spell_count},
    )


def _size(each: tuple[Mapping[str, str], Account]) -> tuple[bool, int, tuple[str, ...]]:
    group, account = each
    unnamed = any(value in {UNKNOWN, NOT_STATED} for value in group.values())
    return unnamed, -(account.opening + account.closing), tuple(group.values())


def _check_days(dataset: Dataset, window: Window) -> None:
    begins, ends = dataset.reach.first, dataset.last_day
    if window.first < begins or window.last > ends:
        raise CannotMeasure(
            f"This data shows people from {begins} to {ends}; "
            f"{window.first} to {window.last} reaches beyond."
        )
    if window.first == window.last:
        raise CannotMeasure("Between a day and itself nothing changes: name two days.")


def _notes(dataset: Dataset, accounts: list[tuple[dict[str, str], Account]]) -> tuple[str, ...]:
    notes = list(dataset.notes)
    one = accounts[0][1]
    for people, which in ((one.opening_everybody, "first"), (one.closing_everybody, "last")):
        if not people:
            notes.append(
                f"Nobody was at this level on the {which} day, so shares and their change are "
                "undefined: only people are counted."
            )
    return tuple(notes)
