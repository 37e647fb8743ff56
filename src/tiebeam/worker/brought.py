"""What somebody brought, opened in memory: its first mapping, and what its columns look like."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from tiebeam.connectors import NoTable
from tiebeam.engine.records.mapping import BadMapping, parse
from tiebeam.engine.records.propose import ColumnFacts, NotRecognised
from tiebeam.workbench import bringing
from tiebeam.workbench.bringing import TABLES, Looked
from tiebeam.workbench.reading import NothingLeft
from tiebeam.worker.bounds import OtherKind, TooMuchInside, refuse_what_is_too_much

MAPPING_SUFFIX: Final = ".toml"
#: Columns that a form can ask about, beyond those that were looked into.
MOST_COLUMNS: Final = 200
_LARGEST_MAPPING: Final = 1 << 20


class Unusable(ValueError):
    """Files that can't be used: why, as one of the codes of the web, and which of them (or 0)."""

    def __init__(self, code: str, file: int = 0) -> None:
        super().__init__(code)
        self.code, self.file = code, file


@dataclass(frozen=True, kw_only=True)
class Brought:
    """The files of an upload.

    first  the mapping that somebody brought along, or one that was proposed
    facts  by table, what its columns look like
    files  by table, the places of its files
    unused places of files that no table is made of
    """

    first: dict[str, Any]
    facts: Mapping[str, Sequence[ColumnFacts]]
    files: Mapping[str, Sequence[int]]
    unused: Sequence[int] = field(default_factory=tuple)

    def as_bytes(self) -> bytes:
        """All of it, to be sealed: values of rows are in it."""
        facts = {table: [asdict(each) for each in columns] for table, columns in self.facts.items()}
        return json.dumps({"first": bringing.as_text(self.first), "facts": facts,
                           "files": self.files, "unused": self.unused}).encode()  # fmt: skip

    @classmethod
    def from_bytes(cls, content: bytes) -> Brought:
        told = json.loads(content)
        facts = {table: [ColumnFacts(**{**each, "values": tuple(each["values"])})
                         for each in columns]
                 for table, columns in told["facts"].items()}  # fmt: skip
        return cls(**{**told, "first": tomllib.loads(told["first"]), "facts": facts})


def path_of(folder: Path, place: int) -> Path:
    return folder / name_of(place)


def name_of(place: int) -> str:
    """What a file is called while it is worked on: never as somebody called it."""
    return f"file-{place}"


def brought(folder: Path, names: Mapping[int, str]) -> Brought:
    """Look at every file.

    names   by place, what the files were called
    Raises  Unusable
    """
    for place in names:
        _bounded(folder, place)
    mappings = [place for place, name in names.items() if name.casefold().endswith(MAPPING_SUFFIX)]
    if len(mappings) > 1:
        raise Unusable("several-mappings", mappings[1])
    if mappings:
        tables = {place: name for place, name in names.items() if place not in mappings}
        return _as_the_mapping_says(folder, mappings[0], tables)
    looked = {place: _looked(folder, place) for place in names}
    try:
        first = bringing.first_mapping(list(looked.values()))
    except NotRecognised:
        raise Unusable("not-recognised") from None
    return _with_facts(first, looked)


def _bounded(folder: Path, place: int) -> None:
    try:
        refuse_what_is_too_much(path_of(folder, place))
    except TooMuchInside:
        raise Unusable("too-much-inside", place) from None
    except OtherKind:
        raise Unusable("workbook", place) from None


def _looked(folder: Path, place: int) -> Looked:
    try:
        return bringing.look(path_of(folder, place))
    except NoTable as error:
        raise Unusable(code_of(error), place) from None


