"""What comes to whom here, by role: what an empty home teaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.roles import short
from tiebeam.web.permissions import Role
from tiebeam.web.ui.shapes import Entry

COMES: Final[Mapping[Role, str | Promise]] = {
    Role.MEMBER: _("What your organisation shows everybody, and what you ask to be told."),
    Role.LEADER: _("Decisions that wait for you, what you promised and by when, and the three "
                   "heaviest barriers."),
    Role.ANALYST: _("Figures that you asked for, and whether they may be shown."),
    Role.STEWARD: _("New data to check before it is used, and figures to read before others do."),
    Role.STRUCTURE_OWNER: _("What was found about the rules that you look after, and what is asked "
                            "of you."),
    Role.GROUP_LEAD: _("What your group has asked leaders for, and when an answer is due."),
    Role.FACILITATOR: _("Your next meetings, and what is due in the spaces that you lead."),
    Role.BROKER: _("Questions that came to you, so that nobody is asked twice."),
    Role.CASE_HANDLER: _("Reports that wait for an answer, and by which day."),
    Role.PARTNER_LEAD: _("What partners outside have asked, and what was agreed with them."),
    Role.OWNER: _("Who was invited and is not here yet, and what has to be set up."),
}  # fmt: skip

EXAMPLES: Final[Mapping[Role, str | Promise]] = {
    Role.MEMBER: _("At Harbourline, everybody could read here that nominations by managers had "
                   "ended, and why."),
    Role.LEADER: _("At Harbourline, a leader saw that nobody on night shift was ever nominated. "
                   "She ended nominations by managers."),
    Role.ANALYST: _("At Harbourline, an analyst asked how long people wait in grade 3, and had "
                    "the answer two days later."),
    Role.STEWARD: _("At Harbourline, a steward saw that a file lacked two ports, and asked HR for "
                    "it again before anybody used it."),
    Role.STRUCTURE_OWNER: _("At Harbourline, a structure owner brought twelve documents. In one of "
                            "them stood who could never be promoted, and why."),
    Role.OWNER: _("At Harbourline, the owner invited a steward and an analyst on the first day. "
                  "They brought the first file."),
}  # fmt: skip

#: Whose words are said first where somebody has several roles.
FIRST: Final = (
    Role.LEADER, Role.STEWARD, Role.ANALYST, Role.STRUCTURE_OWNER, Role.OWNER,
)  # fmt: skip


def what_comes_to(roles: Iterable[Role]) -> list[Entry]:
    """By role, in our order. A member who is more than that knows what a member sees."""
    held = frozenset(roles)
    shown = [each for each in Role if each in held and (each != Role.MEMBER or len(held) == 1)]
    return [Entry(about=short(each), said=str(COMES[each])) for each in shown]


def example_for(roles: Iterable[Role]) -> str:
    """One from Harbourline that fits somebody."""
    held = frozenset(roles)
    first = next((each for each in FIRST if each in held), Role.MEMBER)
    return str(EXAMPLES[first])
