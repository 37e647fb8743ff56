"""What is read of redesigns, and for whom.

Everybody who is signed in reads all that were proposed, but for those of a structure that they may
not read; what is being written is for those who may propose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import F, Prefetch, Q, QuerySet

from tiebeam.web.accounts.queries import people
from tiebeam.web.change import clauses
from tiebeam.web.change.clauses import Place
from tiebeam.web.change.models import Answers, Objection, Redesign, Written
from tiebeam.web.insight.barriers import queries as barriers
from tiebeam.web.organisation.inventory import queries as inventory
from tiebeam.web.permissions import Role, has_one

State = Redesign.State
#: Who may propose a redesign.
PROPOSE: Final = (
    Role.STRUCTURE_OWNER, Role.LEADER, Role.STEWARD, Role.GROUP_LEAD, Role.FACILITATOR,
)  # fmt: skip
#: A date is told of so many days before.
TOLD_BEFORE_DAYS: Final = 7
#: What waits for somebody, and what is over.
WAITING: Final = (State.PROPOSED, State.DECIDED)


# --- who may --------------------------------------------------------------------------------------


def visible_to(person: Any) -> QuerySet[Redesign]:
    """Redesigns that somebody may read."""
    if not person.is_authenticated:
        return Redesign.objects.none()
    found = Redesign.objects.filter(Q(policy=None) | Q(policy__in=inventory.visible_to(person)))
    return found if may_propose(person) else found.exclude(proposed_on=None)


def may_propose(person: Any) -> bool:
    """Whether somebody may write a redesign and propose it."""
    return has_one(person, PROPOSE)


def may_decide(person: Any, redesign: Redesign) -> bool:
    """Whoever looks after the structure, and leaders; once it has passed on, the one to whom."""
    if not person.is_authenticated:
        return False
    if redesign.passed_on and redesign.passes_to_id is not None:
        return bool(redesign.passes_to_id == person.pk)
    owns = redesign.policy is not None and redesign.policy.owner_id == person.pk
    return owns or has_one(person, [Role.LEADER])


def may_correct(person: Any) -> bool:
    """Whether somebody may say on the page of a structure who decides."""
    return has_one(person, inventory.LOOK_AFTER)


def everybody() -> list[Any]:
    """To whom a decision can pass."""
    return list(people())


def may_be_asked_to_decide(policy: Any, everybody: Iterable[Any]) -> list[Any]:
    """Who of them can be named as the one to decide: leaders, and whoever looks after the
    structure."""
    owner = policy.owner_id if policy is not None else None
    return [each for each in everybody if each.pk == owner or has_one(each, [Role.LEADER])]


# --- what there is --------------------------------------------------------------------------------


def _whole(person: Any, found: QuerySet[Redesign]) -> QuerySet[Redesign]:
    """With what a list says of them."""
    answers = Answers.objects.filter(
        barrier__in=barriers.barriers_visible_to(person)
    ).select_related("barrier")  # fmt: skip
    return found.select_related("policy", "owner", "passes_to", "outcome").prefetch_related(
        Prefetch("answers", answers), "missed", Prefetch("written", Written.objects.all())
    )


def redesigns_for(person: Any) -> list[Redesign]:
    """Every redesign that somebody may read, the newest first."""
    return list(_whole(person, visible_to(person)).order_by("-pk"))


def redesign(public_id: str, person: Any) -> Redesign | None:
    """One of them, with what a list says of it."""
    found = _whole(person, visible_to(person)).filter(public_id=public_id)
    return found.select_related("policy__owner").first()


def with_arguments(found: Redesign) -> list[Objection]:
    """What speaks against it, with the answers."""
    return list(found.objections.prefetch_related("replies"))


def of_barrier(barrier: Any, person: Any) -> list[Redesign]:
    """What answers a barrier, or one that was joined with it, the newest first."""
    is_it = Q(barrier=barrier) | Q(barrier__merged_into=barrier)
    wanted = Answers.objects.filter(is_it).values("redesign")
    return list(_whole(person, visible_to(person).filter(pk__in=wanted)).order_by("-pk"))


def of_policy(policy: Any, person: Any) -> list[Redesign]:
    """What changes a structure, the newest first."""
    return list(_whole(person, visible_to(person).filter(policy=policy)).order_by("-pk"))


def objection(redesign: Redesign, public_id: str) -> Objection | None:
    return redesign.objections.filter(public_id=public_id).first()


# --- what waits -----------------------------------------------------------------------------------


def waiting_for(person: Any) -> list[Redesign]:
    """What somebody is to decide, or to put in force, what is due first; for leaders, all that
    waits for a decision and has not passed to somebody else."""
    mine = Q(passed_on=None, owner=person) | Q(passed_on__isnull=False, passes_to=person)
    if has_one(person, [Role.LEADER]):
        mine |= Q(passed_on=None, state=State.PROPOSED)
    found = visible_to(person).filter(mine, state__in=WAITING).order_by("due", "pk")
    # A home gathers from every room, so no more is asked than its lines say.
    return list(found.select_related("policy", "owner", "passes_to").prefetch_related("missed"))


def all_that_waits(person: Any) -> tuple[list[Redesign], list[Redesign]]:
    """What waits for a decision, and what is decided and not in force; what is due first."""
    found = visible_to(person).filter(state__in=WAITING)
    every = list(_whole(person, found).order_by("due", "pk"))
    deciding = [each for each in every if each.state == State.PROPOSED]
    return deciding, [each for each in every if each.state == State.DECIDED]


# --- what is still to be said ---------------------------------------------------------------------

#: The steps of writing one, in their order.
PARTS: Final = ("text", "deciding", "dates", "measure")


def is_said(redesign: Redesign, part: str) -> bool:
    """Whether a step is done."""
    if part == "text":
        return redesign.changes_text or bool(redesign.stops)
    if part == "deciding":
        return bool(redesign.decided_before and redesign.decides_now)
    if part == "dates":
        return None not in (redesign.owner_id, redesign.passes_to_id, redesign.decide_by,
                            redesign.in_force_by)  # fmt: skip
    return bool(redesign.written.all())


def still_open(redesign: Redesign) -> list[str]:
    """The steps that have to be done before it can be proposed."""
    return [each for each in PARTS if not is_said(redesign, each)]


# --- its text -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class InDocument:
    """The document whose text a redesign changes.

    newest   its newest version, with its text
    version  the one from which the old text was taken
    """

    document: Any
    newest: Any
    version: Any
    content: str

    @property
    def is_newest(self) -> bool:
        return bool(self.newest == self.version)

    def places(self, said: str) -> list[Place]:
        return clauses.places_of(said, self.content, self.newest.read_as)

    def holds(self, said: str) -> bool:
        return clauses.holds(said, self.content, self.newest.read_as)


def in_document(redesign: Redesign) -> InDocument | None:
    """None where it changes no text, or the document is gone."""
    version = inventory.version(redesign.version) if redesign.version else None
    if version is None or version.document.policy_id != redesign.policy_id:
        return None
    newest = inventory.newest(version.document) or version
    return InDocument(document=version.document, newest=newest, version=version,
                      content=newest.text)  # fmt: skip


def documents_of(policy: Any) -> list[InDocument]:
    """The documents of a structure, each with its newest text."""
    whole = inventory.policy(policy.public_id) if policy is not None else None
    found = []
    for document in whole.documents.all() if whole else ():
        versions = list(document.versions.all())
        if versions:
            content = inventory.text_of(versions[0].public_id) or ""
            found.append(InDocument(document=document, newest=versions[0], version=versions[0],
                                    content=content))  # fmt: skip
    return found


def applies(redesign: Redesign) -> bool:
    """Whether the text that it changes stands in the newest version still, in one place."""
    if not redesign.changes_text:
        return True
    there = in_document(redesign)
    return there is not None and len(there.places(redesign.old_text)) == 1


# --- for the worker -------------------------------------------------------------------------------


def to_look_for() -> list[tuple[Redesign, InDocument]]:
    """What is decided, and of whose document there is a version in which nobody has looked."""
    decided = Redesign.objects.filter(state=State.DECIDED).exclude(old_text="")
    found = []
    for each in decided.select_related("policy").order_by("pk"):
        there = in_document(each)
        if there and not there.is_newest and there.newest.public_id != each.looked_at:
            found.append((each, there))
    return found


def decided(public_id: str) -> Redesign | None:
    found = Redesign.objects.filter(public_id=public_id, state=State.DECIDED)
    return found.select_related("policy").first()


def overdue(day: date) -> list[str]:
    """What was due before a day, by public id."""
    return _ids(Redesign.objects.filter(due__lt=day))


def to_remind_of(day: date) -> list[tuple[str, date]]:
    """What is due within a week, and of which nobody was told, each with its date."""
    soon = Q(due__gte=day, due__lte=day + timedelta(days=TOLD_BEFORE_DAYS))
    not_told = Q(reminded_of=None) | ~Q(reminded_of=F("due"))
    found = Redesign.objects.filter(soon & not_told).order_by("pk")
    return [(each.public_id, each.due) for each in found if each.due]


def to_judge(day: date) -> list[str]:
    """What is in force and whose day of judging has come, by public id."""
    found = Redesign.objects.filter(state=State.IN_FORCE).prefetch_related("written")
    return [each.public_id for each in found.order_by("pk") if _has_come(each, day)]


def _has_come(redesign: Redesign, day: date) -> bool:
    last = list(redesign.written.all())[-1:]
    return any(each.judged_on and each.judged_on <= day for each in last)


def _ids(found: QuerySet[Redesign]) -> list[str]:
    return list(found.order_by("pk").values_list("public_id", flat=True))


# --- search, and what is kept about somebody ------------------------------------------------------


def can_be_found_by(person: Any) -> QuerySet[Redesign]:
    return visible_to(person)


def kept_about(person: Any) -> list[dict[str, str]]:
    """What somebody is to decide, and what may pass to them, for the file of what is kept."""
    found = Redesign.objects.filter(Q(owner=person) | Q(passes_to=person)).order_by("pk")
    to_decide = [each for each in found if each.owner_id == person.pk]
    may_pass = [each for each in found if each.passes_to_id == person.pk]
    return [{what: each.public_id, "title": each.title}
            for what, every in (("to decide", to_decide), ("passes to you", may_pass))
            for each in every]  # fmt: skip
