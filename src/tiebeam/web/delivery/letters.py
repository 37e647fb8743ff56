"""The mail itself: plain text in our words, with where to read more and how to stop such mails.

It is written here and sent by the worker alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tiebeam.web.delivery import queries
from tiebeam.web.delivery.models import Letter, Notice
from tiebeam.web.delivery.topics import How, topic_of

#: Notices that a digest names; the rest are counted.
MOST: Final = 40


def mail_of(letter: Letter, *, key: str) -> EmailMessage:
    """A mail in the language of whoever gets it: what happened, where, and how to stop it."""
    with translation.override(getattr(letter.person, "language", settings.LANGUAGE_CODE)):
        told = [*_told(queries.inside(letter)), *_new(letter)]
        stop = _link("stop-mails", key)
        return EmailMessage(
            subject=_subject_of(letter, told),
            body=render_to_string("delivery/mail/letter.txt", _words(told, stop=stop)),
            to=[letter.person.email],
            headers={
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Message-ID": f"<{letter.public_id}@{_domain()}>",
            },
        )


def _told(notices: list[Notice]) -> list[tuple[str, str]]:
    """Of each notice, what has happened and where to read more."""
    found = [(each, topic_of(each.telling.topic)) for each in notices]
    return [
        (_(topic.says), _link("notice", each.public_id)) for each, topic in found if topic
    ]  # fmt: skip


def _new(letter: Letter) -> list[tuple[str, str]]:
    """Of what is new for somebody, that there is something, and where they see what."""
    return [(_(each.topic.says), f"{settings.HERE.address}{each.leads_to()}")
            for each in queries.news_in(letter)]  # fmt: skip


def _words(told: list[tuple[str, str]], *, stop: str) -> Mapping[str, Any]:
    return {
        "told": told[:MOST],
        "more": max(len(told) - MOST, 0),
        "organisation": settings.HERE.name,
        "notices": _link("notices"),
        "choices": _link("told"),
        "stop": stop,
    }


def _subject_of(letter: Letter, told: list[tuple[str, str]]) -> str:
    if letter.how == How.MAIL:
        return told[0][0] if len(told) == 1 else _("What you wanted to know at once")
    if letter.how == How.DAILY:
        return _("What you wanted to know today")
    return _("What you wanted to know this week")


def _link(name: str, *given: str) -> str:
    return f"{settings.HERE.address}{reverse(name, args=given)}"


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
