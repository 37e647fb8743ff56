"""Every change to the legal start, to uploads, to versions and to the structure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from django.db import IntegrityError, transaction

from tiebeam.web import withdrawals
from tiebeam.web.audit.actions import record
from tiebeam.web.ids import public_id
from tiebeam.web.jobs.actions import enqueue
from tiebeam.web.organisation import acts, kinds
from tiebeam.web.organisation.legal import Topic
from tiebeam.web.organisation.models import (
    DatasetVersion,
    ImportedFile,
    ImportRun,
    LegalAnswer,
    SeenStructure,
    StructureEdition,
)
from tiebeam.web.organisation.structure import Named, Seen, Structure, changes, same_steps

State = ImportRun.State
#: As the list of withdrawals calls them.
VERSION: Final = "organisation.version"
UPLOAD: Final = "organisation.upload"


class SaidElsewhere(ValueError):
    """Somebody went on with this upload in another tab, or somebody else did."""


class ChangedMeanwhile(ValueError):
    """Somebody changed the structure since this was shown."""


class Sealed(Protocol):
    """A file that was sealed while it arrived."""

    label: str
    sha256: str
    shown_name: str
    path: Any
    size: int | None


# --- the legal start ------------------------------------------------------------------------------


@transaction.atomic
def answer(
    topic: Topic, said: Mapping[str, Any], *, is_settled: bool, by: Any, at: datetime
) -> LegalAnswer:
    """Note what was answered to one question of the legal start. Earlier answers are kept."""
    noted = LegalAnswer.objects.create(
        topic=topic, said=dict(said), is_settled=is_settled, by=by, at=at
    )
    record(acts.ANSWERED, by=by, about=noted, at=at)
    return noted


# --- somebody brings files ------------------------------------------------------------------------


@transaction.atomic
def receive(
    files: Iterable[Sealed], *, once: str, by: Any, at: datetime
) -> tuple[ImportRun, bool]:  # fmt: skip
    """An upload of files that are sealed, and whether it is new: a form sent twice is one upload.

    once  what the form was sent with
    """
    run, is_new = ImportRun.objects.get_or_create(by=by, once=once, defaults={"at": at})
    if not is_new:
        return run, False
    for place, file in enumerate(files, start=1):
        ImportedFile.objects.create(
            run=run, place=place, name=file.shown_name, bytes=file.size or 0, sha256=file.sha256,
            label=file.label, sealed=file.path.name,
        )  # fmt: skip
    _ask(run, kinds.LOOK.name, at=at)
    record(acts.UPLOADED, by=by, about=run, at=at)
    return run, True


@transaction.atomic
def confirm(
    run: ImportRun, chosen: Mapping[str, Any], *, round: int, by: Any, at: datetime,
    named: Named | None = None,
) -> None:  # fmt: skip
    """Say what the columns mean; the files are then read so.

    round  as the form was shown
    named  what single values are called, which the structure keeps
    Raises SaidElsewhere, ChangedMeanwhile
    """
    if named:
        change_structure(named.now, before=named.before, edition=named.edition, by=by, at=at)
    held = _held(run, State.TO_CONFIRM, State.CHECKED, State.UNUSABLE)
    if held.round != round or not held.found:
        raise SaidElsewhere
    _check(held, dict(chosen), at=at)
    record(acts.CONFIRMED, by=by, about=held, at=at)


@transaction.atomic
def check_with_newest(run: ImportRun, *, by: Any, at: datetime) -> None:
    """Read the files of an upload once more, as was said of them, with the newest structure.

    Raises  SaidElsewhere
    """
    held = _held(run, State.CHECKED)
    newest = _newest()
    if held.round != run.round or newest is None:
        raise SaidElsewhere
    chosen, structure = dict(held.chosen), Structure.of(newest.holds)
    if "ladder" in chosen and structure.ladder is not None:
        chosen["ladder"] = structure.steps()
    _check(held, chosen, at=at)
    record(acts.CONFIRMED, by=by, about=held, at=at)


def _check(held: ImportRun, chosen: dict[str, Any], *, at: datetime) -> None:
    """Have it read as was said, with the structure as it is now."""
    newest = _newest()
    held.chosen = {**chosen, "edition": newest.number if newest else 0}
    held.round, held.state, held.problem, held.report = held.round + 1, State.CHECKING, "", {}
    _ask(held, kinds.CHECK.name, at=at, round=held.round)


@transaction.atomic
def accept(run: ImportRun, *, by: Any, at: datetime) -> None:
    """What was checked becomes a version.

    Raises  SaidElsewhere
    """
    held = _held(run, State.CHECKED)
    held.state, held.version = State.KEEPING, public_id()
    _ask(held, kinds.KEEP.name, at=at)
    record(acts.ACCEPTED, by=by, about=held, at=at)


@transaction.atomic
def try_again(run: ImportRun, *, by: Any, at: datetime) -> None:
    """Have the worker do once more what it was stopped in, or failed at.

    Raises  SaidElsewhere
    """
    held = _held(run, *ImportRun.BUSY)
    if held.round != run.round:
        raise SaidElsewhere
    held.round += 1
    given = {"round": held.round} if held.state == State.CHECKING else {}
    _ask(held, _KIND_OF[State(held.state)], at=at, **given)
    record(acts.TRIED_AGAIN, by=by, about=held, at=at)


_KIND_OF: Final = {
    State.LOOKING: kinds.LOOK.name,
    State.CHECKING: kinds.CHECK.name,
    State.KEEPING: kinds.KEEP.name,
}


@transaction.atomic
def give_up(run: ImportRun, *, by: Any, at: datetime) -> None:
    """Nothing comes of this upload; its files are deleted.

    Raises  SaidElsewhere
    """
    held = _held(run, *ImportRun.OPEN)
    held.state, held.problem = State.GIVEN_UP, ""
    _ask(held, kinds.CLEAR.name, at=at)
    SeenStructure.objects.filter(run=held).delete()
    record(acts.GAVE_UP, by=by, about=held, at=at)
    withdrawals.note(UPLOAD, held.public_id)


@transaction.atomic
def give_up_again(public_id: str, at: datetime) -> bool:
    """After a restore: an upload that was given up, or whose version was withdrawn, since the
    backup goes again, with its files. It may be on its way to that version once more."""
    run = ImportRun.objects.filter(public_id=public_id).first()
    held = run and _held_if(run, *ImportRun.OPEN, State.KEEPING)
    if not held:
        return False
    held.state, held.problem = State.GIVEN_UP, ""
    _ask(held, kinds.CLEAR.name, at=at)
    SeenStructure.objects.filter(run=held).delete()
    if held.version:
        _delete_files(held.version, by=None, at=at)
    record(acts.GAVE_UP, by=None, about=held, at=at)
    return True


@transaction.atomic
def withdraw(version: DatasetVersion, *, by: Any, at: datetime) -> None:
    """Use a version no more; its files are deleted, its row and hashes stay. Twice is once."""
    still = DatasetVersion.objects.filter(pk=version.pk, withdrawn_at=None)
    if still.update(withdrawn_at=at, withdrawn_by=by):
        _delete_files(version.public_id, by=by, at=at)
        SeenStructure.objects.filter(run=version.run).delete()
        record(acts.WITHDREW, by=by, about=version, at=at)
        withdrawals.note(VERSION, version.public_id)
        # In an older backup it may not be a version yet, and become one after a restore.
        withdrawals.note(UPLOAD, version.run.public_id)


@transaction.atomic
def withdraw_again(public_id: str, at: datetime) -> bool:
    """After a restore: a version that was withdrawn since the backup is withdrawn again. Its files
    go also where the backup has no row of it yet: they are taken after the rows."""
    found = DatasetVersion.objects.filter(public_id=public_id).first()
    if found and found.is_withdrawn:
        return False
    _delete_files(public_id, by=None, at=at)
    if found is None:
        return False
    DatasetVersion.objects.filter(pk=found.pk).update(withdrawn_at=at)
    SeenStructure.objects.filter(run=found.run).delete()
    record(acts.WITHDREW, by=None, about=found, at=at)
    return True


def _delete_files(version: str, *, by: Any, at: datetime) -> None:
    enqueue(kinds.DELETE.name, {"version": version}, by=by, key=version, at=at)


# --- the worker tells -----------------------------------------------------------------------------
# Each is called within the transaction of the step that tells it. Where somebody gave the upload up
# meanwhile, nothing is written.


def note_found(run: ImportRun, found: Mapping[str, Any]) -> None:
    """What the columns seem to mean."""
    held = _held_if(run, State.LOOKING)
    if held:
        held.found, held.state = dict(found), State.TO_CONFIRM
        held.save(update_fields=["found", "state"])


def note_report(run: ImportRun, report: Mapping[str, Any], *, structure: Mapping[str, Any]) -> None:
    """What reading the files gave.

    structure  names of units, sites and grades that everybody may know
    """
    held = _held_if(run, State.CHECKING)
    if held and held.round == run.round:
        grades = report.get("grades") or held.found.get("grades", [])
        if not held.again:
            held.found = {**held.found, "grades": grades}
        held.report, held.state = dict(report), State.CHECKED
        held.save(update_fields=["found", "report", "state"])
        SeenStructure.objects.update_or_create(run=held, defaults={"told": dict(structure)})


def note_problem(run: ImportRun, code: str, *, file: int = 0) -> None:
    """Why the files can't be used."""
    held = _held_if(run, *ImportRun.BUSY)
    if held:
        held.state, held.problem, held.problem_file = State.UNUSABLE, code, file
        held.save(update_fields=["state", "problem", "problem_file"])


