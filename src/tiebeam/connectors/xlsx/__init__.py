"""Excel workbooks, read without running anything in them."""

from tiebeam.connectors.xlsx.reading import read

__all__ = ["read"]
