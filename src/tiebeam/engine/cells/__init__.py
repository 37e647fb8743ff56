"""The one aggregation: rows become cells, and everything additive is arithmetic on cells."""

from tiebeam.engine.cells.cells import Cells, aggregate

__all__ = ["Cells", "aggregate"]
