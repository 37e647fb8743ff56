"""From files to a checked dataset: read, type, check, put in order, say what was wrong.

    a file -> connectors.read (text) -> records.parse (typed, flagged) -> records.spells (canonical)

The rules live in engine.records; here they are executed, in the order that needs least memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.mapping import Mapping
from tiebeam.workbench.locate import Inputs, fingerprint, refuse_changed, stamp
from tiebeam.workbench.ordering import STEPS as ORDERING
from tiebeam.workbench.ordering import labelled, ordered
from tiebeam.workbench.reading import Left, Read, look_at, number_ids, read
from tiebeam.workbench.store import Store

Progress = Callable[[str], None]

#: What people meet while a large file is read.
STEPS: Final = ("reading", *ORDERING)


@dataclass
class Intake:
    """The dataset, the store that holds its tables, and the rows that were left out."""

    dataset: Dataset
    store: Store
    left: list[Left]


def _together(tables: Sequence[Read]) -> dict[str, tuple[str, ...]]:
    """Of all tables, what units, sites and grades there are."""
    names = {name for table in tables for name in table.meant}
    return {
        name: tuple(sorted({each for table in tables for each in table.meant.get(name, ())}))
        for name in sorted(names)
    }


def take_in(inputs: Inputs, mapping: Mapping, *, progress: Progress = lambda step: None) -> Intake:
    """Read and check a dataset.

    Raises  NoTable for a file that can't be read at all, NothingLeft when no row was acceptable
    """
    store = Store()
    progress(STEPS[0])
    before = {path: stamp(path) for path in inputs.paths()}
    # The digest is worked out beside the reading: it needs the same file, but another core.
    beside = ThreadPoolExecutor(max_workers=1)
    digests = beside.submit(fingerprint, inputs)
    looked = {table.name: look_at(store, inputs, table) for table in mapping.tables()}
    ids = number_ids(list(looked.values()))
    # The workforce last: when the most memory is needed, for putting it in order, what the others
    # took to be read is free again.
    others = [
        read(store, inputs, table, looked[table.name])
        for table in mapping.tables()
        if table is not mapping.workforce
    ]
    workforce = read(store, inputs, mapping.workforce, looked[mapping.workforce.name])
    dataset = ordered(store, mapping, workforce, progress)
    for table in others:
        dataset = replace(dataset, **{table.mapping.name: labelled(store, table)})
    every = [workforce, *others]
    digest = digests.result()
    # Each is read several times over, and what was read must be what the digest says.
    for path, seen in before.items():
        refuse_changed(path, seen)
    return Intake(
        dataset=replace(
            dataset,
            problems=tuple(problem for table in every for problem in table.problems),
            tallies=(*dataset.tallies, *(table.tally() for table in others)),
            fingerprint=digest,
            ids=ids,
            meant=_together(every),
        ),
        store=store,
        left=[
            each
            for table in every
            for left in table.files
            for each in (left, *left.joined)
            if each.why
        ],
    )
