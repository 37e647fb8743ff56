"""The one road from data to figures, for the command line, the worker and the notebook."""

from tiebeam.workbench.bench import Bench, open_data

__all__ = ["Bench", "open_data"]
