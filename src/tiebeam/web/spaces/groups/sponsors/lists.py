"""Sponsors and their duties as pages show them. Nothing is counted up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from tiebeam.web.spaces.groups.sponsors.duties import words
from tiebeam.web.spaces.lists import name
from tiebeam.web.spaces.models import Duty, DutySaid, Sponsor
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Moment, Signpost, Tone

RHYTHMS = {
    Duty.Rhythm.ONCE: _later("Once"),
    Duty.Rhythm.MONTH: _later("Each month"),
    Duty.Rhythm.QUARTER: _later("Each quarter"),
    Duty.Rhythm.YEAR: _later("Each year"),
}
KINDS = {
    DutySaid.Kind.KEPT: _later("It was kept"),
    DutySaid.Kind.NOT_KEPT: _later("Not kept"),
    DutySaid.Kind.MOVED: _later("Moved"),
}


def posts(duties: Iterable[Duty], where: str, today: date) -> list[Signpost]:
    return [_post(each, where, today) for each in duties]


def _post(duty: Duty, where: str, today: date) -> Signpost:
    said, rhythm = list(duty.said.all()), str(RHYTHMS[Duty.Rhythm(duty.rhythm)])
    parts = [f"{rhythm}.", due(duty, today)]
    if said:
        parts.append(_("The last time, for %(day)s: %(said)s.") % {
            "day": day_words(said[-1].due_on), "said": _in_sentence(said[-1])})  # fmt: skip
    waits = duty.ended_on is None and duty.due_on is not None and duty.due_on < today
    tone: Tone = "waiting" if waits else "plain"
    return Signpost(
        text=words(duty), href=reverse("space-sponsor-duty", args=[where, duty.public_id]),
        about=" ".join(each for each in parts if each), tone=tone,
        status=_("Nothing said yet") if waits else str(KINDS[DutySaid.Kind(said[-1].kind)])
        if said else "",
    )  # fmt: skip


def due(duty: Duty, today: date) -> str:
    """When it is due, in a plain sentence."""
    if duty.ended_on is not None:
        return _("It ended on %(day)s.") % {"day": day_words(duty.ended_on)}
    if duty.due_on is None:
        return _("It is due once somebody holds the office.")
    day = {"day": day_words(duty.due_on)}
    return _("It was due on %(day)s.") % day if duty.due_on < today else _("Due on %(day)s.") % day


def _in_sentence(said: DutySaid) -> str:
    if said.kind == DutySaid.Kind.MOVED and said.moved_to:
        return _("moved to %(day)s") % {"day": day_words(said.moved_to)}
    return _("kept") if said.kind == DutySaid.Kind.KEPT else _("not kept")


def moments(duty: Duty) -> list[Moment]:
    """What was said of it, period by period, the newest first."""
    return [
        Moment(at=_("For %(day)s") % {"day": day_words(each.due_on)}, text=_sentence(each),
               more=_("The sponsor: %(says)s") % {"says": each.sponsor_says}
               if each.sponsor_says else "")
        for each in reversed(duty.said.all())
    ]  # fmt: skip


def _sentence(said: DutySaid) -> str:
    what = str(KINDS[DutySaid.Kind(said.kind)])
    if said.moved_to:
        what = _("Moved to %(day)s") % {"day": day_words(said.moved_to)}
    return f"{what}. {said.says}".strip()


def held_before(found: Iterable[Sponsor], people: Mapping[str, Any]) -> list[str]:
    return [
        _("%(name)s, from %(first)s to %(last)s")
        % {"name": name(each.who, people), "first": day_words(each.taken_on),
           "last": day_words(each.ended_on)}
        for each in found if each.taken_on and each.ended_on
    ]  # fmt: skip
