"""What is read of notices, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tiebeam.web.delivery.links import fingerprint
from tiebeam.web.delivery.models import Choice, Letter, Notice, Telling
from tiebeam.web.delivery.topics import How, topic_of, topics_for


def notices_for(person: Any) -> QuerySet[Notice]:
    """What somebody was told, the newest first; for them and nobody else."""
    return (
        Notice.objects.filter(person=person)
        .select_related("telling")
        .order_by("-made_at", "-pk")
    )  # fmt: skip


def unread_for(person: Any) -> QuerySet[Notice]:
    """Those of them that they have not opened."""
    return notices_for(person).filter(read_at=None)


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


def letters_waiting() -> Sequence[int]:
    """The mails that wait to be sent, the oldest first."""
    found = Letter.objects.filter(state=Letter.State.WAITING).order_by("made_at", "pk")
    return list(found.values_list("pk", flat=True))


def is_a_letter_late(*, before: datetime) -> bool:
    """Whether one waits since then: the job that should have sent it could not."""
    return Letter.objects.filter(state=Letter.State.WAITING, made_at__lt=before).exists()


def letter(pk: int) -> Letter:
    """A mail that is being sent, with whom it is for."""
    return Letter.objects.select_related("person").get(pk=pk)


def inside(letter: Letter) -> list[Notice]:
    """What a mail tells, the oldest first."""
    return list(letter.notices.select_related("telling").order_by("made_at", "pk"))


def told_to(person: Any) -> dict[str, Any]:
    """What somebody was told and chose, for the file of what is kept about them."""
    chosen = Choice.objects.filter(person=person).order_by("topic")
    return {
        "chosen": {each.topic: each.how for each in chosen},
        "notices": [each.telling.topic for each in notices_for(person)],
    }
