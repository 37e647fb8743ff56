"""Tiebeam: see where structures hinder whom, act on it, and prove that they changed.

In a notebook:

    import tiebeam
    data = tiebeam.open("workforce.csv", mapping="workforce.map.toml")
    data.measure("promotion_rate", by=["gender"], window=("2024-01-01", "2024-12-31"))

`tiebeam.measures` is the catalogue of what can be measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tiebeam.workbench.notebook import Notebook

__all__ = ["measures", "open"]


def open(data: str | Path, mapping: str | Path | None = None) -> Notebook:
    """Read and check an HR export.

    data     a file, a folder, a web address, or a mapping that lists files
    mapping  what its columns mean; left out, `DATA.map.toml` beside it
    """
    from tiebeam.workbench.notebook import open_notebook

    return open_notebook(data, mapping)


def __getattr__(name: str) -> Any:
    if name == "measures":
        # Imported when asked for, so that `tiebeam --help` stays quick.
        from tiebeam.engine.measures.definitions import CATALOGUE

        return CATALOGUE
    raise AttributeError(f"module 'tiebeam' has no attribute '{name}'")
