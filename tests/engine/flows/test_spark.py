"""Windows on Spark: the same people, changes and person-years as on the embedded database."""

from __future__ import annotations

import pytest
from engine.kit import spells, window
from engine.on_spark import NEEDS_SPARK, connected

from tiebeam.engine.flows import windows

pytestmark = NEEDS_SPARK

CAREERS = """
    person  begins      ends        level  exit_reason
    ada     2015-03-17  2016-02-29  1      -
    ada     2016-02-29  2018-07-01  2      voluntary
    bea     2014-01-01  2016-11-05  1      -
    bea     2016-11-05  2019-01-01  3      -
    cyd     2016-06-30  2017-01-01  -      -
    dot     2013-01-01  2016-10-10  2      -
"""
COLUMNS = ["person", "begins", "ends", "level", "promoted", "happened"]


@pytest.fixture(scope="module")
def on_both():
    here = spells(CAREERS)
    with connected() as spark:
        held = here.drop("left_on", "joined_on").to_pyarrow()
        records = [tuple(row.values()) for row in held.to_pylist()]
        kinds = {"level": "smallint", "stint": "smallint", "row": "long", "begins": "date",
                 "ends": "date"}  # fmt: skip
        schema = ", ".join(f"{name} {kinds.get(name, 'string')}" for name in held.column_names)
        spark._session.createDataFrame(records, schema).createOrReplaceTempView("spells")
        yield here, spark.table("spells")


def said(rows, *columns):
    return sorted((tuple(row.values()) for row in rows.select(*columns).to_pyarrow().to_pylist()),
                  key=str)  # fmt: skip


@pytest.mark.parametrize(
    "over", [window("2016-01-01", "2016-12-31"), window("2016-02-29", "2018-06-30")], ids=str
)
def test_spark_sees_the_same_people_and_changes(on_both, over):
    here, there = (said(windows.over_window(rows, over), *COLUMNS) for rows in on_both)

    assert here == there


@pytest.mark.parametrize(
    "over", [window("2016-01-01", "2016-12-31"), window("2016-02-29", "2018-06-30")], ids=str
)
def test_spark_counts_the_same_person_years_to_the_last_digit(on_both, over):
    here, there = (
        said(windows.person_time(rows, over), *COLUMNS, "years") for rows in on_both
    )  # fmt: skip

    assert here == there
