"""What DATA means: a file, a folder, a web address, or a mapping that lists files."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tiebeam.connectors import NoTable
from tiebeam.engine.records.mapping import (
    BadMapping,
    Mapping,
    SourceFile,
    TableMapping,
    parse,
)

MAPPING_SUFFIX: Final = ".map.toml"
REJECTS_SUFFIX: Final = ".rejects.csv"
_DATA_SUFFIXES: Final = (".csv", ".csv.gz", ".tsv", ".txt", ".xlsx", ".xls", ".parquet")


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """The files of a dataset and how to read them.

    data     the one file that tables without a file name are read from
    folder   where the mapping's file names start
    mapping  None where nobody wrote one yet
    """

    data: Path | None
    folder: Path
    mapping: Mapping | None
    mapping_path: Path | None

    def path(self, name: str | None) -> Path:
        """Where a file that the mapping names is: beside the mapping, else beside the data.

        Raises  NoTable when the mapping names none and DATA was not a file either
        """
        if name is None:
            if self.data is None:
                raise NoTable("The mapping names no file. Add file = … to it, or give DATA a file.")
            return self.data
        beside = self.folder / name
        if self.data is not None and not beside.exists():
            return self.data.parent / name
        return beside

    def path_of(self, table: TableMapping, file: SourceFile) -> Path:
        """Where one file of a table is. DATA, if it is a file, is the workforce, however called."""
        if self.data is not None and table.name == "workforce" and len(table.files) == 1:
            return self.data
        return self.path(file.name)

    def paths(self) -> Iterator[Path]:
        """Every file of the dataset, in the mapping's order."""
        if self.mapping is None:
            yield self.path(None)
            return
        for table in self.mapping.tables():
            yield from (self.path_of(table, file) for file in table.files)
            yield from (self.path(join.file) for join in table.joins)


def locate(data: str | Path, mapping: str | Path | None = None) -> Inputs:
    """Find the files and the mapping that belong to DATA.

    Without `mapping`, `DATA.map.toml` beside the data is used if it is there.
    Raises  NoTable, BadMapping
    """
    if "://" in str(data):
        from tiebeam.connectors.fetch import fetch

        data = fetch(str(data))
    path = Path(data)
    if not _exists(path):
        raise NoTable(f"There is no file or folder {path}.")
    if path.is_dir() and mapping:
        return Inputs(
            data=None,
            folder=path,
            mapping=read_mapping(Path(mapping)),
            mapping_path=Path(mapping),
        )
    if path.is_dir():
        path = _in_folder(path)
    if path.name.endswith(".toml"):
        return Inputs(data=None, folder=path.parent, mapping=read_mapping(path), mapping_path=path)
    beside = path.with_name(path.name + MAPPING_SUFFIX)
    found = Path(mapping) if mapping else (beside if beside.exists() else None)
    return Inputs(
        data=path,
        folder=found.parent if found else path.parent,
        mapping=read_mapping(found) if found else None,
        mapping_path=found,
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        raise NoTable(f"You are not allowed to look for {path.name} there.") from None


def _in_folder(folder: Path) -> Path:
    mappings = sorted(folder.glob(f"*{MAPPING_SUFFIX}"))
    if len(mappings) == 1:
        return mappings[0]
    if len(mappings) > 1:
        names = ", ".join(path.name for path in mappings)
        raise NoTable(f"{folder} holds several mappings ({names}); name the one to use.")
    files = sorted(path for path in folder.iterdir() if _is_table(path.name.casefold()))
    if len(files) == 1:
        return files[0]
    raise NoTable(
        f"{folder} holds {len(files)} tables and no mapping. "
        "Name the file to read, or write a mapping that lists them."
    )


def _is_table(name: str) -> bool:
    """Whether a file of this name can be what a folder is about; no lock, no rows left out."""
    beside = name.startswith("~$") or name.endswith(REJECTS_SUFFIX)
    return name.endswith(_DATA_SUFFIXES) and not beside


def read_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file.

    Raises  BadMapping with the file's name and what is wrong
    """
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return parse(raw)
    except FileNotFoundError:
        raise BadMapping(f"There is no mapping file {path}.") from None
    except IsADirectoryError:
        raise BadMapping(f"{path} is a folder; name the mapping file in it.") from None
    except PermissionError:
        raise BadMapping(f"You are not allowed to read {path.name}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path.name} is not valid TOML: {error}.") from None
    except BadMapping as error:
        raise BadMapping(f"{path.name}: {error}") from None


def fingerprint(inputs: Inputs) -> dict[str, str]:
    """SHA-256 of the data and of the mapping; of several files, the digest of their digests."""
    digests = [_sha256(path) for path in dict.fromkeys(inputs.paths())]
    joined = digests[0] if len(digests) == 1 else _digest("\n".join(digests).encode())
    mapping = _sha256(inputs.mapping_path) if inputs.mapping_path else _digest(b"")
    return {"sha256": joined, "mapping_sha256": mapping}


Stamp = tuple[int, int, int] | None


def stamp(path: Path) -> Stamp:
    """What is another one as soon as somebody writes to a file or puts another in its place."""
    try:
        seen = path.stat()
    except (OSError, ValueError):  # such as a name with a sign that no name can have
        return None
    return seen.st_ino, seen.st_size, seen.st_mtime_ns


def refuse_changed(path: Path, before: Stamp) -> None:
    """Stop where a file is no longer the one it was.

    Raises  NoTable
    """
    if stamp(path) != before:
        raise NoTable(
            f"{path.name} was changed while it was being read. Read it again when nobody writes to "
            "it any more."
        )


def _sha256(path: Path) -> str:
    if not path.is_file():
        raise NoTable(f"There is no file {path}.")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
