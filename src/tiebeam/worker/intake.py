"""What is done with an upload: look at it, read and check it, keep it as a version, delete it.

What goes to the pages are headers, shapes of values, counts and numbers of rows; and what units,
sites and grades there are, where everybody may know them, for somebody to name and put in order. No
value of a person does.
"""

from __future__ import annotations

import hashlib
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop

from tiebeam.connectors import NoTable
from tiebeam.engine.records.mapping import BadMapping
from tiebeam.engine.records.problems import Problem
from tiebeam.vault import keys as vault
from tiebeam.vault.keys import Keys, UnknownKey
from tiebeam.vault.open import Damaged, NotSealed, SomethingElse
from tiebeam.vault.seal import Label, seal
from tiebeam.web.jobs.registry import Handler, Step, Work, Write, handle
from tiebeam.web.organisation import actions, kinds, queries, uploads
from tiebeam.web.organisation.structure import Structure, same_steps
from tiebeam.worker import versions
from tiebeam.worker.brought import Brought, Unusable, brought, code_of, name_of
from tiebeam.worker.opening import in_memory, opened

if TYPE_CHECKING:
    from tiebeam.workbench.bench import Bench
    from tiebeam.workbench.bringing import Called

#: Grades that are shown at most; more, and the column is hardly one of grades.
MOST_GRADES: Final = 60
LONGEST_SHOWN: Final = 80
#: Days after which a sealed file that no upload knows is deleted: its request was cut off.
_STRAY_DAYS: Final = 1


# --- look -----------------------------------------------------------------------------------------


def look(work: Work) -> Write | None:
    """What the columns seem to mean, and what their values look like."""
    run = _run(work)
    if run is None or run.state != run.State.LOOKING:
        return None
    try:
        with _files(run) as folder:
            what = brought(folder, _names(run))
    except Unusable as why:
        return _unusable(run, why)
    _keep_beside(run, "looked", what.as_bytes())
    return _writing(run, actions.note_found, _found(what))


def _found(what: Brought) -> dict[str, Any]:
    from tiebeam.workbench import bringing

    workforce = what.first["workforce"]
    tables = [
        {
            "table": table,
            "files": list(what.files[table]),
            "rows": max((column.rows for column in columns), default=0),
            "columns": _columns(what, table),
        }
        for table, columns in what.facts.items()
    ]
    grades, ladder = bringing.grades_of(what.first, _workforce(what))
    shown = len(grades) <= MOST_GRADES and all(len(each) <= LONGEST_SHOWN for each in grades)
    return {
        "tables": tables, "unused": list(what.unused), "shape": workforce["shape"],
        "every": workforce.get("every", ""), "dates": _dates(workforce),
        "decimal": workforce.get("decimal", ""), "currency": what.first.get("currency", ""),
        "grades": grades if shown else [], "ladder": ladder if shown else [],
        "days_of_files": all("at" in each for each in workforce.get("files", [{}])),
    }  # fmt: skip


def _dates(table: Mapping[str, Any]) -> list[str]:
    dates = table.get("dates", [])
    return list(dates) if isinstance(dates, list) else [dates]


def _columns(what: Brought, table: str) -> list[dict[str, Any]]:
    from tiebeam.workbench import bringing
    from tiebeam.workbench.value_shapes import shape_of

    columns = what.facts[table]
    codes = bringing.meanings(what.first, table, [each.name for each in columns])
    return [
        {"header": _shown(each.name), "means": code, "shape": shape_of(each).plain()}
        for each, code in zip(columns, codes, strict=True)
    ]


def _shown(header: str) -> str:
    """A header as it may be shown; empty where it looks like a value: there may be no headers."""
    digits = sum(each.isdigit() for each in header)
    is_value = digits > 4 or 2 * digits > len(header) or "@" in header
    return "" if is_value or len(header) > LONGEST_SHOWN else header


def _workforce(what: Brought) -> Any:
    from tiebeam.workbench.bringing import Looked

    return Looked(name="", columns=tuple(what.facts["workforce"]), table="workforce")


