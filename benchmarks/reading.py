"""Reading a CSV with every check, beside DuckDB copying it to Parquet and what others do."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from peers import Result, alone, once_through


def run(data: Path) -> list[Result]:
    csv = str(data / "workforce.csv")
    return [
        Result(
            name="read, check and put in order",
            ours=alone(ours, str(data), prepare=once_through),
            peers={
                "DuckDB COPY to Parquet": alone(duckdb_copy, csv, prepare=once_through),
                "Polars to Parquet": alone(polars_sink, csv, prepare=once_through),
            },
            limit=3,
            most_megabytes=2048,
        )
    ]


def ours(folder: str) -> None:
    from tiebeam.workbench.intake import take_in
    from tiebeam.workbench.locate import locate

    path = Path(folder)
    inputs = locate(path / "workforce.csv", path / "harbourline.map.toml")
    assert inputs.mapping is not None
    # The workforce alone, which is what the peers read too.
    alone_ = replace(inputs.mapping, ratings=None, applications=None)
    take_in(replace(inputs, mapping=alone_), alone_)


def duckdb_copy(csv: str) -> None:
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        duckdb.execute(f"copy (select * from read_csv('{csv}')) to '{folder}/copy.parquet'")


def polars_sink(csv: str) -> None:
    import polars as pl

    with tempfile.TemporaryDirectory() as folder:
        pl.scan_csv(csv, infer_schema_length=10_000).sink_parquet(f"{folder}/copy.parquet")
