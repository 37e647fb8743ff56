"""What the audit trail tells of spaces: how often on a day, of nobody and of no space.

Of hidden spaces it tells nothing: see `actions.note`. Whoever reads a space of others is named.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from tiebeam.web.audit.acts import declare

OPENED = declare("spaces.opened", gettext_noop("Opened a space"), unnamed=True)
CHANGED = declare("spaces.changed", gettext_noop("Changed a space or its guidelines"), unnamed=True)
CAME_OR_WENT = declare(
    "spaces.came-or-went", gettext_noop("Joined, left, let in or turned away"), unnamed=True
)
MODERATED = declare(
    "spaces.moderated", gettext_noop("Reported a post, decided on it or appealed"), unnamed=True
)
BROKERED = declare("spaces.brokered", gettext_noop("Brokered a question"), unnamed=True)
EMERGENCY_ASKED = declare("spaces.emergency-asked", gettext_noop("Asked to read in an emergency"))
EMERGENCY_AGREED = declare(
    "spaces.emergency-agreed", gettext_noop("Agreed that somebody reads in an emergency")
)
EMERGENCY_DECLINED = declare(
    "spaces.emergency-declined", gettext_noop("Did not agree that somebody reads in an emergency")
)
HANDED_OVER = declare("spaces.handed-over", gettext_noop("Handed over hours to be paid"))
MET = declare("spaces.met", gettext_noop("Planned, changed or called off a meeting"), unnamed=True)
ASKED_LEADER = declare("spaces.asked-leader", gettext_noop("Asked a leader"), unnamed=True)
ANSWERED_ASK = declare("spaces.answered-ask", gettext_noop("Answered what a group asked"))
POSTED_CHANCE = declare("spaces.posted-chance", gettext_noop("Posted a chance for all"))
CHANGED_CHANCE = declare(
    "spaces.changed-chance",
    gettext_noop("Changed a chance, took it back or said what became of it"),
)
LOOKED_AFTER_GROUP = declare(
    "spaces.looked-after-group",
    gettext_noop("Changed what a group stands on"), unnamed=True,
)  # fmt: skip
