"""A starter kit as pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later
from django.utils.translation import ngettext

from tiebeam.web.spaces.meeting.actions import Item
from tiebeam.web.spaces.meeting.forms import agenda_in
from tiebeam.web.spaces.models import KitRead, KitWord, StarterKit
from tiebeam.web.spaces.starting.actions import BETWEEN
from tiebeam.web.spaces.starting.queries import Given, holds
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Entry, Signpost, Tone

PACE: Final[Mapping[str, str | Promise]] = {
    StarterKit.Rhythm.WEEK: _later("One prompt a week."),
    StarterKit.Rhythm.FORTNIGHT: _later("One prompt a fortnight."),
    StarterKit.Rhythm.MONTH: _later("One prompt every four weeks."),
}
SAID: Final[Mapping[str, tuple[str | Promise, Tone]]] = {
    KitWord.How.KEPT: (_later("Stays as it is"), "plain"),
    KitWord.How.CHANGED: (_later("Reads otherwise"), "waiting"),
    KitWord.How.LEFT_OUT: (_later("Is left out"), "waiting"),
}


# --- in the space ---------------------------------------------------------------------------------


def parts(
    found: Sequence[Given], where: str, read: KitRead | None, days: Sequence[date] = (),
    today: date | None = None,
) -> list[Signpost]:  # fmt: skip
    """Parts of the kit, each with what became of it.

    days  on which they are due, in the same order; of what is not due, none
    """
    return [
        Signpost(
            text=each.title, href=reverse("kit-part", args=[where, each.part.code]),
            about=_about(each, read, days[place] if place < len(days) else None, today),
            status=_("Due") if is_due else "", tone="waiting" if is_due else "plain",
        )
        for place, each in enumerate(found)
        for is_due in [bool(today and place < len(days) and days[place] <= today)]
    ]  # fmt: skip


def _about(each: Given, read: KitRead | None, day: date | None, today: date | None) -> str:
    said = [used(each)]
    if day is not None and today is not None:
        said = [due_words(day, today)]
    elif each.part.is_agenda and not each.is_used:
        said = [_(each.part.text)]
    if each.is_changed and read is not None and not each.is_used:
        said.append(_("In the words of %(group)s.") % {"group": read.group.name})
    return " ".join(part for part in said if part)


def due_words(day: date, today: date) -> str:
    """On which day it is due, or since when."""
    said = _("Due since %(day)s.") if day < today else _("Due on %(day)s.")
    return said % {"day": day_words(day)}


def used(each: Given) -> str:
    """When it was posted or planned; empty where it was not."""
    if each.row is None or each.row.used_on is None:
        return ""
    said = _("Last used on %(day)s.") if each.part.is_agenda else _("Posted on %(day)s.")
    return said % {"day": day_words(each.row.used_on)}


def days(started: StarterKit | None, number: int, today: date) -> list[date]:
    """On which day each of so many prompts is due, one after the other. If the first one is late,
    the others wait for it: days that were missed do not pile up."""
    if started is None or started.due_on is None:
        return []
    between: timedelta = BETWEEN[started.rhythm]
    from_here = max(started.due_on, today)
    later = [from_here + between * place for place in range(1, number)]
    return [started.due_on, *later][:number]


def pace(started: StarterKit) -> str:
    """How often a prompt is due, and whether that goes on."""
    if started.is_paused:
        return _("It is paused: no prompt is due until somebody goes on.")
    if started.due_on is None:
        return _("No prompt is left.")
    return str(PACE[started.rhythm])


def who_read(read: KitRead | None, parts: Mapping[str, Given]) -> str:
    """Whether a resource group ratified it, and what it changed."""
    if read is None or not holds(read) or read.ratified_on is None:
        return _("No resource group has read this yet. It can be used all the same.")
    said = _("%(group)s ratified it on %(day)s.") % {
        "group": read.group.name, "day": day_words(read.ratified_on)}  # fmt: skip
    changed = sum(each.is_changed for each in parts.values())
    left_out = sum(each.is_left_out for each in parts.values())
    if changed:
        words = ngettext("It put one part in other words.",
                         "It put %(number)s parts in other words.", changed)  # fmt: skip
        said += f" {words % {'number': changed}}"
    if left_out:
        words = ngettext("It left one part out.", "It left %(number)s parts out.", left_out)
        said += f" {words % {'number': left_out}}"
    return said


def as_shown(each: Given) -> dict[str, Any]:
    """What it says: of a post as HTML, of an agenda as its points."""
    if not each.part.is_agenda:
        return {"html": as_html(each.text)}
    return {"points": [Entry(about=item.title, said=_how_long(item))
                       for item in agenda_in(each.text)]}  # fmt: skip


def _how_long(item: Item) -> str:
    minutes = _("%(number)s minutes.") % {"number": item.minutes} if item.minutes else ""
    return f"{minutes} {item.note}".strip()


# --- in the group ---------------------------------------------------------------------------------


def handed(found: Sequence[KitRead], where: str) -> list[Signpost]:
    """Kits that a group can read."""
    return [
        Signpost(text=each.space.name, href=reverse("kit-to-read", args=[where, each.public_id]),
                 about=_("Handed over on %(day)s.") % {"day": day_words(each.handed_on)},
                 status=_stands(each), tone="good" if holds(each) else "plain")
        for each in found
    ]  # fmt: skip


def _stands(each: KitRead) -> str:
    if holds(each):
        return _("Ratified")
    return _("Set aside") if each.is_aside else ""


def to_read(found: Sequence[Given], where: str, read: KitRead) -> list[Signpost]:
    """Parts as the group has worded them so far."""
    made = []
    for each in found:
        status, tone = SAID[each.word.how] if each.word else ("", "plain")
        made.append(
            Signpost(text=each.title, about=each.word.why if each.word else "",
                     href=reverse("kit-word", args=[where, read.public_id, each.part.code]),
                     status=str(status), tone=tone)
        )  # fmt: skip
    return made
