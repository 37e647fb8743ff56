"""Meetings as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from tiebeam.web.spaces.lists import name
from tiebeam.web.spaces.meeting.queries import Guests, Roles
from tiebeam.web.spaces.models import Became, Coming, Meeting, Turn, Undertaking
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Entry, Signpost

ROLES: Final[Mapping[str, str | Promise]] = {
    Turn.HOST: _later("Host"),
    Turn.NOTES: _later("Notes"),
    Turn.TIME: _later("Time"),
    Turn.VOICES: _later("Who has not spoken"),
}
#: ... and what each is there for.
DOES: Final[Mapping[str, str | Promise]] = {
    Turn.HOST: _later("opens, closes, and goes through the agenda"),
    Turn.NOTES: _later("writes down what was decided"),
    Turn.TIME: _later("says when an item is over"),
    Turn.VOICES: _later("sees who has not spoken, and makes room"),
}
COMES: Final[Mapping[str, str | Promise]] = {
    Coming.YES: _later("Yes"), Coming.MAYBE: _later("Perhaps"), Coming.NO: _later("No"),
}  # fmt: skip
BECAME: Final[Mapping[str, str | Promise]] = {
    Became.DONE: _later("Done"),
    Became.CHANGED: _later("A structure changed"),
    Became.DROPPED: _later("Dropped"),
}


def when(meeting: Meeting) -> str:
    """Its day and its times by the organisation's clock, such as "Wednesday, 4 March 2026, 12:00 to
    13:00"."""
    here = settings.HERE.time_zone
    begins, ends = localtime(meeting.starts_at, here), localtime(meeting.ends_at, here)
    day = f"{date_format(begins, 'l')}, {day_words(begins.date())}"
    said = {"day": day, "begins": _clock(begins), "ends": _clock(ends)}
    if begins.date() == ends.date():
        return _("%(day)s, %(begins)s to %(ends)s") % said
    return _("%(day)s, %(begins)s, to %(other)s, %(ends)s") % {
        **said, "other": day_words(ends.date())
    }  # fmt: skip


def _clock(at: datetime) -> str:
    return date_format(at, "TIME_FORMAT")


def posts(found: Iterable[Meeting], where: str) -> list[Signpost]:
    return [
        Signpost(text=each.title, about=when(each),
                 href=reverse("meeting", args=[where, each.public_id]),
                 status=_("Called off") if each.cancelled_on else "",
                 tone="waiting" if each.cancelled_on else "plain")
        for each in found
    ]  # fmt: skip


def agenda(meeting: Meeting) -> list[Entry]:
    """Its items, in their order."""
    return [Entry(about=each.title, said=_item(each)) for each in meeting.agenda.all()]


def _item(item: Any) -> str:
    minutes = _("%(number)s minutes.") % {"number": item.minutes} if item.minutes else ""
    return f"{minutes} {item.note}".strip()


def roles(
    found: Roles, people: Mapping[str, Any], *, is_to_come: bool, may_write: bool
) -> list[dict[str, Any]]:
    """Each role, who took it, and what whoever looks can do about it; of a meeting that is over
    those that somebody took."""
    return [
        {"role": role, "called": ROLES[role], "does": DOES[role],
         "who": name(found.taken[role], people) if role in found.taken else "",
         "may_take": is_to_come and may_write and role not in found.taken and role != found.turn,
         "may_give_back": is_to_come and role in found.mine}
        for role in Turn.values
        if is_to_come or role in found.taken
    ]  # fmt: skip


def undertakings(
    found: Iterable[Undertaking], people: Mapping[str, Any], where: str
) -> list[Signpost]:
    """What is to be done, and what became of it."""
    return [
        Signpost(text=each.changed or each.text, about=_who_and_when(each, people),
                 href=reverse("undertaking", args=[where, each.meeting.public_id, each.public_id]),
                 status=str(BECAME[each.became]) if each.became else "",
                 tone="good" if each.became == Became.CHANGED else "plain")
        for each in found
    ]  # fmt: skip


def _who_and_when(each: Undertaking, people: Mapping[str, Any]) -> str:
    if each.became == Became.CHANGED:
        return _("It began as: %(text)s") % {"text": each.text}
    if each.became:
        return ""
    if not each.who or each.due_on is None:
        return _("Nobody has taken it yet.")
    return _("%(name)s, by %(day)s") % {"name": name(each.who, people),
                                        "day": day_words(each.due_on)}  # fmt: skip


def changed(found: Sequence[Undertaking], where: str) -> list[Signpost]:
    """What meetings changed, the day on which it was said, and the meeting."""
    return [
        Signpost(text=each.changed, about=_("%(day)s, after “%(meeting)s”") % {
                    "day": day_words(each.closed_on), "meeting": each.meeting.title},
                 href=reverse("undertaking", args=[where, each.meeting.public_id, each.public_id]),
                 status=str(BECAME[Became.CHANGED]), tone="good")
        for each in found if each.closed_on is not None
    ]  # fmt: skip


def guests(found: Guests) -> list[Entry]:
    """How many said what, and who: for those who look after the space."""
    return [
        Entry(about=f"{COMES[said]}: {len(names)}", said=", ".join(names) or _("Nobody"))
        for said, names in found.by_answer.items()
    ]  # fmt: skip
