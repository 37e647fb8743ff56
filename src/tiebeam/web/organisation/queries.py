"""What is read of the legal start, of uploads and of versions, and for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from tiebeam.web.jobs.queries import job_for, progress_of
from tiebeam.web.organisation.forms import LEGAL
from tiebeam.web.organisation.legal import CALLED, Topic
from tiebeam.web.organisation.models import DatasetVersion, ImportRun, LegalAnswer
from tiebeam.web.ui.shapes import Progress
from tiebeam.web.ui.speaking_up import country

# --- the legal start ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class LegalStart:
    """What was answered so far, by topic; the last answer to each counts."""

    answers: Mapping[Topic, LegalAnswer]

    @property
    def is_complete(self) -> bool:
        """Whether data may be brought: every question has an answer that settles it."""
        return all(topic in self.answers and self.answers[topic].is_settled for topic in Topic)

    @property
    def countries(self) -> tuple[str, ...]:
        """Codes of the countries in which people work, of those that are known here."""
        answer = self.answers.get(Topic.COUNTRIES)
        return tuple(answer.said.get("countries", ())) if answer else ()

    @property
    def retention_months(self) -> int | None:
        answer = self.answers.get(Topic.RETENTION)
        return answer.said.get("months") if answer else None


def legal_start() -> LegalStart:
    """How far the legal start has come; for everybody who works here."""
    newest = LegalAnswer.objects.select_related("by").order_by("pk")
    return LegalStart(answers={Topic(each.topic): each for each in newest})


def countries_to_ask_in() -> tuple[str, ...] | None:
    """Where people may be asked about themselves; None until the legal start is complete."""
    start = legal_start()
    return start.countries if start.is_complete else None


@dataclass(frozen=True, kw_only=True)
class Told:
    """One question of the legal start with its answer in words."""

    title: str
    lines: Sequence[tuple[str, str]]
    answer: LegalAnswer


#: What is for those who work with the data, and not for everybody.
_NOT_FOR_EVERYBODY: Final = frozenset({Topic.PRIVILEGE})


def told(start: LegalStart) -> list[Told]:
    """What everybody who works here may read of the legal start."""
    return [
        Told(title=str(CALLED[topic]), lines=in_words(start.answers[topic]),
             answer=start.answers[topic])
        for topic in Topic
        if topic in start.answers and topic not in _NOT_FOR_EVERYBODY
    ]  # fmt: skip


def in_words(answer: LegalAnswer) -> list[tuple[str, str]]:
    """Each question with what was said; what was left out is not there."""
    fields = LEGAL[Topic(answer.topic)]().fields
    return [
        (str(field.label), _said(name, field, answer.said[name]))
        for name, field in fields.items()
        if answer.said.get(name)
    ]


def _said(name: str, field: forms.Field, said: Any) -> str:
    if name == "countries":
        return ", ".join(_(found.name) for code in said if (found := country(code)))
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(said, said))
    return str(said)


# --- uploads --------------------------------------------------------------------------------------


def run(public_id: str) -> ImportRun | None:
    """An upload, for those who bring data, and for the worker."""
    return ImportRun.objects.select_related("by").filter(public_id=public_id).first()


def runs() -> list[ImportRun]:
    """Uploads, the newest first, for those who bring data."""
    return list(ImportRun.objects.select_related("by").prefetch_related("files").order_by("-pk"))


def waiting_runs() -> list[ImportRun]:
    """Uploads that wait for somebody who brings data, the newest first."""
    waiting = (ImportRun.State.TO_CONFIRM, ImportRun.State.CHECKED, ImportRun.State.UNUSABLE)
    return [each for each in runs() if each.state in waiting]


def progress(run: ImportRun) -> Progress:
    """How far the worker has come with it, for whoever may see the upload."""
    job = job_for(run.by, run.job)
    return progress_of(job) if job else Progress(text=_("It waits for its turn."), state="waiting")


def file_with_problem(run: ImportRun) -> str:
    """What the file is called that can't be used; empty where it is not one alone."""
    return next(iter(files_at(run, [run.problem_file])), "")


def files_at(run: ImportRun, places: Sequence[int]) -> list[str]:
    """What files of an upload are called."""
    return [file.name for file in run.files.all() if file.place in places]


def same_files(run: ImportRun) -> DatasetVersion | None:
    """A version that is used and was made of the same files, read in the same way."""
    same = {name: run.report[name] for name in ("sha256", "mapping_sha256")}
    return DatasetVersion.objects.filter(withdrawn_at=None, **same).exclude(run=run).first()


def sealed_names() -> set[str]:
    """Names of sealed files that an upload still needs, for the worker."""
    open_runs = ImportRun.objects.exclude(state__in=ImportRun.OVER).prefetch_related("files")
    return {file.sealed for each in open_runs for file in each.files.all() if file.sealed}


# --- versions -------------------------------------------------------------------------------------


def versions() -> list[DatasetVersion]:
    """Every version, the newest first, for those who bring data."""
    return list(DatasetVersion.objects.select_related("by", "withdrawn_by"))


def version(public_id: str) -> DatasetVersion | None:
    found = DatasetVersion.objects.select_related("by", "withdrawn_by", "run")
    return found.filter(public_id=public_id).first()


def current_version() -> DatasetVersion | None:
    """The newest that was not withdrawn."""
    return DatasetVersion.objects.filter(withdrawn_at=None).first()


def brought_by(person: Any) -> list[dict[str, str]]:
    """What somebody brought and answered, for the file of what is kept about them."""
    uploads = ImportRun.objects.filter(by=person).order_by("pk")
    answers = LegalAnswer.objects.filter(by=person).order_by("pk")
    return [
        *({"upload": each.public_id, "at": each.at.isoformat(), "state": each.state}
          for each in uploads),
        *({"answered": each.topic, "at": each.at.isoformat()} for each in answers),
    ]  # fmt: skip
