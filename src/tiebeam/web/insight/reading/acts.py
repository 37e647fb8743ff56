"""What the audit trail tells of findings. No word of a text, and no reason, is in it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from tiebeam.web.audit.acts import declare

FOUND = declare("insight.read-documents", gettext_noop("Documents were read, and findings kept"))
CONFIRMED = declare("insight.confirmed-finding", gettext_noop("Confirmed a finding"))
DISMISSED = declare("insight.dismissed-finding", gettext_noop("Dismissed a finding"))
SENT = declare(
    "insight.sent-finding", gettext_noop("Sent a finding to whoever looks after the structure")
)
