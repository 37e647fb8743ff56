"""Questions and briefs as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tiebeam.web.spaces.models import Brief, Question, Space
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Signpost


def from_whom(brief: Brief, named: Mapping[int, str]) -> str:
    """What is said of who wrote it, as they agreed."""
    if name := named.get(brief.pk):
        return _("From %(name)s") % {"name": name}
    return _("From a resource group")


def briefs(found: Iterable[Brief], named: Mapping[int, str]) -> list[Signpost]:
    return [
        Signpost(text=each.title, href=each.get_absolute_url(), about=from_whom(each, named))
        for each in found
    ]  # fmt: skip


def to_pass(found: Iterable[Brief]) -> list[Signpost]:
    """Briefs that stand nowhere yet; one that was written for a question leads to that."""
    return [
        Signpost(
            text=each.title, href=written_for(each) or each.get_absolute_url(),
            status=_("Answers a question") if each.answers_id else "",
        )
        for each in found
    ]  # fmt: skip


def written_for(brief: Brief) -> str:
    """The address of the question that it was written for, as long as that waits."""
    question = brief.answers
    if question is None or question.brief_id is not None:
        return ""
    return reverse("desk-question", args=[question.public_id])


def office(found: Iterable[tuple[str, Space, str]]) -> list[str]:
    return [
        _("%(name)s, of %(space)s: %(when)s")
        % {"name": name, "space": space.name, "when": says}
        for name, space, says in found
    ]  # fmt: skip


def own_questions(found: Iterable[Question]) -> list[dict[str, Any]]:
    """What somebody asked: answered, or not yet."""
    return [
        {"text": each.text, "on": day_words(each.asked_on), "brief": each.brief,
         "back": reverse("question-take-back", args=[each.public_id])}
        for each in found
    ]  # fmt: skip


def waiting(found: Iterable[Question]) -> list[Signpost]:
    """Questions as a broker has them: without who asked, where, and when."""
    return [
        Signpost(text=each.text, href=reverse("desk-question", args=[each.public_id]),
                 status=_("With a group") if each.handed_to_id else "")
        for each in found
    ]  # fmt: skip


def to_answer(found: Iterable[Question], where: str) -> list[Signpost]:
    """... and as a group has them."""
    return [
        Signpost(text=each.text, href=reverse("space-question", args=[where, each.public_id]))
        for each in found
    ]  # fmt: skip