# --- check ----------------------------------------------------------------------------------------

READING: Final = gettext_noop("Your files are read.")


def check(work: Work) -> Write | None:
    """Read the files as somebody said, and tell what was accepted and what was not."""
    run = _run(work)
    if run is None or run.state != run.State.CHECKING or run.round != work.given["round"]:
        return None
    try:
        with _files(run) as folder:
            mapping, more = _mapping(run, folder)
            report, structure = _checked(folder, mapping, work)
            _keep_beside(run, "mapping", mapping.encode())
    except Unusable as why:
        return _unusable(run, why)
    return _writing(run, actions.note_report, report | more, structure=structure)


def _mapping(run: Any, folder: Path) -> tuple[str, dict[str, Any]]:
    """How the files are to be read, and what of them is shown to whoever says that."""
    from tiebeam.workbench import bringing

    if run.again:
        mapping, more = _mapping_of_version(run), {}
    else:
        what = _looked_at(run, folder)
        mapping, more = _as_said(run, what), _grades_in(run, what)
    structure = queries.structure_at(run.chosen.get("edition", 0))
    if structure is not None:
        mapping = bringing.as_called(mapping, _called(run, structure))
    return bringing.as_text(mapping), more


def _looked_at(run: Any, folder: Path) -> Brought:
    """What was seen when the files were looked at, so that nobody waits for it twice."""
    target, label = _beside(run, "looked")
    try:
        return Brought.from_bytes(b"".join(opened(target, label=label, keys=_keys())))
    except FileNotFoundError:  # of an upload that an earlier release looked at
        return brought(folder, _names(run))


def _called(run: Any, structure: Structure) -> Called:
    """The structure as the workbench takes it. Who brought the files may have said another order;
    then that one counts."""
    from tiebeam.workbench.bringing import Called

    steps, names = structure.steps(), structure.translations()
    said = run.chosen.get("ladder")
    if structure.ladder is None or (said is not None and not same_steps(said, steps)):
        return Called(names=names)
    return Called(names=names, ladder=steps, levels=structure.level_names())


def _mapping_of_version(run: Any) -> dict[str, Any]:
    """As the files of the version were read, which are read once more."""
    try:
        every = versions.contents(settings.HERE.home, run.again, keys=_keys())
        return tomllib.loads(b"".join(every[versions.MAPPING]).decode())
    except versions.NoSuchVersion:
        raise Unusable("withdrawn") from None


def _as_said(run: Any, what: Brought) -> dict[str, Any]:
    from tiebeam.workbench import bringing

    said, codes = run.chosen, run.chosen["columns"]
    for table, columns in what.facts.items():
        if len(codes.get(table, [])) != len(columns):
            raise Unusable("mapping")
    return bringing.as_said(
        what.first,
        bringing.Said(
            shape=said["shape"], every=said["every"], dates=tuple(said["dates"]),
            decimal=said["decimal"], currency=said["currency"], organisation=settings.HERE.name,
            ladder=tuple(map(tuple, said["ladder"])),
            columns={
                table: dict(zip((each.name for each in columns), codes[table], strict=True))
                for table, columns in what.facts.items()
            },
        ),
        what.facts,
    )  # fmt: skip


def _checked(folder: Path, mapping: str, work: Work) -> tuple[dict[str, Any], dict[str, Any]]:
    """What reading gave, and the structure that was seen."""
    from tiebeam.workbench.bringing import structure_of

    with _read(folder, mapping, work) as bench:
        return _report(bench), structure_of(bench.dataset)


@contextmanager
def _read(folder: Path, mapping: str, work: Work) -> Iterator[Bench]:
    """Raises  Unusable"""
    from tiebeam.engine.records.propose import NotRecognised
    from tiebeam.workbench.bench import open_data

    def said(step: str) -> None:
        work.go_on()
        if step in STEPS_IN_WORDS:
            work.report(STEPS_IN_WORDS[step])

    with in_memory({versions.MAPPING: [mapping.encode()]}) as beside:
        link = folder / versions.MAPPING
        link.unlink(missing_ok=True)
        link.symlink_to((beside / versions.MAPPING).readlink())
        try:
            bench = open_data(link, progress=said)
        except (NoTable, BadMapping, NotRecognised) as error:
            raise Unusable(code_of(error)) from None
        with bench:
            yield bench


