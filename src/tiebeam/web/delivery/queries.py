"""What is read of notices, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import CharField, Max, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from tiebeam.web.delivery.links import fingerprint
from tiebeam.web.delivery.models import (
    Choice,
    Letter,
    Message,
    Notice,
    Quiet,
    Telling,
    Times,
)
from tiebeam.web.delivery.news import LOOKS_BACK, News, every, new_for
from tiebeam.web.delivery.quiet.sealing import held_in
from tiebeam.web.delivery.topics import How, topic_of, topics_for

#: For so long a message to everybody is something new.
NEW_FOR: Final = timedelta(days=3)


def notices_for(person: Any) -> QuerySet[Notice]:
    """What somebody was told, the newest first; for them and nobody else. What they want quiet of
    is left out."""
    return (
        Notice.objects.filter(person=person)
        .exclude(telling__public_id__in=held_from(person))
        .select_related("telling")
        .order_by("-made_at", "-pk")
    )  # fmt: skip


def held_from(person: Any) -> list[str]:
    """The tellings that were kept from somebody, for their own pages."""
    row = Quiet.objects.filter(person=person).first()
    return held_in(bytes(row.held)) if row else []


def unread_for(person: Any, *, at: datetime) -> QuerySet[Notice]:
    """Those of them that they have not opened. Of messages to everybody nobody knows that, so they
    are new for some days."""
    is_old = ~Q(telling__subjects="") & Q(made_at__lt=at - NEW_FOR)
    return notices_for(person).filter(read_at=None).exclude(is_old)


def notice_for(person: Any, public_id: str) -> Notice | None:
    """One of them."""
    return notices_for(person).filter(public_id=public_id).first()


def chosen_by(person: Any) -> dict[str, How]:
    """How somebody is told, by the name of each topic that they may choose."""
    rows = dict(Choice.objects.filter(person=person).values_list("topic", "how"))
    return {each.name: How(rows.get(each.name, each.default)) for each in topics_for(person)}


def is_link_to_stop(key: str) -> bool:
    """Whether a link of a mail still ends such mails."""
    return Letter.objects.filter(stop=fingerprint(key)).exists()


def address_of(notice: Notice) -> str:
    """The address of what it is about; empty where this version knows none."""
    topic = topic_of(notice.telling.topic)
    return topic.leads_to(notice.telling.about) if topic else ""


# --- the job --------------------------------------------------------------------------------------


def not_queued() -> Sequence[str]:
    """The public ids of tellings for which no job was asked yet, the oldest first."""
    found = Telling.objects.filter(queued_at=None).order_by("made_at", "pk")
    return list(found.values_list("public_id", flat=True)[:100])


def is_about_something(telling: str) -> bool:
    """Whether people may want quiet of what it is about."""
    return Telling.objects.filter(public_id=telling).exclude(subjects="").exists()


def letters_waiting(*, at: datetime) -> Sequence[int]:
    """The mails that may go out now, the oldest first: those to people whom mails may reach at this
    hour of theirs."""
    found = Letter.objects.filter(state=Letter.State.WAITING).order_by("made_at", "pk")
    rows = list(found.values_list("pk", "person_id"))
    times = Times.objects.filter(person__in={person for _, person in rows})
    asleep = {each.person_id for each in times if not may_reach(each, at=at)}
    return [pk for pk, person in rows if person not in asleep]


def may_reach(times: Times, *, at: datetime) -> bool:
    """Whether a mail may reach somebody at a moment, by their own clock; also over midnight."""
    hour = at.astimezone(ZoneInfo(times.zone)).hour
    if times.first < times.last:
        return times.first <= hour < times.last
    return hour >= times.first or hour < times.last


def times_of(person: Any) -> Times | None:
    return Times.objects.filter(person=person).first()


def every_quiet() -> list[Quiet]:
    """Everybody's record, for the worker."""
    return list(Quiet.objects.exclude(sealed=b"").select_related("person"))


# --- messages -------------------------------------------------------------------------------------


def messages_for(person: Any, *, also_quiet: bool = False) -> QuerySet[Message]:
    """What was said to everybody, the newest first.

    also_quiet  what was kept from them as well, which they look for themselves
    """
    found = Message.objects.select_related("by")
    if also_quiet:
        return found
    held = Telling.objects.filter(public_id__in=held_from(person)).values("about")
    return found.exclude(public_id__in=held)


def message(public_id: str) -> Message | None:
    return Message.objects.filter(public_id=public_id).select_related("by").first()


def is_a_letter_late(*, before: datetime) -> bool:
    """Whether one waits since then: the job that should have sent it could not."""
    return Letter.objects.filter(state=Letter.State.WAITING, made_at__lt=before).exists()


def letter(pk: int) -> Letter:
    """A mail that is being sent, with whom it is for."""
    return Letter.objects.select_related("person").get(pk=pk)


def inside(letter: Letter) -> list[Notice]:
    """What a mail tells, the oldest first."""
    return list(letter.notices.select_related("telling").order_by("made_at", "pk"))


def news_in(letter: Letter) -> list[News]:
    """What is new for whoever a digest is for, as it stands now."""
    how, pk = How(letter.how), letter.person_id
    if how not in LOOKS_BACK:
        return []
    since = since_the_last([pk], how, at=letter.made_at)[pk]
    return new_for(letter.person, how, chosen_by(letter.person), since=since)


def hears_news(letter: Letter) -> bool:
    """Whether a digest would tell its person of news, if there were any."""
    chosen = chosen_by(letter.person)
    return any(chosen.get(each.topic.name) == letter.how for each in every())


def since_the_last(people: Iterable[int], how: How, *, at: datetime) -> dict[int, datetime]:
    """By person, when their digest before this one was made; a while ago where there is none."""
    first, wanted = at - LOOKS_BACK[how], list(people)
    rows = Letter.objects.filter(person__in=wanted, how=how, made_at__gt=first, made_at__lt=at)
    last = dict(rows.values_list("person").annotate(Max("made_at")))
    return {each: last.get(each, first) for each in wanted}


def told_to(person: Any) -> dict[str, Any]:
    """What somebody was told and chose, for the file of what is kept about them.

    Notices stand here whether or not they want quiet of them, so that the file tells nobody that.
    """
    when = Concat(Cast("first", CharField()), Value(" to "), Cast("last", CharField()),
                  Value(", "), "zone", output_field=CharField())  # fmt: skip
    times = Times.objects.filter(person=person).annotate(mails=Value("mails"), when=when)
    chosen = Choice.objects.filter(person=person).values_list("topic", "how")
    told = Notice.objects.filter(person=person).order_by("-made_at", "-pk")
    return {
        "chosen": dict(sorted(chosen.union(times.values_list("mails", "when")))),
        "notices": list(told.values_list("telling__topic", flat=True)),
    }
