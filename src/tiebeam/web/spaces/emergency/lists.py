"""What was read in an emergency, as pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.web.spaces.emergency.queries import is_of, waits
from tiebeam.web.spaces.lists import how_much, name, when
from tiebeam.web.spaces.models import EmergencyReading, Post, State, Thread
from tiebeam.web.spaces.queries import people_by_word
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.shapes import Entry, Saying, Signpost


def posts(found: Sequence[EmergencyReading], person: Any, at: datetime) -> list[Signpost]:
    """All that was asked, each with how it stands."""
    return [
        Signpost(text=_asked(each), about=how_it_stands(each, person, at),
                 status=_("To do") if waits(each, at) else "",
                 tone="waiting" if waits(each, at) else "plain",
                 href=reverse("emergency-reading", args=[each.public_id]))
        for each in found
    ]  # fmt: skip


def _asked(reading: EmergencyReading) -> str:
    said = {"name": reading.by_called, "when": when(reading.asked_at)}
    return _("%(name)s asked on %(when)s") % said


def how_it_stands(reading: EmergencyReading, person: Any, at: datetime) -> str:
    """For others than the two, no more than whether it was agreed to: what came of it would tell
    them whether there is such a space."""
    if waits(reading, at):
        return _("Waits for somebody else")
    if reading.declined_at is not None:
        return _("Not agreed to")
    if reading.ends_at is None:
        return _("Nobody agreed in three days")
    if not is_of(reading, person):
        return _("Agreed to")
    if reading.space is None:
        return _("There is no one space of this name or number")
    if at >= reading.ends_at:
        return _("Over")
    return _("Open until %(when)s") % {"when": when(reading.ends_at)}


def facts(reading: EmergencyReading, person: Any, at: datetime) -> list[Entry]:
    """Where it leads is said to the two, and to whoever may still agree."""
    rows = [(_("Asked by"), reading.by_called)]
    if is_of(reading, person) or waits(reading, at):
        rows.append((_("Name or number of the space"), reading.where))
    if reading.agreed_at is not None:
        rows.append((_("Agreed to by"), reading.agreed_by_called))
    rows.append((_("Why it can't wait"), reading.why))
    return [Entry(about=about, said=said) for about, said in rows]


def told(found: Sequence[EmergencyReading]) -> list[Saying]:
    """Who read a space, with whom and why, for its members."""
    return [
        Saying(anchor=each.public_id, by=each.by_called, at=_from_until(each),
               html=as_html(f"{each.why}\n\n{_agreed(each)}"))
        for each in found
    ]  # fmt: skip


def spaces(found: Sequence[EmergencyReading]) -> list[Signpost]:
    """The spaces of somebody that were read, for the page of all spaces."""
    return [
        Signpost(text=each.space.name, about=_from_until(each),
                 href=reverse("space-was-read", args=[each.space.address]))
        for each in found if each.space is not None
    ]  # fmt: skip


def _from_until(reading: EmergencyReading) -> str:
    if reading.agreed_at is None or reading.ends_at is None:
        return ""
    said = {"from": when(reading.agreed_at), "until": when(reading.ends_at)}
    return _("from %(from)s until %(until)s") % said


def _agreed(reading: EmergencyReading) -> str:
    return _("%(name)s agreed to it.") % {"name": reading.agreed_by_called}


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