#: What is said while a file is read, by the steps of the workbench.
STEPS_IN_WORDS: Final = {
    "reading": READING,
    "describing people": gettext_noop("People are being described."),
    "putting in order": gettext_noop("Rows are put in order."),
    "checking": gettext_noop("Rows are checked."),
}


def _report(bench: Bench) -> dict[str, Any]:
    data = bench.dataset
    return {
        "people": data.people_count,
        "spells": data.spell_count,
        # Years alone: the first and the last day of an export are often those of one person.
        "first": data.reach.first.year,
        "last": data.last_day.year,
        "tables": [asdict(each) for each in data.tallies],
        "problems": [_problem(each) for each in data.problems],
        "vanished": int(sum(each.vanished for each in data.balances)),
        "appeared": int(sum(each.appeared for each in data.balances)),
        "columns": sorted(
            f"{table.name}.{column.name}"
            for table in data.mapping.tables()
            for column in table.columns()
        ),
        "levels": len(data.levels),
        **data.fingerprint,
    }


def _problem(found: Problem) -> dict[str, Any]:
    """What was wrong, in which rows of which column; counts of a database may be no integers."""
    about = {"count": int(found.count), "rows": [int(row) for row in found.rows]}
    return {**asdict(found), "column": _shown(found.column), **about}


def _grades_in(run: Any, what: Brought) -> dict[str, Any]:
    """Grades of a column that somebody just called one, for them to put in order."""
    from tiebeam.workbench import bringing

    columns, codes = what.facts["workforce"], run.chosen["columns"]["workforce"]
    chosen = next((c for c, code in zip(columns, codes, strict=True) if code == "grade"), None)
    if chosen is None or len(chosen.values) > MOST_GRADES:
        return {"grades": []}
    spec = bringing.spec_of(what.first, "grade", chosen.name)
    file = bringing.Looked(name="", columns=(chosen,), table="workforce")
    grades, _ = bringing.grades_of({"workforce": {"fields": {"grade": spec}}}, file)
    return {"grades": [each for each in grades if len(each) <= LONGEST_SHOWN]}


# --- what is kept beside the files ---------------------------------------------------------------

_BESIDE: Final = ("looked", "mapping")


def _keep_beside(run: Any, kind: str, content: bytes) -> None:
    """Under one name, so doing it twice leaves one."""
    target, label = _beside(run, kind)
    seal(target, [content], label=label, to=_keys().newest)


def _beside(run: Any, kind: str) -> tuple[Path, Label]:
    label = Label(what=uploads.WHAT, version=run.public_id, field=kind)
    return _sealed() / f"{kind}-{run.public_id}", label


# --- keep -----------------------------------------------------------------------------------------


def keep(work: Work) -> Write | None:
    """Seal the files and their mapping as a version."""
    run = _run(work)
    if run is None or run.state != run.State.KEEPING:
        return None
    keys = _keys()
    target, label = _beside(run, "mapping")
    digest = hashlib.sha256()

    def mapping() -> Iterator[bytes]:
        for chunk in opened(target, label=label, keys=keys):
            digest.update(chunk)
            yield chunk

    try:
        contents = {versions.MAPPING: mapping(), **_contents(run, keys, but_mapping=True)}
        versions.keep(settings.HERE.home, run.version, contents, keys=keys)
    except versions.NoSuchVersion:
        return _unusable(run, Unusable("withdrawn"))
    except (Damaged, NotSealed, SomethingElse, UnknownKey, FileNotFoundError):
        return _unusable(run, Unusable("damaged"))
    if digest.hexdigest() != run.report["mapping_sha256"]:
        return _unusable(run, Unusable("damaged"))
    return _writing(run, actions.note_version, at=timezone.now())


