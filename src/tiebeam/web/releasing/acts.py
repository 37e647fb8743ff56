"""What the audit trail tells of releases."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from tiebeam.web.audit.acts import declare

ASKED_FOR_CUBE = declare("releasing.asked-for-cube", gettext_noop("Had a proposal worked out"))
EDITED_CUBE = declare("releasing.edited-cube", gettext_noop("Changed what may be shown"))
DECLARED_CUBE = declare("releasing.declared-cube", gettext_noop("Declared what may be shown"))
DROPPED_CUBE = declare("releasing.dropped-cube", gettext_noop("Dropped a proposal"))
ASKED = declare("releasing.asked", gettext_noop("Asked for a release"))
WITHDREW = declare("releasing.withdrew", gettext_noop("Withdrew what they had asked for"))
DECIDED_TO_PUBLISH = declare("releasing.let-out", gettext_noop("Decided to publish a release"))
REFUSED = declare("releasing.refused", gettext_noop("Refused a release"))
PUBLISHED = declare("releasing.published", gettext_noop("A release was published"))
NAMED_GROUPS = declare("releasing.named-groups", gettext_noop("Said what answers count as"))
