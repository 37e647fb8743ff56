"""What the audit trail tells of barriers. No word of what was written is in it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from tiebeam.web.audit.acts import declare

OPENED = declare("insight.opened-barrier", gettext_noop("Opened a barrier"))
SHOWED_BY = declare("insight.added-evidence", gettext_noop("Added evidence to a barrier"))
CORRECTED = declare("insight.corrected-barrier", gettext_noop("Corrected a barrier"))
CLOSED = declare("insight.closed-barrier", gettext_noop("Closed a barrier"))
REOPENED = declare("insight.reopened-barrier", gettext_noop("Opened a barrier again"))
ANSWERED = declare("insight.answered-barrier", gettext_noop("Answered a barrier"))
JOINED = declare("insight.joined-barriers", gettext_noop("Joined a barrier with another"))
RAISED = declare(
    "insight.raised-barrier", gettext_noop("Raised a barrier from a space"), unnamed=True
)
