"""Meetings as they are said over bridges: which, and when. Where it is and who comes stays here."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.web.spaces.bridging import composing
from tiebeam.web.spaces.bridging.composing import Words
from tiebeam.web.spaces.meeting.lists import when
from tiebeam.web.spaces.models import Meeting, Space

PLANNED: Final = "meeting"
CALLED_OFF: Final = "meeting-off"


def _planned(space: Space, about: str) -> Words | None:
    found = space.meetings.filter(public_id=about, cancelled_on=None).first()
    return _words(found, _("A meeting: %(title)s")) if found else None


def _called_off(space: Space, about: str) -> Words | None:
    found = space.meetings.filter(public_id=about, cancelled_on__isnull=False).first()
    return _words(found, _("This meeting does not take place: %(title)s")) if found else None


def _words(meeting: Meeting, title: str) -> Words:
    path = reverse("meeting", args=[meeting.space.address, meeting.public_id])
    return Words(title=title % {"title": meeting.title}, text=when(meeting), path=path)


def begin() -> None:
    """When the web starts."""
    composing.declare(PLANNED, _planned)
    composing.declare(CALLED_OFF, _called_off)
