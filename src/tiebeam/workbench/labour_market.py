"""Reading the labour market that a user supplies: a file of occupation and group."""

from __future__ import annotations

from pathlib import Path

from tiebeam import connectors
from tiebeam.connectors import ROW, NoTable
from tiebeam.engine.records import fetch, market
from tiebeam.engine.records.market import BadMarket, Market
from tiebeam.workbench.store import Store


def labour_market(path: Path) -> Market:
    """The labour market in a file of any kind we know.

    Raises  NoTable for a file that can't be read at all, BadMarket for one that is something else
    """
    import duckdb

    store = Store()
    try:
        try:
            return _read(store, path, careful=False)
        except duckdb.Error:
            return _read(store, path, careful=True)
    except duckdb.Error:
        raise NoTable(f"{path.name} can't be read as a table. Save it again as CSV.") from None
    finally:
        store.close()


def _read(store: Store, path: Path, *, careful: bool) -> Market:
    source = connectors.read(path, into=store.db, name="labour market", careful=careful)
    if source.ragged:
        row = min(source.ragged)
        raise BadMarket(f"{path.name}: row {row} has more or fewer cells than the header.")
    table = store.keep("labour market kept", source.table, categories={})
    columns = [name for name in source.columns if name != ROW]
    try:
        return market.parse(columns, fetch.rows(table.select(*columns)))
    except BadMarket as wrong:
        raise BadMarket(f"{path.name}: {wrong}") from None