def clear(work: Work) -> Write | None:
    """Delete the sealed files of an upload that is over, and strays."""
    run = _run(work)
    if run is None or run.state not in run.OVER:
        return None
    for file in run.files.all():
        if file.sealed:
            (_sealed() / file.sealed).unlink(missing_ok=True)
    for kind in _BESIDE:
        _beside(run, kind)[0].unlink(missing_ok=True)
    sweep()
    return _writing(run, actions.note_cleared)


def sweep() -> None:
    """Delete sealed files that no upload and no document knows: what sent them was cut off."""
    needed = queries.sealed_names()
    before = time.time() - _STRAY_DAYS * 86_400
    for pattern in ("upload-*", ".upload-*.part", *(f".{kind}-*.part" for kind in _BESIDE)):
        for path in _sealed().glob(pattern):
            if path.name not in needed and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)


def delete(work: Work) -> Write | None:
    """Delete the files of a version that was withdrawn, or that came back without its row."""
    found = queries.version(work.given["version"])
    if found is None or found.is_withdrawn:
        versions.delete(settings.HERE.home, work.given["version"])
    return None


# --- what they share ------------------------------------------------------------------------------


def _run(work: Work) -> Any:
    return queries.run(work.given["run"])


def _writing(run: Any, tell: Callable[..., None], *told: Any, **more: Any) -> Write:
    """Tells it, and leaves with the job whose page it leads to."""

    def write() -> dict[str, str]:
        tell(run, *told, **more)
        return {"run": run.public_id}

    return write


def _unusable(run: Any, why: Unusable) -> Write:
    return _writing(run, actions.note_problem, why.code, file=why.file)


def _names(run: Any) -> dict[int, str]:
    return {file.place: file.name for file in run.files.all()}


@contextmanager
def _files(run: Any) -> Iterator[Path]:
    """The files of an upload, in memory.

    Raises  Unusable where one is not as it was sealed, or not there any more
    """
    try:
        with in_memory(_contents(run, _keys())) as folder:
            yield folder
    except versions.NoSuchVersion:
        raise Unusable("withdrawn") from None
    except (Damaged, NotSealed, SomethingElse, UnknownKey, FileNotFoundError):
        raise Unusable("damaged") from None


def _contents(run: Any, keys: Keys, *, but_mapping: bool = False) -> dict[str, Iterator[bytes]]:
    """Each file of an upload, by the name it has while it is worked on."""
    if run.again:
        return versions.contents(settings.HERE.home, run.again, keys=keys, but_mapping=True)
    return {
        name_of(file.place): opened(
            _sealed() / file.sealed,
            label=Label(what=uploads.WHAT, version=file.label, field=uploads.FIELD), keys=keys,
        )
        for file in run.files.all()
        if not (but_mapping and file.name.casefold().endswith(".toml"))
    }  # fmt: skip


def _sealed() -> Path:
    folder: Path = settings.HERE.home / "sealed"
    return folder


def _keys() -> Keys:
    return vault.load(settings.HERE.home / "vault")


HANDLERS: Final = (
    Handler(
        kind=kinds.LOOK.name,
        steps=[Step(name="look", words=gettext_noop("Your files are looked at."), does=look)],
    ),
    Handler(
        kind=kinds.CHECK.name,
        steps=[Step(name="check", words=READING, does=check)],
        says=list(STEPS_IN_WORDS.values()),
    ),
    Handler(
        kind=kinds.KEEP.name,
        steps=[
            Step(name="keep", words=gettext_noop("The version is sealed."), does=keep),
            Step(name="clear", words=gettext_noop("What was sent is deleted."), does=clear),
        ],
    ),
    Handler(
        kind=kinds.CLEAR.name,
        steps=[Step(name="clear", words=gettext_noop("What was sent is deleted."), does=clear)],
    ),
    Handler(
        kind=kinds.DELETE.name,
        steps=[Step(name="delete", words=gettext_noop("Its files are deleted."), does=delete)],
    ),
)
for each in HANDLERS:
    handle(each)