def note_version(run: ImportRun, *, at: datetime) -> None:
    """The files are sealed as a version."""
    held = _held_if(run, State.KEEPING)
    if held is None:
        return
    report = held.report
    before = DatasetVersion.objects.filter(withdrawn_at=None).order_by("-number").first()
    last = DatasetVersion.objects.order_by("-number").first()
    made = DatasetVersion.objects.create(
        public_id=held.version, number=last.number + 1 if last else 1, run=held, by=held.by, at=at,
        sha256=report["sha256"], mapping_sha256=report["mapping_sha256"],
        first_year=report["first"], last_year=report["last"],
        counts=_counts(report), columns=report["columns"],
    )  # fmt: skip
    made.changes = _changes(made, before) if before else {}
    made.save(update_fields=["changes"])
    _take_ladder_of(held, at=at)
    held.state = State.KEPT
    held.save(update_fields=["state", "chosen"])
    record(acts.KEPT, by=held.by, about=made, at=at)


def note_cleared(run: ImportRun) -> None:
    """The sealed files of the upload are deleted."""
    run.files.update(sealed="")


_COUNTED: Final = ("read", "accepted", "merged", "rejected")


def _counts(report: Mapping[str, Any]) -> dict[str, int]:
    rows = {name: sum(each[name] for each in report["tables"]) for name in _COUNTED}
    return {"people": report["people"], "spells": report["spells"], **rows}


