"""Cells on Spark: the same expression gives the same cells as on the embedded database."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest
from engine.on_spark import NEEDS_SPARK, connected

from tiebeam.engine.cells import aggregate

pytestmark = NEEDS_SPARK

KEYS = ("gender", "site", "level")


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    random = np.random.default_rng(7)
    size = 3_000
    return pd.DataFrame(
        {
            "gender": random.choice(["Women", "Men", "not stated", None], size),
            "site": random.choice(["Leeds", "Porto", "Reykjavík", None], size),
            "level": random.integers(1, 6, size),
            "promoted": random.random(size) < 0.1,
            "days": random.integers(1, 366, size),
        }
    )


@pytest.fixture(scope="module")
def spark():
    with connected() as spark:
        yield spark


@pytest.fixture(scope="module")
def on_both(people, spark):
    schema = ibis.schema(
        {
            "gender": "string",
            "site": "string",
            "level": "int64",
            "promoted": "bool",
            "days": "int64",
        }
    )
    here = ibis.duckdb.connect().create_table("people", people, schema=schema, temp=True)
    records = [
        tuple(
            None if value is None else getattr(value, "item", lambda v=value: v)() for value in row
        )
        for row in people.itertuples(index=False)
    ]
    frame = spark._session.createDataFrame(
        records, "gender string, site string, level long, promoted boolean, days long"
    )
    frame.createOrReplaceTempView("people")
    return here, spark.table("people")


def cells_of(rows):
    years = (rows.days.cast("float64") / 365.0).cast("decimal(18, 9)").sum()
    return aggregate(rows, KEYS, {"promoted": rows.promoted.sum(), "years": years})


def test_spark_and_the_embedded_database_give_the_same_cells(on_both):
    here, there = (cells_of(rows) for rows in on_both)

    assert here.labels == there.labels
    for key in KEYS:
        assert here.codes[key].tolist() == there.codes[key].tolist()
    for name in here.sums:
        assert here.sums[name].tolist() == there.sums[name].tolist()


def test_every_roll_up_of_spark_is_that_of_the_embedded_database(on_both):
    here, there = (cells_of(rows) for rows in on_both)

    for one, other in zip(here.slices(3), there.slices(3), strict=True):
        assert list(one.rows()) == list(other.rows())


def test_spark_counts_nobody_as_none(on_both):
    _, there = on_both
    nobody = there.filter(there.site == "Oslo")

    assert list(aggregate(nobody, ("gender",)).over().rows()) == [{"n": 0}]
