"""Versions of the data: sealed files that the worker alone opens, and opens to memory alone.

A version is a folder in `versions`, named as the version, with its mapping and its files. Each is
labelled with the version and its own name, so none can stand in for another.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tiebeam.vault import keys as vault
from tiebeam.vault.keys import Keys
from tiebeam.vault.seal import Label, seal
from tiebeam.worker.opening import in_memory, opened

if TYPE_CHECKING:
    from tiebeam.workbench.bench import Bench

WHAT: Final = "version"
MAPPING: Final = "mapping.toml"


class NoSuchVersion(LookupError):
    """There is no such version, or its files were deleted when it was withdrawn."""


@contextmanager
def open_version(home: Path, public_id: str) -> Iterator[Bench]:
    """The data of a version on the bench, until the block ends.

    home   of the installation
    Raises NoSuchVersion; NoKeys, UnknownKey, Damaged, SomethingElse for what is not as it was
    """
    from tiebeam.workbench.bench import open_data

    # Before the keys: of a version that is not there, nothing more has to be said.
    _there(home, public_id)
    every = contents(home, public_id, keys=vault.load(home / "vault"))
    with in_memory(every) as place, open_data(place / MAPPING) as bench:
        yield bench


def contents(
    home: Path, public_id: str, *, keys: Keys, but_mapping: bool = False
) -> dict[str, Iterator[bytes]]:
    """Each file of a version by its name, opened as it is asked for.

    Raises  NoSuchVersion
    """
    folder = _there(home, public_id)
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    return {
        name: opened(folder / name, label=_label(public_id, name), keys=keys)
        for name in names
        if not (but_mapping and name == MAPPING)
    }


def keep(
    home: Path, public_id: str, contents: Mapping[str, Iterable[bytes]], *, keys: Keys
) -> None:
    """Seal a version; to do it twice leaves the same.

    contents  by name, in pieces; the mapping among them
    """
    folder = _folder(home, public_id)
    folder.mkdir(mode=0o700, exist_ok=True)
    # The mapping last: a version without it is not there.
    for name in sorted(contents, key=lambda each: each == MAPPING):
        seal(folder / name, contents[name], label=_label(public_id, name), to=keys.newest)


def delete(home: Path, public_id: str) -> None:
    """Delete the files of a version; to do it twice is fine."""
    folder = _folder(home, public_id)
    (folder / MAPPING).unlink(missing_ok=True)
    if folder.exists():
        shutil.rmtree(folder)


def _there(home: Path, public_id: str) -> Path:
    folder = _folder(home, public_id)
    if not (folder / MAPPING).is_file():
        raise NoSuchVersion(f"Version {public_id} is not there. It may have been withdrawn.")
    return folder


def _folder(home: Path, public_id: str) -> Path:
    if not public_id or not public_id.replace("-", "").replace("_", "").isalnum():
        raise NoSuchVersion("That is no name of a version.")
    return home / "versions" / public_id


def _label(public_id: str, name: str) -> Label:
    return Label(what=WHAT, version=public_id, field=name)
