"""What is read of questions and briefs, and for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from tiebeam.web.permissions import Role, has_one
from tiebeam.web.spaces.brokering.alike import alike
from tiebeam.web.spaces.models import (
    Attribution,
    Brief,
    OfficeHours,
    Passed,
    Question,
    Space,
    Visibility,
    spaces_of,
)
from tiebeam.web.spaces.queries import Place, people_by_word, places_for
from tiebeam.web.spaces.who import name_of

#: Kinds of spaces whose members write briefs.
GROUPS: Final = ("resource-group", "chapter")


def is_broker(person: Any) -> bool:
    return has_one(person, [Role.BROKER])


# --- briefs ---------------------------------------------------------------------------------------


def briefs_for(person: Any) -> QuerySet[Brief]:
    """Briefs that somebody may read: of their own groups, in spaces that they read, and what
    answers their own questions. A broker reads all, to pass them on."""
    if not person.is_authenticated:
        return Brief.objects.none()
    if is_broker(person):
        return Brief.objects.select_related("group").order_by("-written_on", "-pk")
    mine = list(spaces_of(person).values_list("space", flat=True))
    is_open = {"passed__space__visibility": Visibility.OPEN, "passed__shown_to": Visibility.OPEN}
    there = Q(passed__space__in=mine) | Q(**is_open)
    theirs = Q(answered__by=name_of(person)) | Q(answered__space__in=mine)
    found = Brief.objects.filter(Q(group__in=mine) | there | theirs)
    return found.distinct().select_related("group").order_by("-written_on", "-pk")


def brief_for(person: Any, public_id: str) -> Brief | None:
    return briefs_for(person).filter(public_id=public_id.replace("\0", "")).first()


def briefs_in(place: Place) -> QuerySet[Brief]:
    """What was passed to a space, the newest first, for whoever reads it; and for its members what
    answers a question that was asked there."""
    there = Passed.objects.filter(space=place.space)
    if not place.is_in:
        return _found(Q(pk__in=there.filter(shown_to=Visibility.OPEN).values("brief")))
    asked = Question.objects.filter(space=place.space).exclude(brief=None)
    return _found(Q(pk__in=there.values("brief")) | Q(pk__in=asked.values("brief")))


def _found(wanted: Q) -> QuerySet[Brief]:
    found = Brief.objects.filter(wanted).select_related("group")
    return found.order_by("-written_on", "-pk")


def briefs_of(group: Space) -> QuerySet[Brief]:
    """What a group wrote; for its members."""
    return group.briefs.order_by("-written_on", "-pk")


def may_take_back(person: Any, brief: Brief) -> bool:
    """Whoever wrote it, and whoever looks after the group."""
    if brief.by == name_of(person):
        return True
    return brief.group.memberships.filter(who=name_of(person), is_facilitator=True).exists()


def answered_before(asked: str, person: Any) -> list[Brief]:
    """Briefs that may answer a question already, the nearest first, of those somebody may read."""
    found = {each.public_id: each for each in briefs_for(person)}
    texts = {key: f"{each.title} {each.title} {each.text}" for key, each in found.items()}
    return [found[key] for key in alike(asked, texts)]


def named(found: Sequence[Brief], person: Any) -> Mapping[int, str]:
    """By primary key, the name that each says: its author's or its group's, as they agreed.

    Whoever has gone has no name, and a group that was hidden since exists for its members alone.
    """
    by_name = [each for each in found if each.attribution == Attribution.NAMED]
    people = people_by_word(each.by for each in by_name) if by_name else {}
    names = {each.pk: people[each.by].name for each in by_name if each.by in people}
    of_group = [each for each in found if each.attribution == Attribution.GROUP]
    if of_group:
        groups = {each.group_id for each in of_group}
        there = Space.objects.visible_to(person).filter(pk__in=groups)
        called = dict(there.values_list("pk", "name"))
        names |= {each.pk: called[each.group_id] for each in of_group if each.group_id in called}
    return names


# --- without asking -------------------------------------------------------------------------------


def office_hours(person: Any, on: date) -> list[tuple[str, Space, str]]:
    """Who has time when, in the spaces that exist for somebody: name, space, and when."""
    rows = list(
        OfficeHours.objects.filter(space__in=Space.objects.visible_to(person), until__gte=on)
        .filter(space__closed_on=None)
        .select_related("space")
        .order_by("space__name", "pk")
    )
    people = people_by_word(each.who for each in rows)
    return [(people[each.who].name, each.space, each.says) for each in rows if each.who in people]


def own_office_hours(space: Space, person: Any) -> OfficeHours | None:
    return OfficeHours.objects.filter(space=space, who=name_of(person)).first()


def programme(person: Any, on: date) -> list[Place]:
    """The ally spaces that somebody may read or come into: where the programme is."""
    return [
        each
        for each in places_for(person, on)
        if each.space.kind == "ally-space" and each.space.closed_on is None
    ]


# --- questions ------------------------------------------------------------------------------------


def asked_by(person: Any) -> QuerySet[Question]:
    """What somebody asked, the newest first."""
    found = Question.objects.filter(by=name_of(person)).select_related("brief", "space")
    return found.order_by("-asked_on", "-pk")


def waiting() -> QuerySet[Question]:
    """What nobody has answered, the first first; for brokers, who read neither who asked it nor
    where."""
    return Question.objects.filter(brief=None).order_by("pk")


def to_look_at() -> QuerySet[Question]:
    """... that waits for a broker: with no group, and not set aside."""
    return waiting().filter(handed_to=None, set_aside=False)


def question(public_id: str) -> Question | None:
    """One of them, for a broker."""
    return waiting().filter(public_id=public_id.replace("\0", "")).first()


def briefs_to_pass() -> QuerySet[Brief]:
    """What was written and stands in no space yet; for brokers."""
    found = Brief.objects.filter(passed=None, answered=None)
    return found.select_related("answers").order_by("pk")


def asked_of(group: Space) -> QuerySet[Question]:
    """What was handed to a group, the first first; for its members."""
    return waiting().filter(handed_to=group, set_aside=False, proposed=None)


def may_be_asked(found: Question, broker: Any) -> list[Space]:
    """The groups that a broker knows of, that take questions, and did not send this one back."""
    return list(
        Space.objects.visible_to(broker)
        .filter(kind__in=GROUPS, takes_questions=True, closed_on=None)
        .exclude(pk__in=found.sent_back.values("group"))
        .order_by("name", "pk")
    )


def may_be_passed_to(brief: Brief, broker: Any) -> list[Space]:
    """The spaces that a broker knows of in which it does not stand yet."""
    return list(
        Space.objects.visible_to(broker)
        .filter(closed_on=None)
        # The group that wrote it is not left out: the one that is missing would be it.
        .exclude(pk__in=brief.passed.values("space"))
        .order_by("name", "pk")
    )


def stands_in(brief: Brief, person: Any) -> list[Space]:
    """Where it can be read, of the spaces that somebody knows of."""
    return list(Space.objects.visible_to(person).filter(passed__brief=brief).order_by("name"))
