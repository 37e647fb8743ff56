"""What each place of trust is called, and what it opens, in the words of pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tiebeam.web.permissions import Role

CALLED: Final[Mapping[Role, str | Promise]] = {
    Role.MEMBER: _("Member: what everybody here may read"),
    Role.LEADER: _("Leader: decides what is changed"),
    Role.ANALYST: _("Analyst: asks for figures and explains them"),
    Role.STEWARD: _("Steward: looks after data and what may be shown"),
    Role.STRUCTURE_OWNER: _("Structure owner: looks after a rule or a procedure"),
    Role.GROUP_LEAD: _("Group lead: speaks for a resource group"),
    Role.FACILITATOR: _("Facilitator: leads meetings of ally spaces"),
    Role.BROKER: _("Broker: brings people together who learn from each other"),
    Role.CASE_HANDLER: _("Case handler: answers those who speak up"),
    Role.PARTNER_LEAD: _("Partner lead: looks after partners outside"),
    Role.OWNER: _("Owner: invites people and says who is trusted with what"),
}


def short(role: Role) -> str:
    """Its name alone."""
    return str(CALLED[role]).split(":")[0]


def listed(roles: Iterable[Role]) -> str:
    """Several of them, in the order in which we name them."""
    held = frozenset(roles)
    return ", ".join(short(each) for each in Role if each in held)
