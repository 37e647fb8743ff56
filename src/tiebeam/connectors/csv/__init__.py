"""CSV as HR systems write it: any separator, any encoding, compressed or not."""

from tiebeam.connectors.csv.reading import read

__all__ = ["read"]
