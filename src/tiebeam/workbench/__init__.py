"""The one road from data to figures, for the command line, the worker and the notebook."""

from tiebeam.workbench.bench import Bench, NoMapping, open_data

__all__ = ["Bench", "NoMapping", "open_data"]