def _with_facts(first: dict[str, Any], looked: Mapping[int, Looked]) -> Brought:
    """Which files, and which of their columns, each table of a mapping is made of."""
    by_name = {name_of(place): place for place in looked}
    files: dict[str, list[int]] = {table: [by_name[name] for name in _names_in(first[table])]
             for table in TABLES if table in first}  # fmt: skip
    facts = {
        table: _worth_saying(first, table, _columns([looked[place] for place in places]))
        for table, places in files.items()
    }
    used = {place for places in files.values() for place in places}
    return Brought(first=first, facts=facts, files=files,
                   unused=[place for place in looked if place not in used])  # fmt: skip


def _names_in(table: Mapping[str, Any]) -> list[str]:
    several = [each["file"] for each in table.get("files", [])]
    joins = table.get("join", [])
    joined = [each["file"] for each in (joins if isinstance(joins, list) else [joins])]
    return [*(several or [table["file"]]), *joined]


def _columns(files: Sequence[Looked]) -> list[ColumnFacts]:
    """Every column once, as the first file has it."""
    columns: dict[str, ColumnFacts] = {}
    for file in files:
        for each in file.columns:
            columns.setdefault(each.name, each)
    return list(columns.values())


def _worth_saying(
    first: Mapping[str, Any], table: str, columns: Sequence[ColumnFacts]
) -> list[ColumnFacts]:
    """Columns of which somebody may say what they mean; of thousands, not all that tell nothing."""
    codes = bringing.meanings(first, table, [each.name for each in columns])
    return [
        each
        for place, (each, code) in enumerate(zip(columns, codes, strict=True))
        if code != bringing.OUT or each.filled or place < MOST_COLUMNS
    ]


# --- a mapping that came along --------------------------------------------------------------------


def _as_the_mapping_says(folder: Path, place: int, tables: Mapping[int, str]) -> Brought:
    if not tables:
        raise Unusable("mapping-alone", place)
    raw = _mapping_in(path_of(folder, place), place)
    named = {name.casefold(): name_of(each) for each, name in tables.items()}
    only = next(iter(named.values())) if len(named) == 1 else None
    for table in TABLES:
        if table in raw:
            _rename(raw[table], named, only if table == "workforce" else None, place)
    return _with_facts(raw, {each: _looked(folder, each) for each in tables})


def _mapping_in(path: Path, place: int) -> dict[str, Any]:
    if path.stat().st_size > _LARGEST_MAPPING:
        raise Unusable("mapping-file", place)
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        parse(raw)
    except (ValueError, RecursionError):
        raise Unusable("mapping-file", place) from None
    return raw


def _rename(table: dict[str, Any], named: Mapping[str, str], only: str | None, place: int) -> None:
    """Call the files of a table as they are called here."""

    def ours(name: Any) -> str:
        found = named.get(str(name or "").casefold(), only)
        if found is None:
            raise Unusable("mapping-names", place)
        return found

    if "files" in table:
        table["files"] = [{**each, "file": ours(each.get("file"))} for each in table["files"]]
    else:
        table["file"] = ours(table.get("file"))
    if "join" in table:
        joins = table["join"] if isinstance(table["join"], list) else [table["join"]]
        table["join"] = [{**each, "file": ours(each["file"])} for each in joins]


# --- why not --------------------------------------------------------------------------------------

#: Words of ours in what the readers say, and what is told of them; first fit wins. The rest of
#: what they say may name what stands in a file, so it goes no further.
_TOLD: Final = (
    ("is empty", "empty"),
    ("has a header but no rows", "no-rows"),
    ("same header", "same-header"),
    ("is not written in", "encoding"),
    ("no encoding called", "encoding"),
    ("workbook", "workbook"),
    ("cut off", "cut-off"),
    ("came only in part", "cut-off"),
    ("has no column", "other-columns"),
    ("none of the columns", "other-columns"),
)


def code_of(error: Exception) -> str:
    """Why files can't be used, as one of the codes of the web."""
    if isinstance(error, NothingLeft):
        return "nothing-left"
    if isinstance(error, BadMapping):
        return "mapping"
    if isinstance(error, NotRecognised):
        return "not-recognised"
    return next((code for words, code in _TOLD if words in str(error)), "no-table")
