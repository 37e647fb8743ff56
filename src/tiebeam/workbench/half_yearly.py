"""Releases half a year apart over the years that data shows, as if each had been made in its time.

For the demo, and for whoever begins with years of data behind them: what is shown of the last day
is then protected together with what was shown of all days before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from typing import Final

from tiebeam.engine.records.dataset import Dataset
from tiebeam.workbench import releases
from tiebeam.workbench.bench import Bench
from tiebeam.workbench.proposing_cube import propose_cube, read_cube, write_cube
from tiebeam.workbench.releases import LEDGER
from tiebeam.workbench.releasing import release_data

#: Halves of a year in a cube, which holds for a year.
IN_A_CUBE: Final = 2
#: Of older days, nobody asks any more.
MOST: Final = 6
_ENDS: Final = ((6, 30), (12, 31))

#: In the folder of the releases.
LEDGER_FOLDER: Final = "ledger"
VAULT_FOLDER: Final = "vault"
_CUBES: Final = "cubes"


def days_of(dataset: Dataset) -> tuple[date, ...]:
    """The ends of half-years within the data, six at most, the oldest first.

    The first of them needs a day before it: a cube is declared on its eve.
    """
    first, last = dataset.reach.first, dataset.last_day
    ends = [
        date(year, *end) for year in range(first.year, last.year + 1) for end in _ENDS
    ]  # fmt: skip
    return tuple(day for day in ends if first < day <= last)[-MOST:]


def release_half_yearly(
    bench: Bench,
    folder: Path,
    *,
    attributes: Sequence[str] = (),
    progress: Callable[[str], None] = lambda step: None,
) -> None:
    """Propose a cube for each year and make its releases, those that are not there yet.

    Where the folder holds releases of other data, it is kept under another name.

    folder      gets `ledger`, `vault` and `cubes`
    attributes  those that are shown; () for all
    Raises      as `propose_cube` and `release_data`
    """
    days = days_of(bench.dataset)
    made = list(_made_already(bench.dataset, folder / LEDGER_FOLDER))
    if not set(made) <= set(days):
        _set_aside(folder)
        made = []
    for number, day in enumerate(days):
        if day in made:
            continue
        progress(f"release {number + 1} of {len(days)}")
        release_data(
            bench.dataset,
            read_cube(_cube(bench, folder, days, number, attributes)),
            ledger=folder / LEDGER_FOLDER,
            vault=folder / VAULT_FOLDER,
            at=day,
        )


def _cube(
    bench: Bench, folder: Path, days: Sequence[date], number: int, attributes: Sequence[str]
) -> Path:
    """The file of the cube that a release belongs to, written when its first is made."""
    of_year = number // IN_A_CUBE
    path = _path(folder, of_year)
    if not path.exists():
        after = _path(folder, of_year - 1) if of_year else None
        first = days[of_year * IN_A_CUBE]
        # To attack who applied takes long, and of older years nobody asks.
        is_newest = of_year == (len(days) - 1) // IN_A_CUBE
        found = propose_cube(
            bench, first=first, after=after, attributes=attributes, funnels=is_newest
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        write_cube(found, path)
    return path


def _path(folder: Path, of_year: int) -> Path:
    return folder / _CUBES / f"cube-{of_year + 1}.toml"


def _set_aside(folder: Path) -> None:
    """Give a folder the first free name: nobody else has its keys, so nothing of it is removed."""
    names = (folder.with_name(f"{folder.name}-{number}") for number in count(1))
    folder.rename(next(name for name in names if not name.exists()))


def _made_already(dataset: Dataset, ledger: Path) -> Iterator[date]:
    """The days of releases of this data; of other data, a day that never was."""
    if (ledger / LEDGER).exists():
        for each in releases.releases(ledger):
            ours = each.content["data"] == dict(dataset.fingerprint)
            yield each.at if ours else date.min
