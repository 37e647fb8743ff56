"""Every change to the legal start, to uploads and to versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from django.db import transaction

from tiebeam.web import withdrawals
from tiebeam.web.audit.actions import record
from tiebeam.web.ids import public_id
from tiebeam.web.jobs.actions import enqueue
from tiebeam.web.organisation import acts, kinds
from tiebeam.web.organisation.legal import Topic
from tiebeam.web.organisation.models import DatasetVersion, ImportedFile, ImportRun, LegalAnswer

State = ImportRun.State
#: As the list of withdrawals calls them.
VERSION: Final = "organisation.version"
UPLOAD: Final = "organisation.upload"


class SaidElsewhere(ValueError):
    """Somebody went on with this upload in another tab, or somebody else did."""


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
    run: ImportRun, chosen: Mapping[str, Any], *, round: int, by: Any, at: datetime
) -> None:
    """Say what the columns mean; the files are then read so.

    round  as the form was shown
    Raises SaidElsewhere
    """
    held = _held(run, State.TO_CONFIRM, State.CHECKED, State.UNUSABLE)
    if held.round != round or not held.found:
        raise SaidElsewhere
    held.chosen, held.round, held.state, held.problem = dict(chosen), round + 1, State.CHECKING, ""
    held.report = {}
    _ask(held, kinds.CHECK.name, at=at, round=held.round)
    record(acts.CONFIRMED, by=by, about=held, at=at)


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


def note_report(run: ImportRun, report: Mapping[str, Any]) -> None:
    """What reading the files gave."""
    held = _held_if(run, State.CHECKING)
    if held and held.round == run.round:
        grades = report.get("grades") or held.found.get("grades", [])
        held.found = {**held.found, "grades": grades}
        held.report, held.state = dict(report), State.CHECKED
        held.save(update_fields=["found", "report", "state"])


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
    held.state = State.KEPT
    held.save(update_fields=["state"])
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
