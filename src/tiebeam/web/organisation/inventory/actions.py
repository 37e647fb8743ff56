"""Every change to structures and their documents. Those of the worker run with its job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max

from tiebeam.web.audit.actions import record
from tiebeam.web.delivery.actions import tell
from tiebeam.web.jobs.actions import enqueue
from tiebeam.web.organisation.actions import Sealed
from tiebeam.web.organisation.inventory import acts, queries, work
from tiebeam.web.organisation.inventory.finding import STRUCTURES
from tiebeam.web.organisation.inventory.telling import REVIEW_DUE, owner_of
from tiebeam.web.organisation.models import (
    AboutUs,
    Bringing,
    BroughtFile,
    Document,
    DocumentVersion,
    Policy,
)
from tiebeam.web.search.actions import index

State = Policy.State
#: Of all texts of a structure together, so much can be found by its words.
LONGEST_FOUND: Final = 100_000


class ChangedMeanwhile(ValueError):
    """Somebody changed the structure since this was shown."""


class GoneOn(ValueError):
    """It stands otherwise by now: it was done in another tab, or by somebody else."""


# --- structures -----------------------------------------------------------------------------------


@transaction.atomic
def start(said: Mapping[str, Any], *, once: str, by: Any, at: datetime) -> Policy:
    """A new structure; a form that is sent twice is one.

    said  by field of the model
    once  what the form was sent with
    """
    found, is_new = Policy.objects.get_or_create(
        made_by=by, once=once,
        defaults={**said, "made_at": at, "changed_by": by, "changed_at": at,
                  "in_force_at": at if said.get("state") == State.IN_FORCE else None},
    )  # fmt: skip
    if is_new:
        record(acts.STARTED, by=by, about=found, at=at)
        _find(found)
    return found


@transaction.atomic
def change(policy: Policy, said: Mapping[str, Any], *, edition: int, by: Any, at: datetime) -> None:
    """Say something else of a structure; the same said twice is once.

    edition  as the form was shown
    Raises   ChangedMeanwhile
    """
    held = Policy.objects.select_for_update().get(pk=policy.pk)
    if all(getattr(held, name) == value for name, value in said.items()):
        return
    if held.edition != edition:
        raise ChangedMeanwhile
    was = held.state
    for name, value in said.items():
        setattr(held, name, value)
    _since(held, was, at)
    _changed(held, by=by, at=at)
    comes_in = held.state == State.IN_FORCE != was
    record(acts.IN_FORCE if comes_in else acts.CHANGED, by=by, about=held, at=at)


def _since(policy: Policy, was: str, at: datetime) -> None:
    if policy.state == State.DRAFT:
        policy.in_force_at = None
    elif policy.state == State.IN_FORCE and was != State.IN_FORCE:
        policy.in_force_at = at


def _changed(policy: Policy, *, by: Any, at: datetime) -> None:
    policy.edition, policy.changed_by, policy.changed_at = policy.edition + 1, by, at
    policy.save()
    _find(policy)


@transaction.atomic
def end(policy: Policy, *, by: Any, at: datetime) -> None:
    """A structure holds no more. What it said can still be read; twice is once."""
    held = Policy.objects.select_for_update().get(pk=policy.pk)
    if held.state == State.ENDED:
        return
    held.state = State.ENDED
    _changed(held, by=by, at=at)
    record(acts.ENDED, by=by, about=held, at=at)


def _find(policy: Policy) -> None:
    """It can be found by what is said of it now, and by the newest texts."""
    said = [policy.decides, policy.gets_there, policy.covers]
    for each in policy.documents.all():
        newest = queries.newest(each)
        said += [each.name, newest.text if newest else ""]
    index(STRUCTURES, policy.public_id, title=policy.title, url=policy.get_absolute_url(),
          body=" ".join(said)[:LONGEST_FOUND])  # fmt: skip


@transaction.atomic
def say_about_us(size: int, countries: Sequence[str], *, by: Any, at: datetime) -> None:
    """How many people work here, and where. What was said before is kept."""
    AboutUs.objects.create(size=size, countries=list(countries), by=by, at=at)
    record(acts.SAID_SIZE, by=by, at=at)


# --- bringing documents ---------------------------------------------------------------------------


@transaction.atomic
def receive(
    files: Iterable[Sealed], *, once: str, by: Any, at: datetime,
    policy: Policy | None = None, document: Document | None = None, in_force_on: date | None = None,
) -> tuple[Bringing, bool]:  # fmt: skip
    """Documents that are sealed, and whether they are new: a form sent twice is one.

    policy, document  where they go, where somebody said so
    """
    brought, is_new = Bringing.objects.get_or_create(
        by=by, once=once,
        defaults={"at": at, "policy": policy, "document": document, "in_force_on": in_force_on},
    )  # fmt: skip
    if not is_new:
        return brought, False
    for place, file in enumerate(files, start=1):
        BroughtFile.objects.create(
            bringing=brought, place=place, name=file.shown_name, bytes=file.size or 0,
            sha256=file.sha256, label=file.label, sealed=file.path.name,
        )  # fmt: skip
    _ask(brought, at=at)
    record(acts.BROUGHT, by=by, about=brought, at=at)
    return brought, True


@transaction.atomic
def try_again(bringing: Bringing, *, by: Any, at: datetime) -> None:
    """Have the worker read once more what it was stopped in, or failed at.

    Raises  GoneOn
    """
    held = _reading(bringing)
    if held is None or held.round != bringing.round:
        raise GoneOn
    held.round += 1
    _ask(held, at=at)
    record(acts.READ_ONCE_MORE, by=by, about=held, at=at)


@transaction.atomic
def give_up(bringing: Bringing, *, by: Any, at: datetime) -> None:
    """Nothing comes of documents that were not read yet; what was sent is deleted.

    Raises  GoneOn
    """
    held = _reading(bringing)
    if held is None:
        raise GoneOn
    held.state, held.round = Bringing.State.READ, held.round + 1
    held.faults = [{"name": each.name, "code": "given-up"} for each in held.files.all()]
    _ask(held, at=at)
    record(acts.GAVE_UP, by=by, about=held, at=at)


def _ask(bringing: Bringing, *, at: datetime) -> None:
    key = f"{bringing.public_id}:{bringing.round}"
    given = {"bringing": bringing.public_id}
    bringing.job = enqueue(work.READ.name, given, by=bringing.by, key=key, at=at).public_id
    bringing.save()


def _reading(bringing: Bringing) -> Bringing | None:
    """It, which nobody else changes until this is done; None where it was read already."""
    held = Bringing.objects.select_for_update().filter(pk=bringing.pk)
    return held.filter(state=Bringing.State.READING).first()


# --- what the worker tells ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class TextFound:
    """A text that the worker took out of a file.

    name     of the file
    title    as the text calls itself; empty where it does not
    kind     what the file was
    read_as  how the text is taken apart: markdown, html or plain
    sha256   of the text
    """

    name: str
    title: str
    text: str
    kind: str
    read_as: str
    sha256: str
    words: int


@transaction.atomic
def note_texts(
    bringing: Bringing, found: Sequence[TextFound], faults: Sequence[Mapping[str, str]],
    *, at: datetime,
) -> int:  # fmt: skip
    """Keep what was read, each as a version; how many are new. Told twice, it is kept once."""
    held = _reading(bringing)
    if held is None:
        return 0
    told = [dict(each) for each in faults]
    if held.document and len(found) > 1:
        told += [{"name": each.name, "code": "several-texts"} for each in found]
        found = []
    for each in found:
        if _is_known(each, held.document):
            told.append({"name": each.name, "code": "known"})
        else:
            _keep(each, held, at=at)
            held.kept += 1
    held.faults, held.state = told, Bringing.State.READ
    held.save(update_fields=["faults", "state", "kept"])
    return held.kept


def _is_known(found: TextFound, document: Document | None) -> bool:
    """Whether the newest version of a document, or of the one that it goes to, says just that."""
    same = DocumentVersion.objects.filter(sha256=found.sha256).select_related("document")
    here = same.filter(document=document) if document else same
    return any(each == queries.newest(each.document) for each in here.defer("text"))


def _keep(found: TextFound, bringing: Bringing, *, at: datetime) -> None:
    document = bringing.document or Document.objects.create(
        name=found.name, title=found.title, bringing=bringing, policy=bringing.policy,
        state=Document.State.PLACED if bringing.policy else Document.State.WAITING,
    )  # fmt: skip
    version = DocumentVersion.objects.create(
        document=document, number=_next_number(document), text=found.text, kind=found.kind,
        read_as=found.read_as, sha256=found.sha256, words=found.words, by=bringing.by, at=at,
        in_force_on=bringing.in_force_on,
    )  # fmt: skip
    record(acts.KEPT_TEXT, by=bringing.by, about=version, at=at)
    if document.policy:
        _find(document.policy)


def _next_number(document: Document) -> int:
    Document.objects.select_for_update().get(pk=document.pk)
    last: int | None = document.versions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def note_files_deleted(bringing: Bringing) -> None:
    """What was sent is deleted."""
    bringing.files.update(sealed="")


@transaction.atomic
def remind(public_id: str, *, at: datetime) -> bool:
    """Tell whoever looks after a structure that it is due for review; once for each review date."""
    held = Policy.objects.select_for_update().filter(public_id=public_id).first()
    if held is None or held.review_on is None or held.reminded_on == held.review_on:
        return False
    held.reminded_on = held.review_on
    held.save(update_fields=["reminded_on"])
    tell(REVIEW_DUE, about=held.public_id, to=owner_of(held), at=at)
    return True


# --- where each belongs ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Placing:
    """Where a document belongs: a structure, a document of which it is a new version, or a
    structure that is still to be made; `leave_out` where it is not wanted at all."""

    document: str
    policy: str = ""
    version_of: str = ""
    title: str = ""
    kind: str = ""
    usual: tuple[str, ...] = ()
    leave_out: bool = False


@transaction.atomic
def place(
    said: Sequence[Placing], *, state: str, by: Any, at: datetime
) -> list[Policy]:  # fmt: skip
    """Put documents where they belong; those that were put somewhere already stay there.

    state    of structures that are made
    Returns  the structures in which there is something new
    """
    made: dict[str, Policy] = {}
    changed: dict[int, Policy] = {}
    for each in said:
        document = _waiting(each.document)
        if document is None:
            continue
        if each.leave_out:
            record(acts.LEFT_OUT, by=by, about=document, at=at)
            document.delete()
            continue
        policy = _placed(document, each, made, state=state, by=by, at=at)
        record(acts.PLACED, by=by, about=document, at=at)
        changed[policy.pk] = policy
    for policy in changed.values():
        _find(policy)
    return list(changed.values())


def _waiting(public_id: str) -> Document | None:
    waiting = Document.objects.select_for_update().filter(state=Document.State.WAITING)
    return waiting.filter(public_id=public_id).first()


def _placed(
    document: Document, said: Placing, made: dict[str, Policy], *, state: str, by: Any,
    at: datetime,
) -> Policy:  # fmt: skip
    earlier = Document.objects.filter(public_id=said.version_of).exclude(policy=None).first()
    if earlier is not None and earlier.policy is not None:
        _join(document, earlier)
        return earlier.policy
    policy = Policy.objects.filter(public_id=said.policy).first() if said.policy else None
    if policy is None:
        # Documents of one title make one structure.
        key = said.title.casefold()
        policy = made.get(key) or start(
            {"title": said.title, "kind": said.kind, "usual": list(said.usual), "state": state,
             "owner": by},
            once=f"of {document.public_id}", by=by, at=at,
        )  # fmt: skip
        made[key] = policy
    document.policy, document.state = policy, Document.State.PLACED
    document.save(update_fields=["policy", "state"])
    return policy


def _join(document: Document, earlier: Document) -> None:
    """The versions of a document become newer versions of another."""
    for version in document.versions.order_by("number"):
        version.number, version.document = _next_number(earlier), earlier
        version.save(update_fields=["number", "document"])
    document.delete()
