"""Asks and answers as pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from tiebeam.web.spaces.groups.asks.queries import groups_named
from tiebeam.web.spaces.lists import name
from tiebeam.web.spaces.models import Answer, Ask, AskBefore, Space
from tiebeam.web.spaces.queries import people_by_word
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Saying, Signpost, Tone

ANSWERED: Final[Mapping[str, str | Promise]] = {
    Answer.Kind.YES: _later("Yes"),
    Answer.Kind.NO: _later("No, because …"),
    Answer.Kind.PARTLY: _later("Partly"),
}


def from_to(ask: Ask, groups: Mapping[int, Space], people: Mapping[str, Any]) -> str:
    """Who asks whom; who has no name for whoever reads is not named."""
    leader = name(ask.leader, people)
    if ask.pk not in groups:
        return _("A resource group asks %(leader)s.") % {"leader": leader}
    given = {"group": groups[ask.pk].name, "leader": leader}
    return _("From %(group)s, to %(leader)s.") % given


def stands(ask: Ask, today: date) -> str:
    """How it stands, in a plain sentence."""
    answers = list(ask.answers.all())
    if ask.taken_back_on is not None:
        given = {"day": day_words(ask.taken_back_on), "answered": day_words(answers[0].on)}
        return _("Taken back by the group on %(day)s; answered on %(answered)s.") % given
    if answers:
        return _("Answered on %(day)s.") % {"day": day_words(answers[0].on)}
    due = {"day": day_words(ask.due_on)}
    if ask.due_on < today:
        return _("No answer yet; it was due on %(day)s.") % due
    return _("An answer is due on %(day)s.") % due


def posts(found: Sequence[Ask], person: Any, today: date) -> list[Signpost]:
    groups = groups_named(found, person)
    people = people_by_word(each.leader for each in found)
    return [_post(each, groups, people, today) for each in found]


def _post(
    ask: Ask, groups: Mapping[int, Space], people: Mapping[str, Any], today: date
) -> Signpost:
    answers, tone = list(ask.answers.all()), "plain"
    if not answers:
        tone = "hurts" if ask.due_on < today else "waiting"
    said: Tone = tone  # type: ignore[assignment]
    return Signpost(
        text=ask.title, href=ask.get_absolute_url(), tone=said,
        about=f"{from_to(ask, groups, people)} {stands(ask, today)}",
        status=_status(ask, answers),
    )  # fmt: skip


def _status(ask: Ask, answers: Sequence[Answer]) -> str:
    if ask.taken_back_on is not None:
        return _("Taken back")
    return short(answers[-1].kind) if answers else _("No answer yet")


def short(kind: str) -> str:
    return {"yes": _("Yes"), "no": _("No"), "partly": _("Partly")}[kind]


def answers(ask: Ask, people: Mapping[str, Any]) -> list[Saying]:
    """What was answered, the first answer first."""
    return [
        Saying(anchor=f"answer-{each.number}", by=name(ask.leader, people), at=day_words(each.on),
               html=as_html(f"**{short(each.kind)}.** {each.says}{_follows(each)}"))
        for each in ask.answers.all()
    ]  # fmt: skip


def _follows(each: Answer) -> str:
    if not each.follows or each.follows_by is None:
        return ""
    said = _("What follows by %(day)s:") % {"day": day_words(each.follows_by)}
    return f"\n\n**{said}** {each.follows}"


def before(found: Sequence[AskBefore]) -> list[Saying]:
    """What it said before, the last wording first."""
    return [
        Saying(anchor=f"before-{each.number}", by=each.title, at=day_words(each.worded_on),
               html=as_html(each.says + "\n\n" + _("An answer was due on %(day)s.")
                            % {"day": day_words(each.due_on)}))
        for each in found
    ]  # fmt: skip
