"""Parquet files, as data platforms write them."""

from tiebeam.connectors.parquet.reading import read

__all__ = ["read"]