def _changes(made: DatasetVersion, before: DatasetVersion) -> dict[str, Any]:
    return {
        "before": before.number,
        "people": made.counts["people"] - before.counts["people"],
        "rows": made.counts["accepted"] - before.counts["accepted"],
        "gained": _beyond(made.columns, before.columns),
        "lost": _beyond(before.columns, made.columns),
        "same_files": made.sha256 == before.sha256,
        "same_mapping": made.mapping_sha256 == before.mapping_sha256,
    }


def _beyond(some: Sequence[str], others: Sequence[str]) -> list[str]:
    return sorted(set(some) - set(others))


# --- the structure --------------------------------------------------------------------------------


@transaction.atomic
def change_structure(
    now: Structure, *, before: Structure, edition: int, by: Any, at: datetime
) -> None:
    """Keep the structure as somebody left it, as a new edition. Sent twice, it is one.

    before   as it was shown
    edition  its number
    Raises   ChangedMeanwhile
    """
    newest = _newest()
    stands = newest.holds if newest else before.plain()
    if now.plain() == stands:
        return
    if edition != (newest.number if newest else 0):
        raise ChangedMeanwhile
    made = _next_edition(now, before=Structure.of(stands), by=by, at=at)
    record(acts.STRUCTURED, by=by, about=made, at=at)


