"""What a group stands on, as its page shows it: there, or missing and why it would help.

Nothing is counted up, and no group stands beside another.
"""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tiebeam.web.spaces.groups.queries import Standing
from tiebeam.web.ui.days import day_words
from tiebeam.web.ui.shapes import Signpost


def posts(found: Standing, where: str, *, sees_budget: bool, questions: bool | None,
          reviewed: int | None) -> list[Signpost]:  # fmt: skip
    """What there is, each with since when; what is missing, each with a first step.

    questions  whether it takes questions, for its members alone; None for others
    reviewed   the last year of which it said what changed; None where it has not
    """
    rows = [_charter(found), _offices(found), _follows(found), _sponsor(found), _asks(found)]
    if sees_budget:
        rows.append(_budget(found))
    rows.append(_review(reviewed))
    if questions is not None:
        rows.append(_questions(is_so=questions))
    return [
        Signpost(text=text, href=reverse(page, args=[where]), about=about,
                 status=_("There") if is_there else _("Not there yet"),
                 tone="plain" if is_there else "waiting")
        for text, page, is_there, about in rows
    ]  # fmt: skip


_Row = tuple[str, str, bool, str]


def _charter(found: Standing) -> _Row:
    said = _since(found.charter) if found.charter else _(
        "Whoever comes in would know what to expect. First step: write in a sentence what the "
        "group is for.")  # fmt: skip
    return _("Charter"), "space-charter", found.charter is not None, said


def _offices(found: Standing) -> _Row:
    if found.held and found.held_since:
        said = _since(found.held_since)
        if found.held < found.offices:
            # By itself: whoever collects words for translators does not look into f-strings.
            other = _("Another office is open.")
            said = f"{said} {other}"
    elif found.offices:
        said = _("Offices are named, and nobody holds one. First step: a member takes one.")
    else:
        said = _("Work would stand on more than one pair of shoulders. First step: name one "
                 "office, such as who calls meetings.")  # fmt: skip
    return _("Officers"), "space-offices", found.held > 0, said


def _follows(found: Standing) -> _Row:
    if found.ending:
        said = ngettext("One term ends within 60 days or is over. First step: somebody offers to "
                        "follow.", "%(number)s terms end within 60 days or are over. First step: "
                        "somebody offers to follow.", found.ending)  # fmt: skip
        return _("Who follows"), "space-offices", False, said % {"number": found.ending}
    if found.held:
        said = _("Each term has an end, and none ends within 60 days.")
        return _("Who follows"), "space-offices", True, said
    said = _("The group would go on when somebody leaves. It begins with an office and its term.")
    return _("Who follows"), "space-offices", False, said


def _sponsor(found: Standing) -> _Row:
    if found.sponsor and not found.sponsor_open:
        said = _since(found.sponsor)
    elif found.sponsor_open:
        said = _("The office is open. Whoever leads here and knows of the group can take it.")
    else:
        said = _("A leader would see to time, budget and answers. First step: open the office, so "
                 "that one can take it.")  # fmt: skip
    return _("Sponsor"), "space-sponsor", found.sponsor is not None, said


def _asks(found: Standing) -> _Row:
    if found.asked is None:
        said = _("Whatever needs a leader would get an answer by a set day. First step: ask for "
                 "one thing.")  # fmt: skip
        return _("Asks to leaders"), "space-asks", False, said
    said = _("The last one of %(day)s.") % {"day": day_words(found.asked)}
    if found.waiting:
        waits = ngettext("One has no answer yet.", "%(number)s have no answer yet.",
                         found.waiting)  # fmt: skip
        said = f"{said} {waits % {'number': found.waiting}}"
    return _("Asks to leaders"), "space-asks", True, said


def _budget(found: Standing) -> _Row:
    said = _since(found.budget) if found.budget else _(
        "The group could plan, and nobody would have to pay from their own pocket. First step: "
        "write down what was granted for this year.")  # fmt: skip
    return _("Budget"), "space-budget", found.budget is not None, said


def _review(year: int | None) -> _Row:
    said = _("The last one is of %(year)s.") % {"year": year} if year else _(
        "Whoever comes in, and whoever decides, would see what came of it. First step: begin one; "
        "what is known of the year stands in it at once.")  # fmt: skip
    return _("Year by year"), "space-reviews", year is not None, said


def _questions(*, is_so: bool) -> _Row:
    said = _("Brokers can hand it what people ask.") if is_so else _(
        "What people ask would come through a broker, and to no single member. First step: say "
        "that you take questions.")  # fmt: skip
    return _("Takes questions"), "space-questions", is_so, said


def _since(day: date) -> str:
    return _("There since %(day)s.") % {"day": day_words(day)}
