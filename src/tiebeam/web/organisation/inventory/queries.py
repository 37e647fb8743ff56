"""What is read of structures and their documents, and for whom.

Everybody who is signed in reads what is in force, and what was; drafts, and documents of which
nobody said yet where they belong, are for those who work on them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from tiebeam.web.accounts.queries import people
from tiebeam.web.jobs.queries import job_for, progress_of
from tiebeam.web.organisation import queries as organisation
from tiebeam.web.organisation.inventory.known import Usual, usual
from tiebeam.web.organisation.models import AboutUs, Bringing, Document, DocumentVersion, Policy
from tiebeam.web.organisation.structure import KINDS, Kind
from tiebeam.web.permissions import Role, has_one
from tiebeam.web.ui.shapes import Progress

#: Who writes down what there is.
LOOK_AFTER: Final = (Role.STRUCTURE_OWNER, Role.OWNER)
#: Who reads drafts.
READ_DRAFTS: Final = (Role.STRUCTURE_OWNER, Role.STEWARD, Role.OWNER)


# --- structures -----------------------------------------------------------------------------------


def visible_to(person: Any) -> QuerySet[Policy]:
    """Structures that somebody may read."""
    if has_one(person, READ_DRAFTS):
        return Policy.objects.all()
    if not person.is_authenticated:
        return Policy.objects.none()
    return Policy.objects.filter(in_force_at__isnull=False)


def policies_for(person: Any) -> list[Policy]:
    """Structures that somebody may read, by title, with their documents."""
    found = visible_to(person).select_related("owner")
    return list(found.prefetch_related("documents"))


def policy(public_id: str) -> Policy | None:
    """A structure, for the worker and for rooms above; pages ask `policy_for`."""
    return _whole(Policy.objects.all()).filter(public_id=public_id).first()


def policy_for(person: Any, public_id: str) -> Policy | None:
    """A structure, for whoever may read it."""
    return _whole(visible_to(person)).filter(public_id=public_id).first()


def _whole(found: QuerySet[Policy]) -> QuerySet[Policy]:
    versions = DocumentVersion.objects.defer("text").select_related("by")
    documents = Document.objects.prefetch_related(Prefetch("versions", versions))
    return found.select_related("owner", "made_by", "changed_by").prefetch_related(
        Prefetch("documents", documents)
    )


def due_for_review(day: date) -> QuerySet[Policy]:
    """Structures that should have been looked at by a day."""
    return Policy.objects.exclude(state=Policy.State.ENDED).filter(review_on__lte=day)


def to_remind_of(day: date) -> QuerySet[Policy]:
    """... whose owner was not told of that yet, for the worker."""
    not_told = Q(reminded_on=None) | ~Q(reminded_on=F("review_on"))
    return due_for_review(day).filter(not_told).exclude(owner=None).order_by("pk")


def reviews_of(person: Any, day: date) -> QuerySet[Policy]:
    """Structures that somebody looks after, and that are due for review."""
    return due_for_review(day).filter(owner=person).order_by("review_on", "title")


def looks_after_one(person: Any) -> bool:
    """Whether somebody looks after any structure."""
    return Policy.objects.filter(owner=person).exists()


def people_to_choose(now: Any = None) -> QuerySet[Any]:
    """Who may look after a structure, for those who say so: whoever can change it.

    now  who does; they stay a choice when they lost that role
    """
    can = Q(places__role__in=LOOK_AFTER)
    return people().filter(can | Q(pk=now.pk) if now else can).distinct()


def names_in_use() -> Mapping[Kind, list[str]]:
    """Units, sites and grades as the structure in use calls them, for those who name a slice."""
    standing = organisation.standing()
    if standing is None:
        return {kind: [] for kind in KINDS}
    structure = standing.structure
    return {
        kind: list(dict.fromkeys(structure.called(kind, each) for each in standing.sources(kind)))
        for kind in KINDS
    }


# --- what is missing ------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Us:
    """How many work here, and where, as far as anybody said.

    size  people, about; None where nobody said
    """

    size: int | None
    countries: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        return self.size is not None


def about_us() -> Us:
    """For everybody. Countries are those of the legal start where nobody said others."""
    said = AboutUs.objects.order_by("-pk").first()
    if said is not None:
        return Us(size=said.size, countries=tuple(said.countries))
    return Us(size=None, countries=organisation.legal_start().countries)


def missing(
    policies: Iterable[Policy], countries: Collection[str], size: int | None
) -> list[Usual]:  # fmt: skip
    """What organisations like this usually have in writing, and of which no structure is said to
    cover it; first that of which a law speaks here."""
    there = {code for each in policies if each.state != Policy.State.ENDED for code in each.usual}
    found = [each for each in usual() if each.code not in there
             and each.is_usual_for(countries, size)]  # fmt: skip
    return sorted(found, key=lambda each: not each.laws_in(countries, size))


# --- documents ------------------------------------------------------------------------------------


def documents_waiting() -> QuerySet[Document]:
    """Documents of which nobody said where they belong, for those who look after structures."""
    versions = DocumentVersion.objects.defer("text")
    waiting = Document.objects.filter(state=Document.State.WAITING).order_by("pk")
    return waiting.prefetch_related(Prefetch("versions", versions))


def placed_documents() -> list[Document]:
    """Documents of structures that have not ended, for those who look after structures."""
    placed = Document.objects.exclude(policy=None).exclude(policy__state=Policy.State.ENDED)
    return list(placed.select_related("policy").order_by("policy__title", "pk"))


def versions_of(document: Document) -> list[DocumentVersion]:
    """Every version, the newest first, without its text."""
    return list(document.versions.defer("text").select_related("by"))


def newest(document: Document) -> DocumentVersion | None:
    return document.versions.order_by("-number").first()


def text_of(version_public_id: str) -> str | None:
    """The text of a version, for the worker and for rooms above; pages ask `version_for`."""
    found = DocumentVersion.objects.filter(public_id=version_public_id)
    return found.values_list("text", flat=True).first()


def version(public_id: str) -> DocumentVersion | None:
    """A version with its text, for the worker and for rooms above; pages ask `version_for`."""
    found = DocumentVersion.objects.select_related("document__policy")
    return found.filter(public_id=public_id).first()


def version_for(person: Any, public_id: str) -> DocumentVersion | None:
    """A version with its text, for whoever may read its structure; one that waits to be sorted,
    for those who sort."""
    found = DocumentVersion.objects.select_related("document__policy", "by").filter(
        public_id=public_id
    )
    may_read = Q(document__policy__in=visible_to(person))
    if has_one(person, LOOK_AFTER):
        may_read |= Q(document__policy=None)
    return found.filter(may_read).first()


def documents_of(person: Any) -> QuerySet[Document]:
    """Documents that somebody may read; those that wait to be sorted, for those who sort."""
    may_read = Q(policy__in=visible_to(person))
    if has_one(person, LOOK_AFTER):
        may_read |= Q(policy=None)
    return Document.objects.select_related("policy__owner").filter(may_read)


def document_for(person: Any, public_id: str) -> Document | None:
    """A document, for whoever may read it."""
    return documents_of(person).filter(public_id=public_id).first()


def newest_versions() -> QuerySet[DocumentVersion]:
    """Of each document the newest version, with its text, for the worker and rooms above."""
    later = DocumentVersion.objects.filter(
        document=OuterRef("document"), number__gt=OuterRef("number")
    )
    found = DocumentVersion.objects.select_related("document__policy")
    return found.filter(~Exists(later)).order_by("pk")


def every_version() -> QuerySet[DocumentVersion]:
    """All versions there are, for the worker and rooms above."""
    return DocumentVersion.objects.select_related("document__policy").order_by("pk")


# --- bringing -------------------------------------------------------------------------------------


def bringing(public_id: str) -> Bringing | None:
    """Documents that were brought, for those who look after structures, and for the worker."""
    found = Bringing.objects.select_related("by", "policy", "document")
    return found.filter(public_id=public_id).first()


def progress(brought: Bringing) -> Progress:
    """How far the worker has come with it."""
    job = job_for(brought.by, brought.job)
    return progress_of(job) if job else Progress(text=_("It waits for its turn."), state="waiting")


# --- what is kept about somebody ------------------------------------------------------------------


def kept_about(person: Any) -> list[dict[str, str]]:
    """What somebody looks after, brought and changed, for the file of what is kept about them."""
    theirs = Q(owner=person) | Q(made_by=person) | Q(changed_by=person)
    found = list(Policy.objects.filter(theirs).order_by("pk"))
    owned = [each for each in found if each.owner_id == person.pk]
    made = [each for each in found if each.made_by_id == person.pk]
    changed = [each for each in found if each.changed_by_id == person.pk]
    brought = Bringing.objects.filter(by=person).order_by("pk")
    sizes = AboutUs.objects.filter(by=person).order_by("pk")
    return [
        *({"looks after": each.public_id, "title": each.title} for each in owned),
        *({"added": each.public_id, "at": each.made_at.isoformat()} for each in made),
        *({"changed last": each.public_id, "at": each.changed_at.isoformat()} for each in changed),
        *({"brought documents": each.public_id, "at": each.at.isoformat()} for each in brought),
        *({"said how many work here": str(each.size), "at": each.at.isoformat()}
          for each in sizes),
    ]  # fmt: skip
