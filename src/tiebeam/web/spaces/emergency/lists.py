"""What was read in an emergency, as pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.web.spaces.emergency.queries import waits
from tiebeam.web.spaces.lists import how_much, name, when
from tiebeam.web.spaces.models import EmergencyReading, Post, State, Thread
from tiebeam.web.spaces.queries import people_by_word
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.shapes import Entry, Saying, Signpost


def people_of(found: Iterable[EmergencyReading]) -> Mapping[str, Any]:
    return people_by_word(word for each in found for word in (each.by, each.agreed_by))


def posts(found: Sequence[EmergencyReading], at: datetime) -> list[Signpost]:
    """All that was asked, each with how it stands."""
    people = people_of(found)
    return [
        Signpost(text=each.where, about=_about(each, people), status=how_it_stands(each, at),
                 tone="waiting" if waits(each, at) else "plain",
                 href=reverse("emergency-reading", args=[each.public_id]))
        for each in found
    ]  # fmt: skip


def how_it_stands(reading: EmergencyReading, at: datetime) -> str:
    if waits(reading, at):
        return _("Waits for somebody else")
    if reading.declined_at is not None:
        return _("Not agreed to")
    if reading.agreed_at is None:
        return _("Nobody agreed in three days")
    if reading.space is None:
        return _("There is no such space")
    if reading.ends_at is None or at >= reading.ends_at:
        return _("Over")
    return _("Open until %(when)s") % {"when": when(reading.ends_at)}


def facts(reading: EmergencyReading) -> list[Entry]:
    people = people_of([reading])
    rows = [(_("Address"), reading.where), (_("Asked by"), name(reading.by, people))]
    if reading.agreed_at is not None:
        rows.append((_("Agreed to by"), name(reading.agreed_by, people)))
    rows.append((_("Why it can't wait"), reading.why))
    return [Entry(about=about, said=said) for about, said in rows]


def _about(reading: EmergencyReading, people: Mapping[str, Any]) -> str:
    said = {"name": name(reading.by, people), "when": when(reading.asked_at)}
    return _("%(name)s asked on %(when)s.") % said


def told(found: Sequence[EmergencyReading]) -> list[Saying]:
    """Who read a space, with whom and why, for its members."""
    people = people_of(found)
    return [
        Saying(anchor=each.public_id, by=name(each.by, people), at=_from_until(each),
               html=as_html(f"{each.why}\n\n{_agreed(each, people)}"))
        for each in found
    ]  # fmt: skip


def _from_until(reading: EmergencyReading) -> str:
    if reading.agreed_at is None or reading.ends_at is None:
        return ""
    said = {"from": when(reading.agreed_at), "until": when(reading.ends_at)}
    return _("from %(from)s until %(until)s") % said


def _agreed(reading: EmergencyReading, people: Mapping[str, Any]) -> str:
    return _("%(name)s agreed to it.") % {"name": name(reading.agreed_by, people)}


def threads(reading: EmergencyReading, found: Sequence[Thread]) -> list[Signpost]:
    return [
        Signpost(text=each.title, about=how_much(each),
                 href=reverse("emergency-thread", args=[reading.public_id, each.public_id]))
        for each in found
    ]  # fmt: skip


def written(found: Sequence[Post]) -> list[Saying]:
    """What stands in a thread, with who wrote it."""
    people = people_by_word(each.by for each in found)
    return [
        Saying(anchor=each.public_id, by=name(each.by, people), at=when(each.at),
               when=each.at.isoformat(), html=as_html(each.wordings.all()[0].text),
               status="" if each.state == State.SHOWN else _("Hidden from others"))
        for each in found
    ]  # fmt: skip
