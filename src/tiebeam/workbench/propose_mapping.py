"""Proposing a mapping for a file, and writing it as TOML that a person can edit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tiebeam import connectors
from tiebeam.engine.records import fetch, toml
from tiebeam.engine.records.propose import ColumnFacts, Proposal, is_telling, propose
from tiebeam.workbench.store import Store

#: Enough to see what a column holds; everything else of a large file stays unread.
ROWS_LOOKED_AT: Final = 200_000
_VALUES_LOOKED_AT: Final = 3_000


def proposal_for(path: Path) -> Proposal:
    """A mapping for one file.

    Raises  NoTable, NotRecognised
    """
    import duckdb

    store = Store()
    try:
        try:
            facts = _facts(store, path, careful=False)
        except duckdb.Error:
            facts = _facts(store, path, careful=True)
    finally:
        store.close()
    return propose(facts, file=path.name)


def _facts(store: Store, path: Path, *, careful: bool) -> list[ColumnFacts]:
    source = connectors.read(path, into=store.db, name="looked at", careful=careful)
    telling = [name for name in source.columns if is_telling(name)]
    looked_at = source.table.select(*(telling or source.columns[:1])).limit(ROWS_LOOKED_AT)
    some = store.keep("some", looked_at, categories={})
    rows = fetch.one(some.count())
    return [_column(some, name, rows, telling=name in telling) for name in source.columns]


def _column(some: Any, name: str, rows: int, *, telling: bool) -> ColumnFacts:
    if not telling:
        return ColumnFacts(name=name, rows=rows, filled=0, distinct=0, values=())
    text = some.select(value=some[name].strip())
    text = text.filter(text.value.notnull() & (text.value != ""))
    counted = text.group_by("value").aggregate(n=text.count())
    import ibis

    most = counted.order_by(ibis.desc("n"), "value").limit(_VALUES_LOOKED_AT)
    return ColumnFacts(
        name=name,
        rows=rows,
        filled=fetch.one(text.count()),
        distinct=fetch.one(counted.count()),
        values=tuple(fetch.column(most.value)),
    )


def as_toml(proposal: Proposal) -> str:
    """The proposal as a file to edit, with its remarks at the top."""
    lines = [
        "# What the columns of this export mean. Proposed from headers and values:",
        "# look it over before you trust a figure.",
        *(f"# - {toml.one_line(remark)}" for remark in proposal.remarks),
        "",
    ]
    lines += _table(proposal.mapping, ())
    return "\n".join(lines) + "\n"


def _table(raw: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    """Simple entries first, then the tables inside, as TOML demands."""
    plain = {key: value for key, value in raw.items() if not _is_section(value)}
    lines = [f"[{'.'.join(toml.key(part) for part in path)}]"] if path and plain else []
    lines += [f"{toml.key(key)} = {_value(value)}" for key, value in plain.items()]
    lines += [""] if lines else []
    for key, value in raw.items():
        if _is_section(value):
            lines += _table(value, (*path, key))
    return lines


def _is_section(value: Any) -> bool:
    return isinstance(value, dict)


def _value(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], list):
        inner = "".join(f"    {toml.listed(step)},\n" for step in value)
        return f"[\n{inner}]"
    return toml.listed(value) if isinstance(value, (list, tuple)) else toml.text(value)
