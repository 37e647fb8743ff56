"""From several files, and what somebody says their columns mean, to one mapping.

What a column means is said by a short code: the name of a field of ours, or one of `OTHERS`.
Nothing here writes a value of a row anywhere.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tiebeam.connectors import NoTable
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import BY_NAME, DERIVED, SOURCES
from tiebeam.engine.records.mapping import SCHEMA
from tiebeam.engine.records.propose import (
    ColumnFacts,
    NotRecognised,
    Proposal,
    as_attribute,
    as_field,
    described,
    is_telling,
    numbered_ladder,
    plain_words,
    propose,
    worded_ladder,
)
from tiebeam.workbench.looking import look_into
from tiebeam.workbench.ordering import STRUCTURE

#: Columns that are looked into though their header tells nothing.
MOST_OTHER_COLUMNS: Final = 100

OUT: Final = "out"
STAGE: Final = "stage"
TAG, HR_TAG = "tag", "tag-hr"
#: Read as a mapping that somebody brought along says, in a way that has no code of its own.
AS_SAID: Final = "as-said"
_SOURCE_OF: Final = dict(zip(("self", "recorded", "observed"), SOURCES, strict=True))
_CODE_OF: Final = {source: code for code, source in _SOURCE_OF.items()}
OTHERS: Final = (OUT, STAGE, TAG, HR_TAG, AS_SAID, *_SOURCE_OF)

TABLES: Final = ("workforce", "ratings", "applications")
_RATING: Final = r"(performance |review |overall )?(rating|score)( score)?"
_APPLICATION: Final = r"(application|candidate|applicant)( ?(id|no|nr|number|code))?"
_STAGE: Final = (r"(date )?(applied|submitted|screened|shortlisted|tested|interviewed?|assessed"
                 r"|offered|offer|hired|accepted)( date| on)?")  # fmt: skip
_PERSON: Final = r"(employee|emp|person|worker|staff|personnel) ?(id|no|nr|number|code)"


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One file: what its columns look like, and which table it seems to be of."""

    name: str
    columns: tuple[ColumnFacts, ...]
    table: str

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.columns)


def look(path: Path) -> Looked:
    """What a file holds, by its headers and its values.

    Raises  NoTable
    """
    columns = look_into(path, _worth_a_look)
    if not columns[0].rows:
        raise NoTable(f"{path.name} has a header but no rows.")
    return Looked(name=path.name, columns=tuple(columns), table=_table_of(columns))


def _worth_a_look(headers: Sequence[str]) -> list[str]:
    telling = {name for name in headers if is_telling(name) or _tells_more(name)}
    others = [name for name in headers if name not in telling][:MOST_OTHER_COLUMNS]
    return [name for name in headers if name in {*telling, *others}]


def _tells_more(header: str) -> bool:
    return any(_is(pattern, header) for pattern in (_RATING, _APPLICATION, _STAGE))


def _is(pattern: str, header: str) -> bool:
    return bool(re.fullmatch(pattern, plain_words(header)))


def _table_of(columns: Sequence[ColumnFacts]) -> str:
    headers = [each.name for each in columns]

    def has(pattern: str) -> bool:
        return any(_is(pattern, each) for each in headers)

    if has(_APPLICATION):
        return "applications"
    return "ratings" if has(_RATING) and has(_PERSON) and len(headers) <= 12 else "workforce"


# --- the first mapping ----------------------------------------------------------------------------


def first_mapping(files: Sequence[Looked]) -> dict[str, Any]:
    """A mapping for all of them, as plain data, for somebody to look over.

    Raises  NotRecognised when none says who works here, and when
    """
    first: dict[str, Looked] = {}
    for each in files:
        first.setdefault(each.table, each)
    if "workforce" not in first:
        raise NotRecognised("None of the files says who works here, and since when.")
    mapping = propose(first["workforce"].columns, file=first["workforce"].name).mapping
    same = [each.name for each in files if each.headers == first["workforce"].headers]
    if len(same) > 1:
        del mapping["workforce"]["file"]
        mapping["workforce"]["files"] = [{"file": name} for name in same]
    if "ratings" in first:
        mapping["ratings"] = _ratings(first["ratings"])
    if "applications" in first:
        mapping["applications"] = _applications(first["applications"])
    return {key: value for key, value in mapping.items() if value is not None}