@transaction.atomic
def take_back(*, edition: int, by: Any, at: datetime) -> None:
    """The newest edition is undone by one more, which is as it was before.

    edition  its number, as it was shown
    Raises   ChangedMeanwhile
    """
    newest = _newest()
    if newest is None or newest.number != edition:
        raise ChangedMeanwhile
    made = _next_edition(
        Structure.of(newest.before), before=Structure.of(newest.holds), by=by, at=at,
        took_back=newest.number,
    )  # fmt: skip
    record(acts.TOOK_BACK, by=by, about=made, at=at)


@transaction.atomic
def read_again(
    version: DatasetVersion, *, once: str, by: Any, at: datetime
) -> ImportRun:  # fmt: skip
    """The files of a version on their way to one more, with the newest structure.

    once  sent with the form: sent twice, it is one upload
    """
    run, is_new = ImportRun.objects.get_or_create(
        by=by, once=once, defaults={"at": at, "again": version.public_id}
    )
    if is_new:
        for each in version.run.files.all():
            ImportedFile.objects.create(
                run=run, place=each.place, name=each.name, bytes=each.bytes, sha256=each.sha256,
            )  # fmt: skip
        _check(run, {}, at=at)
        record(acts.READ_AGAIN, by=by, about=run, at=at)
    return run


def _take_ladder_of(run: ImportRun, *, at: datetime) -> None:
    """The order of grades that somebody gave while bringing files is the structure's from now on,
    unless it was changed meanwhile."""
    newest = _newest()
    seen = SeenStructure.objects.filter(run=run).first()
    if run.again or newest is None or seen is None or not seen.told.get("levels"):
        return
    if newest.number != run.chosen.get("edition"):
        return
    before = Structure.of(newest.holds)
    now = before.with_ladder_of(Seen.of(seen.told))
    if same_steps(now.steps(), before.steps()):
        return
    made = _next_edition(now, before=before, by=run.by, at=at, upload=run.public_id)
    run.chosen = {**run.chosen, "edition": made.number}
    record(acts.STRUCTURED, by=run.by, about=made, at=at)


def _newest() -> StructureEdition | None:
    return StructureEdition.objects.select_for_update().first()


def _next_edition(
    now: Structure, *, before: Structure, by: Any, at: datetime, **more: Any
) -> StructureEdition:
    """Raises  ChangedMeanwhile where somebody else made it in the same moment"""
    newest = _newest()
    try:
        with transaction.atomic():
            return StructureEdition.objects.create(
                number=newest.number + 1 if newest else 1, by=by, at=at, holds=now.plain(),
                before=before.plain(), changes=changes(before, now), **more,
            )  # fmt: skip
    except IntegrityError:
        raise ChangedMeanwhile from None


# --- what they share ------------------------------------------------------------------------------


def _held(run: ImportRun, *states: str) -> ImportRun:
    """The upload, which nobody else changes until this is done.

    Raises  SaidElsewhere where it is in another state
    """
    held = _held_if(run, *states)
    if held is None:
        raise SaidElsewhere
    return held


def _held_if(run: ImportRun, *states: str) -> ImportRun | None:
    return ImportRun.objects.select_for_update().filter(pk=run.pk, state__in=states).first()


def _ask(run: ImportRun, kind: str, *, at: datetime, **given: Any) -> None:
    """Have the worker do something with it, once for each time it is asked."""
    key = f"{run.public_id}:{run.round}"
    job = enqueue(kind, {"run": run.public_id, **given}, by=run.by, key=key, at=at)
    run.job = job.public_id
    run.save()
