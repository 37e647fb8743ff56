"""Weeks, what waits and what somebody looks after, as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiebeam.engine.records.window import Window
from tiebeam.web.spaces.caring.queries import Looked, Turn
from tiebeam.web.spaces.caring.rota import monday_of, sunday_of
from tiebeam.web.spaces.models import Unanswered, Week
from tiebeam.web.ui.days import day_words, window_words
from tiebeam.web.ui.shapes import Signpost


def week_words(monday: date) -> str:
    """Such as: 2 March 2026 to 8 March 2026."""
    return window_words(Window(monday, sunday_of(monday)))


def turns(
    found: Sequence[Turn], where: str, today: date, *, may_write: bool
) -> list[dict[str, Any]]:
    """Each week, who has it, and what whoever looks can do about it.

    may_write  whether they may write in the space now; what is theirs they give back all the same
    """
    return [
        {"week": week_words(each.monday), "is_now": each.monday == monday_of(today),
         "name": each.name, "is_mine": each.is_mine, "may_go": each.may_go,
         "would_be_mine": each.would_be_mine and may_write,
         "may_take": may_write and (not each.name or each.may_go),
         "href": reverse("space-week", args=[where, each.monday.isoformat()])}
        for each in found
    ]  # fmt: skip


def unanswered(found: Iterable[Unanswered], where: str) -> list[dict[str, Any]]:
    """What waits, and since which day; who wrote it stands in the thread."""
    return [
        {"title": each.thread.title, "since": day_words(_day(each)),
         "href": reverse("post", args=[where, each.thread.public_id, each.post.public_id]),
         "ends": reverse("space-needs-no-answer", args=[where, each.thread.public_id])}
        for each in found
    ]  # fmt: skip


def _day(each: Unanswered) -> date:
    return localtime(each.since, settings.HERE.time_zone).date()


def own_weeks(found: Iterable[Week], today: date) -> list[Signpost]:
    """The weeks that somebody has, in whichever space."""
    return [
        Signpost(text=each.space.name, about=week_words(each.monday),
                 href=reverse("space-rota", args=[each.space.address]),
                 status=_("This week") if each.monday == monday_of(today) else "")
        for each in found
    ]  # fmt: skip


def needs(found: Sequence[Looked], most: int) -> list[Signpost]:
    """What needs somebody in the spaces that they look after: of one kind, `most` at most."""
    kinds = (_cases, _unanswered, _asking, _prompt, _own_week, _quiet)
    return [post for kind in kinds for post in list(filter(None, map(kind, found)))[:most]]


def _cases(each: Looked) -> Signpost | None:
    said = ngettext("%(number)d report or appeal waits for you",
                    "%(number)d reports and appeals wait for you", each.cases)  # fmt: skip
    return _need(each, said, each.cases, "space-reports", _("To decide"))


def _unanswered(each: Looked) -> Signpost | None:
    said = ngettext("%(number)d thread waits for an answer",
                    "%(number)d threads wait for an answer", each.unanswered)  # fmt: skip
    return _need(each, said, each.unanswered, "space-waiting", _("To answer"))


def _asking(each: Looked) -> Signpost | None:
    said = ngettext("%(number)d person asks to come in", "%(number)d people ask to come in",
                    each.asking)  # fmt: skip
    return _need(each, said, each.asking, "space-members", _("To answer"))


def _prompt(each: Looked) -> Signpost | None:
    return _need(each, _("A prompt is due"), int(each.prompt_is_due), "space-start", _("Due"))


def _own_week(each: Looked) -> Signpost | None:
    said = _("You look after it this week")
    return _need(each, said, int(each.week == "mine"), "space-rota", _("Your week"))


def _quiet(each: Looked) -> Signpost | None:
    said = ngettext("Nothing was written for %(number)d day",
                    "Nothing was written for %(number)d days", each.quiet_days)  # fmt: skip
    return _need(each, said, each.quiet_days, "space-pace", _("Quiet"))


def _need(each: Looked, said: str, number: int, name: str, status: str) -> Signpost | None:
    """Nothing where there is none of it."""
    if not number:
        return None
    return Signpost(text=said % {"number": number}, about=each.space.name, status=status,
                    href=reverse(name, args=[each.space.address]), tone="waiting")  # fmt: skip