def _ratings(file: Looked) -> dict[str, Any] | None:
    wanted = {"person": _PERSON, "on": r"(review |rating |rated )?(date|on|day)",
              "rating": _RATING, "scale": r"(rating )?scale"}  # fmt: skip
    fields = _found(file, wanted)
    return (
        {"file": file.name, "fields": fields} if {"person", "on", "rating"} <= set(fields) else None
    )


def _applications(file: Looked) -> dict[str, Any] | None:
    wanted = {
        "application": _APPLICATION, "person": _PERSON,
        "posting": r"(job )?(posting|vacancy|requisition|opening)( ?(id|no|number))?",
        "source": r"(application |recruitment )?(source|channel)", "process": r"process|selection",
        "unit": r"unit|department|division", "site": r"site|location", "grade": r"grade|level|band",
    }  # fmt: skip
    fields = _found(file, wanted)
    stages = [each.name for each in file.columns if each.filled and _is(_STAGE, each.name)]
    if not stages:
        return None
    taken = {*map(_column_of, fields.values()), *stages}
    about = described([each for each in file.columns if each.name not in taken])
    return {"file": file.name, "fields": {**fields, "stages": stages}, "attributes": about}


def _found(file: Looked, wanted: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, pattern in wanted.items():
        column = next((c for c in file.columns if c.filled and _is(pattern, c.name)), None)
        if column is not None:
            found[name] = as_field(name, column) if name == "unit" else column.name
    return found


# --- what each column means -----------------------------------------------------------------------


def meanings(mapping: Mapping[str, Any], table: str, headers: Sequence[str]) -> list[str]:
    """The code of each column of a table, as a mapping has it; several in one: the first."""
    said = _codes(mapping.get(table) or {})
    return [said.get(header, OUT) for header in headers]


def _codes(table: Mapping[str, Any]) -> dict[str, str]:
    codes: dict[str, str] = {}
    fields = table.get("fields", {})
    for name, spec in fields.items():
        if name == "stages":
            codes |= {header: STAGE for header in spec if header not in codes}
        else:
            codes.setdefault(_column_of(spec), name)
    for spec in table.get("tags", {}).values():
        codes.setdefault(_column_of(spec), _code_of_tag(spec))
    for spec in table.get("attributes", {}).values():
        codes.setdefault(_column_of(spec), _code_of_attribute(spec))
    return codes


def _column_of(spec: Any) -> str:
    return str(spec.get("column", "")) if isinstance(spec, Mapping) else str(spec)


def _code_of_tag(spec: Any) -> str:
    said = spec.get("class", "directory") if isinstance(spec, Mapping) else "directory"
    return {"directory": TAG, "hr": HR_TAG}.get(said, AS_SAID)


def _code_of_attribute(spec: Any) -> str:
    if not isinstance(spec, Mapping) or spec.get("class", "secret") != "secret":
        return AS_SAID
    return AS_SAID if spec.get("source_column") else _CODE_OF.get(spec.get("source", ""), AS_SAID)


def spec_of(mapping: Mapping[str, Any], name: str, header: str) -> Any:
    """How a field of the workforce is read from a column: as the mapping says, or just so."""
    spec = mapping.get("workforce", {}).get("fields", {}).get(name)
    return spec if spec is not None and _column_of(spec) == header else header


def grades_of(mapping: Mapping[str, Any], file: Looked) -> tuple[list[str], list[list[str]]]:
    """The grades of a workforce, and their steps from the bottom up as far as they are known.

    None where not everybody may know them.
    """
    spec = mapping.get("workforce", {}).get("fields", {}).get("grade")
    column = next((c for c in file.columns if spec and c.name == _column_of(spec)), None)
    said = spec if isinstance(spec, Mapping) else {}
    if column is None or said.get("class", "directory") != "directory":
        return [], []
    known, meant = list(said.get("ladder", [])), said.get("values", {})
    values = list(dict.fromkeys(meant.get(value, value) for value in column.values))
    ladder = known or numbered_ladder(values) or worded_ladder(values) or _one_each(values)
    return sorted(values), ladder


def _one_each(grades: Sequence[str]) -> list[list[str]]:
    """A step for each grade, for somebody to put in order: those with numbers first, by these."""

    def place(grade: str) -> tuple[bool, int, str]:
        number = re.search(r"\d+", grade)
        return number is None, int(number[0]) if number else 0, grade

    return [[grade] for grade in sorted(grades, key=place)]


# --- as somebody said -----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody said of the files, beyond the first mapping.

    columns  by table, by header: its code
    ladder   grades, step by step from the bottom; empty where they said nothing
    """

    shape: str
    every: str
    dates: tuple[str, ...]
    decimal: str
    currency: str
    organisation: str
    ladder: tuple[tuple[str, ...], ...]
    columns: Mapping[str, Mapping[str, str]]


def as_said(
    first: Mapping[str, Any], said: Said, facts: Mapping[str, Sequence[ColumnFacts]]
) -> dict[str, Any]:
    """The first mapping with what somebody said of it.

    facts  by table, what its columns look like
    """
    mapping: dict[str, Any] = {"schema": SCHEMA, "organisation": said.organisation,
                               "currency": said.currency}  # fmt: skip
    for name in TABLES:
        codes = said.columns.get(name)
        if name not in first or not codes or set(codes.values()) == {OUT}:
            continue
        mapping[name] = _table_as_said(first[name], codes, facts[name])
    workforce = mapping.get("workforce", {})
    workforce |= {"shape": said.shape, "every": said.every}
    if said.dates:
        workforce["dates"] = list(said.dates)
    workforce["decimal"] = said.decimal
    _set_ladder(workforce, said.ladder)
    return mapping


def _table_as_said(
    first: Mapping[str, Any], codes: Mapping[str, str], facts: Sequence[ColumnFacts]
) -> dict[str, Any]:
    rest = {key: copy.deepcopy(value) for key, value in first.items()
            if key not in {"fields", "tags", "attributes"}}  # fmt: skip
    before = _codes(first)
    fields, tags, attributes = _kept(first, before, codes)
    stages = [header for header, code in codes.items() if code == STAGE]
    for column in facts:
        code = codes.get(column.name, OUT)
        if code == before.get(column.name, OUT) or code in {OUT, STAGE, AS_SAID}:
            continue
        if code in BY_NAME:
            fields[code] = as_field(code, column)
        elif code in {TAG, HR_TAG}:
            named = {"column": column.name, "class": "hr" if code == HR_TAG else "directory"}
            tags[_name_for(column.name, {*tags, *attributes})] = named
        else:
            described = as_attribute(column, source=_SOURCE_OF[code])
            attributes[_name_for(column.name, {*tags, *attributes})] = described
    if stages:
        fields["stages"] = stages
    return {**rest, "fields": fields, "tags": tags, "attributes": attributes}


def _kept(
    first: Mapping[str, Any], before: Mapping[str, str], codes: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Of each kind, those whose column means what it meant before."""

    def same(spec: Any) -> bool:
        header = _column_of(spec)
        return header in codes and codes[header] == before.get(header)

    kept = []
    for kind in ("fields", "tags", "attributes"):
        specs = {name: spec for name, spec in first.get(kind, {}).items() if name != "stages"}
        kept.append({name: copy.deepcopy(spec) for name, spec in specs.items() if same(spec)})
    fields, tags, attributes = kept
    return fields, tags, attributes


def _name_for(header: str, taken: set[str]) -> str:
    """A name of ours for a column: as its header, in plain letters, unlike any other."""
    name = plain_words(header).replace(" ", "_") or "column"
    ours = {*BY_NAME, *DERIVED, "file", "flags", "open", "place", "stated", "here", "earlier", "n"}
    while name in ours or name in taken:
        name += "_too" if name in taken else "_said"
    return name


def _set_ladder(workforce: dict[str, Any], ladder: Sequence[Sequence[str]]) -> None:
    grade = workforce.get("fields", {}).get("grade")
    if grade is None or not ladder:
        return
    spec = dict(grade) if isinstance(grade, Mapping) else {"column": grade}
    steps = [list(step) for step in ladder]
    if spec.get("ladder") != steps:
        spec.pop("level_names", None)
    workforce["fields"]["grade"] = {**spec, "ladder": steps}


# --- as the organisation calls it -----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Called:
    """What the organisation calls its units, sites and grades, and their order.

    names   by field of ours, by what a value means: what it is called; of a unit, its whole path
    ladder  grades as they are called, step by step from the bottom; empty: as the mapping has it
    levels  what each step is called
    """

    names: Mapping[str, Mapping[str, str]]
    ladder: Sequence[Sequence[str]] = ()
    levels: Sequence[str] = ()


def as_called(mapping: Mapping[str, Any], called: Called) -> dict[str, Any]:
    """A mapping by which data are read with the organisation's own names and order."""
    told = {key: copy.deepcopy(value) for key, value in mapping.items()}
    for table in ("workforce", "applications"):
        fields = told.get(table, {}).get("fields", {})
        for name in set(fields) & set(STRUCTURE):
            spec = fields[name] if isinstance(fields[name], dict) else {"column": fields[name]}
            spec.pop("called", None)
            names = called.names.get(name)
            fields[name] = {**spec, **({"called": dict(names)} if names else {})}
    grade = told.get("workforce", {}).get("fields", {}).get("grade")
    if grade is not None and called.ladder:
        grade["ladder"] = [[as_pattern(each) for each in step] for step in called.ladder]
        grade["level_names"] = list(called.levels)
    return told


def as_pattern(grade: str) -> str:
    """A pattern that fits this grade alone: a star in it is a star."""
    return re.sub(r"([*?[])", r"[\1]", grade)


# --- what there is --------------------------------------------------------------------------------

#: As the pages call the fields of a structure.
FIELD_OF: Final = {"units": "unit", "sites": "site", "grades": "grade"}
LONGEST_NAME: Final = 120
MOST_NAMES: Final = 10_000
#: Fewer may be as many as there are people, in an organisation of few.
_FEW_NAMES: Final = 30


def structure_of(dataset: Dataset) -> dict[str, Any]:
    """Names of units, sites and grades that everybody may know, and the ladder with its levels.

    A field is not told, and named in `withheld`, where the mapping keeps it to HR, or where it has
    so many values that it may be of single people. Single names that can't be shown are counted.
    """
    told: dict[str, Any] = {"withheld": [], "unshown": 0}
    for kind, field in FIELD_OF.items():
        if not any(field in table.fields for table in dataset.mapping.tables()):
            continue
        names = dataset.meant.get(field, ())
        if not _is_for_everybody(dataset, field) or _may_be_of_people(names, dataset.people_count):
            told["withheld"].append(kind)
            continue
        shown = [each for each in names if len(each) <= LONGEST_NAME and each.isprintable()]
        told[kind], told["unshown"] = shown, told["unshown"] + len(names) - len(shown)
    if "grades" in told:
        told["levels"] = _levels(dataset, told["grades"])
    return told


def _is_for_everybody(dataset: Dataset, field: str) -> bool:
    columns = [table.fields[field] for table in dataset.mapping.tables() if field in table.fields]
    return all(each.field_class == "directory" for each in columns)


def _may_be_of_people(names: Sequence[str], people: int) -> bool:
    return len(names) > MOST_NAMES or (len(names) > _FEW_NAMES and 2 * len(names) > people)


def _levels(dataset: Dataset, grades: Sequence[str]) -> list[dict[str, Any]]:
    """Each level with the grades on it, by what they mean; also those that nobody has, if the
    ladder names them without a star."""
    column = dataset.mapping.workforce.fields.get("grade")
    if column is None:
        return []
    on: list[list[str]] = [[] for _ in column.ladder]
    for grade in grades:
        level = column.level(column.named(grade))
        if level is not None:
            on[level - 1].append(grade)
    there = {column.named(grade) for grade in grades}
    plain = [[_plain(each) for each in step] for step in column.ladder]
    more = [[name for name in step if name and name not in there] for step in plain]
    return [
        {"name": name, "grades": [*found, *extra] or list(step)}
        for name, found, extra, step in zip(dataset.levels, on, more, column.ladder, strict=True)
    ]


def _plain(pattern: str) -> str:
    """The grade that a pattern fits alone; empty where it may fit others."""
    name = re.sub(r"\[([*?[])\]", r"\1", pattern)
    return name if as_pattern(name) == pattern else ""


def as_text(mapping: Mapping[str, Any]) -> str:
    """A mapping as the file that `tiebeam check` reads too."""
    from tiebeam.workbench.propose_mapping import as_toml

    return as_toml(Proposal(mapping=dict(mapping)))
