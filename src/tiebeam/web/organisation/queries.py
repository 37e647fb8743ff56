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
from tiebeam.web.organisation.models import (
    BroughtFile,
    DatasetVersion,
    ImportRun,
    LegalAnswer,
    SeenStructure,
    StructureEdition,
)
from tiebeam.web.organisation.structure import (
    KINDS,
    Seen,
    Standing,
    Structure,
    beginning,
)
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


_WAITING: Final = (
    ImportRun.State.TO_CONFIRM, ImportRun.State.CHECKED, ImportRun.State.UNUSABLE,
)  # fmt: skip


def runs() -> list[ImportRun]:
    """Uploads, the newest first, for those who bring data."""
    return list(ImportRun.objects.select_related("by").prefetch_related("files").order_by("-pk"))


def waiting_runs() -> list[ImportRun]:
    """Uploads that wait for somebody who brings data, the newest first."""
    return [each for each in runs() if each.state in _WAITING]


def some_waiting_runs(most: int) -> list[ImportRun]:
    """The newest of them, with no word of their files: a home gathers from every room."""
    return list(ImportRun.objects.filter(state__in=_WAITING).order_by("-pk")[:most])


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
    """Names of sealed files that an upload or a document still needs, for the worker."""
    open_runs = ImportRun.objects.exclude(state__in=ImportRun.OVER).prefetch_related("files")
    documents = BroughtFile.objects.exclude(sealed="").values_list("sealed", flat=True)
    return {
        *(file.sealed for each in open_runs for file in each.files.all() if file.sealed),
        *documents,
    }


# --- versions -------------------------------------------------------------------------------------


def versions() -> list[DatasetVersion]:
    """Every version, the newest first, for those who bring data."""
    return list(DatasetVersion.objects.select_related("by", "withdrawn_by"))


def version(public_id: str) -> DatasetVersion | None:
    found = DatasetVersion.objects.select_related("by", "withdrawn_by", "run")
    return found.filter(public_id=public_id).first()


def current_version() -> DatasetVersion | None:
    """The newest that was not withdrawn."""
    return DatasetVersion.objects.filter(withdrawn_at=None).select_related("run__seen").first()


# --- the structure --------------------------------------------------------------------------------


def editions() -> list[StructureEdition]:
    """Every edition of the structure, the newest first, for those who bring data."""
    return list(StructureEdition.objects.select_related("by"))


def newest_edition() -> StructureEdition | None:
    """For those who bring data."""
    return StructureEdition.objects.select_related("by").first()


def structure_at(number: int) -> Structure | None:
    """The structure of an edition, for the worker; None where nobody had changed anything yet."""
    found = StructureEdition.objects.filter(number=number).first()
    return Structure.of(found.holds) if found else None


def standing() -> Standing | None:
    """The structure as it stands, for those who bring data; None before anything was read."""
    version, newest = current_version(), newest_edition()
    used = _seen(version.run) if version else None
    waiting = [seen for run in _checked_runs() if (seen := _seen(run))]
    every = [*([used] if used else []), *waiting]
    if not every and newest is None:
        return None
    seen = every[0] if every else Seen(names={})
    for each in every[1:]:
        seen = seen.together(each)
    return Standing(
        edition=newest.number if newest else 0,
        structure=Structure.of(newest.holds) if newest else beginning(seen),
        seen=seen,
        fresh={kind: _beyond_what_is_used(kind, used, waiting) for kind in KINDS} if used else {},
    )


def _seen(run: ImportRun) -> Seen | None:
    # Where it was not fetched along with the upload, it is asked for.
    found: SeenStructure | None = getattr(run, "seen", None)
    return Seen.of(found.told) if found else None


def seen_in(run: ImportRun) -> Seen | None:
    """What units, sites and grades an upload has, for those who bring data."""
    return _seen(run)


def ladder_to_propose(run: ImportRun, standing: Standing | None) -> list[list[str]] | None:
    """The order of grades that an upload takes from the structure; None where it has its own.

    A mapping file that came along says one too: it counts as long as nobody changed the structure.
    """
    if standing is None or not standing.structure.ladder:
        return None
    has_mapping = any(file.name.casefold().endswith(".toml") for file in run.files.all())
    return None if has_mapping and not standing.edition else standing.structure.steps()


def grades_without_place(run: ImportRun, standing: Standing | None) -> list[str]:
    """Grades of an upload of which nobody has said where they stand."""
    if ladder_to_propose(run, standing) is None or standing is None:
        return []
    structure = standing.structure
    placed = {name for step in structure.steps() for name in step}
    placed |= {structure.own("grades", each) for each in structure.beside}
    here = {structure.own("grades", each) for each in run.found.get("grades", ())}
    return sorted(here - placed)


def _checked_runs() -> list[ImportRun]:
    checked = ImportRun.objects.filter(state=ImportRun.State.CHECKED)
    return list(checked.select_related("seen").order_by("-pk"))


def _beyond_what_is_used(kind: Any, used: Seen, waiting: Sequence[Seen]) -> frozenset[str]:
    there = frozenset().union(*(each.names.get(kind, frozenset()) for each in waiting))
    return there - used.names.get(kind, frozenset())


def being_read_again(version: DatasetVersion) -> ImportRun | None:
    """An upload by which a version is read with the newest structure already."""
    on_its_way = ImportRun.objects.filter(
        again=version.public_id, state__in=(*ImportRun.BUSY, ImportRun.State.CHECKED)
    )
    return next((run for run in on_its_way.order_by("-pk") if is_read_with_newest(run)), None)


def is_read_with_newest(run: ImportRun) -> bool:
    """Whether an upload was read with the structure as it stands now."""
    every = {each.number: each for each in StructureEdition.objects.all()}
    if not every:
        return True
    newest = every[max(every)]
    read_with = run.chosen.get("edition", 0)
    holds = every[read_with].holds if read_with in every else every[min(every)].before
    return bool(holds == newest.holds)


def brought_by(person: Any) -> list[dict[str, str]]:
    """What somebody brought and answered, for the file of what is kept about them."""
    uploads = ImportRun.objects.filter(by=person).order_by("pk")
    answers = LegalAnswer.objects.filter(by=person).order_by("pk")
    changed = StructureEdition.objects.filter(by=person).order_by("number")
    return [
        *({"upload": each.public_id, "at": each.at.isoformat(), "state": each.state}
          for each in uploads),
        *({"answered": each.topic, "at": each.at.isoformat()} for each in answers),
        *({"structure": f"edition {each.number}", "at": each.at.isoformat()} for each in changed),
    ]  # fmt: skip
