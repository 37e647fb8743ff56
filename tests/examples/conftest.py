"""Harbourline written once per size, and opened as three tables to ask questions of."""

from __future__ import annotations

import duckdb
import pytest
from examples.asking import asking

from tiebeam.examples.harbourline import generate

TABLES = ("workforce", "applications", "ratings")


def opened(written):
    """The three files as DuckDB tables; a blank is null."""
    connection = duckdb.connect()
    for table in TABLES:
        path = getattr(written, table)
        connection.execute(f"create table {table} as from read_csv('{path}', sample_size = -1)")
    connection.execute(LEVELS)
    return connection


LEVELS = """
    create view levels as
    select *, case grade when 'Executive' then 7 when 'Chief executive' then 8
                         else right(grade, 1)::int end as level
    from workforce
"""


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """2,400 people for three years: what the demo shows."""
    return generate(people=2_400, years=3, seed=7, out=tmp_path_factory.mktemp("harbourline"))


@pytest.fixture(scope="session")
def harbourline(written):
    return opened(written)


@pytest.fixture(scope="session")
def written_large(tmp_path_factory):
    """Enough people that a rate is known to a few tenths of a percentage point."""
    return generate(people=60_000, years=4, seed=11, out=tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="session")
def large(written_large):
    return opened(written_large)


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The smallest: 30 people, for six years."""
    return opened(generate(people=30, years=6, seed=3, out=tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="session", params=["small", "harbourline", "large"])
def any_size(request):
    """Each of the three in turn, for what must hold at any size."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def one(any_size):
    """Asks for one number or one row, at each of the three sizes."""
    return asking(any_size)
