"""What waits for somebody of what groups asked and of what was posted for all, on their home.

A home gathers from every room, so both are one question to the database.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.web.spaces.groups.asks.queries import waiting_for
from tiebeam.web.spaces.groups.chances.queries import may_post, to_say_what_became
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Signpost, Tone


def posts(person: Any, today: date, *, most: int) -> list[Signpost]:
    """What is due first, first; nothing for whoever can neither be asked nor post."""
    if not may_post(person):
        return []
    asked, told = waiting_for(person).order_by(), to_say_what_became(person, today).order_by()
    both = asked.values_list(Value("ask"), "public_id", "title", "sent_on", "due_on").union(
        told.values_list(Value("chance"), "public_id", "title", "posted_on", "until"), all=True
    )
    rows = sorted(both, key=lambda row: (row[4], row[1]))[:most]
    return [
        _ask(one, title, since, day, today) if kind == "ask" else _chance(one, title, day)
        for kind, one, title, since, day in rows
    ]


def _ask(public_id: str, title: str, since: date, due: date, today: date) -> Signpost:
    given = {"since": day_words(since), "day": day_words(due)}
    said, status = (
        _("It has waited for your answer since %(since)s. It is due on %(day)s."),
        _("To answer"),
    )
    tone: Tone = "waiting"
    if due < today:
        said = _("It has waited for your answer since %(since)s. It was due on %(day)s.")
        status, tone = _("Overdue"), "hurts"
    return Signpost(text=title, href=reverse("group-ask", args=[public_id]), about=said % given,
                    status=status, tone=tone)  # fmt: skip


def _chance(public_id: str, title: str, until: date) -> Signpost:
    said = _("You posted this chance, and its day was %(day)s. Say what became of it.")
    return Signpost(text=title, href=reverse("chance", args=[public_id]), status=_("To say"),
                    about=said % {"day": day_words(until)}, tone="waiting")  # fmt: skip
