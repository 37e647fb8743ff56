"""Offices as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.web.spaces.groups.offices.queries import ends_soon, is_over
from tiebeam.web.spaces.lists import name
from tiebeam.web.spaces.models import Office
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Signpost, Tone


def posts(
    found: Iterable[Office], people: Mapping[str, Any], where: str, today: date
) -> list[Signpost]:
    return [_post(each, people, where, today) for each in found]


def _post(office: Office, people: Mapping[str, Any], where: str, today: date) -> Signpost:
    waits = not office.who or is_over(office, today) or ends_soon(office, today)
    tone: Tone = "waiting" if waits else "plain"
    return Signpost(
        text=office.title, href=reverse("space-office", args=[where, office.public_id]),
        about=held(office, people, today), tone=tone, status=short(office, today),
    )  # fmt: skip


def held(office: Office, people: Mapping[str, Any], today: date) -> str:
    """Who holds it, and until when, in a sentence."""
    if not office.who or office.term_until is None:
        return _("Nobody holds it.")
    given = {"name": name(office.who, people), "day": day_words(office.term_until)}
    if is_over(office, today):
        return _("%(name)s; the term ended on %(day)s.") % given
    return _("%(name)s, until %(day)s.") % given


def short(office: Office, today: date) -> str:
    if not office.who:
        return _("Open")
    if is_over(office, today):
        return _("The term is over")
    return _("The term ends soon") if ends_soon(office, today) else ""
