"""Chances as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from tiebeam.web.spaces.models import Chance, ChanceBecame, ChanceBefore
from tiebeam.web.spaces.written import as_html
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Moment, Saying, Signpost, Tone

KINDS: Final[Mapping[str, str | Promise]] = {
    "seat": _later("A seat on a council"),
    "project": _later("A project to lead"),
    "stretch": _later("An assignment beyond one's own work"),
    "stage": _later("A slot to speak"),
    "programme": _later("A sponsor programme"),
    "other": _later("Something else"),
}
BECAME: Final[Mapping[str, str | Promise]] = {
    ChanceBecame.Kind.OPEN: _later("Filled, in an open process"),
    ChanceBecame.Kind.NOT_OPEN: _later("Filled, and not in an open process"),
    ChanceBecame.Kind.NOBODY: _later("Nobody has it"),
}


def posts(found: Iterable[Chance], today: date) -> list[Signpost]:
    return [
        Signpost(text=each.title, href=each.get_absolute_url(), status=str(KINDS[each.kind]),
                 about=stands(each, today), tone=tone(each, today))
        for each in found
    ]  # fmt: skip


def stands(chance: Chance, today: date) -> str:
    """How it stands, in a plain sentence."""
    became = list(chance.became.all())
    if chance.taken_back_on is not None:
        return _("Taken back on %(day)s.") % {"day": day_words(chance.taken_back_on)}
    if became:
        return f"{BECAME[became[-1].kind]}. {became[-1].says}"
    until = {"day": day_words(chance.until)}
    if is_overdue(chance, today):
        return _("It ended on %(day)s, and nobody has said what became of it.") % until
    return _("Open until %(day)s.") % until


def tone(chance: Chance, today: date) -> Tone:
    return "hurts" if is_overdue(chance, today) else "plain"


def is_overdue(chance: Chance, today: date) -> bool:
    is_over = chance.taken_back_on is None and chance.until < today
    return is_over and not chance.became.all()


def became(chance: Chance) -> Sequence[Moment]:
    """What was said of it, the last line first."""
    rows = reversed(list(chance.became.all()))
    return [Moment(at=day_words(each.on), text=str(BECAME[each.kind]), more=each.says)
            for each in rows]  # fmt: skip


def before(found: Iterable[ChanceBefore]) -> list[Saying]:
    """What it said before, the last wording first."""
    return [
        Saying(anchor=f"before-{each.number}", by=each.title, at=day_words(each.worded_on),
               html=as_html("\n\n".join(_parts(each))))
        for each in found
    ]  # fmt: skip


def _parts(of: ChanceBefore) -> list[str]:
    return [
        of.says,
        _("What one gets: %(gives)s") % {"gives": of.gives},
        _("Who decides: %(who)s. By what: %(criteria)s")
        % {"who": of.decides, "criteria": of.criteria},
        _("To whom one turns: %(where)s. Until %(day)s.")
        % {"where": of.turn_to, "day": day_words(of.until)},
    ]
