"""A Spark on this machine, for the tests that ask it the same as the embedded database."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

import ibis
import pytest

NEEDS_SPARK = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java on this machine"),
    pytest.mark.skipif(
        find_spec("pyspark") is None,
        reason="pyspark is not installed; requirements/spark.txt lists it",
    ),
    # Spark is a process of its own, spoken to over a local port.
    pytest.mark.enable_socket,
    # What its own Python says about itself is no concern of ours.
    pytest.mark.filterwarnings("ignore"),
]


@contextmanager
def connected() -> Iterator[Any]:
    """Spark with one core, until the end of the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master("local[1]")
            .appName("tiebeam tests")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()
        )
        yield ibis.pyspark.connect(session)
        session.stop()
